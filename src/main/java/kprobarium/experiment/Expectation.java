package kprobarium.experiment;

import java.util.ArrayList;
import java.util.List;

/// The predicates that are expected to hold in no schedule, in some but not all, and in every schedule.
public record Expectation(List<Predicate> never, List<Predicate> sometimes, List<Predicate> always) {
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
    }

    /// All predicates in the order of the quantifiers, then of the file.
    public List<Line> lines() {
        var lines = new ArrayList<Line>();
        for (Quantifier quantifier : Quantifier.values()) {
            for (Predicate predicate : of(quantifier)) {
                lines.add(new Line(quantifier, predicate));
            }
        }
        return List.copyOf(lines);
    }

    public List<Predicate> of(Quantifier quantifier) {
        return switch (quantifier) {
            case NEVER -> never;
            case SOMETIMES -> sometimes;
            case ALWAYS -> always;
        };
    }
}
