package kprobarium.experiment.file;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The kernels that can be assembled, as far as an experiment file needs to know them.
public interface Kernels {
    /// The names of the versions: `v1`, `linux-6.3`, `mainline`.
    Collection<String> versions();

    /// The names of the patches that can follow one: `badi` in `linux-6.3+badi`.
    Collection<String> patches();

    /// The C names of the trap and kprobes functions, of all versions, that can decline an exception.
    Collection<String> functions();

    /// Why `kernel`, a `version(+patch)*` of known ones, cannot be assembled, if it cannot.
    default Optional<String> objection(String kernel) {
        return Optional.empty();
    }

    /// The kernels of this simulator.
    static Kernels simulated() {
        record Simulated(List<String> versions, List<String> patches, List<String> functions) implements Kernels {
            @Override
            public Optional<String> objection(String kernel) {
                return kprobarium.kernel.Kernels.objection(kernel);
            }
        }
        return new Simulated(kprobarium.kernel.Kernels.versions(), kprobarium.kernel.Kernels.patches(),
                kprobarium.kernel.Kernels.functions());
    }
}
