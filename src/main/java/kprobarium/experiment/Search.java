package kprobarium.experiment;

import java.util.StringJoiner;

/// How many of the schedules are played. `toString` is the canonical text, which reads back as an equal search.
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

        @Override
        public String toString() {
            var bounds = new StringJoiner(" or ", ", at most ", "").setEmptyValue("");
            if (maxSchedules != UNBOUNDED) {
                bounds.add(count(maxSchedules) + " schedules");
            }
            if (maxMillis != UNBOUNDED) {
                bounds.add(time(maxMillis));
            }
            return "exhaustive" + bounds;
        }
    }

    /// One schedule: each CPU runs as far as it can, lowest first. Complete where there is nothing to choose.
    record OneSchedule() implements Search {
        @Override
        public String toString() {
            return "one schedule";
        }
    }

    /// `schedules` plays, each with choices drawn from a seeded generator. Never complete.
    record Random(long schedules) implements Search {
        public Random {
            if (schedules <= 0) {
                throw new IllegalArgumentException("at least one schedule");
            }
        }

        @Override
        public String toString() {
            return "random, " + count(schedules) + " schedules";
        }
    }

    private static String count(long count) {
        if (count % 1_000_000 == 0) {
            return count / 1_000_000 + "M";
        }
        return count % 1000 == 0 ? count / 1000 + "k" : Long.toString(count);
    }

    private static String time(long millis) {
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
