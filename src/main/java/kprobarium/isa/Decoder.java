package kprobarium.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// From a word to its row: two table look-ups, built from the rows.
///
/// The first ten bits choose a table, the next twelve an entry of it; where no row fixes any of those twelve, the second table has one
/// entry. An entry holds the rows that are still possible, nearly always one.
public final class Decoder {
    private static final int FIRST = 0xffc00000;
    private static final int SECOND = 0x003ffc00;
    private static final Insn[] NO_ROW = {};
    private static final Insn[][][] ROWS = new Insn[1 << 10][][];

    static {
        for (int first = 0; first < ROWS.length; first++) {
            Insn[] candidates = among(Insn.values(), first << 22, FIRST);
            boolean split = candidates.length > 1 && Arrays.stream(candidates).anyMatch(row -> (row.mask() & SECOND) != 0);
            ROWS[first] = new Insn[split ? 1 << 12 : 1][];
            for (int second = 0; second < ROWS[first].length; second++) {
                ROWS[first][second] = split ? among(candidates, first << 22 | second << 10, FIRST | SECOND) : candidates;
            }
        }
    }

    private Decoder() {
    }

    /// The instruction that a word is, or null when it is none.
    public static Operands decode(int word) {
        Insn row = row(word);
        return row == null ? null : row.with(word);
    }

    /// The row of a word, or null when no row has it.
    public static Insn row(int word) {
        Insn[][] table = ROWS[word >>> 22];
        for (Insn row : table[word >>> 10 & table.length - 1]) {
            if (row.matches(word)) {
                return row;
            }
        }
        return null;
    }

    /// The exception of a word that no row of [Insn] has: its unit's where it is a vector instruction, else that of no instruction at all.
    public static Ecode undefined(int word) {
        VectorRow vector = Vectors.find(word);
        return vector == null ? Ecode.INE : vector.unit().disabled();
    }

    /// The rows that a word can be when its bits under `known` are as in `prefix`.
    private static Insn[] among(Insn[] rows, int prefix, int known) {
        List<Insn> possible = new ArrayList<>();
        for (Insn row : rows) {
            if (((row.match() ^ prefix) & row.mask() & known) == 0) {
                possible.add(row);
            }
        }
        return possible.isEmpty() ? NO_ROW : possible.toArray(Insn[]::new);
    }
}
