package kprobarium.process;

import java.util.Arrays;
import java.util.Optional;
import kprobarium.isa.Ecode;

/// The signals that end a program, by the numbers that they have on LoongArch.
public enum Signal {
    SIGHUP(1), SIGINT(2), SIGQUIT(3), SIGILL(4), SIGTRAP(5), SIGABRT(6), SIGBUS(7), SIGFPE(8), SIGKILL(9), SIGUSR1(10), SIGSEGV(11),
    SIGUSR2(12), SIGPIPE(13), SIGALRM(14), SIGTERM(15), SIGSYS(31);

    private static final int BRK_OVERFLOW = 6, BRK_DIVZERO = 7, BREAK_CODE = 0x7fff;

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// The one of this number, if its default is to end the program.
    static Optional<Signal> of(long number) {
        return Arrays.stream(values()).filter(signal -> signal.number == number).findFirst();
    }

    /// What the kernel sends for an exception in user mode, raised by the instruction `word`.
    static Signal of(Ecode exception, int word) {
        return switch (exception) {
            case PIL, PIS, PIF, PME, PNR, PNX, PPI, BCE -> SIGSEGV;
            case ADEF, ADEM, ALE -> SIGBUS;
            case FPE, VFPE -> SIGFPE;
            case BRK -> switch (word & BREAK_CODE) {
                case BRK_OVERFLOW, BRK_DIVZERO -> SIGFPE;
                default -> SIGTRAP;
            };
            case INT, SYS, INE, IPE, FPD, SXD, ASXD, WPEF, WPEM, BTD, BTE, GSPR, HVC, GCSC, GCHC -> SIGILL;
        };
    }
}
