package kprobarium.experiment;

import java.util.Optional;

/// In how many of the schedules played a predicate held, and whether those were all the schedules there are.
public record Count(long holding, long total, boolean complete) {
    public Count {
        if (holding < 0 || holding > total) {
            throw new IllegalArgumentException(holding + " of " + total + " schedules");
        }
    }

    /// Whether every schedule there is has been counted. No schedule at all settles nothing.
    boolean settled() {
        return complete && total > 0;
    }

    /// The word for what was seen, complete or not; empty when nothing was played.
    public Optional<Quantifier> seen() {
        if (total == 0) {
            return Optional.empty();
        }
        if (holding == 0) {
            return Optional.of(Quantifier.NEVER);
        }
        return Optional.of(holding == total ? Quantifier.ALWAYS : Quantifier.SOMETIMES);
    }
}
