package kprobarium.kernel.linux65;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.linux63.ArchKprobesLinux63;

/// arch/loongarch/kernel/kprobes.c of Linux 6.5: what cannot be probed and what is simulated is asked of inst.c (3d2c3daf8254).
public class ArchKprobesLinux65 extends ArchKprobesLinux63 {
    public ArchKprobesLinux65(Kernel k) {
        super(k);
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
