package kprobarium.explore;

import kprobarium.experiment.Search;

/// The strategy that a search names.
public final class Strategies {
    private Strategies() {}

    /// `seed` is for those that draw schedules.
    public static Strategy of(Search search, long seed) {
        return switch (search.method()) {
            case AUTO, EXHAUSTIVE -> new Exhaustive(search.most());
            case ONE_SCHEDULE -> new OneSchedule();
            case RANDOM -> new Sampling(new RandomWalk(), seed, 0, search.most());
            case CONTEXT_BOUND -> new Bounded(Assurance.Bounded.Of.PREEMPTIONS, search.parameter(), search.most());
            case DELAY_BOUND -> new Bounded(Assurance.Bounded.Of.DELAYS, search.parameter(), search.most());
            case REDUCED, DPOR, OPTIMAL_DPOR, POS, PCT, URW, SURW, FEEDBACK, PORTFOLIO ->
                throw new IllegalArgumentException("not yet: " + search);
        };
    }
}
