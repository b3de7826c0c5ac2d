package kprobarium.kernel.patch;

import kprobarium.kernel.Inst;
import kprobarium.kernel.InstPatch;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;

/// Lets no CPU leave stop_machine() having synchronised too early, as arm64 and riscv do.
public final class Rendezvous implements KernelPatch {
    @Override
    public String name() {
        return "rendezvous";
    }

    @Override
    public String sentence() {
        return "text_copy_cb() makes every other CPU wait for the store before its ibar, so that none can fetch the old word afterwards";
    }

    @Override
    public Inst inst(Kernel kernel, Inst was) {
        return new InstPatch(kernel, was) {
            @Override
            public void textCopyCb(long dst, int insn, boolean writer) {
                if (!writer) k.stopMachine.awaitWritten();
                super.textCopyCb(dst, insn, writer);
                if (writer) k.stopMachine.written();
            }
        };
    }
}
