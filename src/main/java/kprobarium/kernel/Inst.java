package kprobarium.kernel;

/// arch/loongarch/kernel/inst.c: instructions done by the kernel instead of the CPU, and text written by it.
public interface Inst {
    void simuBranch(PtRegs regs, int insn);

    void simuPc(PtRegs regs, int insn);

    default boolean insnsNotSupported(int insn) {
        throw Hunk.absent("insns_not_supported");
    }

    default boolean insnsNeedSimulation(int insn) {
        throw Hunk.absent("insns_need_simulation");
    }

    default void archSimulateInsn(int insn, PtRegs regs) {
        throw Hunk.absent("arch_simulate_insn");
    }

    default int larchInsnTextCopy(long dst, int insn) {
        throw Hunk.absent("larch_insn_text_copy");
    }

    /// `text_copy_cb()`, which stop_machine() runs on every CPU; `writer`: this is the one that called.
    default void textCopyCb(long dst, int insn, boolean writer) {
        throw Hunk.absent("text_copy_cb");
    }
}
