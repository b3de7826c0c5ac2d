package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.experiment.Experiment;
import kprobarium.model.TextPatch;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        System.out.println(variant+" "+execs+" "+pad+" "+witness+" "+Token.of(TokenScope.ofModel("textpatch", "x"), subject, witness.schedule()));
        assertEquals(steps, witness.steps());
        assertEquals(preemptions, witness.preemptions());
        assertTrue(witness.minimal());
        assertTrue(witness.ruledOut() > 0);
    }
}
