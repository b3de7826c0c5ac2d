package kprobarium.kernel;

/// A single fix by its name: what it puts on top of a kernel's files, and a sentence that argues for it.
public interface KernelPatch {
    String name();

    String sentence();

    default Traps traps(Kernel k, Traps was) {
        return was;
    }

    default Inst inst(Kernel k, Inst was) {
        return was;
    }

    default ArchKprobes arch(Kernel k, ArchKprobes was) {
        return was;
    }
}
