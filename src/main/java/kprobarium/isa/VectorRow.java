package kprobarium.isa;

/// A row of the vector tables: an instruction that is assembled and disassembled, and raises its unit's exception when it is executed.
public record VectorRow(Unit unit, String section, Encoding encoding, Syntax syntax, String summary) implements Row {
}
