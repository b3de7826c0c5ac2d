package kprobarium.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import kprobarium.isa.CpuPort;

/// What the kernel does for a program that asks, by the rows of [Syscall].
final class Syscalls {
    static final int PID = 1000, UID = 1000;
    /// `struct kernel_sigaction`: handler, flags, restorer, mask.
    static final int SIGACTION_SIZE = 32;
    private static final int ARGUMENTS = 6, A0 = 4, A7 = 11;
    private static final int LONGEST_WRITE = 1 << 20, MOST_VECTORS = 1024, LONGEST_RANDOM = 256;
    private static final long SECOND = 1_000_000_000, TICKS_PER_SECOND = 100;
    private static final int PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20;
    private static final int MAP_FIXED_NOREPLACE = 0x100000;
    private static final int STAT_SIZE = 128, STAT_MODE = 16, STAT_NLINK = 20, STAT_BLKSIZE = 56, CHARACTER_DEVICE = 0020620;
    private static final int UTS_FIELD = 65;
    private static final int FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_COMMAND = 0x7f;
    private static final int F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, O_RDWR = 2;

    /// A part of a vector is read or written.
    interface Transfer {
        long of(long address, long size);
    }

    private final Space space;
    private final Space.Bytes memory;
    private final Console console;
    private final LongSupplier executed;
    private final Random random;
    private final Map<Long, Long> unknown = new TreeMap<>();
    private long slept;
    private Ended ended;

    /// `executed`: how many instructions the program has executed, which is what time it is in nanoseconds.
    Syscalls(Space space, Space.Bytes memory, Console console, long seed, LongSupplier executed) {
        this.space = space;
        this.memory = memory;
        this.console = console;
        this.executed = executed;
        random = new Random(seed);
    }

    /// The program asks for something, by its registers, and gets the answer there. What it has come to by that, if it ends.
    Optional<Ended> call(CpuPort cpu) {
        ended = null;
        long[] arguments = new long[ARGUMENTS];
        for (int i = 0; i < ARGUMENTS; i++) arguments[i] = cpu.get(A0 + i);
        long number = cpu.get(A7);
        cpu.set(A0, Syscall.of(number).map(row -> row.call(this, arguments)).orElseGet(() -> {
            unknown.merge(number, 1L, Long::sum);
            return (long) -Syscall.ENOSYS;
        }));
        return Optional.ofNullable(ended);
    }

    /// The calls that there are not, by their numbers, and how often the program has tried.
    Map<Long, Long> unknown() {
        return unknown;
    }

    static boolean isStream(long fd) {
        return (int) fd >= Console.STANDARD_INPUT && (int) fd <= Console.STANDARD_ERROR;
    }

    private boolean canRead(long address, long size) {
        return space.allows(address, size, Space.READ);
    }

    private boolean canWrite(long address, long size) {
        return space.allows(address, size, Space.WRITE);
    }

    private long put(long address, ByteBuffer content) {
        byte[] bytes = new byte[content.capacity()];
        content.get(0, bytes);
        return put(address, bytes);
    }

    private long put(long address, byte[] content) {
        if (!canWrite(address, content.length)) return -Syscall.EFAULT;
        memory.write(address, content);
        return 0;
    }

