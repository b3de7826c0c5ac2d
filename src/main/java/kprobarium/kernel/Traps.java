package kprobarium.kernel;

/// arch/loongarch/kernel/traps.c and mm/fault.c: what the kernel does with an exception.
public interface Traps {
    void doBp(PtRegs regs);

    /// `__get_inst()`: the word at `addr`, read as data and zero-extended, or -EFAULT.
    long getInst(PtRegs regs, long addr);

    void doPageFault(PtRegs regs);

    /// Every other exception: there is no handler for it in kernel mode, and the kernel dies of `message`.
    void doOther(PtRegs regs, String function, String message);
}
