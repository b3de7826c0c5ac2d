package kprobarium.experiment;

/// What the schedules played say about one expectation.
public enum Verdict {
    /// The schedules are as expected, and no further schedule could change that, or not but for what the search's assurance leaves open.
    MET,
    /// The schedules are not as expected, and no further schedule could change that.
    NOT_MET,
    /// The search ended before the schedules could say.
    UNDECIDED,
    /// There was never a choice, so nothing was explored, and nothing is shown by it.
    VACUOUS
}
