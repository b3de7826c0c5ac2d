package kprobarium.kernel.linux615;

import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.linux63.TrapsLinux63;

/// arch/loongarch/kernel/traps.c since Linux 6.15 (cc73cc6bcdb5).
public final class TrapsLinux615 extends TrapsLinux63 {
    public TrapsLinux615(Kernel k) {
        super(k);
    }

    /// Interrupts go off again if they were on at entry, whatever the handlers have made of `regs` since.
    @Override
    public void doBp(PtRegs regs) {
        boolean pie = (regs.csrPrmd() & CSR_PRMD_PIE) != 0;

        if (pie) localIrqEnable();
        handleBreak(regs);
        if (pie) localIrqDisable();
    }
}