    private static ByteBuffer record(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer get(long address, int size) {
        return ByteBuffer.wrap(memory.read(address, size)).order(ByteOrder.LITTLE_ENDIAN);
    }

    // Streams

    long write(long fd, long address, long size) {
        int to = (int) fd;
        if (!isStream(to) || to == Console.STANDARD_INPUT) return -Syscall.EBADF;
        int length = (int) Math.min(Math.max(size, 0), LONGEST_WRITE);
        if (!canRead(address, length)) return -Syscall.EFAULT;
        console.write(to, memory.read(address, length));
        return length;
    }

    long read(long fd, long address, long size) {
        if ((int) fd != Console.STANDARD_INPUT) return isStream(fd) ? 0 : -Syscall.EBADF;
        int most = (int) Math.min(Math.max(size, 0), LONGEST_WRITE);
        if (!canWrite(address, most)) return -Syscall.EFAULT;
        byte[] bytes = console.read(most);
        memory.write(address, bytes);
        return bytes.length;
    }

    long vector(long vectors, long count, Transfer transfer) {
        if (count < 0 || count > MOST_VECTORS) return -Syscall.EINVAL;
        if (!canRead(vectors, 16 * count)) return -Syscall.EFAULT;
        long done = 0;
        for (int i = 0; i < count; i++) {
            ByteBuffer part = get(vectors + 16L * i, 16);
            long size = part.getLong(8);
            long moved = size == 0 ? 0 : transfer.of(part.getLong(0), size);
            if (moved < 0) return done == 0 ? moved : done;
            done += moved;
            if (moved < size) break;
        }
        return done;
    }

    long fcntl(long command) {
        return switch ((int) command) {
            case F_GETFD, F_SETFD -> 0;
            case F_GETFL -> O_RDWR;
            default -> -Syscall.EINVAL;
        };
    }

    long fstat(long fd, long address) {
        if (!isStream(fd)) return -Syscall.EBADF;
        return put(address, record(STAT_SIZE).putInt(STAT_MODE, CHARACTER_DEVICE).putInt(STAT_NLINK, 1).putInt(STAT_BLKSIZE, 1024));
    }

    long getcwd(long address, long size) {
        if (size < 2) return -Syscall.ERANGE;
        long put = put(address, record(2).put(0, (byte) '/'));
        return put < 0 ? put : 2;
    }

    // The end

    long exit(long status) {
        ended = new Ended.Exited((int) status & 0xff);
        return 0;
    }

    long kill(long pid, long signal) {
        if (pid != PID && pid != 0) return -Syscall.ESRCH;
        return signal == 0 ? 0 : Signal.of(signal).map(this::raised).orElse((long) -Syscall.EINVAL);
    }

    private long raised(Signal signal) {
        ended = new Ended.Killed(signal, "", 0, 0, "it sent the signal itself", List.of());
        return 0;
    }

    // Time

    private long now() {
        return executed.getAsLong() + slept;
    }

    /// Seconds, and what is left in `unit` nanoseconds.
    long clock(long address, long unit) {
        return address == 0 ? 0 : put(address, record(16).putLong(0, now() / SECOND).putLong(8, now() % SECOND / unit));
    }

    long resolution(long address) {
        return address == 0 ? 0 : put(address, record(16).putLong(8, 1));
    }

    long sleep(long request, boolean until) {
        if (!canRead(request, 16)) return -Syscall.EFAULT;
        ByteBuffer time = get(request, 16);
        long seconds = time.getLong(0);
        long rest = time.getLong(8);
        if (seconds < 0 || rest < 0 || rest >= SECOND || seconds > Long.MAX_VALUE / SECOND / 4) return -Syscall.EINVAL;
        long nanoseconds = seconds * SECOND + rest;
        slept += until ? Math.max(0, nanoseconds - now()) : nanoseconds;
        return 0;
    }

    long times(long address) {
        long ticks = now() / (SECOND / TICKS_PER_SECOND);
        long put = address == 0 ? 0 : put(address, record(32).putLong(0, ticks));
        return put < 0 ? put : ticks;
    }

    // Memory

    long brk(long wanted) {
        return space.brk(wanted, memory);
    }

    long mmap(long wanted, long length, long protection, long flags) {
        if ((flags & MAP_ANONYMOUS) == 0) return -Syscall.ENODEV;
        return space.mmap(wanted, length, (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) != 0, use(protection), memory);
    }

    long munmap(long address, long length) {
        return space.munmap(address, length, memory);
    }

    long mprotect(long address, long length, long protection) {
        return space.mprotect(address, length, use(protection), memory);
    }

    private static int use(long protection) {
        return ((protection & PROT_READ) != 0 ? Space.READ : 0) | ((protection & PROT_WRITE) != 0 ? Space.WRITE | Space.READ : 0)
                | ((protection & PROT_EXEC) != 0 ? Space.EXECUTE | Space.READ : 0);
    }

    // The rest

    /// There is one thread: whoever waits for another to change the word waits for ever, unless it has changed already.
    long futex(long address, long operation, long value) {
        if (!canRead(address, 4)) return -Syscall.EFAULT;
        return switch ((int) operation & FUTEX_COMMAND) {
            case FUTEX_WAIT -> get(address, 4).getInt(0) != (int) value ? -Syscall.EAGAIN : deadlocked();
            case FUTEX_WAKE -> 0;
            default -> -Syscall.ENOSYS;
        };
    }

    private long deadlocked() {
        ended = new Ended.Killed(Signal.SIGKILL, "", 0, 0, "it waits for a futex that no other thread can wake", List.of());
        return 0;
    }

    long affinity(long size, long address) {
        if (size < 8) return -Syscall.EINVAL;
        long put = put(address, record(8).putLong(0, 1));
        return put < 0 ? put : 8;
    }

    /// Where a pointer is given, what was there before: nothing.
    long cleared(long address, long size) {
        if (size < 0 || size > SIGACTION_SIZE) return -Syscall.EINVAL;
        return address == 0 ? 0 : put(address, record((int) size));
    }

    long uname(long address) {
        ByteBuffer name = record(6 * UTS_FIELD);
        String[] fields = {"Linux", "kprobarium", "6.12.0", "#1 SMP", "loongarch64", ""};
        for (int i = 0; i < fields.length; i++) name.put(i * UTS_FIELD, fields[i].getBytes(StandardCharsets.US_ASCII));
        return put(address, name);
    }

    long prlimit(long old) {
        return old == 0 ? 0 : put(old, record(16).putLong(0, Space.STACK_SIZE).putLong(8, -1));
    }

    long getrandom(long address, long size) {
        byte[] bytes = new byte[(int) Math.min(Math.max(size, 0), LONGEST_RANDOM)];
        random.nextBytes(bytes);
        long put = put(address, bytes);
        return put < 0 ? put : bytes.length;
    }
}
