package kprobarium.farm;

/// What became of a job.
///
/// @param <T> what is made of what was found
public sealed interface JobResult<T> {
    record Finished<T>(T result) implements JobResult<T> {}

    /// Something is wrong with this program, or the job is more than this machine can do.
    record Broken<T>(Throwable defect) implements JobResult<T> {}

    /// All was stopped before anything was found.
    record Nothing<T>() implements JobResult<T> {}
}
