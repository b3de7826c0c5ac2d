package kprobarium.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import kprobarium.experiment.Call;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Handler;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.Rig;
import kprobarium.kernel.Kernels;

/// Leaves out of an experiment what a failure does not need: calls, probes, handlers, CPUs.
///
/// It is delta debugging (Zeller and Hildebrandt 2002): halves first, then quarters, down to single parts, each time searched
/// again for a schedule that ends in the same kind. What is left is 1-minimal: without any one part of it, it does not happen, or not
/// within the states that a search is allowed. Nothing is drawn by lot, so the same comes out every time.
public final class Shrinker {
    /// In which way it fails, whatever else is observed: in which functions the kernel died, and whether it hangs.
    public record Kind(List<String> functions, Ending.How how) {
        private static final String OOPS = "oops in ";

        public static Kind of(Ending ending) {
            TreeSet<String> functions = new TreeSet<>();
            for (String oops : ending.oopses()) functions.add(oops.substring(OOPS.length(), oops.lastIndexOf(" at ")));
            return new Kind(List.copyOf(functions), ending.verdict());
        }

        public boolean isFailure() {
            return !functions.isEmpty() || how == Ending.How.LIVELOCK || how == Ending.How.DEADLOCK;
        }

        @Override
        public String toString() {
            List<String> words = new ArrayList<>(functions.stream().map(OOPS::concat).toList());
            if (how == Ending.How.LIVELOCK) words.add("livelock");
            if (how == Ending.How.DEADLOCK) words.add("deadlock");
            return String.join(", ", words);
        }
    }

    /// What is left.
    ///
    /// @param experiment expects and observes nothing
    /// @param searches   how many smaller experiments were tried
    public record Shrunk(Experiment experiment, Ending ending, Exploration.Witness witness, int searches) {}

    /// A part that can be left out.
    private sealed interface Part {
        record OfList(int cpu, int place) implements Part {}

        record OfKprobe(String probe) implements Part {}

        record OfPreHandler(String probe) implements Part {}

        record OfPostHandler(String probe) implements Part {}
    }

    private final Experiment variant;
    private final Kernels.Choice kernel;
    private final long mostStates;
    private final Watch watch;
    private int searches;

    /// Each search covers at most so many states.
    public Shrinker(Experiment variant, Kernels.Choice kernel, long mostStates, Watch watch) {
        this.variant = variant;
        this.kernel = kernel;
        this.mostStates = mostStates;
        this.watch = watch;
    }

    /// The smallest experiment that fails in a kind that is `wanted`: in that which is the simplest to come to. Empty if there is none.
    public Optional<Shrunk> shrink(Predicate<Ending> wanted) {
        List<Part> parts = parts();
        Optional<Found> first = search(with(parts), ending -> Kind.of(ending).isFailure() && wanted.test(ending));
        if (first.isEmpty()) return Optional.empty();
        Kind kind = Kind.of(first.get().ending());
        List<Part> needed = minimise(parts, kind);
        Experiment smallest = withoutIdleCpus(with(needed), kind);
        return search(smallest, ending -> Kind.of(ending).equals(kind))
                .map(found -> new Shrunk(smallest, found.ending(), found.witness(), searches));
    }

    private List<Part> minimise(List<Part> parts, Kind kind) {
        List<Part> needed = parts;
        int pieces = 2;
        while (!needed.isEmpty()) {
            int size = (needed.size() + pieces - 1) / pieces;
            Optional<List<Part>> smaller = Optional.empty();
            for (int from = 0; from < needed.size() && smaller.isEmpty(); from += size) {
                List<Part> rest = new ArrayList<>(needed);
                rest.subList(from, Math.min(from + size, rest.size())).clear();
                if (shows(with(rest), kind)) smaller = Optional.of(rest);
            }
            if (smaller.isPresent()) {
                needed = smaller.get();
                pieces = Math.max(2, pieces - 1);
            } else if (size == 1) {
                break;
            } else {
                pieces = Math.min(needed.size(), 2 * pieces);
            }
        }
        return needed;
    }

