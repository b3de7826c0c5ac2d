package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleStatisticsTest {
    private static SampleStatistics of(long plays, double classes, double once, double twice) {
        return new SampleStatistics(plays, classes, once, twice, true, 2, 10, new Visible(1, Map.of(), 1, 1));
    }

    /// The spiders of two hemlock plots, girdled and logged, as in the literature on species richness (Ellison et al., 2010; Chao et al.,
    /// 2014).
    @ParameterizedTest
    @CsvSource({"168, 26, 12, 4, 43.893, 0.0714", "252, 37, 14, 4, 61.403, 0.0556"})
    void species_are_counted_as_ecologists_do(long n, double seen, double once, double twice, double atLeast, double chanceOfNew) {
        assertEquals(atLeast, of(n, seen, once, twice).classesAtLeast(), 0.001);
        assertEquals(chanceOfNew, of(n, seen, once, twice).chanceOfNewClass(), 0.0001);
    }

    @Test
    void without_classes_seen_twice_the_estimate_is_finite() {
        assertEquals(3 + 0.75 * 3, of(4, 3, 3, 0).classesAtLeast(), 1e-9);
        assertEquals(1, of(4, 1, 0, 0).classesAtLeast());
        assertEquals(0, of(4, 1, 0, 0).chanceOfNewClass());
    }

    /// 59 clean runs are what engineering asks for to say "at most 5 %, at 95 %" (Wilks, 1941).
    @Test
    void fifty_nine_clean_plays_bound_the_probability_by_five_percent() {
        assertTrue(of(59, 1, 0, 0).bound() < 0.05);
        assertTrue(of(58, 1, 0, 0).bound() > 0.05);
    }

    @Test
    void the_chance_that_pct_missed_a_bug_falls_with_every_play() {
        assertEquals(Math.pow(1 - 1 / 20.0, 59), of(59, 1, 0, 0).pctMiss(2), 1e-12);
        assertEquals(Math.pow(1 - 1 / 200.0, 1000), of(1000, 1, 0, 0).pctMiss(3), 1e-12);
        assertEquals(Math.pow(0.5, 3), of(3, 1, 0, 0).pctMiss(1), 1e-12);
    }

    @Test
    void nothing_drawn_says_nothing() {
        SampleStatistics nothing = new Samples().statistics();
        assertEquals(1, nothing.bound());
        assertEquals(1, nothing.chanceOfNewClass());
        assertEquals(1, nothing.pctMiss(2));
        assertEquals(0, nothing.classesAtLeast());
    }

    /// There are 161 classes, and 19,861.
    @Test
    void the_estimates_do_not_exceed_the_truth_by_much() {
        SampleStatistics small = sample("3 1 2 2 0");
        assertTrue(small.classes() <= 161 && small.classesAtLeast() >= small.classes() && small.classesAtLeast() < 200, small.toString());
        SampleStatistics large = sample("3 2 2 2 0");
        assertTrue(large.classesAtLeast() > large.classes() && large.classesAtLeast() < 19_861, large.toString());
        assertTrue(large.chanceOfNewClass() > small.chanceOfNewClass());
    }

    private static SampleStatistics sample(String model) {
        Subject subject = SampleModels.subject(SampleModels.textPatch(model));
        Sampling sampling = new Sampling(new Pos(), 1, 0, 20_000);
        sampling.search(subject, new Harvest(subject), Watch.PATIENT);
        return sampling.samples().statistics();
    }
}
