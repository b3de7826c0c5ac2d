package kprobarium.kernel.patch;

import kprobarium.kernel.ArchKprobes;
import kprobarium.kernel.ArchKprobesPatch;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.PtRegs;

/// v1's cure for a probe that is gone when its break is looked up; merged kernels have it.
public final class Recheck implements KernelPatch {
    @Override
    public String name() {
        return "recheck";
    }

    @Override
    public String sentence() {
        return "kprobe_pre_handler() finds no probe: if the word is no breakpoint any more, it was taken away, and what is there now runs";
    }

    @Override
    public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
        return new ArchKprobesPatch(kernel, was) {
            @Override
            public boolean kprobePreHandler(PtRegs regs) {
                return super.kprobePreHandler(regs) || readText(regs.csrEra()) != breakpointInsn();
            }
        };
    }
}
