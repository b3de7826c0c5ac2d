package kprobarium.kernel;

import java.util.List;

/// A patch to arch/loongarch/kernel/kprobes.c: every function as it was, until a patch replaces it. `super` is the function as it was.
public abstract class ArchKprobesPatch extends Hunk implements ArchKprobes {
    protected final ArchKprobes was;

    protected ArchKprobesPatch(Kernel k, ArchKprobes was) {
        super(k);
        this.was = was;
    }

    @Override
    public int breakpointInsn() {
        return was.breakpointInsn();
    }

    @Override
    public int singlestepInsn() {
        return was.singlestepInsn();
    }

    @Override
    public int archPrepareKprobe(Kprobe p) {
        return was.archPrepareKprobe(p);
    }

    @Override
    public void archArmKprobe(Kprobe p) {
        was.archArmKprobe(p);
    }

    @Override
    public void archDisarmKprobe(Kprobe p) {
        was.archDisarmKprobe(p);
    }

    @Override
    public void archRemoveKprobe(Kprobe p) {
        was.archRemoveKprobe(p);
    }

    @Override
    public void savePreviousKprobe(KprobeCtlblk kcb) {
        was.savePreviousKprobe(kcb);
    }

    @Override
    public void restorePreviousKprobe(KprobeCtlblk kcb) {
        was.restorePreviousKprobe(kcb);
    }

    @Override
    public void setCurrentKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        was.setCurrentKprobe(p, regs, kcb);
    }

    @Override
    public void setupSinglestep(Kprobe p, PtRegs regs, KprobeCtlblk kcb, int reenter) {
        was.setupSinglestep(p, regs, kcb, reenter);
    }

    @Override
    public boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        return was.reenterKprobe(p, regs, kcb);
    }

    @Override
    public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
        return was.kprobeFaultHandler(regs, trapnr);
    }

    @Override
    public void archPopulateKprobeBlacklist(List<String> irqentry) {
        was.archPopulateKprobeBlacklist(irqentry);
    }

    @Override
    public Kretprobes kretprobes() {
        return was.kretprobes();
    }

    @Override
    public boolean trampolineRestores(int gpr) {
        return was.trampolineRestores(gpr);
    }

    @Override
    public boolean insnsAreNotSupported(int insn) {
        return was.insnsAreNotSupported(insn);
    }

    @Override
    public boolean insnsAreNotSimulated(Kprobe p, PtRegs regs) {
        return was.insnsAreNotSimulated(p, regs);
    }

    @Override
    public boolean kprobePreHandler(PtRegs regs) {
        return was.kprobePreHandler(regs);
    }

    @Override
    public boolean kprobePostHandler(PtRegs regs) {
        return was.kprobePostHandler(regs);
    }

    @Override
    public int kprobeExceptionsNotify(int val, PtRegs regs, int trapnr) {
        return was.kprobeExceptionsNotify(val, regs, trapnr);
    }

    @Override
    public void archPrepareSsSlot(Kprobe p) {
        was.archPrepareSsSlot(p);
    }

    @Override
    public void archPrepareSimulate(Kprobe p) {
        was.archPrepareSimulate(p);
    }

    @Override
    public void saveLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        was.saveLocalIrqflag(kcb, regs);
    }

    @Override
    public void restoreLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        was.restoreLocalIrqflag(kcb, regs);
    }

    @Override
    public void postKprobeHandler(Kprobe cur, KprobeCtlblk kcb, PtRegs regs) {
        was.postKprobeHandler(cur, kcb, regs);
    }

    @Override
    public boolean kprobeBreakpointHandler(PtRegs regs) {
        return was.kprobeBreakpointHandler(regs);
    }

    @Override
    public boolean kprobeSinglestepHandler(PtRegs regs) {
        return was.kprobeSinglestepHandler(regs);
    }

    @Override
    public void flushInsnSlot(Kprobe p) {
        was.flushInsnSlot(p);
    }
}
