package kprobarium.experiment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A question about the end of one play that is true or not. `toString` is the canonical text, which reads back as an
/// equal predicate.
public sealed interface Predicate {
    /// Whether it is true of this end.
    boolean holds(Outcome outcome);

    /// The values that it turns on, in their order, each once: constants are none.
    default List<Term> terms() {
        return leaves().flatMap(leaf -> leaf instanceof Compare compare ? Stream.of(compare.left, compare.right) : Stream.of())
                .filter(term -> !term.isConstant()).distinct().toList();
    }

    /// The questions that it is made of.
    default Stream<Predicate> leaves() {
        return switch (this) {
            case Oops _, Warning _, Panic _, Livelock _, Deadlock _, Compare _, Broken _ -> Stream.of(this);
            case Not(Predicate of) -> of.leaves();
            case And(List<Predicate> of) -> of.stream().flatMap(Predicate::leaves);
            case Or(List<Predicate> of) -> of.stream().flatMap(Predicate::leaves);
        };
    }

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

    /// The kernel warned: `warning`, or `warning in reenter_kprobe`.
    record Warning(Optional<String> function) implements Predicate {
        public Warning {
            Objects.requireNonNull(function);
        }

        @Override
        public boolean holds(Outcome outcome) {
            return outcome.warned(function);
        }

        @Override
        public String toString() {
            return "warning" + function.map(" in "::concat).orElse("");
        }
    }

    /// The kernel gave up, and with it every CPU: `panic`.
    record Panic() implements Predicate {
        @Override
        public boolean holds(Outcome outcome) {
            return outcome.panicked();
        }

        @Override
        public String toString() {
            return "panic";
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

    /// The schedule ended well but for this: `broken(irqs-restored)`.
    record Broken(Invariant invariant) implements Predicate {
        @Override
        public boolean holds(Outcome outcome) {
            return outcome.broken(invariant);
        }

        @Override
        public String toString() {
            return "broken(" + invariant.word() + ")";
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

    /// It does not hold: `~oops`, `~(cpu1.a0 == 42)`.
    record Not(Predicate of) implements Predicate {
        public Not {
            Objects.requireNonNull(of);
        }

        @Override
        public boolean holds(Outcome outcome) {
            return !of.holds(outcome);
        }

        @Override
        public String toString() {
            return of instanceof Compare || isSum(of) ? "~(" + of + ")" : "~" + of;
        }
    }

    /// All of them hold: `oops /\ p.hits == 0`. Of none it is `true`.
    record And(List<Predicate> of) implements Predicate {
        public And {
            of = List.copyOf(of);
        }

        @Override
        public boolean holds(Outcome outcome) {
            return of.stream().allMatch(each -> each.holds(outcome));
        }

        @Override
        public String toString() {
            return of.isEmpty() ? "true" : joined(of, " /\\ ");
        }
    }

    /// At least one of them holds: `oops \/ livelock`. Of none it is `false`.
    record Or(List<Predicate> of) implements Predicate {
        public Or {
            of = List.copyOf(of);
        }

        @Override
        public boolean holds(Outcome outcome) {
            return of.stream().anyMatch(each -> each.holds(outcome));
        }

        @Override
        public String toString() {
            return of.isEmpty() ? "false" : joined(of, " \\/ ");
        }
    }

    private static String joined(List<Predicate> parts, String by) {
        return parts.stream().map(part -> isSum(part) ? "(" + part + ")" : part.toString()).collect(Collectors.joining(by));
    }

    /// Whether it stands in parentheses within another.
    private static boolean isSum(Predicate predicate) {
        return predicate instanceof And(List<Predicate> all) && !all.isEmpty()
                || predicate instanceof Or(List<Predicate> any) && !any.isEmpty();
    }
}
