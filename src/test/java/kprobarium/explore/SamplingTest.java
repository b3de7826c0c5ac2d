package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.explore.SampleModels.Straight;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplingTest {
    private static Map<String, Double> endings(Harvest... harvests) {
        Map<String, Double> all = new TreeMap<>();
        for (Harvest harvest : harvests) {
            for (int i = 0; i < harvest.size(); i++) all.merge(harvest.get(i).toString(), harvest.schedules(i), Double::sum);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "urw", "surw", "pos", "pct", "feedback", "sweep"})
    void a_unit_comes_out_the_same_alone_and_after_others(String name) {
        Subject subject = SampleModels.subject(SampleModels.textPatch("2 2 2 2 20"));
        Harvest whole = new Harvest(subject);
        Sampling threeUnits = new Sampling(SamplersTest.sampler(name), 7, 0, 3 * Sampling.UNIT);
        threeUnits.search(subject, whole, Watch.PATIENT);

        Samples added = new Samples();
        List<Harvest> harvests = new ArrayList<>();
        for (int unit : new int[] {2, 0, 1}) {
            Subject another = SampleModels.subject(SampleModels.textPatch("2 2 2 2 20"));
            Harvest harvest = new Harvest(another);
            Sampling alone = new Sampling(SamplersTest.sampler(name), 7, (long) unit * Sampling.UNIT, Sampling.UNIT);
            alone.search(another, harvest, Watch.PATIENT);
            harvests.add(harvest);
            added.add(Samples.of(alone.samples().toLongs()));
        }
        assertEquals(endings(whole), endings(harvests.toArray(Harvest[]::new)));
        assertArrayEquals(threeUnits.samples().toLongs(), added.toLongs());
        assertEquals(threeUnits.samples().statistics(), added.statistics());
    }

    @Test
    void units_start_at_multiples_of_their_length() {
        assertThrows(IllegalArgumentException.class, () -> new Sampling(new RandomWalk(), 1, 500, 500));
    }

    @Test
    void it_ends_with_the_first_play_that_ends_as_asked_for() {
        Subject subject = SampleModels.subject(SampleModels.textPatch("1 1 2 2 0"));
        Harvest harvest = new Harvest(subject);
        Sampling sampling = new Sampling(new Surw(), 1, 0, 10_000, ending -> ending.holds(0));
        Effort effort = sampling.search(subject, harvest, Watch.PATIENT);
        assertTrue(sampling.failed());
        assertTrue(effort.plays() < 200);
        double failures = 0;
        for (int i = 0; i < harvest.size(); i++) if (harvest.get(i).holds(0)) failures += harvest.schedules(i);
        assertEquals(1, failures);
    }

    @Test
    void a_watch_ends_it() {
        Subject subject = SampleModels.subject(SampleModels.textPatch("3 1 2 2 0"));
        Sampling sampling = new Sampling(new RandomWalk(), 1, 0, 100_000);
        Effort effort = sampling.search(subject, new Harvest(subject), (_, transitions, _) -> transitions < 10_000);
        assertTrue(effort.plays() < 2000);
        assertFalse(sampling.failed());
    }

    @Test
    void it_says_what_there_was_to_choose() {
        Subject subject = SampleModels.subject(SampleModels.textPatch("2 1 1 1 20"));
        Sampling sampling = new Sampling(new Urw(), 1, 0, 1000);
        sampling.search(subject, new Harvest(subject), Watch.PATIENT);
        Visible visible = sampling.samples().visible();
        assertEquals(4, visible.locations());
        assertEquals(3, visible.shared());
        assertEquals(Map.of(Move.Kind.STEP, 2 * visible.choicePoints()), visible.options());
        assertFalse(visible.isNothing());
    }

    @Test
    void one_thread_has_nothing_to_choose() {
        Subject subject = SampleModels.subject(new Straight(0, 5));
        Sampling sampling = new Sampling(new Surw(), 1, 0, 10);
        sampling.search(subject, new Harvest(subject), Watch.PATIENT);
        assertTrue(sampling.samples().visible().isNothing());
    }

    /// What remains is what tables grow by, now and then.
    @ParameterizedTest
    @ValueSource(strings = {"random", "urw", "surw", "pos", "pct", "feedback", "sweep"})
    void a_step_allocates_nothing(String name) {
        Subject subject = SampleModels.subject(SampleModels.textPatch("3 2 2 2 0"));
        Harvest harvest = new Harvest(subject);
        Sampling sampling = new Sampling(SamplersTest.sampler(name), 1, 0, 100_000);
        sampling.advance(subject, harvest, 30_000, Watch.PATIENT);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        sampling.advance(subject, harvest, 20_000, Watch.PATIENT);
        double perPlay = (threads.getCurrentThreadAllocatedBytes() - before) / 20_000.0;
        assertTrue(perPlay < 8, perPlay + " bytes a play of 20 steps");
    }
}
