package kprobarium.explore;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import kprobarium.experiment.Search;

/// The strategy that a search names.
public final class Strategies {
    private Strategies() {}

    /// For one worker, and without an ending that is a failure before any other.
    public static Strategy of(Search search, long seed) {
        return of(search, seed, _ -> false, Crew.ALONE, () -> {
            throw new IllegalStateException("one worker needs no other subject");
        });
    }

    /// The strategy that a file's `search` asks for.
    ///
    /// @param seed    for what is drawn
    /// @param failure the endings at which a portfolio stops
    /// @param another makes a subject like the one that is searched, for each worker but the first
    public static Strategy of(Search search, long seed, Predicate<Ending> failure, Crew crew, Supplier<Subject> another) {
        return switch (search.method()) {
            case AUTO -> new Auto(new Exhaustive(search.most(), crew, another), new Portfolio(seed, Auto.SAMPLE, failure), failure);
            case EXHAUSTIVE -> new Exhaustive(search.most(), crew, another);
            case REDUCED -> new Reduced(search.most());
            case DPOR -> limited(Dpor.source(), search.most());
            case OPTIMAL_DPOR -> limited(Dpor.optimal(), search.most());
            case CONTEXT_BOUND -> new Bounded(Assurance.Bounded.Of.PREEMPTIONS, search.parameter(), search.most());
            case DELAY_BOUND -> new Bounded(Assurance.Bounded.Of.DELAYS, search.parameter(), search.most());
            case ONE_SCHEDULE -> new OneSchedule();
            case PORTFOLIO -> new Portfolio(seed, search.most(), failure);
            case RANDOM, POS, PCT, URW, SURW, FEEDBACK -> new Sampling(sampler(search).orElseThrow(), seed, 0, search.most());
        };
    }

    /// The sampler that draws the schedules of `search`, if one does.
    public static Optional<Sampler> sampler(Search search) {
        return switch (search.method()) {
            case RANDOM -> Optional.of(new RandomWalk());
            case POS -> Optional.of(new Pos());
            case PCT -> Optional.of(new Pct(search.parameter()));
            case URW -> Optional.of(new Urw());
            case SURW -> Optional.of(new Surw());
            case FEEDBACK -> Optional.of(new Feedback());
            case AUTO, EXHAUSTIVE, REDUCED, DPOR, OPTIMAL_DPOR, CONTEXT_BOUND, DELAY_BOUND, ONE_SCHEDULE, PORTFOLIO -> Optional.empty();
        };
    }

    /// `dpor`, ended when it has made so many executions: when it next says how far it is.
    private static Strategy limited(Dpor dpor, long mostExecutions) {
        return (subject, harvest, watch) -> dpor.search(subject, harvest,
                (executions, transitions, depth) -> executions < mostExecutions && watch.goOn(executions, transitions, depth));
    }
}
