package kprobarium.farm;

/// A part of a job that one worker does in one go. It carries the job, so it can be done by somebody who has heard of nothing else.
///
/// @param job    the job's number in its ledger
/// @param number the unit's number in its job
public record Unit(int job, long number, Job task) {
    /// How a unit is known in its ledger.
    public record Id(int job, long number) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            return job != other.job ? Integer.compare(job, other.job) : Long.compare(number, other.number);
        }
    }

    public Id id() {
        return new Id(job, number);
    }
}
