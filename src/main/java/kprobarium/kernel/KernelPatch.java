package kprobarium.kernel;

import java.util.List;

/// A change to a kernel by its name: what it puts on top of the kernel's files, and a sentence that argues for it.
public abstract class KernelPatch {
    private final String name;
    private final List<String> concerns;
    private final String sentence;
    private final List<String> functions;

    /// `concerns`: what it is about, `M3 V13`; `functions`: the C functions that it gives a new body, or that it brings with it.
    protected KernelPatch(String name, String concerns, String sentence, String... functions) {
        this.name = name;
        this.concerns = concerns.isEmpty() ? List.of() : List.of(concerns.split(" "));
        this.sentence = sentence;
        this.functions = List.of(functions);
    }

    public final String name() {
        return name;
    }

    /// The defects that it is there for, and the toggles that it switches, by their numbers.
    public final List<String> concerns() {
        return concerns;
    }

    public final String sentence() {
        return sentence;
    }

    /// The C functions that it replaces.
    public final List<String> functions() {
        return functions;
    }

    /// The patch or change by its name, or the C function, that has to be there first; empty if there is none.
    public String needs() {
        return "";
    }

    public Traps traps(Kernel k, Traps was) {
        return was;
    }

    public Inst inst(Kernel k, Inst was) {
        return was;
    }

    public ArchKprobes arch(Kernel k, ArchKprobes was) {
        return was;
    }
}
