package kprobarium.experiment;

import java.util.Objects;
import java.util.StringJoiner;

/// Which of the schedules are played, and how many at most. `toString` is the canonical text, which reads back as an equal search.
///
/// @param parameter the number that the method takes, or 0
/// @param most      the most states, executions or schedules, by what the method [counts][Counts]
/// @param maxMillis the longest time, in milliseconds
public record Search(Method method, int parameter, long most, long maxMillis) {
    /// A bound that never bites.
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /// What a bound on the number is a bound on.
    public enum Counts {
        STATES("states"), EXECUTIONS("executions"), SCHEDULES("schedules"), NOTHING("");

        private final String unit;

        Counts(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }
    }

    /// The methods there are. The parser, the schema and the reference page are made from this table.
    public enum Method implements Word {
        // @formatter:off
        //             word             counts              parameter
        AUTO          ("auto",          Counts.STATES,      0, 0, "Exhaustive where the states fit the bounds, by an estimate made on the way; a portfolio of samplers otherwise."),
        EXHAUSTIVE    ("exhaustive",    Counts.STATES,      0, 0, "Every schedule, each counted. Schedules that meet in one state share what follows, so the bound is on states."),
        REDUCED       ("reduced",       Counts.STATES,      0, 0, "Every schedule up to equivalence: sleep sets and source sets leave out orders that cannot matter. It counts final states, not schedules."),
        DPOR          ("dpor",          Counts.EXECUTIONS,  0, 0, "One execution or a few for each Mazurkiewicz trace, without remembering states: source-DPOR."),
        OPTIMAL_DPOR  ("optimal dpor",  Counts.EXECUTIONS,  0, 0, "Exactly one execution for each Mazurkiewicz trace: optimal DPOR, with wakeup trees."),
        CONTEXT_BOUND ("context bound", Counts.STATES,      0, 64, "Every schedule with at most that many preemptions, fewer first."),
        DELAY_BOUND   ("delay bound",   Counts.STATES,      0, 64, "Every schedule with at most that many departures from round robin, fewer first."),
        ONE_SCHEDULE  ("one schedule",  Counts.NOTHING,     0, 0, "Each CPU as far as it can, lowest first: for experiments in which there is nothing to choose."),
        RANDOM        ("random",        Counts.SCHEDULES,   0, 0, "A random walk: every move with the same probability."),
        POS           ("pos",           Counts.SCHEDULES,   0, 0, "Partial-order sampling: random priorities, drawn again where accesses conflict."),
        PCT           ("pct",           Counts.SCHEDULES,   1, 16, "Probabilistic concurrency testing: random priorities with depth - 1 changes."),
        URW           ("urw",           Counts.SCHEDULES,   0, 0, "A random walk that is uniform over the orders of all accesses."),
        SURW          ("surw",          Counts.SCHEDULES,   0, 0, "A random walk that is uniform over the orders of the accesses to what probes are made of, whatever else goes on."),
        FEEDBACK      ("feedback",      Counts.SCHEDULES,   0, 0, "Schedules that showed something new are varied."),
        PORTFOLIO     ("portfolio",     Counts.SCHEDULES,   0, 0, "surw, pos, pct and a bounded search in turn, more of what shows new things, up to the first failure.");
        // @formatter:on

        private final String word;
        private final Counts counts;
        private final int least;
        private final int greatest;
        private final String doc;

        Method(String word, Counts counts, int least, int greatest, String doc) {
            this.word = word;
            this.counts = counts;
            this.least = least;
            this.greatest = greatest;
            this.doc = doc;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String doc() {
            return doc;
        }

        public Counts counts() {
            return counts;
        }

        /// Whether a number follows the word: `pct 3`.
        public boolean takesParameter() {
            return greatest > 0;
        }

        int least() {
            return least;
        }

        int greatest() {
            return greatest;
        }

        /// Whether schedules are drawn, and so many as the text says.
        public boolean isSampling() {
            return counts == Counts.SCHEDULES;
        }

        /// As it may be written, with bounds.
        public String example() {
            String name = takesParameter() ? word + " " + (this == PCT ? 3 : 2) : word;
            return switch (counts) {
                case STATES -> name + ", at most 100k states or 30 s";
                case EXECUTIONS -> name + ", at most 100k executions or 30 s";
                case SCHEDULES -> name + ", 10k schedules";
                case NOTHING -> name;
            };
        }
    }

    public Search {
        Objects.requireNonNull(method);
        if (most <= 0 || maxMillis <= 0) throw new IllegalArgumentException("bounds are positive");
        if (method.isSampling() && most == UNBOUNDED) throw new IllegalArgumentException("a sample has a size");
        if (parameter < method.least() || parameter > method.greatest()) throw new IllegalArgumentException(method + " " + parameter);
    }

    public static Search of(Method method, long most, long maxMillis) {
        return new Search(method, 0, most, maxMillis);
    }

    public static Search exhaustive(long maxStates, long maxMillis) {
        return of(Method.EXHAUSTIVE, maxStates, maxMillis);
    }

    public static Search oneSchedule() {
        return of(Method.ONE_SCHEDULE, UNBOUNDED, UNBOUNDED);
    }

    public static Search random(long schedules) {
        return of(Method.RANDOM, schedules, UNBOUNDED);
    }

    /// The same search within other bounds.
    public Search within(long newMost, long newMaxMillis) {
        return new Search(method, parameter, newMost, newMaxMillis);
    }

    @Override
    public String toString() {
        String name = method.takesParameter() ? method.word() + " " + parameter : method.word();
        StringJoiner bounds = new StringJoiner(" or ", method.isSampling() ? ", " : ", at most ", "").setEmptyValue("");
        if (most != UNBOUNDED) bounds.add(count(most) + " " + method.counts().unit);
        if (maxMillis != UNBOUNDED) bounds.add(time(maxMillis));
        return name + bounds;
    }

    private static String count(long count) {
        if (count % 1_000_000 == 0) return count / 1_000_000 + "M";
        return count % 1000 == 0 ? count / 1000 + "k" : Long.toString(count);
    }

    private static String time(long millis) {
        if (millis % 60_000 == 0) return millis / 60_000 + " min";
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
