package kprobarium.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.kernel.linux63.ArchKprobesLinux63;
import kprobarium.kernel.linux63.InstLinux63;
import kprobarium.kernel.linux63.TrapsLinux63;
import kprobarium.kernel.mainline.ArchKprobesMainline;
import kprobarium.kernel.mainline.InstMainline;
import kprobarium.kernel.mainline.TrapsMainline;
import kprobarium.kernel.patch.Badi;
import kprobarium.kernel.patch.Pcaddu18i;
import kprobarium.kernel.patch.Recheck;
import kprobarium.kernel.patch.Rendezvous;
import kprobarium.kernel.v1.ArchKprobesV1;
import kprobarium.kernel.v1.InstV1;
import kprobarium.kernel.v1.TrapsV1;

/// The table of kernels and patches. A kernel is named by its version and the patches stacked on it: `v1+recheck`.
public final class Kernels {
    // @formatter:off
    public static final List<KernelVersion> VERSIONS = List.of(
        new KernelVersion("v1",        "The first posting, 2022-09-20, on Linux 6.0: all its defects, none of the later ones",
            TrapsV1::new,       InstV1::new,       ArchKprobesV1::new),
        new KernelVersion("linux-6.3", "The first release with kprobes: no notifier, preemption off from hit to step, ibar on the patching CPU only",
            TrapsLinux63::new,  InstLinux63::new,  ArchKprobesLinux63::new),
        new KernelVersion("mainline",  "Linux 7.1: text is patched under stop_machine(), atomics are refused, a hit during a step is fatal again",
            TrapsMainline::new, InstMainline::new, ArchKprobesMainline::new));

    public static final List<KernelPatch> PATCHES = List.of(new Recheck(), new Badi(), new Rendezvous(), new Pcaddu18i());
    // @formatter:on

    /// A version and the patches on it, oldest first.
    public record Choice(KernelVersion version, List<KernelPatch> patches) {}

    /// The kernel of this name, if version and patches are known. Whether a patch replaces anything that the version calls is not asked.
    public static Optional<Choice> find(String name) {
        String[] parts = name.split("\\+", -1);
        Optional<KernelVersion> version = VERSIONS.stream().filter(v -> v.name().equals(parts[0])).findFirst();
        List<KernelPatch> patches = new ArrayList<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            Optional<KernelPatch> patch = PATCHES.stream().filter(p -> p.name().equals(part)).findFirst();
            if (patch.isEmpty()) return Optional.empty();
            patches.add(patch.get());
        }
        return version.map(v -> new Choice(v, patches));
    }

    /// All names of versions and patches, for "did you mean".
    public static List<String> names() {
        return Stream.concat(VERSIONS.stream().map(KernelVersion::name), PATCHES.stream().map(KernelPatch::name)).toList();
    }

    /// The C names of the functions that an oops can be in, of all versions.
    public static List<String> functions() {
        return Oopses.FUNCTIONS;
    }

    private Kernels() {}
}
