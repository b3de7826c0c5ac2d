package kprobarium.kernel.patch;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Inst;
import kprobarium.kernel.InstPatch;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.PtRegs;

/// Shifts pcaddu18i's immediate in 64 bits.
public final class Pcaddu18i implements KernelPatch {
    @Override
    public String name() {
        return "pcaddu18i-64bit";
    }

    @Override
    public String sentence() {
        return "simu_pc() shifts the 20 bits of pcaddu18i by 18 in 64 bits, so that the upper six and with them the sign are not lost";
    }

    @Override
    public Inst inst(Kernel kernel, Inst was) {
        return new InstPatch(kernel, was) {
            @Override
            public void simuPc(PtRegs regs, int insn) {
                if (reg1i20Opcode(insn) != pcaddu18i_op) {
                    super.simuPc(regs, insn);
                    return;
                }
                long pc = regs.csrEra();
                regs.regs(reg1i20Rd(insn), pc + signExtended(ulong(reg1i20Immediate(insn)) << 18, 37));
                regs.csrEra(pc + LOONGARCH_INSN_SIZE);
            }
        };
    }
}
