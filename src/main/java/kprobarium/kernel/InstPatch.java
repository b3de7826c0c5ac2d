package kprobarium.kernel;

/// A patch to arch/loongarch/kernel/inst.c: every function as it was, until a patch replaces it. `super` is the function as it was.
public abstract class InstPatch extends Hunk implements Inst {
    protected final Inst was;

    protected InstPatch(Kernel k, Inst was) {
        super(k);
        this.was = was;
    }

    @Override
    public void simuBranch(PtRegs regs, int insn) {
        was.simuBranch(regs, insn);
    }

    @Override
    public void simuPc(PtRegs regs, int insn) {
        was.simuPc(regs, insn);
    }

    @Override
    public boolean insnsNotSupported(int insn) {
        return was.insnsNotSupported(insn);
    }

    @Override
    public boolean insnsNeedSimulation(int insn) {
        return was.insnsNeedSimulation(insn);
    }

    @Override
    public void archSimulateInsn(int insn, PtRegs regs) {
        was.archSimulateInsn(insn, regs);
    }

    @Override
    public int larchInsnTextCopy(long dst, int insn) {
        return was.larchInsnTextCopy(dst, insn);
    }

    @Override
    public void textCopyCb(long dst, int insn, boolean writer) {
        was.textCopyCb(dst, insn, writer);
    }
}
