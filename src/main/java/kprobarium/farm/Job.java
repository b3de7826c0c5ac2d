package kprobarium.farm;

import kprobarium.experiment.Search;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.OneSchedule;
import kprobarium.explore.RandomWalk;
import kprobarium.explore.Sampling;
import kprobarium.explore.Strategy;

/// A search, as a value: what is searched, how, and from which seed.
///
/// Samples fall into units of so many plays each; every other search is one unit, for its states are known to one worker only. There, the
/// work is spread by having many jobs: each variant of each experiment on each kernel is one.
///
/// @param maxStates for an exhaustive search
public record Job(Description subject, Search search, long seed, long maxStates, Until until) {
    /// When it is done.
    public enum Until {
        /// When all its units are.
        END,
        /// With the first unit that has met a failure, or when all are done. Units after that one are as if they had never been.
        FAILURE
    }

    /// A unit has at most so many plays of an experiment: about a tenth of a second.
    private static final long PLAYS = 8192;
    /// Models are played faster.
    private static final long PLAYS_OF_A_MODEL = 65_536;
    /// A small sample has units small enough that this many workers have some.
    private static final long UNITS_AT_LEAST = 16;
    private static final long SMALLEST_SHARE = 16;

    /// How many units there are.
    public long units() {
        return switch (search) {
            case Search.Exhaustive _, Search.OneSchedule _ -> 1;
            case Search.Random(long schedules) -> Math.ceilDiv(schedules, playsPerUnit(schedules));
        };
    }

    /// What unit `number` does.
    Strategy strategy(long number) {
        return switch (search) {
            case Search.Exhaustive _ -> new Exhaustive(maxStates);
            case Search.OneSchedule _ -> new OneSchedule();
            case Search.Random(long schedules) -> {
                long share = playsPerUnit(schedules);
                yield new Sampling(new RandomWalk(), seed, number * share, Math.min(share, schedules - number * share));
            }
        };
    }

    /// How long a unit may take, in milliseconds.
    long maxMillis() {
        return switch (search) {
            case Search.Exhaustive(_, long millis) -> millis;
            case Search.OneSchedule _, Search.Random _ -> Search.UNBOUNDED;
        };
    }

    private long playsPerUnit(long schedules) {
        long most = switch (subject) {
            case Description.OfExperiment _ -> PLAYS;
            case Description.OfModel _ -> PLAYS_OF_A_MODEL;
        };
        return Math.clamp(schedules / UNITS_AT_LEAST, most / SMALLEST_SHARE, most);
    }
}
