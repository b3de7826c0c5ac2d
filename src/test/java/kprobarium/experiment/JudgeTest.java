package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
                expectation.lines().stream().map(Object::toString).toList());
        var judgements = Judge.judge(expectation, List.of(new Count(0, 2, true), new Count(1, 2, true), new Count(2, 2, true)));
        assertEquals(List.of(Verdict.MET, Verdict.NOT_MET, Verdict.MET), judgements.stream().map(Judge.Judgement::verdict).toList());
        assertEquals(Verdict.NOT_MET, Judge.overall(judgements));
        assertEquals(Verdict.MET, Judge.overall(judgements.subList(2, 3)));
    }

    @Test
    void one_undecided_line_leaves_the_whole_undecided_unless_another_is_not_met() {
        var expectation = new Expectation(List.of(new Livelock()), List.of(), List.of(new Deadlock()));
        assertEquals(Verdict.UNDECIDED,
                Judge.overall(Judge.judge(expectation, List.of(new Count(0, 2, false), new Count(2, 2, false)))));
        assertEquals(Verdict.NOT_MET,
                Judge.overall(Judge.judge(expectation, List.of(new Count(0, 2, false), new Count(1, 2, false)))));
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
                expectation.lines().stream().map(Object::toString).toList());
        assertEquals(List.of(oops, livelock, deadlock, oops), expectation.asked());
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
