package kprobarium.isa;

import java.util.Arrays;

/// From a word to its row: two table look-ups, built from the rows.
///
/// The first ten bits choose a table, the next twelve an entry of it; where no row fixes any of those twelve, the second table has one
/// entry. An entry holds the rows that are still possible, nearly always one. A second table is built when it is first needed.
public final class Decoder {
    private static final int FIRST = 0xffc00000;
    private static final int SECOND = 0x003ffc00;
    private static final Insn[] NO_ROW = {};
    private static final Insn[][] BY_FIRST = sorted(Insn.values(), FIRST);
    private static final Second[] SECONDS = new Second[BY_FIRST.length];

    /// Threads may build one at once: they build the same, and see all of it, because the component is final.
    private record Second(Insn[][] rows) {}

    private Decoder() {
    }

    /// The instruction that a word is, or null when it is none.
    public static Operands decode(int word) {
        Insn row = row(word);
        return row == null ? null : row.with(word);
    }

    /// The row of a word, or null when no row has it.
    public static Insn row(int word) {
        Insn[][] table = second(word >>> 22).rows;
        for (Insn row : table[word >>> 10 & table.length - 1]) {
            if (row.matches(word)) {
                return row;
            }
        }
        return null;
    }

    private static Second second(int first) {
        Second known = SECONDS[first];
        if (known == null) {
            Insn[] rows = BY_FIRST[first];
            known = new Second(rows.length > 1 && fixesAny(rows, SECOND) ? sorted(rows, SECOND) : new Insn[][] {rows});
            SECONDS[first] = known;
        }
        return known;
    }

    /// The exception of a word that no row of [Insn] has: its unit's where it is a vector instruction, else that of no instruction at all.
    public static Ecode undefined(int word) {
        VectorRow vector = Vectors.find(word);
        return vector == null ? Ecode.INE : vector.unit().disabled();
    }

    private static boolean fixesAny(Insn[] rows, int bits) {
        for (Insn row : rows) if ((row.mask() & bits) != 0) return true;
        return false;
    }

    /// The rows that a word can be, for each value of its bits under `known`, which stand together.
    private static Insn[][] sorted(Insn[] rows, int known) {
        Insn[][] possible = new Insn[1 << Integer.bitCount(known)][];
        Arrays.fill(possible, NO_ROW);
        for (Insn row : rows) {
            int free = known & ~row.mask();
            int chosen = 0;
            do {
                int value = (row.match() & known | chosen) >>> Integer.numberOfTrailingZeros(known);
                possible[value] = Arrays.copyOf(possible[value], possible[value].length + 1);
                possible[value][possible[value].length - 1] = row;
                // The next smaller-than-all subset of the free bits, counting up through them alone.
                chosen = chosen - free & free;
            } while (chosen != 0);
        }
        return possible;
    }
}
