package kprobarium.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kprobarium.kernel.linux615.TrapsLinux615;
import kprobarium.kernel.linux618.InstLinux618;
import kprobarium.kernel.linux63.ArchKprobesLinux63;
import kprobarium.kernel.linux63.InstLinux63;
import kprobarium.kernel.linux63.TrapsLinux63;
import kprobarium.kernel.linux65.ArchKprobesLinux65;
import kprobarium.kernel.linux65.InstLinux65;
import kprobarium.kernel.linux71.ArchKprobesLinux71;
import kprobarium.kernel.linux71.InstLinux71;
import kprobarium.kernel.patch.Cures;
import kprobarium.kernel.v1.ArchKprobesV1;
import kprobarium.kernel.v1.InstV1;
import kprobarium.kernel.v1.TrapsV1;

/// The table of kernels. A kernel is named by its version and the patches stacked on it: `v1+recheck`.
///
/// A version is the files that it has, each building on the one before where C's has changed, and the [changes][Changes] that are in
/// them. A stable tree is its release with what was brought back to it.
public final class Kernels {
    // @formatter:off
    private static final KernelVersion V1 = KernelVersion.of("v1",
        "The first posting, 2022-09-20, on Linux 6.0: all its defects, none of the later ones",
        TrapsV1::new,       InstV1::new,       ArchKprobesV1::new,       List.of());
    private static final KernelVersion LINUX_6_3 = KernelVersion.of("linux-6.3",
        "The first release with kprobes: no notifier, preemption off from hit to step, ibar on the patching CPU only",
        TrapsLinux63::new,  InstLinux63::new,  ArchKprobesLinux63::new,  V1.changes(),
        Changes.BCEQZ, Changes.ALIGNED, Changes.SLOTLESS, Changes.IBAR, Changes.DIRECT_CALL, Changes.PREEMPT_OFF, Changes.NESTED_STEPS,
        Changes.NESTED_HITS, Changes.FAULT_HOOK, Changes.STEP_ADDRESS, Changes.RECHECK, Changes.IRQS_KEPT, Changes.IRQENTRY,
        Changes.KRETPROBE);
    private static final KernelVersion LINUX_6_5 = KernelVersion.of("linux-6.5",
        "Atomics are refused, and inst.c knows what can be probed",
        TrapsLinux63::new,  InstLinux65::new,  ArchKprobesLinux65::new,  LINUX_6_3.changes(), Changes.INST_C, Changes.AMO,
        Changes.RETHOOK);
    private static final KernelVersion LINUX_6_12 = KernelVersion.of("linux-6.12",
        "The stable tree 6.12.y: the traps of 6.15, the atomics of 6.18 and the fatal recursion of 7.1, but text is patched as in 6.3",
        TrapsLinux63::new,  InstLinux65::new,  ArchKprobesLinux65::new,  LINUX_6_5.changes())
        .with(Changes.IRQS_AT_ENTRY, Changes.ATOMICS, Changes.STRAY_STEP, Changes.PER_CPU_BASE, Changes.FATAL_RECURSION);
    private static final KernelVersion LINUX_6_15 = KernelVersion.of("linux-6.15",
        "The break handler turns interrupts off at its end by what they were at entry",
        TrapsLinux615::new, InstLinux65::new,  ArchKprobesLinux65::new,  LINUX_6_5.changes(), Changes.IRQS_AT_ENTRY);
    private static final KernelVersion LINUX_6_18 = KernelVersion.of("linux-6.18",
        "llacq, screl and sc.q are refused too",
        TrapsLinux615::new, InstLinux618::new, ArchKprobesLinux65::new,  LINUX_6_15.changes(), Changes.ATOMICS);
    private static final KernelVersion LINUX_7_1 = KernelVersion.of("linux-7.1",
        "Today's mainline: text is patched under stop_machine(), a hit during a step is fatal again",
        TrapsLinux615::new, InstLinux71::new,  ArchKprobesLinux71::new,  LINUX_6_18.changes(), Changes.FATAL_RECURSION, Changes.TEXT_COPY)
        .called("mainline");
    // @formatter:on

