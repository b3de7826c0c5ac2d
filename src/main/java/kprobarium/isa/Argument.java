package kprobarium.isa;

/// An operand as it stands in the source.
sealed interface Argument {
    /// From 1.
    int column();

    /// `$a0`.
    record Register(int number, int column) implements Argument {
    }

    /// `$fcc0`.
    record Flag(int number, int column) implements Argument {
    }

    /// `$vr0` or `$xr0`.
    record Vector(Operand.Kind kind, int number, int column) implements Argument {
    }

    /// A number, a symbol or a sum; with a relocation operator (`%pc_lo12(foo)`) or, where that is null, without.
    record Value(Relocation relocation, Expression expression, int column) implements Argument {
    }
}
