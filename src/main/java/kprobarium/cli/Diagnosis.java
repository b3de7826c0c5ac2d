package kprobarium.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.explore.Assurance;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Inquiry;
import kprobarium.explore.Strategies;

/// What is wrong with one kernel in one variant of an experiment, whatever the file expects of it: whether the experiment's symptom can be
/// reached there, and what else nobody wants to see.
///
/// @param symptom  what was looked for
/// @param troubles every death, hang and broken invariant that was met: `oops in do_bp`, `livelock`, `irqs-restored`
record Diagnosis(Experiment variant, String kernel, Predicate symptom, Inquiry inquiry, Exploration found, SortedSet<String> troubles) {
    /// The symptom is the first line of what is asked.
    private static final int SYMPTOM = 0;

    static Diagnosis of(Experiment variant, String kernel, Trial.Plan plan, Progress progress) {
        Predicate symptom = variant.symptom().orElseGet(Diagnosis::anyTrouble);
        List<Predicate> asked = new ArrayList<>(List.of(symptom));
        for (Invariant invariant : Invariant.values()) asked.add(new Predicate.Broken(invariant));
        Expectation never = new Expectation(asked, List.of(), List.of());
        Inquiry inquiry = new Inquiry(Rig.of(variant, KernelNames.find(kernel), Optional.empty()), kernel, never);
        progress.begin(variant.name() + " " + kernel, plan);
        Exploration found = inquiry.search(Strategies.of(plan.search(), plan.seed()), progress);
        progress.end();
        SortedSet<String> troubles = new TreeSet<>();
        for (Row row : found.endings()) troubles.addAll(troubles(row.ending()));
        return new Diagnosis(variant, kernel, symptom, inquiry, found, troubles);
    }

    private static Predicate anyTrouble() {
        Stream<Predicate> deaths = Stream.of(new Predicate.Oops(Optional.empty(), Optional.empty()), new Predicate.Livelock(),
                new Predicate.Deadlock());
        return new Predicate.Or(Stream.concat(deaths, Arrays.stream(Invariant.values()).map(Predicate.Broken::new)).toList());
    }

    private static List<String> troubles(Ending ending) {
        List<String> troubles = new ArrayList<>();
        for (String oops : ending.oopses()) troubles.add(oops.replaceAll(" at .*", ""));
        if (ending.verdict() == Ending.How.LIVELOCK) troubles.add("livelock");
        if (ending.verdict() == Ending.How.DEADLOCK) troubles.add("deadlock");
        for (Invariant invariant : Invariant.values()) {
            if (ending.holds(SYMPTOM + 1 + invariant.ordinal())) troubles.add(invariant.word());
        }
        return troubles;
    }

    /// Whether the symptom was met.
    boolean shows() {
        return found.endings().stream().anyMatch(row -> row.ending().holds(SYMPTOM));
    }

    /// The ending with the symptom that the most schedules have.
    Optional<Row> shown() {
        return found.endings().stream().filter(row -> row.ending().holds(SYMPTOM)).findFirst();
    }

    /// Whether what was not met is ruled out, to the extent that the search [assures][Assurance].
    boolean isAssured() {
        return !(found.effort().assurance() instanceof Assurance.None);
    }

    /// `428 states`, or what else the search counts.
    String effort() {
        return found.states() > 0 ? Report.plural(found.states(), "state") : Report.counted(found, found.schedules());
    }
}
