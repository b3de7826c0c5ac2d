package kprobarium.farm;

/// Makes of what a job has found what is wanted of it: looks for the shortest schedules, judges, …
///
/// @param <T> what is wanted
@FunctionalInterface
public interface Finisher<T> {
    /// Called once for each job that has found anything, by a worker of this process, when all its units are done. `setUp` is the job's
    /// subject, at its start.
    T finish(int job, SetUp setUp, UnitResult.Found found);
}
