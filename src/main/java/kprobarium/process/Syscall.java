package kprobarium.process;

import java.util.Arrays;
import java.util.Optional;

/// The system calls that there are: number (those that all newer architectures share), name, and what is done.
///
/// A row answers what the program finds in `$a0`; errors are negative. What only changes how a program would be woken, scheduled or told
/// of signals has nobody to change it for here, and succeeds. Files there are none, but the three that are open.
enum Syscall {
    // @formatter:off
    GETCWD           (17,  "getcwd",            (s, a) -> s.getcwd(a[0], a[1])),
    DUP              (23,  "dup",               (s, a) -> Syscalls.isStream(a[0]) ? -Syscall.EMFILE : -Syscall.EBADF),
    FCNTL            (25,  "fcntl",             (s, a) -> Syscalls.isStream(a[0]) ? s.fcntl(a[1]) : -Syscall.EBADF),
    IOCTL            (29,  "ioctl",             (s, a) -> Syscalls.isStream(a[0]) ? -Syscall.ENOTTY : -Syscall.EBADF),
    FACCESSAT        (48,  "faccessat",         (s, a) -> -Syscall.ENOENT),
    OPENAT           (56,  "openat",            (s, a) -> -Syscall.ENOENT),
    CLOSE            (57,  "close",             (s, a) -> Syscalls.isStream(a[0]) ? 0 : -Syscall.EBADF),
    LSEEK            (62,  "lseek",             (s, a) -> Syscalls.isStream(a[0]) ? -Syscall.ESPIPE : -Syscall.EBADF),
    READ             (63,  "read",              (s, a) -> s.read(a[0], a[1], a[2])),
    WRITE            (64,  "write",             (s, a) -> s.write(a[0], a[1], a[2])),
    READV            (65,  "readv",             (s, a) -> s.vector(a[1], a[2], (at, size) -> s.read(a[0], at, size))),
    WRITEV           (66,  "writev",            (s, a) -> s.vector(a[1], a[2], (at, size) -> s.write(a[0], at, size))),
    READLINKAT       (78,  "readlinkat",        (s, a) -> -Syscall.ENOENT),
    NEWFSTATAT       (79,  "newfstatat",        (s, a) -> -Syscall.ENOENT),
    FSTAT            (80,  "fstat",             (s, a) -> s.fstat(a[0], a[1])),
    EXIT             (93,  "exit",              (s, a) -> s.exit(a[0])),
    EXIT_GROUP       (94,  "exit_group",        (s, a) -> s.exit(a[0])),
    SET_TID_ADDRESS  (96,  "set_tid_address",   (s, a) -> Syscalls.PID),
    FUTEX            (98,  "futex",             (s, a) -> s.futex(a[0], a[1], a[2])),
    SET_ROBUST_LIST  (99,  "set_robust_list",   (s, a) -> 0),
    NANOSLEEP        (101, "nanosleep",         (s, a) -> s.sleep(a[0], false)),
    CLOCK_GETTIME    (113, "clock_gettime",     (s, a) -> s.clock(a[1], 1)),
    CLOCK_GETRES     (114, "clock_getres",      (s, a) -> s.resolution(a[1])),
    CLOCK_NANOSLEEP  (115, "clock_nanosleep",   (s, a) -> s.sleep(a[2], (a[1] & 1) != 0)),
    SCHED_GETAFFINITY(123, "sched_getaffinity", (s, a) -> s.affinity(a[1], a[2])),
    SCHED_YIELD      (124, "sched_yield",       (s, a) -> 0),
    KILL             (129, "kill",              (s, a) -> s.kill(a[0], a[1])),
    TKILL            (130, "tkill",             (s, a) -> s.kill(a[0], a[1])),
    TGKILL           (131, "tgkill",            (s, a) -> s.kill(a[1], a[2])),
    SIGALTSTACK      (132, "sigaltstack",       (s, a) -> 0),
    RT_SIGACTION     (134, "rt_sigaction",      (s, a) -> s.cleared(a[2], Syscalls.SIGACTION_SIZE)),
    RT_SIGPROCMASK   (135, "rt_sigprocmask",    (s, a) -> s.cleared(a[2], a[3])),
    TIMES            (153, "times",             (s, a) -> s.times(a[0])),
    UNAME            (160, "uname",             (s, a) -> s.uname(a[0])),
    PRCTL            (167, "prctl",             (s, a) -> -Syscall.EINVAL),
    GETTIMEOFDAY     (169, "gettimeofday",      (s, a) -> s.clock(a[0], 1000)),
    GETPID           (172, "getpid",            (s, a) -> Syscalls.PID),
    GETPPID          (173, "getppid",           (s, a) -> 1),
    GETUID           (174, "getuid",            (s, a) -> Syscalls.UID),
    GETEUID          (175, "geteuid",           (s, a) -> Syscalls.UID),
    GETGID           (176, "getgid",            (s, a) -> Syscalls.UID),
    GETEGID          (177, "getegid",           (s, a) -> Syscalls.UID),
    GETTID           (178, "gettid",            (s, a) -> Syscalls.PID),
    BRK              (214, "brk",               (s, a) -> s.brk(a[0])),
    MUNMAP           (215, "munmap",            (s, a) -> s.munmap(a[0], a[1])),
    MREMAP           (216, "mremap",            (s, a) -> -Syscall.ENOMEM),
    MMAP             (222, "mmap",              (s, a) -> s.mmap(a[0], a[1], a[2], a[3])),
    MPROTECT         (226, "mprotect",          (s, a) -> s.mprotect(a[0], a[1], a[2])),
    MADVISE          (233, "madvise",           (s, a) -> 0),
    PRLIMIT64        (261, "prlimit64",         (s, a) -> s.prlimit(a[3])),
    GETRANDOM        (278, "getrandom",         (s, a) -> s.getrandom(a[0], a[1])),
    MEMBARRIER       (283, "membarrier",        (s, a) -> 0);
    // @formatter:on

    static final int ENOENT = 2, ESRCH = 3, E2BIG = 7, EBADF = 9, EAGAIN = 11, ENOMEM = 12, EFAULT = 14, EINVAL = 22, EMFILE = 24;
    static final int ENOTTY = 25, ESPIPE = 29, ERANGE = 34, ENOSYS = 38, ENODEV = 19;

    /// What a row does with its six arguments.
    interface Action {
        long on(Syscalls system, long[] arguments);
    }

    private final int number;
    private final String text;
    private final Action action;

    Syscall(int number, String text, Action action) {
        this.number = number;
        this.text = text;
        this.action = action;
    }

    static Optional<Syscall> of(long number) {
        return Arrays.stream(values()).filter(row -> row.number == number).findFirst();
    }

    long call(Syscalls system, long[] arguments) {
        return action.on(system, arguments);
    }

    @Override
    public String toString() {
        return text;
    }
}
