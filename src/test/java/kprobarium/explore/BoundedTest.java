package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import kprobarium.machine.State;
import kprobarium.model.Model;
import kprobarium.model.TextPatch;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Odometer;
import org.junit.jupiter.api.Test;

final class BoundedTest {
    private static Exploration search(Model model, Assurance.Bounded.Of of, int bound) {
        return new Explorer(new ModelSubject(model), 1).search(new Bounded(of, bound, Long.MAX_VALUE), Watch.PATIENT);
    }

    private static boolean fails(Exploration exploration) {
        return exploration.endings().stream().anyMatch(row -> row.ending().holds(0));
    }

    /// For each ending, the fewest departures of all the schedules that lead to it, by playing them all.
    private static Map<String, Integer> fewest(Model model, Assurance.Bounded.Of of) {
        State state = model.state();
        state.keepJournal();
        Map<String, Integer> fewest = new TreeMap<>();
        ChoicePoint point = new ChoicePoint();
        Odometer odometer = new Odometer();
        do {
            int mark = state.mark();
            int departures = 0;
            int last = -1;
            int left = 0;
            for (model.choices(point); point.size() > 0; model.choices(point)) {
                int option = odometer.choose(point);
                int stay = -1;
                int next = -1;
                for (int i = point.size() - 1; i >= 0; i--) {
                    if (point.cpu(i) == last) stay = i;
                    if (point.cpu(i) >= last) next = i;
                }
                departures += switch (of) {
                    case PREEMPTIONS -> point.cpu(option) != last && (left >> point.cpu(option) & 1) != 0 ? 1 : 0;
                    case DELAYS -> Math.floorMod(option - Math.max(next, 0), point.size());
                };
                if (stay >= 0 && stay != option) left |= 1 << last;
                last = point.cpu(option);
                left &= ~(1 << last);
                model.take(point.code(option));
            }
            fewest.merge(new ModelSubject(model).ending(Ending.How.FINISHED).toString(), departures, Math::min);
            state.release(mark);
        } while (odometer.advance());
        return fewest;
    }

    private static void isWhatPlayingAllSays(Assurance.Bounded.Of of, int... configuration) {
        TextPatch model = new TextPatch(configuration[0], configuration[1], configuration[2], configuration[3], 0);
        Map<String, Integer> fewest = fewest(model, of);
        for (int bound = 0; bound <= 4; bound++) {
            Map<String, Integer> within = new TreeMap<>(fewest);
            int most = bound;
            within.values().removeIf(departures -> departures > most);
            Map<String, Integer> found = new TreeMap<>();
            search(model, of, bound).endings().forEach(row -> found.put(row.ending().toString(), fewest.get(row.ending().toString())));
            assertEquals(within, found, of + " " + bound);
        }
    }

    @Test
    void endings_within_a_bound_are_those_of_all_schedules_within_it() {
        for (Assurance.Bounded.Of of : Assurance.Bounded.Of.values()) {
            isWhatPlayingAllSays(of, 1, 1, 2, 2);
            isWhatPlayingAllSays(of, 2, 1, 2, 2);
            isWhatPlayingAllSays(of, 3, 2, 1, 1);
        }
    }

    @Test
    void both_bugs_of_the_common_workload_need_two_preemptions() {
        for (int variant : new int[] {1, 2}) {
            for (int pad : new int[] {0, 20}) {
                Exploration one = search(new TextPatch(variant, 2, 2, 2, pad), Assurance.Bounded.Of.PREEMPTIONS, 1);
                assertFalse(fails(one));
                assertEquals(new Assurance.Bounded(1, Assurance.Bounded.Of.PREEMPTIONS), one.effort().assurance());
                assertTrue(fails(search(new TextPatch(variant, 2, 2, 2, pad), Assurance.Bounded.Of.PREEMPTIONS, 2)));
            }
        }
    }

    @Test
    void a_bound_that_leaves_nothing_out_is_a_proof() {
        Exploration all = search(new TextPatch(3, 1, 2, 2, 0), Assurance.Bounded.Of.PREEMPTIONS, 40);
        assertEquals(Assurance.EXHAUSTIVE, all.effort().assurance());
        assertFalse(fails(all));
    }

    @Test
    void a_search_that_is_stopped_says_what_it_has_covered() {
        Explorer explorer = new Explorer(new ModelSubject(new TextPatch(3, 3, 3, 3, 0)), 1);
        int[] calls = {0};
        Strategy bounded = new Bounded(Assurance.Bounded.Of.PREEMPTIONS, 20, Long.MAX_VALUE);
        Exploration stopped = explorer.search(bounded, (_, _, _) -> ++calls[0] < 100);
        Assurance.Bounded covered = (Assurance.Bounded) stopped.effort().assurance();
        assertTrue(covered.bound() >= 0 && covered.bound() < 20, covered::toString);
    }
}
