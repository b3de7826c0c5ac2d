package kprobarium.explore;

import kprobarium.schedule.Scheduler;

/// Draws one schedule after another. Which it draws for play `n` depends on the seed, on `n`, and on nothing that happened on another
/// worker.
public interface Sampler extends Scheduler {
    /// Play number `play` of all begins, with its choices to be drawn from `seed`.
    void begin(long play, long seed);
}
