package kprobarium.kernel.linux63;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Hunk;
import kprobarium.kernel.Inst;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;

/// arch/loongarch/kernel/inst.c of Linux 6.3: the simulation, now with a check of the address.
public class InstLinux63 extends Hunk implements Inst {
    public InstLinux63(Kernel k) {
        super(k);
    }

    private boolean misaligned(long pc, String function) {
        if ((pc & 3) == 0) return false;
        prWarn(function + ": invalid pc 0x" + Long.toHexString(pc));
        return true;
    }

    @Override
    public void simuPc(PtRegs regs, int insn) {
        long pc = regs.csrEra();
        int rd = reg1i20Rd(insn);
        int imm = reg1i20Immediate(insn);

        if (misaligned(pc, "simu_pc")) return;

        switch (reg1i20Opcode(insn)) {
            case pcaddi_op -> regs.regs(rd, pc + signExtended(ulong(imm << 2), 21));
            case pcaddu12i_op -> regs.regs(rd, pc + signExtended(ulong(imm << 12), 31));
            case pcaddu18i_op -> regs.regs(rd, pc + signExtended(ulong(imm << 18), 37));
            case pcalau12i_op -> {
                regs.regs(rd, pc + signExtended(ulong(imm << 12), 31));
                regs.regs(rd, regs.regs(rd) & ~((1 << 12) - 1));
            }
            default -> {
                prWarn("simu_pc: unknown opcode");
                return;
            }
        }

        regs.csrEra(regs.csrEra() + LOONGARCH_INSN_SIZE);
    }

    @Override
    public void simuBranch(PtRegs regs, int insn) {
        long pc = regs.csrEra();

        if (misaligned(pc, "simu_branch")) return;

        int imm_l = reg0i26ImmediateL(insn);
        int imm_h = reg0i26ImmediateH(insn);
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
        int rj = reg1i21Rj(insn);
        switch (reg1i21Opcode(insn)) {
            case beqz_op -> {
                branchIf(regs.regs(rj) == 0, regs, pc, signExtended(ulong((imm_h << 16 | imm_l) << 2), 22));
                return;
            }
            case bnez_op -> {
                branchIf(regs.regs(rj) != 0, regs, pc, signExtended(ulong((imm_h << 16 | imm_l) << 2), 22));
                return;
            }
            default -> {}
        }

        int imm = reg2i16Immediate(insn);
        rj = reg2i16Rj(insn);
        int rd = reg2i16Rd(insn);
        long offset = signExtended(ulong(imm << 2), 17);
        switch (reg2i16Opcode(insn)) {
            case beq_op -> branchIf(regs.regs(rj) == regs.regs(rd), regs, pc, offset);
            case bne_op -> branchIf(regs.regs(rj) != regs.regs(rd), regs, pc, offset);
            case blt_op -> branchIf(regs.regs(rj) < regs.regs(rd), regs, pc, offset);
            case bge_op -> branchIf(regs.regs(rj) >= regs.regs(rd), regs, pc, offset);
            case bltu_op -> branchIf(Long.compareUnsigned(regs.regs(rj), regs.regs(rd)) < 0, regs, pc, offset);
            case bgeu_op -> branchIf(Long.compareUnsigned(regs.regs(rj), regs.regs(rd)) >= 0, regs, pc, offset);
            case jirl_op -> {
                regs.csrEra(regs.regs(rj) + offset);
                regs.regs(rd, pc + LOONGARCH_INSN_SIZE);
            }
            default -> prWarn("simu_branch: unknown opcode");
        }
    }

    private static void branchIf(boolean taken, PtRegs regs, long pc, long offset) {
        regs.csrEra(taken ? pc + offset : pc + LOONGARCH_INSN_SIZE);
    }
}
