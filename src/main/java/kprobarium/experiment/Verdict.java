package kprobarium.experiment;

/// What the schedules played say about one expectation.
public enum Verdict {
    /// The schedules are as expected, and no further schedule could change that.
    MET,
    /// The schedules are not as expected, and no further schedule could change that.
    NOT_MET,
    /// The search ended before the schedules could say.
    UNDECIDED
}
