package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.model.TextPatch;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShortestTest {
    private static Subject textPatch(int variant, int execs, int iters, int rounds, int pad) {
        return new ModelSubject(new TextPatch(variant, execs, iters, rounds, pad));
    }

    private static Exploration.Witness failure(Subject subject, Exploration exploration, String how) {
        return new Shortest(subject, Watch.PATIENT).shorten(exploration).endings().stream()
                .filter(row -> row.ending().oopses().contains(how)).findFirst().orElseThrow().witness().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 2, 2, 0,  unhandled break,      7, 2",
        "1, 2, 2, 2, 0,  unhandled break,      7, 2",
        "2, 1, 2, 2, 0,  recycled slot stepped, 9, 2",
        "2, 2, 2, 2, 0,  recycled slot stepped, 9, 2",
        "2, 1, 1, 1, 20, recycled slot stepped, 29, 2",
        "2, 2, 2, 2, 20, recycled slot stepped, 29, 2"})
    void the_failures_of_the_common_workload_are_as_short_as_they_can_be(int variant, int execs, int iters, int rounds, int pad, String how,
            int steps, int preemptions) {
        Subject subject = textPatch(variant, execs, iters, rounds, pad);
        Exploration.Witness witness = failure(subject, new Explorer(subject, 1).exhaustive(Long.MAX_VALUE, Watch.PATIENT), how);
        assertEquals(steps, witness.steps());
        assertEquals(preemptions, witness.preemptions());
        assertTrue(witness.minimal());
        assertTrue(witness.ruledOut() > 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoever_finds_a_failure_its_schedule_is_the_same(long seed) {
        Subject subject = textPatch(2, 2, 2, 2, 0);
        Explorer explorer = new Explorer(subject, 1);
        Exploration.Witness expected = failure(subject, explorer.exhaustive(Long.MAX_VALUE, Watch.PATIENT), "recycled slot stepped");
        Exploration.Witness sampled = failure(subject, explorer.sample(seed, 5000, Watch.PATIENT), "recycled slot stepped");
        assertEquals(expected, sampled);
    }

    /// What is compared before two schedules are told apart by their moves.
    private record Cost(int preemptions, int surprises, int steps, int switches) implements Comparable<Cost> {
        static Cost of(Subject subject, Schedule schedule) {
            int surprises = 0;
            int switches = 0;
            int last = -1;
            for (int code : schedule.codes()) {
                if (Preemptions.isSurprise(code)) surprises++;
                int now = Defaults.last(last, code);
                if (last >= 0 && now != last) switches++;
                last = now;
            }
            return new Cost(Preemptions.of(subject, schedule), surprises, schedule.codes().length, switches);
        }

        @Override
        public int compareTo(Cost other) {
            return Comparator.comparingInt(Cost::preemptions).thenComparingInt(Cost::surprises).thenComparingInt(Cost::steps)
                    .thenComparingInt(Cost::switches).compare(this, other);
        }
    }

    private record End(String ending, int[] codes) {}

    private static void every(Subject subject, List<Integer> moves, List<End> ends) {
        ChoicePoint point = new ChoicePoint();
        subject.playable().choices(point);
        if (point.size() == 0) {
            ends.add(new End(subject.ending(Ending.How.FINISHED).toString(), moves.stream().mapToInt(Integer::intValue).toArray()));
            return;
        }
        List<Integer> options = new ArrayList<>(IntStream.range(0, point.size()).boxed().toList());
        options.sort(Comparator.comparingInt(point::cpu));
        int[] codes = options.stream().mapToInt(point::code).toArray();
        for (int code : codes) {
            int mark = subject.state().mark();
            moves.add(code);
            subject.playable().take(code);
            every(subject, moves, ends);
            moves.removeLast();
            subject.state().release(mark);
        }
    }

    static Stream<Subject> small() {
        return Stream.of(textPatch(1, 1, 1, 1, 0), textPatch(2, 1, 1, 1, 2), textPatch(3, 1, 2, 1, 0),
                new ModelSubject(new TextPatch(2, 1, 1, 1, 0, true)));
    }

    @ParameterizedTest
    @MethodSource("small")
    void no_schedule_at_all_is_simpler(Subject subject) {
        subject.state().keepJournal();
        List<End> ends = new ArrayList<>();
        every(subject, new ArrayList<>(), ends);
        Map<String, Schedule> simplest = new TreeMap<>();
        for (End end : ends) {
            Schedule schedule = Schedule.of(end.codes(), end.codes().length);
            simplest.merge(end.ending(), schedule,
                    (one, other) -> Cost.of(subject, other).compareTo(Cost.of(subject, one)) < 0 ? other : one);
        }
        Exploration shortened = new Shortest(subject, Watch.PATIENT)
                .shorten(new Explorer(subject, 1).exhaustive(Long.MAX_VALUE, Watch.PATIENT));
        assertEquals(simplest.size(), shortened.endings().size());
        for (Exploration.Row row : shortened.endings()) {
            assertEquals(simplest.get(row.ending().toString()), row.witness().orElseThrow().schedule(), row.ending()::toString);
        }
    }

    @Test
    void where_the_search_is_cut_short_the_schedule_is_shortened_all_the_same_and_not_called_minimal() {
        Subject subject = textPatch(2, 2, 2, 2, 20);
        Exploration found = new Explorer(subject, 1).sample(3, 20_000, Watch.PATIENT);
        Exploration cut = new Shortest(subject, 50, Watch.PATIENT).shorten(found);
        for (int i = 0; i < cut.endings().size(); i++) {
            Exploration.Witness before = found.endings().get(i).witness().orElseThrow();
            Exploration.Witness after = cut.endings().get(i).witness().orElseThrow();
            assertFalse(after.minimal());
            assertTrue(Cost.of(subject, after.schedule()).compareTo(Cost.of(subject, before.schedule())) <= 0);
            assertEquals(cut.endings().get(i).ending(), new Play(textPatch(2, 2, 2, 2, 20)).play(after.schedule(), _ -> {}));
        }
    }
}
