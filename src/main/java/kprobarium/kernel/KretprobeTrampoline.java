package kprobarium.kernel;

/// Return probes with a trampoline of the architecture's own, as Linux 6.3 has them here (no CONFIG_KRETPROBE_ON_RETHOOK).
public final class KretprobeTrampoline extends KretprobesHooking {
    public KretprobeTrampoline(Kernel k) {
        super(k);
    }

    @Override
    String trampoline() {
        return "__kretprobe_trampoline";
    }

    /// `__kretprobe_trampoline_handler()`. Whatever probe was being handled is so again after each handler.
    @Override
    long trampolineHandler(PtRegs regs) {
        long node = findRetAddr();
        if (node == 0) {
            k.printk("err", "kretprobe: Return address not found, not execute handler. Maybe there is a bug in the kernel.");
            throw bug(regs, "__kretprobe_trampoline_handler");
        }
        long correctRetAddr = retAddr(node);
        regs.csrEra(correctRetAddr);

        for (long ri = first(); ri != 0; ri = ri == node ? 0 : next(ri)) {
            Kretprobe rp = owner(k, ri);
            if (!isHandled(ri) || !rp.hasHandler()) continue;
            Kprobe prev = kprobeRunning();
            writeCurrentKprobe(rp.kp);
            k.strand.local(ri + Kretprobe.RET_ADDR, correctRetAddr);
            rp.handler(ri, regs);
            writeCurrentKprobe(prev);
        }

        unlink(node);
        return correctRetAddr;
    }
}
