package kprobarium.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Shortest;
import kprobarium.explore.Watch;
import kprobarium.schedule.ChoicePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The counts are those that SPIN, GenMC, Nidhugg and a hand-written step machine agree on where they can count the same thing.
class TextPatchTest {
    private static Exploration everything(TextPatch model) {
        return new Explorer(new ModelSubject(model), 1).search(new Exhaustive(10_000_000), Watch.PATIENT);
    }

    /// In how few steps it can fail: the searched depth grows by one until it does.
    private static int fewestStepsToFail(TextPatch model) {
        model.state().keepJournal();
        for (int steps = 0;; steps++) if (failsWithin(model, steps, new TreeSet<>())) return steps;
    }

    private static boolean failsWithin(TextPatch model, int steps, Set<String> seen) {
        if (model.hasFailed()) return true;
        if (steps == 0 || !seen.add(model.state().digest() + " " + steps)) return false;
        ChoicePoint point = new ChoicePoint();
        model.choices(point);
        for (int i = 0; i < point.size(); i++) {
            int mark = model.state().mark();
            model.take(point.code(i));
            boolean fails = failsWithin(model, steps - 1, seen);
            model.state().release(mark);
            if (fails) return true;
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource({"3,1,2,2,0,187", "3,2,1,1,0,331", "3,2,2,2,0,2771", "3,2,3,3,0,9445", "3,3,3,3,0,208975"})
    void every_state_is_visited_once(int variant, int execs, int iters, int rounds, int pad, long states) {
        Exploration all = everything(new TextPatch(variant, execs, iters, rounds, pad));
        assertEquals(states, all.states());
        assertFalse(fails(all), "variant 3 is repaired");
    }

    @ParameterizedTest
    @CsvSource({"3,1,2,2,0,27822", "3,2,1,1,0,155991", "3,2,2,2,0,24175410421405"})
    void every_schedule_is_counted(int variant, int execs, int iters, int rounds, int pad, double schedules) {
        assertEquals(schedules, everything(new TextPatch(variant, execs, iters, rounds, pad)).schedules());
    }

    @ParameterizedTest
    @CsvSource({"3,1,2,2,0,349", "3,2,2,2,0,10119"})
    void stale_fetch_adds_states_and_no_failure_to_variant_3(int variant, int execs, int iters, int rounds, int pad, long states) {
        Exploration all = everything(new TextPatch(variant, execs, iters, rounds, pad, true));
        assertEquals(states, all.states());
        assertFalse(fails(all));
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2,0,7", "1,3,1,1,0,7", "2,1,2,2,0,9", "2,1,1,1,20,29"})
    void it_fails_in_so_many_steps_and_not_in_fewer(int variant, int execs, int iters, int rounds, int pad, int steps) {
        assertEquals(steps, fewestStepsToFail(new TextPatch(variant, execs, iters, rounds, pad)));
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2,0", "1,3,1,1,0", "2,1,2,2,0", "2,1,1,1,20"})
    void it_fails_with_two_preemptions_and_not_with_fewer(int variant, int execs, int iters, int rounds, int pad) {
        ModelSubject subject = new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad));
        Exploration all = new Explorer(subject, 1).search(new Exhaustive(10_000_000), Watch.PATIENT);
        for (Exploration.Row row : new Shortest(subject, Watch.PATIENT).shorten(all).endings()) {
            if (!row.ending().holds(0)) continue;
            assertEquals(2, row.witness().orElseThrow().preemptions(), row.ending().toString());
            assertTrue(row.witness().orElseThrow().minimal());
        }
    }

    private static boolean fails(Exploration all) {
        assertTrue(all.complete());
        return all.endings().stream().anyMatch(row -> row.ending().holds(0));
    }

    @Test
    void only_the_scratch_is_of_no_interest() {
        TextPatch model = new TextPatch(2, 1, 1, 1, 3);
        long interesting = 0;
        long dull = 0;
        for (long at = 0; at < 64; at++) {
            if (model.nameOf(8 * at).equals("?")) continue;
            if (model.isInteresting(8 * at)) interesting++;
            else dull++;
        }
        assertEquals(4, interesting);
        assertEquals(1, dull);
    }
}