    /// What can be left out, what matters least at the front.
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (KprobeDecl probe : variant.kprobes()) {
            if (!(probe.preHandler() instanceof Handler.None)) parts.add(new Part.OfPreHandler(probe.name()));
            if (!(probe.postHandler() instanceof Handler.None)) parts.add(new Part.OfPostHandler(probe.name()));
        }
        for (KprobeDecl probe : variant.kprobes()) parts.add(new Part.OfKprobe(probe.name()));
        for (CpuProgram program : variant.cpus()) {
            for (int place = 0; place < program.calls().size(); place++) parts.add(new Part.OfList(program.cpu(), place));
        }
        return parts;
    }

    /// The experiment of these parts, without expectations. A call for a probe that is not there is not there either.
    private Experiment with(List<Part> parts) {
        List<KprobeDecl> probes = variant.kprobes().stream().filter(probe -> parts.contains(new Part.OfKprobe(probe.name())))
                .map(probe -> probe.with(
                        parts.contains(new Part.OfPreHandler(probe.name())) ? probe.preHandler() : new Handler.None(),
                        parts.contains(new Part.OfPostHandler(probe.name())) ? probe.postHandler() : new Handler.None()))
                .toList();
        List<String> names = probes.stream().map(KprobeDecl::name).toList();
        List<CpuProgram> cpus = variant.cpus().stream().map(program -> new CpuProgram(program.cpu(),
                IntStream.range(0, program.calls().size()).filter(place -> parts.contains(new Part.OfList(program.cpu(), place)))
                        .mapToObj(program.calls()::get)
                        .filter(call -> !(call instanceof Call.KprobesCall(_, List<String> of)) || names.containsAll(of)).toList()))
                .toList();
        return with(probes, cpus);
    }

    private Experiment with(List<KprobeDecl> probes, List<CpuProgram> cpus) {
        return variant.with(draft -> draft.kprobes(probes).cpus(cpus).sweeps(List.of()).expect(List.of()).observe(List.of()));
    }

    /// Without the CPUs that do nothing and that nobody waits for, if it happens without them; those behind them move up.
    private Experiment withoutIdleCpus(Experiment experiment, Kind kind) {
        Experiment smallest = experiment;
        if (!experiment.tasks().isEmpty() || !experiment.machine().interrupts().isEmpty()) return smallest;
        for (int cpu = experiment.cpus().size() - 1; cpu >= 0 && smallest.cpus().size() > 1; cpu--) {
            int gone = cpu;
            if (!smallest.cpus().get(cpu).calls().isEmpty()) continue;
            if (smallest.cpus().stream().flatMap(program -> program.calls().stream()).anyMatch(new Call.Await(cpu)::equals)) continue;
            List<CpuProgram> rest = smallest.cpus().stream().filter(program -> program.cpu() != gone)
                    .map(program -> new CpuProgram(movedUp(program.cpu(), gone), program.calls().stream()
                            .map(call -> call instanceof Call.Await(int awaited) ? new Call.Await(movedUp(awaited, gone)) : call).toList()))
                    .toList();
            Experiment smaller = with(smallest.kprobes(), rest);
            if (shows(smaller, kind)) smallest = smaller;
        }
        return smallest;
    }

    private static int movedUp(int cpu, int gone) {
        return cpu > gone ? cpu - 1 : cpu;
    }

    private boolean shows(Experiment experiment, Kind kind) {
        searches++;
        return endings(experiment).endings().stream().anyMatch(row -> Kind.of(row.ending()).equals(kind));
    }

    private record Found(Ending ending, Exploration.Witness witness) {}

    /// The simplest schedule of an experiment to an ending that is wanted.
    private Optional<Found> search(Experiment experiment, Predicate<Ending> wanted) {
        Exploration all = endings(experiment);
        List<Exploration.Row> rows = all.endings().stream().filter(row -> wanted.test(row.ending())).toList();
        return new Shortest(subject(experiment), watch).shorten(new Exploration(all.effort(), all.schedules(), rows, all.counts()))
                .endings().stream().map(row -> new Found(row.ending(), row.witness().orElseThrow()))
                .min(Comparator.comparingInt((Found found) -> found.witness().preemptions())
                        .thenComparingInt(found -> found.witness().steps()).thenComparing(found -> found.ending().toString()));
    }

    private Exploration endings(Experiment experiment) {
        return new Explorer(subject(experiment), 0).search(new Exhaustive(mostStates), watch);
    }

    private Subject subject(Experiment experiment) {
        return new ExperimentSubject(Rig.of(experiment, kernel, Optional.empty()), List.of());
    }
}
