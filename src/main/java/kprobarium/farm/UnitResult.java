package kprobarium.farm;

import java.util.List;
import kprobarium.explore.Exploration;

/// What became of a unit.
public sealed interface UnitResult {
    /// What it found.
    ///
    /// @param failed   whether one of the endings is a failure
    /// @param warnings what was met on the way that may go wrong on other machines, in the order of the alphabet
    record Found(Exploration exploration, Ended ended, boolean failed, List<String> warnings) implements UnitResult {
        public Found {
            warnings = List.copyOf(warnings);
        }
    }

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
