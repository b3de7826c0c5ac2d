package kprobarium.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/// Words to test rows with: every edge value of every field, and seeded random ones.
final class Words {
    private Words() {
    }

    /// Words of a row: each field in turn at its edges while the others are random, and some with all fields random.
    static List<Integer> of(Row row, int random, long seed) {
        Random values = new Random(seed ^ row.match());
        Set<Integer> words = new TreeSet<>();
        for (Operand field : row.fields()) {
            for (int bits : edges(field)) {
                words.add(field.withBits(any(row, values), bits));
            }
        }
        for (int i = 0; i < random; i++) {
            words.add(any(row, values));
        }
        List<Integer> kept = new ArrayList<>(words);
        kept.removeIf(word -> !row.matches(word));
        return kept;
    }

    /// Those that an assembler takes: it refuses atomics whose rd is also a source.
    static List<Integer> assemblable(Row row, int random, long seed) {
        List<Integer> words = of(row, random, seed);
        if (row instanceof Insn insn && insn.touch() == Touch.AMO) {
            words.removeIf(word -> {
                Operands o = Decoder.decode(word);
                return o.rd() != 0 && (o.rd() == o.rj() || o.rd() == o.rk());
            });
        }
        return words;
    }

    private static int any(Row row, Random values) {
        int word;
        do {
            word = row.match();
            for (Operand field : row.fields()) {
                word = field.withBits(word, values.nextInt());
            }
        } while (!row.matches(word));
        return word;
    }

    private static int[] edges(Operand field) {
        int ones = -1 >>> 32 - field.width();
        int sign = 1 << field.width() - 1;
        return new int[] {0, 1, 2, sign - 1, sign, sign + 1, ones - 1, ones};
    }
}
