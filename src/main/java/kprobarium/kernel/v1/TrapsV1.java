package kprobarium.kernel.v1;

import static kprobarium.kernel.LoongarchInstruction.*;

import kprobarium.kernel.Die;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Hunk;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Traps;

/// arch/loongarch/kernel/traps.c of the 6.0 kernel that the posting was made on: kprobes are called through the die notifier chain, with
/// interrupts on.
public final class TrapsV1 extends Hunk implements Traps {
    public TrapsV1(Kernel k) {
        super(k);
    }

    @Override
    public void doBp(PtRegs regs) {
        long era = regs.csrEra();

        localIrqEnable();
        long opcode = k.traps.getInst(regs, era);
        if (opcode < 0) throw k.die("Oops", "do_bp", regs);
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

        throw bcode == BRK_BUG ? k.die("Oops - BUG", regs) : k.die("Break instruction in kernel code", regs);
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

    @Override
    public long getInst(PtRegs regs, long addr) {
        return k.machine.memory().mapped(addr, LOONGARCH_INSN_SIZE) ? ulong(readText(addr)) : Errno.EFAULT.negative();
    }

    /// The posting's page-fault notifier event is raised by nobody.
    @Override
    public void doPageFault(PtRegs regs) {
        throw k.die("Unable to handle kernel paging request at virtual address", "do_page_fault", regs);
    }

    @Override
    public void doOther(PtRegs regs, String function, String message) {
        throw k.die(message, function, regs);
    }
}
