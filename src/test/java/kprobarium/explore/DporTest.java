package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.experiment.Rig;
import kprobarium.model.TextPatch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// One play for each trace: as many as brute force counts, and with the endings that a search of all states finds.
final class DporTest {
    private static final int MOST_SCHEDULES = 20_000;

    record Models(RandomModel.Features features, int threads, int length, int number) {
        LongStream seeds() {
            return LongStream.range(0, number);
        }

        Subject subject(long seed) {
            return new ModelSubject(new RandomModel(seed, threads, length, features));
        }
    }

    static List<Models> allThatEnd() {
        return List.of(new Models(RandomModel.Features.PLAIN, 3, 4, 60), new Models(RandomModel.Features.ALL_BUT_LOOPS, 2, 7, 80),
                new Models(RandomModel.Features.ALL_BUT_LOOPS, 3, 4, 120), new Models(RandomModel.Features.ALL_BUT_LOOPS, 4, 3, 40));
    }

    static List<Models> withLoops() {
        return List.of(new Models(RandomModel.Features.ALL, 2, 5, 100), new Models(RandomModel.Features.ALL, 3, 3, 150));
    }

    private static Exploration search(Subject subject, Strategy strategy) {
        return new Explorer(subject, 1).search(strategy, Watch.PATIENT);
    }

    private static List<Strategy> both() {
        return List.of(Dpor.source(), Dpor.optimal());
    }

    /// The endings but for livelocks, which are seen somewhere on their circle.
    static Set<String> endings(Exploration exploration) {
        return exploration.endings().stream().map(Exploration.Row::ending).filter(ending -> ending.verdict() != Ending.How.LIVELOCK)
                .map(ending -> ending + " " + ending.predicates()).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource({"3,1,2,2,0,161", "3,2,1,1,0,43", "3,2,2,2,0,19861"})
    void there_are_as_many_plays_as_traces(int variant, int execs, int iters, int rounds, int pad, long traces) {
        Effort source = search(new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad)), Dpor.source()).effort();
        assertEquals(traces, source.plays());
        assertTrue(source.blocked() <= 2000, () -> "blocked: " + source.blocked());
        Effort optimal = search(new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad)), Dpor.optimal()).effort();
        assertEquals(traces, optimal.plays());
        assertEquals(0, optimal.blocked());
        assertEquals(Assurance.EXHAUSTIVE, optimal.assurance());
        assertEquals(Effort.Unit.TRACE_CLASSES, optimal.unit());
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2,0", "1,2,1,1,2", "2,1,2,2,0", "2,2,1,1,0", "3,1,2,2,0"})
    void a_failure_ends_its_play_and_every_play_is_of_another_trace(int variant, int execs, int iters, int rounds, int pad) {
        Set<String> traces = BruteTraces.of(new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad)), 200_000);
        for (Strategy strategy : both()) {
            Exploration found = search(new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad)), strategy);
            if (!traces.isEmpty()) assertEquals(traces.size(), found.effort().plays());
            assertEquals(variant != 3, found.endings().stream().anyMatch(row -> row.ending().holds(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("allThatEnd")
    void random_models_are_played_once_for_each_trace(Models models) {
        models.seeds().forEach(seed -> {
            Set<String> traces = BruteTraces.of(models.subject(seed), MOST_SCHEDULES);
            Set<String> endings = endings(search(models.subject(seed), new Exhaustive(1_000_000)));
            for (Strategy strategy : both()) {
                Exploration found = search(models.subject(seed), strategy);
                assertEquals(endings, endings(found), () -> "seed " + seed);
                if (!traces.isEmpty()) assertEquals(traces.size(), found.effort().plays(), () -> "seed " + seed);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("withLoops")
    void what_goes_in_circles_is_cut_and_every_other_ending_is_found(Models models) {
        models.seeds().forEach(seed -> {
            Set<String> endings = endings(search(models.subject(seed), new Exhaustive(1_000_000)));
            for (Strategy strategy : both()) {
                assertEquals(endings, endings(search(models.subject(seed), strategy)), () -> "seed " + seed);
            }
        });
    }

    static Stream<String> experiments() {
        return Stream.of("disarm-race v1", "disarm-race linux-6.3", "disarm-race mainline", "disable-is-not-synchronous mainline",
                "slot-reuse linux-6.3", "arm-visibility v1", "textpatch linux-6.3", "bceqz-livelock v1",
                "probe-between-ll-and-sc mainline");
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void an_experiment_ends_as_in_a_search_of_all_states(String which) {
        int blank = which.indexOf(' ');
        Rig rig = Experiments.rig(Experiments.named(which.substring(0, blank)), which.substring(blank + 1));
        Exploration all = new Explorer(rig, List.of()).exhaustive(Long.MAX_VALUE, Watch.PATIENT);
        for (Strategy strategy : both()) {
            Exploration found = new Explorer(rig, List.of()).search(strategy, Watch.PATIENT);
            assertTrue(found.complete());
            assertEquals(all.endings().stream().map(row -> row.ending().toString()).sorted().toList(),
                    found.endings().stream().map(row -> row.ending().toString()).sorted().toList());
        }
    }

    @Test
    void a_second_search_tells_the_same_as_the_first() {
        for (Strategy strategy : both()) {
            Explorer explorer = new Explorer(new ModelSubject(new TextPatch(2, 2, 1, 2, 1)), 1);
            assertEquals(explorer.search(strategy, Watch.PATIENT).toString(), explorer.search(strategy, Watch.PATIENT).toString());
        }
    }

    @Test
    void whoever_watches_can_end_the_search_which_leaves_the_subject_at_its_start() {
        for (Strategy strategy : both()) {
            TextPatch model = new TextPatch(3, 2, 2, 2, 0);
            long start = model.state().digest();
            Explorer explorer = new Explorer(new ModelSubject(model), 1);
            assertFalse(explorer.search(strategy, (_, transitions, _) -> transitions < 10_000).complete());
            assertEquals(start, model.state().digest());
        }
    }

    /// What the search sets aside at its start is not counted, nor what its arrays take when they grow: far less than a byte a step.
    @Test
    void a_step_allocates_nothing() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Strategy strategy : both()) {
            Explorer explorer = new Explorer(new ModelSubject(new TextPatch(3, 2, 2, 2, 0)), 1);
            long[] at = new long[2];
            explorer.search(strategy, (_, transitions, _) -> {
                if (transitions == 10L * Watch.INTERVAL) at[0] = threads.getCurrentThreadAllocatedBytes();
                if (transitions == 40L * Watch.INTERVAL) at[1] = threads.getCurrentThreadAllocatedBytes();
                return true;
            });
            assertTrue(at[1] - at[0] < 30 * Watch.INTERVAL, () -> at[1] - at[0] + " bytes in " + 30 * Watch.INTERVAL + " steps");
        }
    }
}
