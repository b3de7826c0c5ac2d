package kprobarium.kernel.patch;

import static kprobarium.kernel.LoongarchInstruction.*;

import java.util.List;
import kprobarium.kernel.Inst;
import kprobarium.kernel.InstPatch;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Traps;
import kprobarium.kernel.TrapsPatch;
import kprobarium.machine.Cpu;

/// The table of cures. A row: name, the defects that it is there for, the argument, the C functions that it replaces; then their bodies.
public final class Cures {
    public static final List<KernelPatch> ALL = List.of(
            new KernelPatch("badi", "M3 V13",
                    "do_bp() takes the break code from CSR.BADI, latched at the trap with interrupts off, not from memory, which may change",
                    "do_bp", "__get_inst") {
                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void doBp(PtRegs regs) {
                            regs.csrBadvaddr(k.strand.csr(Cpu.BADI));
                            super.doBp(regs);
                        }

                        @Override
                        public long getInst(PtRegs regs, long addr) {
                            return regs.csrBadvaddr();
                        }
                    };
                }
            },

            new KernelPatch("rendezvous", "M2",
                    "text_copy_cb() makes every other CPU wait for the store before its ibar, so that none can fetch the old word afterwards",
                    "text_copy_cb") {
                @Override
                public Inst inst(Kernel kernel, Inst was) {
                    return new InstPatch(kernel, was) {
                        @Override
                        public void textCopyCb(long dst, int insn, boolean writer) {
                            if (!writer) k.stopMachine.awaitWritten();
                            super.textCopyCb(dst, insn, writer);
                            if (writer) k.stopMachine.written();
                        }
                    };
                }
            },

            new KernelPatch("pcaddu18i-64bit", "M1 V29",
                    "simu_pc() shifts the 20 bits of pcaddu18i by 18 in 64 bits, so that the upper six and with them the sign are not lost",
                    "simu_pc") {
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
            });

    private Cures() {}
}