    /// In the order of their numbers.
    public static final List<KernelVersion> VERSIONS = List.of(V1, LINUX_6_3, LINUX_6_5, LINUX_6_12, LINUX_6_15, LINUX_6_18, LINUX_7_1);

    /// What can be put on a version: the changes of later ones, then the cures of what is still wrong.
    public static final List<KernelPatch> PATCHES = Stream
            .<KernelPatch>concat(Change.patches(Changes.ALL).stream(), Cures.ALL.stream()).toList();

    /// A version and the patches on it, oldest first.
    public record Choice(KernelVersion version, List<KernelPatch> patches) {
        /// All that upstream has changed in it, brought back or its own, in the order of their time.
        public List<Change> changes() {
            return Changes.ALL.stream().filter(change -> version.changes().contains(change) || patches.contains(change)).toList();
        }

        /// The cures on it, oldest first.
        public List<KernelPatch> cures() {
            return patches.stream().filter(patch -> !(patch instanceof Change)).toList();
        }
    }

    /// The kernel of this name, if version and patches are known and each patch has something to do there.
    public static Optional<Choice> find(String name) {
        return objection(name).isPresent() ? Optional.empty() : choice(name);
    }

    private static Optional<Choice> choice(String name) {
        String[] parts = name.split("\\+", -1);
        Optional<KernelVersion> version = VERSIONS.stream().filter(v -> v.names().anyMatch(parts[0]::equals)).findFirst();
        List<KernelPatch> patches = new ArrayList<>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            Optional<KernelPatch> patch = PATCHES.stream().filter(p -> p.name().equals(part)).findFirst();
            if (patch.isEmpty()) return Optional.empty();
            patches.add(patch.get());
        }
        return version.map(v -> new Choice(v, patches));
    }

    /// Why there is no kernel of this name: a part of it is unknown, or a patch is there already, lacks what it builds on, or replaces
    /// nothing that the kernel has.
    public static Optional<String> objection(String name) {
        Optional<Choice> choice = choice(name);
        if (choice.isEmpty()) return Optional.of("there is no kernel `" + name + "`");
        KernelVersion version = choice.get().version();
        Set<String> functions = version.functions();
        version.backports().forEach(change -> functions.addAll(change.functions()));
        Set<String> there = new TreeSet<>();
        version.changes().forEach(change -> there.add(change.name()));
        StringBuilder kernel = new StringBuilder(name.split("\\+", -1)[0]);
        for (KernelPatch patch : choice.get().patches()) {
            if (!there.add(patch.name())) return Optional.of(kernel + " has " + patch.name() + " already");
            if (!patch.needs().isEmpty() && !there.contains(patch.needs()) && !functions.contains(patch.needs())) {
                return Optional.of(patch.name() + " builds on " + patch.needs() + ", which " + kernel + " has not");
            }
            // A change brings functions with it that were not there; a cure has to find those that it is for.
            if (!(patch instanceof Change) && patch.functions().stream().noneMatch(functions::contains)) {
                return Optional.of(patch.name() + " replaces " + String.join("() and ", patch.functions())
                        + "(), which " + kernel + " has not");
            }
            functions.addAll(patch.functions());
            kernel.append('+').append(patch.name());
        }
        return Optional.empty();
    }

    /// All names of versions, for "did you mean".
    public static List<String> versions() {
        return VERSIONS.stream().flatMap(KernelVersion::names).toList();
    }

    /// All names of patches, likewise.
    public static List<String> patches() {
        return PATCHES.stream().map(KernelPatch::name).toList();
    }

    /// The C names of the functions that an oops can be in, of all versions.
    public static List<String> functions() {
        return Oopses.FUNCTIONS;
    }

    private Kernels() {}
}
