package kprobarium.experiment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the names in an experiment may refer to.
///
/// @param cpus      how many CPUs there are
/// @param probes    the probes declared; empty when they could not be read, and then any name passes for a probe's
/// @param symbols   the labels of text and data; empty when they could not be assembled, and then any name passes for one
/// @param functions the C names of the trap and kprobes functions that an oops can be in
/// @param tasks     the tasks that are no CPU's own
/// @param ipis      the interrupts that can be sent
/// @param kretprobes those of the probes that are kretprobes
public record Names(
        int cpus,
        Optional<List<String>> probes,
        Optional<Map<String, Place>> symbols,
        Collection<String> functions,
        List<String> tasks,
        List<String> ipis,
        List<String> kretprobes) {
    public Names(int cpus, Optional<List<String>> probes, Optional<Map<String, Place>> symbols, Collection<String> functions) {
        this(cpus, probes, symbols, functions, List.of(), List.of(), List.of());
    }

    /// For a notation in which no name occurs.
    static final Names NONE = new Names(0, Optional.of(List.of()), Optional.of(Map.of()), List.of());

    /// Where a label stands.
    ///
    /// @param text  in the text, and not in the data
    /// @param bytes from the label to the end of its region
    public record Place(boolean text, long bytes) {
    }

    boolean isProbe(String name) {
        return probes.isPresent() && probes.get().contains(name);
    }

    boolean isKretprobe(String name) {
        return kretprobes.contains(name);
    }

    /// The probes that fit.
    List<String> probeNames(KprobesFunction.Takes takes) {
        return probeNames().stream().filter(name -> switch (takes) {
            case KPROBE, KPROBES -> !isKretprobe(name);
            case KRETPROBE -> isKretprobe(name);
            case PROBE, NOTHING -> true;
        }).toList();
    }

    boolean isSymbol(String name) {
        return symbols.map(known -> known.containsKey(name)).orElse(true);
    }

    List<String> probeNames() {
        return probes.orElse(List.of());
    }

    /// The labels, those of the text alone if `textOnly`.
    List<String> symbolNames(boolean textOnly) {
        return symbols.orElse(Map.of()).entrySet().stream()
                .filter(e -> e.getValue().text() || !textOnly).map(Map.Entry::getKey).toList();
    }
}
