package kprobarium.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Odometer;

/// What a search should find, found by playing every schedule there is: no states, no digests, nothing clever.
final class BruteForce {
    /// What one ending comes to: how many schedules lead to it, and the shortest of them.
    record Found(long schedules, int preemptions, int steps) {
        Found and(int preemptionsOfOther, int stepsOfOther) {
            boolean shorter = preemptionsOfOther < preemptions || preemptionsOfOther == preemptions && stepsOfOther < steps;
            return new Found(schedules + 1, shorter ? preemptionsOfOther : preemptions, shorter ? stepsOfOther : steps);
        }
    }

    private BruteForce() {}

    /// Every ending of an experiment all of whose schedules end.
    static Map<String, Found> endings(Rig rig, List<Predicate> predicates) {
        State state = rig.machine().state();
        state.keepJournal();
        Map<String, Found> endings = new TreeMap<>();
        ChoicePoint point = new ChoicePoint();
        Odometer odometer = new Odometer();
        do {
            int mark = state.mark();
            int steps = 0;
            int preemptions = 0;
            int last = -1;
            for (rig.machine().choices(point); point.size() > 0; rig.machine().choices(point)) {
                int code = point.code(odometer.choose(point));
                int cpu = Move.cpu(code);
                boolean ofTheCpu = Move.kind(code).isOfTheCpu();
                if (ofTheCpu && last >= 0 && cpu != last && point.find(Move.code(Move.Kind.STEP, last)) >= 0) preemptions++;
                if (Move.kind(code) == Move.Kind.PREEMPT && point.find(Move.code(Move.Kind.STEP, cpu)) >= 0) preemptions++;
                if (ofTheCpu) last = cpu;
                rig.machine().take(code);
                steps++;
            }
            Found found = new Found(1, preemptions, steps);
            int p = preemptions;
            int s = steps;
            endings.merge(now(rig, predicates), found, (before, _) -> before.and(p, s));
            state.release(mark);
        } while (odometer.advance());
        return endings;
    }

    private static String now(Rig rig, List<Predicate> predicates) {
        List<String> parts = new ArrayList<>();
        rig.experiment().observe().forEach(term -> parts.add(term + "=" + term.value(rig)));
        rig.kernel().oopses().forEach(oops -> parts.add("oops in " + oops.function() + " at " + rig.kernel().where(oops.era())));
        if (rig.deadlock()) parts.add("deadlock");
        predicates.forEach(predicate -> parts.add(predicate + " " + predicate.holds(rig)));
        return String.join("; ", parts);
    }

    /// An ending that a search has found, in the same words.
    static String text(Ending ending, List<Predicate> predicates) {
        List<String> parts = new ArrayList<>();
        if (!ending.toString().isEmpty()) parts.add(ending.toString().replaceAll(";$", ""));
        for (int i = 0; i < predicates.size(); i++) parts.add(predicates.get(i) + " " + ending.holds(i));
        return String.join("; ", parts);
    }
}
