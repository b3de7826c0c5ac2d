package kprobarium.kernel.v1;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Die;
import kprobarium.kernel.Faults;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;

/// arch/loongarch/kernel/traps.c of the 6.0 kernel that the posting was made on: kprobes are called through the die notifier chain, with
/// interrupts on. A page fault is not told to it: DIE_PAGE_FAULT is raised by nobody.
public final class TrapsV1 extends Faults {
    public TrapsV1(Kernel k) {
        super(k);
    }

    @Override
    public void doBp(PtRegs regs) {
        long era = regs.csrEra();

        localIrqEnable();
        long opcode = k.traps.getInst(regs, era);
        if (opcode < 0) {
            badEra(regs);
            out();
            return;
        }
        int bcode = (int) opcode & 0x7fff;

        switch (bcode) {
            case BRK_KPROBE_BP -> {
                if (notifyDie(Die.DIE_BREAK, regs) == Die.NOTIFY_STOP) {
                    out();
                    return;
                }
            }
            case BRK_KPROBE_SSTEPBP -> {
                if (notifyDie(Die.DIE_SSTEPBP, regs) == Die.NOTIFY_STOP) {
                    out();
                    return;
                }
            }
            default -> {
                if (notifyDie(Die.DIE_TRAP, regs) == Die.NOTIFY_STOP) {
                    out();
                    return;
                }
            }
        }

        unclaimed(regs, bcode);
        out();
    }

    private void out() {
        localIrqDisable();
    }

    /// `notify_die()`: the notifiers run in an RCU read section; kprobes is the first of them.
    private int notifyDie(int val, PtRegs regs) {
        k.rcu.readLock();
        int ret = k.arch.kprobeExceptionsNotify(val, regs, 0);
        k.rcu.readUnlock();
        return ret;
    }
}
