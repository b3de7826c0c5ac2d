package kprobarium.explore;

/// What it says when nothing bad was found.
public sealed interface Assurance {
    /// Every schedule was covered, up to equivalence.
    record Exhaustive() implements Assurance {}

    /// Every schedule with at most so many preemptions, or delays, was covered.
    record Bounded(int bound, Of of) implements Assurance {
        public enum Of {
            PREEMPTIONS("preemptions"), DELAYS("delays");

            public final String plural;

            Of(String plural) {
                this.plural = plural;
            }
        }
    }

    /// So many schedules were drawn: another shows something new with a probability below `p`, at 95 %.
    record Sampled(long schedules) implements Assurance {
        /// The bound on the probability of what was seen in none of n independent plays: `p <= 1 - 0.05^(1/n)`.
        public double p() {
            return schedules == 0 ? 1 : -Math.expm1(Math.log(0.05) / schedules);
        }
    }

    /// The search was ended before it covered anything that can be named.
    record None() implements Assurance {}

    Assurance NONE = new None();
    Assurance EXHAUSTIVE = new Exhaustive();
}
