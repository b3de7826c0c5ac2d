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
            case REDUCED, DPOR, OPTIMAL_DPOR, CONTEXT_BOUND, DELAY_BOUND, POS, PCT, URW, SURW, FEEDBACK, PORTFOLIO ->
                throw new IllegalArgumentException("not yet: " + search);
        };
    }
}
