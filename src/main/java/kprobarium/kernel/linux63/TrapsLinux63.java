package kprobarium.kernel.linux63;

import static kprobarium.kernel.LoongarchInstruction.*;
import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import kprobarium.kernel.Faults;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;

/// arch/loongarch/kernel/traps.c and mm/fault.c of Linux 6.3: do_bp() calls kprobes itself.
public class TrapsLinux63 extends Faults {
    public TrapsLinux63(Kernel k) {
        super(k);
    }

    /// Interrupts go back on if they were on before the break, and off again by what `regs` says at the end: a step has cleared it by then.
    @Override
    public void doBp(PtRegs regs) {
        if ((regs.csrPrmd() & CSR_PRMD_PIE) != 0) localIrqEnable();
        handleBreak(regs);
        if ((regs.csrPrmd() & CSR_PRMD_PIE) != 0) localIrqDisable();
    }

    /// The middle of do_bp(): what the break is for, by the word that is in memory now, and what happens to a break that nobody wants.
    protected final void handleBreak(PtRegs regs) {
        long opcode = k.traps.getInst(regs, regs.csrEra());
        if (opcode < 0) {
            badEra(regs);
            return;
        }
        int bcode = (int) opcode & 0x7fff;

        boolean handled = switch (bcode) {
            case BRK_KPROBE_BP -> k.arch.kprobeBreakpointHandler(regs);
            case BRK_KPROBE_SSTEPBP -> k.arch.kprobeSinglestepHandler(regs);
            default -> false;
        };
        if (!handled) unclaimed(regs, bcode);
    }

    @Override
    public void handlePageFault(PtRegs regs) {
        if (kprobePageFault(regs)) return;
        super.handlePageFault(regs);
    }

    /// A CPU that handles a probe cannot be preempted; so whoever can be is not in a step.
    private boolean kprobePageFault(PtRegs regs) {
        return !regs.userMode() && !preemptible() && kprobeRunning() != null && k.arch.kprobeFaultHandler(regs, 0);
    }
}
