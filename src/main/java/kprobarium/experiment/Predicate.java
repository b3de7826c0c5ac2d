package kprobarium.experiment;

import java.util.Objects;
import java.util.Optional;

/// A question about the end of one play that is true or not. `toString` is the canonical text, which reads back as an
/// equal predicate.
public sealed interface Predicate {
    /// Whether it is true of this end.
    boolean holds(Outcome outcome);

    /// A trap died unclaimed: `oops`, or the more exact `oops in do_bp`, `oops at slot(p)+0x4`.
    ///
    /// @param function the last trap or kprobes function that declined the exception
    /// @param at       the exception return address
    record Oops(Optional<String> function, Optional<Term> at) implements Predicate {
        public Oops {
            Objects.requireNonNull(function);
            Objects.requireNonNull(at);
        }

        @Override
        public boolean holds(Outcome outcome) {
            return outcome.oopses().stream().anyMatch(oops -> function.map(oops.function()::equals).orElse(true)
                    && at.map(term -> term.value(outcome) == oops.era()).orElse(true));
        }

        @Override
        public String toString() {
            return "oops" + function.map(" in "::concat).orElse("") + at.map(term -> " at " + term).orElse("");
        }
    }

    /// A CPU repeated itself without end: `livelock`.
    record Livelock() implements Predicate {
        @Override
        public boolean holds(Outcome outcome) {
            return outcome.livelock();
        }

        @Override
        public String toString() {
            return "livelock";
        }
    }

    /// Work was left and no CPU could go on: `deadlock`.
    record Deadlock() implements Predicate {
        @Override
        public boolean holds(Outcome outcome) {
            return outcome.deadlock();
        }

        @Override
        public String toString() {
            return "deadlock";
        }
    }

    /// Two values compared: `cpu1.a0 == 42`. Unsigned if either is an address or bits, else signed.
    record Compare(Term left, Op op, Term right) implements Predicate {
        public Compare {
            Objects.requireNonNull(left);
            Objects.requireNonNull(op);
            Objects.requireNonNull(right);
        }

        @Override
        public boolean holds(Outcome outcome) {
            long a = left.value(outcome);
            long b = right.value(outcome);
            boolean unsigned = left.isBits() || right.isBits();
            return op.holds(unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b));
        }

        @Override
        public String toString() {
            return left + " " + op.word() + " " + right;
        }
    }
}
