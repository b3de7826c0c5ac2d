package kprobarium.kernel.mainline;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.linux63.InstLinux63;

/// arch/loongarch/kernel/inst.c of Linux 7.1: the classes of instructions live here since 6.5, and text is written under stop_machine().
public final class InstMainline extends InstLinux63 {
    public InstMainline(Kernel k) {
        super(k);
    }

    @Override
    public boolean insnsNotSupported(int insn) {
        if (reg3Opcode(insn) >= amswapw_op && reg3Opcode(insn) <= ammindbdu_op) {
            prNotice("atomic memory access instructions are not supported");
            return true;
        }

        if (reg3Opcode(insn) == scq_op) {
            prNotice("sc.q instruction is not supported");
            return true;
        }

        switch (reg2i14Opcode(insn)) {
            case llw_op, lld_op, scw_op, scd_op -> {
                prNotice("ll and sc instructions are not supported");
                return true;
            }
            default -> {}
        }

        switch (reg2Opcode(insn)) {
            case llacqw_op, llacqd_op, screlw_op, screld_op -> {
                prNotice("llacq and screl instructions are not supported");
                return true;
            }
            default -> {}
        }

        if (reg1i21Opcode(insn) == bceqz_op) {
            prNotice("bceqz and bcnez instructions are not supported");
            return true;
        }

        return false;
    }

    @Override
    public boolean insnsNeedSimulation(int insn) {
        return isPcIns(insn) || isBranchIns(insn);
    }

    @Override
    public void archSimulateInsn(int insn, PtRegs regs) {
        if (isPcIns(insn)) k.inst.simuPc(regs, insn);
        else if (isBranchIns(insn)) k.inst.simuBranch(regs, insn);
    }

    @Override
    public int larchInsnTextCopy(long dst, int insn) {
        k.stopMachine.stopMachineTextCopy(dst, insn);
        return 0;
    }

    /// Every CPU executes `ibar`, the writer after its store. Nothing makes the others wait for the store.
    @Override
    public void textCopyCb(long dst, int insn, boolean writer) {
        if (writer) writeText(dst, insn);
        ibar();
    }
}
