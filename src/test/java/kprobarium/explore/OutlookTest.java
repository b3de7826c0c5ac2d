package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kprobarium.model.Model;
import kprobarium.model.TextPatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutlookTest {
    private record Look(long transitions, double done) {
        /// How far the work that is left, by the estimate, is from what is left of `all`: 2 if it is twice or half as much.
        double error(long all) {
            double told = transitions * (1 / done - 1);
            double left = all - transitions;
            return Math.max(told / left, left / told);
        }
    }

    private static final class Asking implements Watch {
        private final List<Look> looks = new ArrayList<>();
        private double done;

        @Override
        public boolean asksHowMuchIsDone() {
            return true;
        }

        @Override
        public void done(double part) {
            done = part;
        }

        @Override
        public boolean goOn(long states, long transitions, int depth) {
            looks.add(new Look(transitions, done));
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 3, 3", "3, 2, 6, 6", "1, 3, 3, 3"})
    void the_work_left_is_told_within_a_factor_of_3_at_5_percent_and_of_1_and_a_half_at_50(int variant, int execs, int iters, int rounds) {
        Model model = new TextPatch(variant, execs, iters, rounds, 0);
        Asking watch = new Asking();
        Exploration told = new Explorer(new ModelSubject(model), 1).search(new Exhaustive(Integer.MAX_VALUE), watch);
        long all = told.transitions();
        Look early = watch.looks.stream().filter(look -> look.transitions >= all / 20).findFirst().orElseThrow();
        Look late = watch.looks.stream().filter(look -> look.transitions >= all / 2).findFirst().orElseThrow();
        assertTrue(early.error(all) <= 3, () -> early + " of " + all);
        assertTrue(late.error(all) <= 1.5, () -> late + " of " + all);
        Model again = new TextPatch(variant, execs, iters, rounds, 0);
        assertEquals(new Explorer(new ModelSubject(again), 1).exhaustive(Integer.MAX_VALUE, Watch.PATIENT), told);
    }
}
