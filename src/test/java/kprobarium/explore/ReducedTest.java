package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Rig;
import kprobarium.model.TextPatch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every ending of a search of all states, from fewer of them.
final class ReducedTest {
    private static final int MOST_STATES = 20_000;

    private static Exploration search(Subject subject, Strategy strategy) {
        return new Explorer(subject, 1).search(strategy, Watch.PATIENT);
    }

    @ParameterizedTest
    @CsvSource({"3,1,2,2,0,187", "3,2,1,1,0,331", "3,2,2,2,0,2771", "3,3,3,3,0,208975"})
    void fewer_states_are_visited_than_there_are(int variant, int execs, int iters, int rounds, int pad, long states) {
        Exploration found = search(new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad)), new Reduced(Long.MAX_VALUE));
        assertTrue(found.complete());
        assertTrue(found.states() < states, () -> "visited: " + found.states());
        assertEquals(Effort.Unit.FINAL_STATES, found.effort().unit());
    }

    @ParameterizedTest
    @CsvSource({"1,2,2,2,0", "2,2,2,2,0", "2,1,1,1,20", "1,1,2,2,5", "3,2,2,2,3"})
    void the_endings_are_those_of_all_states(int variant, int execs, int iters, int rounds, int pad) {
        LongFunction<Subject> subject = _ -> new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad));
        assertEqualEndings(subject, 0);
    }

    @ParameterizedTest
    @CsvSource({"2,7,150", "3,4,150", "4,3,60"})
    void random_models_end_as_in_a_search_of_all_states(int threads, int length, int number) {
        LongStream.range(0, number).forEach(each -> {
            assertEqualEndings(seed -> new ModelSubject(new RandomModel(seed, threads, length, RandomModel.Features.ALL)), each);
            assertEqualEndings(seed -> new ModelSubject(new RandomModel(seed, threads, length, RandomModel.Features.ALL_BUT_LOOPS)), each);
        });
    }

    private static void assertEqualEndings(LongFunction<Subject> subject, long seed) {
        Exploration all = search(subject.apply(seed), new Exhaustive(Long.MAX_VALUE));
        Exploration reduced = search(subject.apply(seed), new Reduced(Long.MAX_VALUE));
        assertEquals(DporTest.endings(all), DporTest.endings(reduced), () -> "seed " + seed);
        assertEquals(livelocks(all), livelocks(reduced), () -> "seed " + seed);
        assertTrue(reduced.states() <= all.states(), () -> "seed " + seed);
    }

    private static boolean livelocks(Exploration exploration) {
        return exploration.endings().stream().anyMatch(row -> row.ending().verdict() == Ending.How.LIVELOCK);
    }

    @TestFactory
    Stream<DynamicTest> experiments_end_as_in_a_search_of_all_states() {
        return Experiments.catalogue().flatMap(name -> Experiments.named(name).variants().stream())
                .flatMap(variant -> variant.expect().stream()
                        .map(expected -> DynamicTest.dynamicTest(variant.name() + " " + expected.kernel(), () -> same(variant, expected))));
    }

    private static void same(Experiment variant, KernelExpectation expected) {
        Rig rig = Experiments.rig(variant, expected.kernel());
        Explorer explorer = new Explorer(rig, expected.expectation().lines().stream().map(line -> line.predicate()).toList());
        Exploration all = explorer.search(new Exhaustive(MOST_STATES), Watch.PATIENT);
        if (!all.complete()) return;
        Exploration reduced = explorer.search(new Reduced(MOST_STATES), Watch.PATIENT);
        assertTrue(reduced.complete());
        assertTrue(reduced.states() <= all.states());
        assertEquals(rows(all), rows(reduced));
    }

    private static List<String> rows(Exploration exploration) {
        return exploration.endings().stream().map(row -> row.ending() + " " + row.ending().predicates()).sorted().toList();
    }

    @Test
    void a_second_search_tells_the_same_as_the_first() {
        Explorer explorer = new Explorer(new ModelSubject(new TextPatch(2, 2, 2, 2, 1)), 1);
        Strategy strategy = new Reduced(Long.MAX_VALUE);
        assertEquals(explorer.search(strategy, Watch.PATIENT).toString(), explorer.search(strategy, Watch.PATIENT).toString());
    }
}
