package kprobarium.kernel.linux71;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SS;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SSDONE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.linux65.ArchKprobesLinux65;

/// arch/loongarch/kernel/kprobes.c of Linux 7.1.
public final class ArchKprobesLinux71 extends ArchKprobesLinux65 {
    public ArchKprobesLinux71(Kernel k) {
        super(k);
    }

    /// Every CPU is stopped for the store (e3ef9a28f558). What larch_insn_text_copy() answers is ignored.
    @Override
    public void archArmKprobe(Kprobe p) {
        k.inst.larchInsnTextCopy(p.addr(), breakpointInsn());
    }

    @Override
    public void archDisarmKprobe(Kprobe p) {
        k.inst.larchInsnTextCopy(p.addr(), p.opcode());
    }

    /// A hit during a step is fatal again (1c856e158fd3).
    @Override
    public boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        switch ((int) kcb.kprobeStatus()) {
            case (int) KPROBE_HIT_SSDONE, (int) KPROBE_HIT_ACTIVE -> {
                k.kprobes.kprobesIncNmissedCount(p);
                k.arch.setupSinglestep(p, regs, kcb, 1);
            }
            case (int) KPROBE_REENTER, (int) KPROBE_HIT_SS -> {
                prWarn("Failed to recover from reentered kprobes.");
                k.kprobes.dumpKprobe(p);
                throw bug(regs, "reenter_kprobe");
            }
            default -> {
                warnOn("reenter_kprobe");
                return false;
            }
        }

        return true;
    }
}
