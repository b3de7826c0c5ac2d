package kprobarium.kernel.linux618;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.linux65.InstLinux65;

/// arch/loongarch/kernel/inst.c of Linux 6.18: the newer forms of ll and sc are refused too (db740f5689e6).
public class InstLinux618 extends InstLinux65 {
    public InstLinux618(Kernel k) {
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
}
