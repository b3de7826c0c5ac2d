package kprobarium.farm;

import kprobarium.explore.Exploration;

/// What became of a unit.
public sealed interface UnitResult {
    /// What it found.
    ///
    /// @param failed whether one of the endings is a failure
    record Found(Exploration exploration, Ended ended, boolean failed) implements UnitResult {}

    /// It could not be done, wherever it is tried.
    record Broken(Throwable defect) implements UnitResult {}

    /// Why it came to its end.
    enum Ended {
        /// It was through.
        DONE,
        /// Its time was up.
        TIME,
        /// It was told to stop.
        TOLD
    }
}
