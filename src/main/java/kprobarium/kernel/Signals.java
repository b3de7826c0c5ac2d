package kprobarium.kernel;

import kprobarium.event.Event;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;

/// The signals that exceptions in user mode become. There are no handlers, so a signal ends the call that it comes out of.
public final class Signals {
    public static final int SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGFPE = 8, SIGSEGV = 11;
    static final int ILL_ILLOPC = 1, TRAP_BRKPT = 1, BUS_ADRALN = 1, BUS_ADRERR = 2, FPE_INTDIV = 1, FPE_INTOVF = 2;
    static final int SEGV_MAPERR = 1, SEGV_BNDERR = 3;
    private static final int LATEST = 0, PENDING = 1, FIELDS = 2;

    /// A signal and its `si_code`.
    record Cause(int signal, int code) {}

    private final Kernel k;
    private final State state;
    private final int first;

    Signals(Kernel k) {
        this.k = k;
        state = k.machine.state();
        first = state.allocate(FIELDS * k.machine.tasks());
    }

    /// The task goes on in user mode, with interrupts on. It has no stack there.
    static long toUserMode(Cpu cpu) {
        cpu.set(Cpu.SP, 0);
        cpu.writeCsr(Cpu.CRMD, cpu.readCsr(Cpu.CRMD) | Cpu.PLV | Cpu.IE);
        return 0;
    }

    static long toKernelMode(Cpu cpu) {
        cpu.writeCsr(Cpu.CRMD, cpu.readCsr(Cpu.CRMD) & ~Cpu.PLV);
        return 0;
    }

    /// What an exception in user mode is answered with, by the function that handles it.
    static Cause cause(String function) {
        return switch (function) {
            case "do_ade" -> new Cause(SIGBUS, BUS_ADRERR);
            case "do_ale" -> new Cause(SIGBUS, BUS_ADRALN);
            case "do_bce" -> new Cause(SIGSEGV, SEGV_BNDERR);
            default -> new Cause(SIGILL, ILL_ILLOPC);
        };
    }

    /// What a `break` in user mode is answered with, by its code.
    static Cause ofBreak(int bcode) {
        return switch (bcode) {
            case LoongarchInstruction.BRK_OVERFLOW -> new Cause(SIGFPE, FPE_INTOVF);
            case LoongarchInstruction.BRK_DIVZERO -> new Cause(SIGFPE, FPE_INTDIV);
            default -> new Cause(SIGTRAP, TRAP_BRKPT);
        };
    }

    /// `force_sig_fault()` to the task that runs here.
    void force(int signal, int code, long address) {
        if (!k.strand.once()) return;
        Cpu cpu = k.strand.cpu();
        state.set(cell(cpu, LATEST), signal);
        state.set(cell(cpu, PENDING), 1);
        k.machine.trace().say(cpu, stamp -> new Event.Signal(stamp, name(signal), code, address, k.where(address)));
    }

    /// Whether there is one to be delivered; not any more.
    boolean taken(Cpu cpu) {
        boolean pending = state.get(cell(cpu, PENDING)) != 0;
        state.set(cell(cpu, PENDING), 0);
        return pending;
    }

    /// The signal that `task` got last, by its number; 0 for none.
    public long latest(int task) {
        return state.get(first + FIELDS * task + LATEST);
    }

    private int cell(Cpu cpu, int field) {
        return first + FIELDS * cpu.task() + field;
    }

    private static String name(int signal) {
        return switch (signal) {
            case SIGILL -> "SIGILL";
            case SIGTRAP -> "SIGTRAP";
            case SIGBUS -> "SIGBUS";
            case SIGFPE -> "SIGFPE";
            default -> "SIGSEGV";
        };
    }
}
