package kprobarium.isa;

/// An operand as it stands in the source.
sealed interface Argument {
    /// From 1.
    int column();

    /// `$a0`, `$fa0`, `$fcc0`.
    record Register(Operand.Kind kind, int number, int column) implements Argument {
    }

    /// A number, a symbol or a sum; with a relocation operator (`%pc_lo12(foo)`) or, where that is null, without.
    record Value(Relocation relocation, Expression expression, int column) implements Argument {
    }
}
