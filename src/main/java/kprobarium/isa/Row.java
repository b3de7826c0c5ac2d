package kprobarium.isa;

import java.util.List;

/// A row of an instruction table: how an instruction is encoded and written, and what it does in a few words.
///
/// The rows of [Insn] are executed; those of [VectorRow] are known and refused, as on a CPU whose vector units are switched off.
public sealed interface Row permits Insn, VectorRow {
    /// The row of a word in any of the tables, or null when it is no instruction.
    static Row of(int word) {
        Insn row = Decoder.row(word);
        return row != null ? row : Vectors.find(word);
    }

    /// Which words are this instruction.
    Encoding encoding();

    /// How it is written.
    Syntax syntax();

    /// The unit that executes it.
    Unit unit();

    /// The heading that it stands under in its table.
    String section();

    /// What it does, in a few words.
    String summary();

    /// Such as `addi.d`.
    default String mnemonic() {
        return syntax().mnemonic();
    }

    /// How it is written: `addi.d rd, rj, si12`.
    default String usage() {
        return syntax().toString();
    }

    /// The fields of its word, from the left.
    default List<Operand> fields() {
        return encoding().fields();
    }

    /// The bits that are fixed.
    default int mask() {
        return encoding().mask();
    }

    /// What the fixed bits are.
    default int match() {
        return encoding().match();
    }

    /// Whether a word is this instruction.
    default boolean matches(int word) {
        return encoding().matches(word);
    }
}
