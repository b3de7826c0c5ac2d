package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import kprobarium.experiment.Predicate.Deadlock;
import kprobarium.experiment.Predicate.Livelock;
import kprobarium.experiment.Predicate.Oops;

class JudgeTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            NEVER,     0, 9, true,  MET
            NEVER,     0, 9, false, UNDECIDED
            NEVER,     1, 9, true,  NOT_MET
            NEVER,     1, 9, false, NOT_MET
            NEVER,     0, 0, true,  UNDECIDED
            SOMETIMES, 0, 9, true,  NOT_MET
            SOMETIMES, 0, 9, false, UNDECIDED
            SOMETIMES, 1, 9, true,  MET
            SOMETIMES, 1, 9, false, MET
            SOMETIMES, 9, 9, true,  NOT_MET
            SOMETIMES, 9, 9, false, UNDECIDED
            SOMETIMES, 0, 0, true,  UNDECIDED
            ALWAYS,    9, 9, true,  MET
            ALWAYS,    9, 9, false, UNDECIDED
            ALWAYS,    8, 9, true,  NOT_MET
            ALWAYS,    8, 9, false, NOT_MET
            ALWAYS,    0, 9, false, NOT_MET
            ALWAYS,    0, 0, true,  UNDECIDED
            EXISTS,     0, 9, true,  NOT_MET
            EXISTS,     0, 9, false, UNDECIDED
            EXISTS,     1, 9, false, MET
            EXISTS,     9, 9, true,  MET
            EXISTS,     0, 0, true,  UNDECIDED
            NOT_EXISTS, 0, 9, true,  MET
            NOT_EXISTS, 1, 9, false, NOT_MET
            FORALL,     9, 9, true,  MET
            FORALL,     8, 9, false, NOT_MET
            """)
    void a_count_settles_what_no_further_schedule_could_change(Quantifier quantifier, long holding, long total, boolean complete,
            Verdict verdict) {
        assertEquals(verdict, quantifier.judge(new Count(holding, total, complete)));
    }

    @Test
    void exactly_one_of_never_sometimes_and_always_is_met_by_a_complete_count() {
        for (int holding = 0; holding <= 3; holding++) {
            var count = new Count(holding, 3, true);
            var met = Stream.of(Quantifier.NEVER, Quantifier.SOMETIMES, Quantifier.ALWAYS)
                    .filter(q -> q.judge(count) == Verdict.MET).toList();
            assertEquals(List.of(count.seen().orElseThrow()), met);
        }
        assertEquals(Optional.empty(), new Count(0, 0, true).seen());
    }

    @Test
    void lines_come_in_the_order_of_the_words_and_then_of_the_file() {
        var oops = new Oops(Optional.empty(), Optional.empty());
        var expectation = new Expectation(List.of(oops), List.of(), List.of(new Livelock(), new Deadlock()));
        assertEquals(List.of("never: oops", "always: livelock", "always: deadlock"),
                expectation.declared().stream().map(Object::toString).toList());
        var judgements = judge(expectation, new Count(0, 2, true), new Count(1, 2, true), new Count(2, 2, true));
        assertEquals(List.of(Verdict.MET, Verdict.NOT_MET, Verdict.MET),
                judgements.stream().limit(3).map(Judge.Judgement::verdict).toList());
        assertEquals(Verdict.NOT_MET, Judge.overall(judgements));
        assertEquals(Verdict.MET, Judge.overall(judgements.subList(2, 3)));
    }

    @Test
    void one_undecided_line_leaves_the_whole_undecided_unless_another_is_not_met() {
        var expectation = new Expectation(List.of(new Livelock()), List.of(), List.of(new Deadlock()));
        assertEquals(Verdict.UNDECIDED,
                Judge.overall(judge(expectation, new Count(0, 2, false), new Count(2, 2, false))));
        assertEquals(Verdict.NOT_MET,
                Judge.overall(judge(expectation, new Count(0, 2, false), new Count(1, 2, false))));
    }

    @Test
    void a_litmus_table_shows_the_condition_or_what_comes_nearest_to_it() {
        var oops = new Oops(Optional.empty(), Optional.empty());
        var livelock = new Livelock();
        var deadlock = new Deadlock();
        assertEquals("exists: oops \\/ livelock", summary(List.of(deadlock), List.of(oops, livelock), List.of()));
        assertEquals("~exists: oops \\/ livelock", summary(List.of(oops, livelock), List.of(), List.of()));
        assertEquals("forall: oops /\\ ~livelock", summary(List.of(livelock), List.of(), List.of(oops)));
        assertEquals("forall: oops", summary(List.of(), List.of(), List.of(oops)));
        assertEquals("forall: true", summary(List.of(), List.of(), List.of()));
        var line = new Expectation.Line(Quantifier.NOT_EXISTS, deadlock);
        var expectation = new Expectation(List.of(oops), List.of(livelock), List.of(), Optional.of(line), Optional.of(oops));
        assertEquals(line, expectation.summary());
        assertEquals(List.of("never: oops", "sometimes: livelock", "~exists: deadlock"),
                expectation.declared().stream().map(Object::toString).toList());
        var asked = expectation.asked();
        assertEquals(List.of(oops, livelock, deadlock), asked.subList(0, 3));
        assertEquals(Arrays.stream(Invariant.values()).map(Predicate.Broken::new).toList(), asked.subList(3, asked.size() - 1));
        assertEquals(oops, asked.getLast());
    }

    @Test
    void an_invariant_is_never_broken_unless_it_is_waived_or_spoken_of() {
        var irqs = new Predicate.Broken(Invariant.IRQS);
        var expectation = new Expectation(List.of(), List.of(), List.of(irqs), Optional.empty(), Optional.empty(),
                List.of(Invariant.SLOTS));
        var lines = expectation.lines().stream().map(Object::toString).toList();
        assertEquals("always: broken(irqs-restored)", lines.getFirst());
        assertFalse(lines.contains("never: broken(irqs-restored)"));
        assertTrue(lines.contains("waived: broken(slot-kept-while-used)"));
        assertTrue(lines.contains("never: broken(no-current-kprobe)"));
        var counts = Stream.generate(() -> new Count(1, 2, false)).limit(lines.size()).toList();
        assertEquals(List.of(Verdict.NOT_MET, Verdict.MET), Judge.judge(expectation, counts).stream()
                .filter(judgement -> List.of("never: broken(no-current-kprobe)", "waived: broken(slot-kept-while-used)")
                        .contains(judgement.line().toString()))
                .map(Judge.Judgement::verdict).toList());
    }

    /// Of the declared lines these counts; no invariant was broken.
    private static List<Judge.Judgement> judge(Expectation expectation, Count... counts) {
        var kept = Stream.generate(() -> new Count(0, 2, false)).limit(Invariant.values().length);
        return Judge.judge(expectation, Stream.concat(Arrays.stream(counts), kept).toList());
    }

    private static String summary(List<Predicate> never, List<Predicate> sometimes, List<Predicate> always) {
        return new Expectation(never, sometimes, always).summary().toString();
    }

    @Test
    void counts_and_lines_belong_together() {
        assertThrows(IllegalArgumentException.class,
                () -> Judge.judge(new Expectation(List.of(), List.of(), List.of()), List.of(new Count(0, 0, true))));
        assertThrows(IllegalArgumentException.class, () -> new Count(3, 2, true));
    }
}
