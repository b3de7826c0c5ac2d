package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GuaranteeTest {
    private static String guarantee(long states, long plays, Effort.Unit unit, Assurance assurance) {
        return Guarantee.of(new Effort(states, 0, 0, plays, 0, unit, assurance));
    }

    @Test
    void a_pass_is_a_proof_a_bound_or_a_probability() {
        assertEquals("exhaustive, 376 states; fingerprint omission probability < 3.9e-15",
                guarantee(376, 0, Effort.Unit.SCHEDULES, Assurance.EXHAUSTIVE));
        assertEquals("exhaustive, 100,000,000 states; fingerprint omission probability < 2.8e-4",
                guarantee(100_000_000, 0, Effort.Unit.FINAL_STATES, Assurance.EXHAUSTIVE));
        assertEquals("exhaustive, 19,861 trace classes", guarantee(0, 19_861, Effort.Unit.TRACE_CLASSES, Assurance.EXHAUSTIVE));
        assertEquals("exhaustive, the only schedule", guarantee(0, 1, Effort.Unit.SCHEDULES, Assurance.EXHAUSTIVE));
        assertEquals("no failure within 2 preemptions (12,034 states)",
                guarantee(12_034, 0, Effort.Unit.FINAL_STATES, new Assurance.Bounded(2, Assurance.Bounded.Of.PREEMPTIONS)));
        assertEquals("p < 3.0e-4 at 95 % (10,000 schedules)", guarantee(0, 10_000, Effort.Unit.SAMPLES, new Assurance.Sampled(10_000)));
        assertEquals("p < 9.5e-1 at 95 % (1 schedule)", guarantee(0, 1, Effort.Unit.SAMPLES, new Assurance.Sampled(1)));
        assertEquals("none, the search did not come to an end", guarantee(10, 0, Effort.Unit.SCHEDULES, Assurance.NONE));
    }

    @Test
    void a_printed_bound_is_not_below_the_bound() {
        for (long n : new long[] {1, 2, 3, 7, 99, 100, 299, 4_999, 123_456, 99_999_999}) {
            double printed = Double.parseDouble(guarantee(0, n, Effort.Unit.SAMPLES, new Assurance.Sampled(n)).split(" ")[2]);
            double p = new Assurance.Sampled(n).p();
            assertTrue(printed >= p && printed < 1.2 * p, n + ": " + printed + " for " + p);
        }
    }
}
