package kprobarium.kernel;

import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;

/// kernel/kprobes.c, the part of it that hooks the return of functions, where it is not configured: there is no CONFIG_KRETPROBES.
public class Kretprobes extends Hunk {
    protected Kretprobes(Kernel k) {
        super(k);
    }

    /// For an architecture that has no return probes.
    public static Kretprobes absent(Kernel k) {
        return new Kretprobes(k);
    }

    public int registerKretprobe(Kretprobe rp) {
        return Errno.EOPNOTSUPP.negative();
    }

    public void unregisterKretprobe(Kretprobe rp) {}

    int preHandlerKretprobe(Kprobe p, PtRegs regs) {
        throw absent("pre_handler_kretprobe");
    }

    /// The C code behind the trampoline: runs the handlers, and answers where the call returns to. `regs` are the registers as the function
    /// has left them.
    long trampolineHandler(PtRegs regs) {
        throw absent("rethook_trampoline_handler");
    }

    /// The symbol of the trampoline.
    String trampoline() {
        return "";
    }

    /// The first instance that hooks the task that runs here; each leads to the one hooked before it.
    static long rethooks(Cpu cpu) {
        return Layout.perTask(cpu.task(), Layout.RETHOOKS);
    }

    /// `rethook_flush_task()`: the task is dead, and none of its calls will return.
    void flushTask(Cpu cpu) {
        Memory memory = k.machine.memory();
        for (long ri = memory.load(rethooks(cpu), 8); ri != 0; ri = memory.load(ri + Kretprobe.LLIST, 8)) {
            memory.store(ri + Kretprobe.TAKEN, 8, 0);
        }
        memory.store(rethooks(cpu), 8, 0);
    }
}
