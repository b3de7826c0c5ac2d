package kprobarium.experiment;

/// In how many of the schedules a predicate is expected to hold. The first three exclude each other: `sometimes` is at least one
/// schedule and not all of them. The others are the conditions of litmus tests.
public enum Quantifier implements Word {
    NEVER("never", "In no schedule.") {
        @Override
        public Verdict judge(Count count) {
            if (count.holding() > 0) {
                return Verdict.NOT_MET;
            }
            return count.settled() ? Verdict.MET : Verdict.UNDECIDED;
        }
    },
    SOMETIMES("sometimes", "In at least one schedule, and not in all.") {
        @Override
        public Verdict judge(Count count) {
            if (count.holding() > 0 && count.holding() < count.total()) {
                return Verdict.MET;
            }
            return count.settled() ? Verdict.NOT_MET : Verdict.UNDECIDED;
        }
    },
    ALWAYS("always", "In every schedule.") {
        @Override
        public Verdict judge(Count count) {
            if (count.holding() < count.total()) {
                return Verdict.NOT_MET;
            }
            return count.settled() ? Verdict.MET : Verdict.UNDECIDED;
        }
    },
    EXISTS("exists", "In at least one schedule, perhaps in all.") {
        @Override
        public Verdict judge(Count count) {
            if (count.holding() > 0) {
                return Verdict.MET;
            }
            return count.settled() ? Verdict.NOT_MET : Verdict.UNDECIDED;
        }
    },
    NOT_EXISTS("~exists", "In no schedule, as `never`.") {
        @Override
        public Verdict judge(Count count) {
            return NEVER.judge(count);
        }
    },
    FORALL("forall", "In every schedule, as `always`.") {
        @Override
        public Verdict judge(Count count) {
            return ALWAYS.judge(count);
        }
    },
    INVARIANT("never", "In no schedule that is seen: an invariant is never undecided.") {
        @Override
        public Verdict judge(Count count) {
            return count.holding() > 0 ? Verdict.NOT_MET : Verdict.MET;
        }
    },
    WAIVED("waived", "In any, for it is known: of an invariant.") {
        @Override
        public Verdict judge(Count count) {
            return Verdict.MET;
        }
    };

    private final String word;
    private final String doc;

    Quantifier(String word, String doc) {
        this.word = word;
        this.doc = doc;
    }

    /// Whether schedules counted so are what this word promises. A counterexample settles `never` and `always`, two
    /// schedules that differ settle `sometimes`; everything else waits for the search to be complete.
    public abstract Verdict judge(Count count);

    /// Whether an end in which the predicate holds, or does not, alone decides against it.
    public boolean isRefutedBy(boolean holds) {
        return switch (this) {
            case NEVER, NOT_EXISTS, INVARIANT -> holds;
            case ALWAYS, FORALL -> !holds;
            case SOMETIMES, EXISTS, WAIVED -> false;
        };
    }

    /// Whether some schedule has to be found for it, rather than none.
    public boolean isWitnessed() {
        return this == SOMETIMES || this == EXISTS;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }
}
