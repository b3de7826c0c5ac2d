package kprobarium.kernel.v1;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Hunk;
import kprobarium.kernel.Inst;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;

/// What the first posting adds to arch/loongarch/kernel/inst.c.
public final class InstV1 extends Hunk implements Inst {
    public InstV1(Kernel k) {
        super(k);
    }

    @Override
    public void simuBranch(PtRegs regs, int insn) {
        int imm, imm_l, imm_h, rd, rj;
        long pc = regs.csrEra();

        imm_l = reg0i26ImmediateL(insn);
        imm_h = reg0i26ImmediateH(insn);
        switch (reg0i26Opcode(insn)) {
            case b_op -> {
                regs.csrEra(pc + signExtended(ulong((imm_h << 16 | imm_l) << 2), 27));
                return;
            }
            case bl_op -> {
                regs.csrEra(pc + signExtended(ulong((imm_h << 16 | imm_l) << 2), 27));
                regs.regs(1, pc + LOONGARCH_INSN_SIZE);
                return;
            }
            default -> {}
        }

        imm_l = reg1i21ImmediateL(insn);
        imm_h = reg1i21ImmediateH(insn);
        rj = reg1i21Rj(insn);
        switch (reg1i21Opcode(insn)) {
            case beqz_op -> {
                if (regs.regs(rj) == 0) regs.csrEra(pc + signExtended(ulong((imm_h << 16 | imm_l) << 2), 22));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
                return;
            }
            case bnez_op -> {
                if (regs.regs(rj) != 0) regs.csrEra(pc + signExtended(ulong((imm_h << 16 | imm_l) << 2), 22));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
                return;
            }
            default -> {}
        }

        imm = reg2i16Immediate(insn);
        rj = reg2i16Rj(insn);
        rd = reg2i16Rd(insn);
        switch (reg2i16Opcode(insn)) {
            case beq_op -> {
                if (regs.regs(rj) == regs.regs(rd)) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case bne_op -> {
                if (regs.regs(rj) != regs.regs(rd)) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case blt_op -> {
                if (regs.regs(rj) < regs.regs(rd)) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case bge_op -> {
                if (regs.regs(rj) >= regs.regs(rd)) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case bltu_op -> {
                if (Long.compareUnsigned(regs.regs(rj), regs.regs(rd)) < 0) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case bgeu_op -> {
                if (Long.compareUnsigned(regs.regs(rj), regs.regs(rd)) >= 0) regs.csrEra(pc + signExtended(ulong(imm << 2), 17));
                else regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
            case jirl_op -> {
                regs.csrEra(regs.regs(rj) + signExtended(ulong(imm << 2), 17));
                regs.regs(rd, pc + LOONGARCH_INSN_SIZE);
            }
            default -> {}
        }
    }

    @Override
    public void simuPc(PtRegs regs, int insn) {
        long pc = regs.csrEra();
        int rd = reg1i20Rd(insn);
        int imm = reg1i20Immediate(insn);

        switch (reg1i20Opcode(insn)) {
            case pcaddi_op -> regs.regs(rd, pc + signExtended(ulong(imm << 2), 21));
            case pcaddu12i_op -> regs.regs(rd, pc + signExtended(ulong(imm << 12), 31));
            case pcaddu18i_op -> regs.regs(rd, pc + signExtended(ulong(imm << 18), 37));
            case pcalau12i_op -> {
                regs.regs(rd, pc + signExtended(ulong(imm << 12), 31));
                regs.regs(rd, regs.regs(rd) & ~((1 << 12) - 1));
            }
            default -> {}
        }

        regs.csrEra(regs.csrEra() + LOONGARCH_INSN_SIZE);
    }
}
