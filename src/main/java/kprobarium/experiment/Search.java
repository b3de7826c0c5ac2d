package kprobarium.experiment;

/// How many of the schedules are played.
public sealed interface Search {
    /// A bound that never bites.
    long UNBOUNDED = Long.MAX_VALUE;

    /// Every schedule, up to equivalence. Schedules that meet in one state share what follows, so `maxSchedules` bounds
    /// the states explored. A search that ran into a bound is not complete and settles less.
    record Exhaustive(long maxSchedules, long maxMillis) implements Search {
        public Exhaustive {
            if (maxSchedules <= 0 || maxMillis <= 0) {
                throw new IllegalArgumentException("bounds are positive");
            }
        }
    }

    /// One schedule: each CPU runs as far as it can, lowest first. Complete where there is nothing to choose.
    record OneSchedule() implements Search {
    }

    /// `schedules` plays, each with choices drawn from a seeded generator. Never complete.
    record Random(long schedules) implements Search {
        public Random {
            if (schedules <= 0) {
                throw new IllegalArgumentException("at least one schedule");
            }
        }
    }
}
