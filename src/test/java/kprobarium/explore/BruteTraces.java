package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;
import kprobarium.schedule.Odometer;

/// The Mazurkiewicz traces of a subject all of whose schedules end, found by playing every schedule there is and writing each in a form
/// that is the same for all schedules of its trace.
final class BruteTraces {
    private record Step(int code, int kind, long address) {
        boolean conflicts(Step other) {
            return Conflict.between(code, kind, address, other.code, other.kind, other.address);
        }
    }

    private BruteTraces() {}

    /// Empty if there are more schedules than `most`.
    static Set<String> of(Subject subject, int most) {
        State state = subject.state();
        state.keepJournal();
        Set<String> traces = new TreeSet<>();
        ChoicePoint point = new ChoicePoint();
        Odometer odometer = new Odometer();
        int n = 0;
        do {
            if (++n > most) return new TreeSet<>();
            int mark = state.mark();
            List<Step> steps = new ArrayList<>();
            for (subject.playable().choices(point); point.size() > 0; subject.playable().choices(point)) {
                int option = odometer.choose(point);
                steps.add(new Step(point.code(option), point.kind(option).ordinal(), point.address(option)));
                subject.playable().take(point.code(option));
            }
            traces.add(normal(steps));
            state.release(mark);
        } while (odometer.advance());
        return traces;
    }

    /// Foata's normal form: each step in the earliest layer that it can be in.
    private static String normal(List<Step> steps) {
        int[] layer = new int[steps.size()];
        List<String> named = new ArrayList<>();
        for (int i = 0; i < layer.length; i++) {
            for (int k = 0; k < i; k++) if (steps.get(k).conflicts(steps.get(i))) layer[i] = Math.max(layer[i], layer[k] + 1);
            named.add("%04d %s".formatted(layer[i], Move.of(steps.get(i).code())));
        }
        String[] sorted = named.toArray(String[]::new);
        Arrays.sort(sorted);
        return String.join(", ", sorted);
    }
}
