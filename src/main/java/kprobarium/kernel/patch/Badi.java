package kprobarium.kernel.patch;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Traps;
import kprobarium.kernel.TrapsPatch;
import kprobarium.machine.Cpu;

/// Classifies a break by the word that trapped, which the CPU has kept, rather than by what memory holds when do_bp() gets round to it.
public final class Badi implements KernelPatch {
    @Override
    public String name() {
        return "badi";
    }

    @Override
    public String sentence() {
        return "do_bp() takes the break code from CSR.BADI, latched at the trap with interrupts off, not from memory, which may change";
    }

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
}
