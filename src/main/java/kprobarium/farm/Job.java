package kprobarium.farm;

import java.util.function.Predicate;
import java.util.function.Supplier;
import kprobarium.experiment.Search;
import kprobarium.explore.Crew;
import kprobarium.explore.Ending;
import kprobarium.explore.Sampling;
import kprobarium.explore.Strategies;
import kprobarium.explore.Strategy;
import kprobarium.explore.Subject;

/// A search, as a value: what is searched, how, and from which seed.
///
/// Samples fall into units of so many plays each; every other search is one unit. There, work is spread by having many jobs, for each
/// variant of each experiment on each kernel is one; and a worker who is at such a unit may have a [Crew].
public record Job(Description subject, Search search, long seed, Until until) {
    /// When it is done.
    public enum Until {
        /// When all its units are.
        END,
        /// With the first unit that has met a failure, or when all are done. Units after that one are as if they had never been.
        FAILURE
    }

    /// A unit has a multiple of so many plays, and at most [#MOST] times as many: about a tenth of a second.
    private static final long PLAYS = 1000;
    /// Models are played faster.
    private static final long PLAYS_OF_A_MODEL = 8000;
    private static final long MOST = 8;
    /// A small sample has small units, so that this many workers have some.
    private static final long UNITS_AT_LEAST = 16;

    /// How many units there are.
    public long units() {
        return Strategies.sampler(search).isPresent() ? Math.ceilDiv(search.most(), share()) : 1;
    }

    /// What unit `number` does: with the help of `crew`, if it can be helped, for whom there is `another` subject each.
    Strategy strategy(long number, Predicate<Ending> failure, Crew crew, Supplier<Subject> another) {
        long first = number * share();
        return Strategies.sampler(search)
                .<Strategy>map(sampler -> new Sampling(sampler, seed, first, Math.min(share(), search.most() - first)))
                .orElseGet(() -> Strategies.of(search, seed, failure, crew, another));
    }

    private long share() {
        long plays = switch (subject) {
            case Description.OfExperiment _ -> PLAYS;
            case Description.OfModel _ -> PLAYS_OF_A_MODEL;
        };
        return plays * Math.clamp(search.most() / UNITS_AT_LEAST / plays, 1, MOST);
    }
}
