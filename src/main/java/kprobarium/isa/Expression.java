package kprobarium.isa;

import java.util.List;

/// A sum of numbers and symbols in assembly source, not yet evaluated.
///
/// @param terms  at least one
/// @param column where it starts, from 1
record Expression(List<Term> terms, int column) {
    /// A signed part of a sum.
    sealed interface Term {
        boolean negative();

        int column();
    }

    record Literal(boolean negative, long value, int column) implements Term {
    }

    /// A label, a known symbol, `.` or a numeric label's reference (`1b`, `2f`).
    record Name(boolean negative, String name, int column) implements Term {
    }

    /// Whether it is a number that needs no symbol.
    boolean isLiteral() {
        return terms.stream().allMatch(Literal.class::isInstance);
    }

    /// How many symbols remain when those with opposite signs cancel: 1 for an address, 0 for a number.
    int symbols() {
        return terms.stream().filter(Name.class::isInstance).mapToInt(term -> term.negative() ? -1 : 1).sum();
    }

    /// The sum of its literals.
    long literal() {
        long sum = 0;
        for (Term term : terms) {
            if (term instanceof Literal number) {
                sum += number.negative() ? -number.value() : number.value();
            }
        }
        return sum;
    }
}
