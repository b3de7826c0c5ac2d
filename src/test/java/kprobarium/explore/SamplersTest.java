package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import kprobarium.explore.SampleModels.LostUpdate;
import kprobarium.explore.SampleModels.Spin;
import kprobarium.explore.SampleModels.Straight;
import kprobarium.model.Model;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplersTest {
    private static final int PLAYS = 20_000;

    static Sampler sampler(String name) {
        return switch (name) {
            case "random" -> new RandomWalk();
            case "urw" -> new Urw();
            case "surw" -> new Surw();
            case "pos" -> new Pos();
            case "pct" -> new Pct(3);
            case "feedback" -> new Feedback();
            case "sweep" -> new Sweep();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Harvest harvest(Sampler sampler, Model model) {
        Subject subject = SampleModels.subject(model);
        Harvest harvest = new Harvest(subject);
        new Sampling(sampler, 1, 0, PLAYS).search(subject, harvest, Watch.PATIENT);
        return harvest;
    }

    /// The share of plays that fail.
    private static double hits(Sampler sampler, Model model) {
        Harvest harvest = harvest(sampler, model);
        IntStream failing = IntStream.range(0, harvest.size()).filter(ending -> harvest.get(ending).holds(0));
        return failing.mapToDouble(harvest::schedules).sum() / PLAYS;
    }

    /// Pearson's statistic against all endings being equally likely.
    private static double chiSquare(Harvest harvest) {
        double expected = (double) PLAYS / harvest.size();
        return IntStream.range(0, harvest.size()).mapToDouble(i -> Math.pow(harvest.schedules(i) - expected, 2) / expected).sum();
    }

    /// 56 orders, so 55 degrees of freedom: above 102 with a chance of one in ten thousand.
    @Test
    void urw_draws_every_order_of_a_straight_line_program_equally_often() {
        Harvest harvest = harvest(new Urw(), new Straight(0, 5, 3));
        assertEquals(56, harvest.size());
        assertTrue(chiSquare(harvest) < 102, "chi-square " + chiSquare(harvest));
    }

    @Test
    void urw_draws_every_order_of_three_threads_equally_often() {
        Harvest harvest = harvest(new Urw(), new Straight(0, 1, 2, 3));
        assertEquals(60, harvest.size());
        assertTrue(chiSquare(harvest) < 108, "chi-square " + chiSquare(harvest));
    }

    @Test
    void a_random_walk_does_not() {
        assertTrue(chiSquare(harvest(new RandomWalk(), new Straight(0, 5, 3))) > 1000);
    }

    @Test
    void surw_draws_every_order_of_the_interesting_accesses_equally_often_whatever_else_goes_on() {
        Harvest harvest = harvest(new Surw(), new Straight(7, 5, 3));
        assertEquals(56, harvest.size());
        assertTrue(chiSquare(harvest) < 102, "chi-square " + chiSquare(harvest));
        assertTrue(chiSquare(harvest(new Urw(), new Straight(7, 5, 3))) > 1000);
    }

    @ParameterizedTest
    @CsvSource({"2 2 2 2 20, 0.06", "2 3 3 3 40, 0.10", "2 1 1 1 20, 0.018", "2 2 2 2 0, 0.06", "1 1 2 2 0, 0.15"})
    void surw_hits_the_races_of_the_common_workload(String model, double least) {
        assertTrue(hits(new Surw(), SampleModels.textPatch(model)) >= least);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 1 1 1 20", "2 2 2 2 20"})
    void unrelated_writes_hide_a_race_from_a_random_walk_and_not_from_the_others(String model) {
        double random = hits(new RandomWalk(), SampleModels.textPatch(model));
        for (String name : new String[] {"pos", "pct", "surw", "feedback"}) {
            assertTrue(hits(sampler(name), SampleModels.textPatch(model)) > random + 1e-4, name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 1 2 2 0", "2 2 2 2 0"})
    void pos_beats_a_random_walk(String model) {
        assertTrue(hits(new Pos(), SampleModels.textPatch(model)) > 2 * hits(new RandomWalk(), SampleModels.textPatch(model)));
    }

    /// The promise is `1/(n k^(d-1))`, and where one schedule alone fails it is kept but just.
    @ParameterizedTest
    @CsvSource({"1 1 2 2 0, 3, 2, 18", "2 1 1 1 20, 3, 2, 30", "2 2 2 2 20, 3, 3, 68"})
    void pct_keeps_its_promise(String model, int depth, int agents, int steps) {
        assertKept(1 / (agents * Math.pow(steps, depth - 1)), hits(new Pct(depth), SampleModels.textPatch(model)));
    }

    @Test
    void pct_keeps_its_promise_for_a_lost_update() {
        assertKept(1.0 / (2 * 4), hits(new Pct(2), new LostUpdate()));
        assertKept(1.0 / (2 * 4 * 4), hits(new Pct(3), new LostUpdate()));
    }

    /// Less by four standard deviations or more has a chance of one in thirty thousand.
    private static void assertKept(double promise, double hits) {
        assertTrue(hits > promise - 4 * Math.sqrt(promise / PLAYS), hits + " instead of " + promise);
    }

    @Test
    void pct_of_depth_one_never_preempts() {
        assertEquals(0, hits(new Pct(1), new LostUpdate()));
    }

    @Test
    void a_sweep_goes_through_every_schedule() {
        Harvest harvest = harvest(new Sweep(), new Straight(0, 4, 4));
        assertEquals(70, harvest.size());
    }

    /// None preempted: 2. Preempted once: 4, after the first and after the second update of either. Twice: 6, and more the same.
    @Test
    void a_sweep_comes_to_schedules_with_few_preemptions_first() {
        Subject subject = SampleModels.subject(new Straight(0, 3, 3));
        Harvest harvest = new Harvest(subject);
        Sampling sampling = new Sampling(new Sweep(), 1, 0, PLAYS);
        sampling.advance(subject, harvest, 2, Watch.PATIENT);
        assertEquals(2, harvest.size());
        sampling.advance(subject, harvest, 6, Watch.PATIENT);
        assertEquals(6, harvest.size());
        for (int ending = 0; ending < harvest.size(); ending++) {
            assertTrue(Preemptions.of(subject, harvest.witness(ending)) <= 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "urw", "surw", "pos", "pct", "feedback", "sweep"})
    void whoever_spins_lets_others_go_on_in_the_end(String name) {
        Subject subject = SampleModels.subject(new Spin());
        Harvest harvest = new Harvest(subject);
        Effort effort = new Sampling(sampler(name), 1, 0, 2000).search(subject, harvest, Watch.PATIENT);
        assertEquals(1, harvest.size());
        assertEquals(Ending.How.FINISHED, harvest.get(0).verdict());
        assertTrue(effort.depth() < 20_000, "longest " + effort.depth());
    }

    @Test
    void of_several_ways_to_move_the_plain_one_is_drawn_every_other_time() {
        ChoicePoint point = new ChoicePoint();
        point.add(Move.code(Move.Kind.STEP, 0), Access.Kind.FETCH, 8);
        point.add(Move.code(Move.Kind.OLD, 0, 1), Access.Kind.FETCH, 8);
        point.add(Move.code(Move.Kind.STEP, 1), Access.Kind.WRITE, 8);
        point.add(Move.code(Move.Kind.FAULT, 0), Access.Kind.FETCH, 8);
        point.add(Move.code(Move.Kind.IRQ, 0), Access.Kind.LOCAL, 0);
        Movers movers = new Movers();
        assertEquals(3, movers.read(point));
        Lots lots = new Lots();
        lots.begin(1);
        int[] drawn = new int[point.size()];
        for (int i = 0; i < 4000; i++) drawn[movers.draw(0, point, lots)]++;
        assertEquals(2000, drawn[0], 150);
        assertEquals(1000, drawn[1], 150);
        assertEquals(0, drawn[2]);
        assertEquals(1000, drawn[3], 150);
        assertEquals(0, drawn[4]);
    }
}
