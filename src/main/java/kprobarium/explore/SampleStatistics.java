package kprobarium.explore;

/// What a sample says of the schedules that it did not draw.
///
/// @param plays   schedules that were drawn
/// @param classes distinct trace classes among them
/// @param once    classes that were drawn once
/// @param twice   classes that were drawn twice
/// @param exact   whether these three were counted, not estimated from a sample of the classes
/// @param agents  who made moves: CPUs, and what delivers to them, empties their store buffers, preempts or interrupts them
/// @param longest moves of the longest play
/// @param visible what there was to choose
public record SampleStatistics(long plays, double classes, double once, double twice, boolean exact, int agents, int longest,
        Visible visible) {
    /// The chance that the next schedule shows a class that none has shown: f1 / n (Good, 1953; Turing).
    public double chanceOfNewClass() {
        return plays == 0 ? 1 : Math.min(1, once / plays);
    }

    /// How many classes there are, at least: Chao1 (Chao, 1984; for software Böhme, 2018). Where nearly every class was drawn once only,
    /// that is far too few.
    public double classesAtLeast() {
        if (plays == 0) return 0;
        double unseen = twice > 0 ? once * once / (2 * twice) : once * (once - 1) / 2;
        return classes + (plays - 1.0) / plays * unseen;
    }

    /// What was never seen has at most this probability, at 95 %.
    public double bound() {
        return new Assurance.Sampled(plays).p();
    }

    /// The chance that [PCT][Pct] of this depth, had it drawn all these schedules, missed a bug that needs no more than so many orders of
    /// events: at most `(1 - 1/(n k^(depth-1)))^N`.
    public double pctMiss(int depth) {
        if (agents == 0 || longest == 0) return 1;
        return Math.exp(plays * Math.log1p(-1 / (agents * Math.pow(longest, depth - 1))));
    }
}
