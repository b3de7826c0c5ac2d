package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import kprobarium.experiment.Expectation;
import kprobarium.explore.Ending;

/// What is said of a playback's end: how it ended, where each CPU stands, what was observed, and which predicates hold.
///
/// @param how        one sentence
/// @param bad        whether nobody wants it
/// @param standing   what CPUs would do next, as far as they would
record Epilogue(String how, boolean bad, List<String> standing, List<String> observed, List<String> oopses, List<Asked> predicates) {
    /// A predicate that is asked for, and whether it holds at this end.
    ///
    /// @param against whether that alone decides against the expectation
    record Asked(String quantifier, String predicate, boolean holds, boolean against) {
        String answer() {
            return holds ? "holds here" : "does not hold here";
        }
    }

    static Epilogue of(Playback playback) {
        Ending ending = playback.ending();
        long steps = playback.steps().stream().filter(step -> step.number() > 0).count();
        String after = " after " + Report.plural(steps, "step") + ".";
        String how = switch (ending.verdict()) {
            case FINISHED -> "Every CPU has finished" + (ending.oopses().isEmpty() ? "" : " or died") + after;
            case LIVELOCK -> "Livelock" + after + " The machine is where it was after step " + playback.circleFrom().orElse(0)
                    + ", and will be again.";
            case DEADLOCK -> "Deadlock" + after + " No CPU can go on.";
            case CUT -> "The schedule ends" + after + " The machine could go on.";
        };
        List<String> standing = new ArrayList<>();
        for (int cpu = 0; cpu < playback.cpus(); cpu++) {
            if (!playback.standing().get(cpu).isEmpty()) standing.add("CPU " + cpu + " " + playback.standing().get(cpu));
        }
        List<Asked> predicates = new ArrayList<>();
        Expectation expectation = playback.expectation().orElse(Expectation.NOTHING);
        List<Expectation.Line> lines = expectation.lines();
        for (int n = 0; n < lines.size(); n++) {
            boolean holds = ending.holds(n);
            if (n >= expectation.declared().size() && !holds) continue;
            boolean against = lines.get(n).quantifier().isRefutedBy(holds);
            predicates.add(new Asked(lines.get(n).quantifier().word(), lines.get(n).predicate().toString(), holds, against));
        }
        boolean bad = ending.verdict() == Ending.How.LIVELOCK || ending.verdict() == Ending.How.DEADLOCK;
        return new Epilogue(how, bad, standing, ending.observed(), ending.oopses(), predicates);
    }
}
