package kprobarium.experiment.file;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.KernelVersion;

/// The kernels that can be assembled, as far as an experiment file needs to know them.
public interface Kernels {
    /// The names of the versions: `v1`, `linux-6.3`, `mainline`.
    Collection<String> versions();

    /// The names of the patches that can follow one: `badi` in `linux-6.3+badi`.
    Collection<String> patches();

    /// The C names of the trap and kprobes functions, of all versions, that can decline an exception.
    Collection<String> functions();

    /// Whether `kernel`, a `version(+patch)*`, can be assembled.
    default boolean knows(String kernel) {
        var parts = Arrays.asList(kernel.split("\\+", -1));
        return versions().contains(parts.getFirst()) && patches().containsAll(parts.subList(1, parts.size()));
    }

    /// The kernels of this simulator.
    static Kernels simulated() {
        return of(kprobarium.kernel.Kernels.VERSIONS.stream().map(KernelVersion::name).toList(),
                kprobarium.kernel.Kernels.PATCHES.stream().map(KernelPatch::name).toList(), kprobarium.kernel.Kernels.functions());
    }

    /// A fixed set of kernels in which each patch fits each version.
    static Kernels of(List<String> versions, List<String> patches, List<String> functions) {
        record Fixed(List<String> versions, List<String> patches, List<String> functions) implements Kernels {
        }
        return new Fixed(List.copyOf(versions), List.copyOf(patches), List.copyOf(functions));
    }
}
