package kprobarium.kernel.mainline;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SS;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SSDONE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.Kretprobes;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Rethook;
import kprobarium.kernel.linux63.ArchKprobesLinux63;

/// arch/loongarch/kernel/kprobes.c of Linux 7.1 where it differs from 6.3.
public final class ArchKprobesMainline extends ArchKprobesLinux63 {
    public ArchKprobesMainline(Kernel k) {
        super(k);
    }

    /// Since 6.5 inst.c knows what cannot be probed.
    @Override
    public boolean insnsAreNotSupported(int insn) {
        return k.inst.insnsNotSupported(insn);
    }

    @Override
    protected boolean needsSimulation(int insn) {
        return k.inst.insnsNeedSimulation(insn);
    }

    @Override
    protected void simulate(int insn, PtRegs regs) {
        k.inst.archSimulateInsn(insn, regs);
    }

    /// Since 7.1 (e3ef9a28f558) every CPU is stopped for the store. What larch_insn_text_copy() answers is ignored.
    @Override
    public void archArmKprobe(Kprobe p) {
        k.inst.larchInsnTextCopy(p.addr(), breakpointInsn());
    }

    @Override
    public void archDisarmKprobe(Kprobe p) {
        k.inst.larchInsnTextCopy(p.addr(), p.opcode());
    }

    /// Since 6.5 (7b0a096436c2) on the rethook that fprobe uses too.
    @Override
    public Kretprobes kretprobes() {
        return new Rethook(k);
    }

    /// Since 7.1 (1c856e158fd3) a hit during a step is fatal again.
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
