package kprobarium.kernel;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;

/// Return probes on kernel/trace/rethook.c, as Linux has them here since 6.5 (7b0a096436c2).
public final class Rethook extends KretprobesHooking {
    public Rethook(Kernel k) {
        super(k);
    }

    @Override
    String trampoline() {
        return "arch_rethook_trampoline";
    }

    /// `rethook_trampoline_handler()`.
    @Override
    long trampolineHandler(PtRegs regs) {
        long node = findRetAddr();
        if (node == 0) {
            k.printk("err", "rethook: Return address not found! Maybe there is a bug in the kernel");
            throw bug(regs, "rethook_trampoline_handler");
        }
        long correctRetAddr = retAddr(node);
        regs.csrEra(correctRetAddr);

        preemptDisable();
        for (long ri = first(); ri != 0; ri = ri == node ? 0 : next(ri)) {
            if (isHandled(ri)) kretprobeRethookHandler(ri, regs);
        }
        unlink(node);
        preemptEnable();

        return correctRetAddr;
    }

    /// No probe is being handled after this, whatever was before.
    private void kretprobeRethookHandler(long ri, PtRegs regs) {
        Kretprobe rp = owner(k, ri);
        if (!rp.hasHandler()) return;

        writeCurrentKprobe(rp.kp);
        getKprobeCtlblk().kprobeStatus(KPROBE_HIT_ACTIVE);
        rp.handler(ri, regs);
        writeCurrentKprobe(null);
    }
}
