package kprobarium.kernel.linux65;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kretprobes;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Rethook;
import kprobarium.kernel.linux63.ArchKprobesLinux63;

/// arch/loongarch/kernel/kprobes.c of Linux 6.5: what cannot be probed and what is simulated is asked of inst.c (3d2c3daf8254).
public class ArchKprobesLinux65 extends ArchKprobesLinux63 {
    public ArchKprobesLinux65(Kernel k) {
        super(k);
    }

    /// On the rethook that fprobe uses too (7b0a096436c2).
    @Override
    public Kretprobes kretprobes() {
        return new Rethook(k);
    }

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
}
