package kprobarium.kernel;

/// A patch to arch/loongarch/kernel/traps.c: every function as it was, until a patch replaces it. `super` is the function as it was.
public abstract class TrapsPatch extends Hunk implements Traps {
    protected final Traps was;

    protected TrapsPatch(Kernel k, Traps was) {
        super(k);
        this.was = was;
    }

    @Override
    public void doBp(PtRegs regs) {
        was.doBp(regs);
    }

    @Override
    public long getInst(PtRegs regs, long addr) {
        return was.getInst(regs, addr);
    }

    @Override
    public void doPageFault(PtRegs regs) {
        was.doPageFault(regs);
    }

    @Override
    public void handlePageFault(PtRegs regs) {
        was.handlePageFault(regs);
    }

    @Override
    public void oopsExit() {
        was.oopsExit();
    }

    @Override
    public void doOther(PtRegs regs, String function, String message) {
        was.doOther(regs, function, message);
    }
}
