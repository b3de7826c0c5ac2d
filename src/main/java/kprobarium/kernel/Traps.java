package kprobarium.kernel;

/// arch/loongarch/kernel/traps.c and mm/fault.c: what the kernel does with an exception.
public interface Traps {
    void doBp(PtRegs regs);

    /// `__get_inst()`: the word at `addr`, read as data and zero-extended, or -EFAULT.
    long getInst(PtRegs regs, long addr);

    void doPageFault(PtRegs regs);

    /// `__do_page_fault()`: what a page fault is answered with, once interrupts are as they are to be.
    void handlePageFault(PtRegs regs);

    /// `oops_exit()`, at the end of die(): what is put right before the task is gone.
    void oopsExit();

    /// Every other exception: in user mode it becomes a signal, in kernel mode the kernel dies of `message`.
    void doOther(PtRegs regs, String function, String message);
}
