package kprobarium.kernel;

import java.util.function.Function;

/// A kernel by its name: the files that it is made of, and a sentence that says which it is.
public record KernelVersion(String name, String sentence, File<Traps> traps, File<Inst> inst, File<ArchKprobes> arch) {
    /// One C file, compiled against a kernel.
    @FunctionalInterface
    public interface File<T> extends Function<Kernel, T> {
        default T on(Kernel k) {
            return apply(k);
        }
    }
}
