package kprobarium.cli;

import java.util.Arrays;
import java.util.List;
import kprobarium.kernel.Kernels;
import kprobarium.symbol.Nearest;

/// Kernels as they are typed: `v1`, `linux-6.3+badi`.
final class KernelNames {
    private KernelNames() {}

    /// The kernel of this name; refuses one that there is not, part by part.
    static Kernels.Choice find(String name) {
        return Kernels.find(name).orElseThrow(() -> {
            List<String> parts = Arrays.asList(name.split("\\+", -1));
            List<String> versions = Kernels.versions();
            if (!versions.contains(parts.getFirst())) return unknown("kernel", parts.getFirst(), versions);
            List<String> patches = Kernels.patches();
            return parts.stream().skip(1).filter(part -> !patches.contains(part)).findFirst().map(patch -> unknown("patch", patch, patches))
                    .orElseGet(() -> Refusal.usage(Kernels.objection(name).orElseThrow()));
        });
    }

    private static Refusal unknown(String what, String name, List<String> known) {
        return Refusal.usage("unknown " + what + " `" + name + "`; there are " + String.join(", ", known) + Nearest.hint(name, known));
    }
}
