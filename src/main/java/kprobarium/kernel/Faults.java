package kprobarium.kernel;

import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import kprobarium.machine.Strand;

/// arch/loongarch/mm/fault.c, and what all versions have alike of traps.c: how an exception is fixed up, becomes a signal, or kills.
public abstract class Faults extends Hunk implements Traps {
    protected Faults(Kernel k) {
        super(k);
    }

    /// `__get_inst()` reads with an entry in the exception table, so that a fault is an answer.
    @Override
    public long getInst(PtRegs regs, long addr) {
        while (true) {
            long insn = k.text(addr);
            if (insn != Strand.NOT_PRESENT) return insn;
            if (k.kernelFault(regs, Layout.GET_INST, addr) != Layout.GET_INST) return Errno.EFAULT.negative();
        }
    }

    /// By what was interrupted, interrupts go on: of a step that is the slot's instruction, which always runs with them off.
    @Override
    public void doPageFault(PtRegs regs) {
        if ((regs.csrPrmd() & CSR_PRMD_PIE) != 0) localIrqEnable();
        k.traps.handlePageFault(regs);
        localIrqDisable();
    }

    @Override
    public void handlePageFault(PtRegs regs) {
        long address = regs.csrBadvaddr();

        if (address < 0) {
            badArea(regs, address);
            return;
        }
        // The kernel may sleep to bring a page: not with preemption off.
        if (inAtomic()) {
            noContext(regs);
            return;
        }
        if (!k.mm.handleMmFault(address)) badArea(regs, address);
    }

    private void badArea(PtRegs regs, long address) {
        if (regs.userMode()) k.signals.force(Signals.SIGSEGV, Signals.SEGV_MAPERR, address);
        else noContext(regs);
    }

    private void noContext(PtRegs regs) {
        if (k.mm.fixupException(regs)) return;
        throw k.die(Oopses.PAGING_REQUEST, "do_page_fault", regs);
    }

    @Override
    public void oopsExit() {}

    /// The exceptions that are nobody's business but the interrupted code's: of an address error the exception table may know.
    @Override
    public void doOther(PtRegs regs, String function, String message) {
        if (regs.userMode()) {
            Signals.Cause cause = Signals.cause(function);
            k.signals.force(cause.signal(), cause.code(), function.equals("do_ade") ? regs.csrBadvaddr() : regs.csrEra());
            return;
        }
        if (function.equals("do_ade") && k.mm.fixupException(regs)) return;
        throw k.die(message, function, regs);
    }

    /// What do_bp() does when the word that it was called for cannot be read.
    protected final void badEra(PtRegs regs) {
        if (!regs.userMode()) throw k.die("Oops", "do_bp", regs);
        k.signals.force(Signals.SIGSEGV, Signals.SEGV_MAPERR, regs.csrEra());
    }

    /// What do_bp() makes of a break that nobody has claimed.
    protected final void unclaimed(PtRegs regs, int bcode) {
        if (regs.userMode()) {
            Signals.Cause cause = Signals.ofBreak(bcode);
            k.signals.force(cause.signal(), cause.code(), regs.csrEra());
            return;
        }
        throw bcode == LoongarchInstruction.BRK_BUG ? k.die("Oops - BUG", regs) : k.die("Break instruction in kernel code", regs);
    }
}
