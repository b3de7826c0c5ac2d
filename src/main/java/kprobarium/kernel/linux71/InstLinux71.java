package kprobarium.kernel.linux71;

import kprobarium.kernel.Kernel;
import kprobarium.kernel.linux618.InstLinux618;

/// arch/loongarch/kernel/inst.c of Linux 7.1: text is written under stop_machine() (e3ef9a28f558).
public final class InstLinux71 extends InstLinux618 {
    public InstLinux71(Kernel k) {
        super(k);
    }

    @Override
    public int larchInsnTextCopy(long dst, int insn) {
        int err = k.mm.setMemoryRw();
        if (err != 0) {
            prNotice("larch_insn_text_copy: set_memory_rw() failed");
            return err;
        }

        k.stopMachine.stopMachineTextCopy(dst, insn);
        return 0;
    }

    /// Every CPU executes `ibar`, the writer after its store. Nothing makes the others wait for the store.
    @Override
    public void textCopyCb(long dst, int insn, boolean writer) {
        if (writer) writeText(dst, insn);
        ibar();
    }
}
