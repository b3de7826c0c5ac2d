package kprobarium.kernel.linux65;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.linux63.InstLinux63;

/// arch/loongarch/kernel/inst.c of Linux 6.5: three functions have come here from kprobes.c (3d2c3daf8254), and atomics are refused
/// (b82fad4d5deb).
public class InstLinux65 extends InstLinux63 {
    public InstLinux65(Kernel k) {
        super(k);
    }

    @Override
    public boolean insnsNotSupported(int insn) {
        if (reg3Opcode(insn) >= amswapw_op && reg3Opcode(insn) <= ammindbdu_op) {
            prNotice("atomic memory access instructions are not supported");
            return true;
        }

        switch (reg2i14Opcode(insn)) {
            case llw_op, lld_op, scw_op, scd_op -> {
                prNotice("ll and sc instructions are not supported");
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
}
