package kprobarium.explore;

/// One way to search the schedules of a subject.
@FunctionalInterface
public interface Strategy {
    /// Plays `subject` from where it is, notes every end in `harvest`, and leaves it where it was. `watch` may end the search early.
    Effort search(Subject subject, Harvest harvest, Watch watch);
}
