package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PortfolioTest {
    private static final int SEEDS = 20;

    /// How many plays it takes to the first failure.
    private static long playsToFailure(String model, long seed) {
        Subject subject = SampleModels.subject(SampleModels.textPatch(model));
        Harvest harvest = new Harvest(subject);
        Effort effort = new Portfolio(seed, 100_000, ending -> ending.holds(0)).search(subject, harvest, Watch.PATIENT);
        assertTrue(effort.plays() < 100_000, model + ", seed " + seed + ": nothing found");
        return effort.plays();
    }

    @ParameterizedTest
    @CsvSource({"1 1 2 2 0, 20", "2 2 2 2 0, 20", "2 1 1 1 20, 200", "2 2 2 2 20, 200", "2 3 3 3 40, 200"})
    void every_race_of_the_common_workload_is_found_from_every_seed_and_soon(String model, long median) {
        long[] plays = LongStream.rangeClosed(1, SEEDS).map(seed -> playsToFailure(model, seed)).sorted().toArray();
        assertTrue(plays[SEEDS / 2] <= median, model + ": " + LongStream.of(plays).boxed().toList());
    }

    @Test
    void workers_that_play_the_units_of_a_round_in_any_order_come_to_the_same() {
        long plays = 24_500;
        Portfolio alone = new Portfolio(3, plays, _ -> false);
        Subject subject = SampleModels.subject(SampleModels.textPatch("3 2 2 2 0"));
        Effort effort = alone.search(subject, new Harvest(subject), Watch.PATIENT);

        Portfolio coordinator = new Portfolio(3, plays, _ -> false);
        Portfolio worker = new Portfolio(3, plays, _ -> false);
        long transitions = 0;
        for (List<Portfolio.Unit> round = coordinator.round(); !round.isEmpty(); round = coordinator.round()) {
            List<Map<Portfolio.Part, Samples>> shown = new ArrayList<>();
            for (Portfolio.Unit unit : round.reversed()) {
                Portfolio.Run run = worker.run(unit);
                transitions += run.search(subject, new Harvest(subject), Watch.PATIENT).transitions();
                shown.addFirst(run.samples());
            }
            coordinator.over(shown);
        }
        assertEquals(effort.transitions(), transitions);
        assertEquals(plays, effort.plays());
        assertArrayEquals(alone.samples().toLongs(), coordinator.samples().toLongs());
        for (Portfolio.Part part : Portfolio.Part.values()) {
            assertArrayEquals(alone.samples(part).toLongs(), coordinator.samples(part).toLongs());
        }
    }

    @Test
    void plays_that_are_not_drawn_do_not_count_for_what_was_sampled() {
        Portfolio portfolio = new Portfolio(1, 5000, _ -> false);
        Subject subject = SampleModels.subject(SampleModels.textPatch("3 2 2 2 0"));
        Effort effort = portfolio.search(subject, new Harvest(subject), Watch.PATIENT);
        assertEquals(5000, portfolio.samples().plays());
        assertEquals(new Assurance.Sampled(5000 - portfolio.samples(Portfolio.Part.SWEEP).plays()), effort.assurance());
    }

    @Test
    void a_part_that_shows_what_is_new_gets_more_and_none_gets_nothing() {
        Portfolio portfolio = new Portfolio(1, 1_000_000, _ -> false);
        assertEquals(List.of(new Portfolio.Unit(List.of(), 0, Sampling.UNIT)), portfolio.round());
        portfolio.over(List.of());
        assertEquals(Map.of(Portfolio.Part.SURW, 4, Portfolio.Part.POS, 2, Portfolio.Part.PCT, 2, Portfolio.Part.SWEEP, 2),
                shares(portfolio.round()));
        Subject subject = SampleModels.subject(SampleModels.textPatch("3 2 3 3 0"));
        Sampling pos = new Sampling(new Pos(), 1, 0, 1000);
        pos.search(subject, new Harvest(subject), Watch.PATIENT);
        portfolio.over(List.of(Map.of(Portfolio.Part.POS, pos.samples())));
        assertEquals(Map.of(Portfolio.Part.SURW, 2, Portfolio.Part.POS, 6, Portfolio.Part.PCT, 1, Portfolio.Part.SWEEP, 1),
                shares(portfolio.round()));
    }

    private static Map<Portfolio.Part, Integer> shares(List<Portfolio.Unit> round) {
        Map<Portfolio.Part, Integer> shares = new EnumMap<>(Portfolio.Part.class);
        for (Portfolio.Unit unit : round) shares.merge(unit.part().getFirst(), 1, Integer::sum);
        return shares;
    }
}
