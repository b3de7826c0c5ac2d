package kprobarium.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What is expected of one kernel: the predicates that hold in no schedule, in some but not all, and in every schedule; and the condition
/// of a litmus test.
///
/// @param condition under `exists`, `~exists` or `forall`
/// @param filter    only schedules whose end it holds at are considered
/// @param waived    the [invariants][Invariant] that this kernel is known to break here
public record Expectation(List<Predicate> never, List<Predicate> sometimes, List<Predicate> always, Optional<Line> condition,
        Optional<Predicate> filter, List<Invariant> waived) {
    /// Of a kernel of which nothing is said: the invariants.
    public static final Expectation NOTHING = new Expectation(List.of(), List.of(), List.of());

    /// One predicate under its quantifier: one line of the report.
    public record Line(Quantifier quantifier, Predicate predicate) {
        @Override
        public String toString() {
            return quantifier.word() + ": " + predicate;
        }
    }

    public Expectation {
        never = List.copyOf(never);
        sometimes = List.copyOf(sometimes);
        always = List.copyOf(always);
        Objects.requireNonNull(condition);
        Objects.requireNonNull(filter);
        waived = List.copyOf(waived);
    }

    public Expectation(List<Predicate> never, List<Predicate> sometimes, List<Predicate> always, Optional<Line> condition,
            Optional<Predicate> filter) {
        this(never, sometimes, always, condition, filter, List.of());
    }

    public Expectation(List<Predicate> never, List<Predicate> sometimes, List<Predicate> always) {
        this(never, sometimes, always, Optional.empty(), Optional.empty());
    }

    /// All that is asked for: what is [declared][#declared()], then the invariants.
    public List<Line> lines() {
        return Stream.concat(declared().stream(), invariants().stream()).toList();
    }

    /// The predicates of the file, in the order of the quantifiers, then of the file.
    public List<Line> declared() {
        var lines = new ArrayList<Line>();
        for (Quantifier quantifier : Quantifier.values()) {
            for (Predicate predicate : of(quantifier)) {
                lines.add(new Line(quantifier, predicate));
            }
        }
        return List.copyOf(lines);
    }

    /// A line for each [Invariant] that no declared line speaks of: it is never broken, or it is waived.
    private List<Line> invariants() {
        List<Predicate> spokenOf = declared().stream().flatMap(line -> line.predicate().leaves()).toList();
        return Arrays.stream(Invariant.values()).filter(invariant -> !spokenOf.contains(new Predicate.Broken(invariant)))
                .map(invariant -> new Line(quantifier(invariant), new Predicate.Broken(invariant)))
                .toList();
    }

    private Quantifier quantifier(Invariant invariant) {
        return waived.contains(invariant) ? Quantifier.WAIVED : Quantifier.INVARIANT;
    }

    public List<Predicate> of(Quantifier quantifier) {
        return switch (quantifier) {
            case NEVER -> never;
            case SOMETIMES -> sometimes;
            case ALWAYS -> always;
            case EXISTS, NOT_EXISTS, FORALL ->
                condition.stream().filter(line -> line.quantifier() == quantifier).map(Line::predicate).toList();
            case INVARIANT, WAIVED -> List.of();
        };
    }

    /// What is asked at each end: the predicate of each of the [lines][#lines()], in their order, then the filter if there is one.
    public List<Predicate> asked() {
        return Stream.concat(lines().stream().map(Line::predicate), filter.stream()).toList();
    }

    /// The values that any of this turns on, each once.
    public List<Term> terms() {
        return asked().stream().flatMap(predicate -> predicate.terms().stream()).distinct().toList();
    }

    /// The one condition that stands for the lines in a litmus table: the one that was written; else that one of those under `sometimes`
    /// exists; else that everything under `always` holds, and nothing under `never`; of nothing it is `forall (true)`.
    public Line summary() {
        if (condition.isPresent()) {
            return condition.get();
        }
        if (!sometimes.isEmpty()) {
            return new Line(Quantifier.EXISTS, one(sometimes, new Predicate.Or(sometimes)));
        }
        if (always.isEmpty() && !never.isEmpty()) {
            return new Line(Quantifier.NOT_EXISTS, one(never, new Predicate.Or(never)));
        }
        List<Predicate> all = Stream.concat(always.stream(), never.stream().map(Predicate.Not::new)).toList();
        return new Line(Quantifier.FORALL, one(all, new Predicate.And(all)));
    }

    /// Whether the predicate of the [summary][#summary()] holds where line n does if `lineHolds` says so of n.
    public boolean summaryHolds(IntPredicate lineHolds) {
        int first = never.size();
        int last = first + sometimes.size() + always.size();
        if (condition.isPresent()) {
            return lineHolds.test(last);
        }
        if (!sometimes.isEmpty()) {
            return IntStream.range(first, first + sometimes.size()).anyMatch(lineHolds);
        }
        if (always.isEmpty() && !never.isEmpty()) {
            return IntStream.range(0, first).anyMatch(lineHolds);
        }
        return IntStream.range(first, last).allMatch(lineHolds) && IntStream.range(0, first).noneMatch(lineHolds);
    }

    private static Predicate one(List<Predicate> of, Predicate many) {
        return of.size() == 1 ? of.getFirst() : many;
    }
}
