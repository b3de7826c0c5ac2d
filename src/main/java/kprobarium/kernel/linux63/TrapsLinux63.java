package kprobarium.kernel.linux63;

import static kprobarium.kernel.LoongarchInstruction.*;
import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import kprobarium.kernel.Errno;
import kprobarium.kernel.Hunk;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Traps;

/// arch/loongarch/kernel/traps.c and mm/fault.c of Linux 6.3: do_bp() calls kprobes itself.
public class TrapsLinux63 extends Hunk implements Traps {
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
        if (opcode < 0) throw k.die("Oops", "do_bp", regs);
        int bcode = (int) opcode & 0x7fff;

        boolean handled = switch (bcode) {
            case BRK_KPROBE_BP -> k.arch.kprobeBreakpointHandler(regs);
            case BRK_KPROBE_SSTEPBP -> k.arch.kprobeSinglestepHandler(regs);
            default -> false;
        };
        if (handled) return;

        throw bcode == BRK_BUG ? k.die("Oops - BUG", regs) : k.die("Break instruction in kernel code", regs);
    }

    @Override
    public long getInst(PtRegs regs, long addr) {
        return k.machine.memory().mapped(addr, LOONGARCH_INSN_SIZE) ? ulong(readText(addr)) : Errno.EFAULT.negative();
    }

    /// kprobe_page_fault() comes first; it only puts things back, and never handles the fault.
    @Override
    public void doPageFault(PtRegs regs) {
        if (kprobeRunning() != null) k.arch.kprobeFaultHandler(regs, 0);
        throw k.die("Unable to handle kernel paging request at virtual address", "do_page_fault", regs);
    }

    @Override
    public void doOther(PtRegs regs, String function, String message) {
        throw k.die(message, function, regs);
    }
}
