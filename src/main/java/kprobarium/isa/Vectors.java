package kprobarium.isa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The vector instructions, LSX and LASX, read from the tables `lsx.txt` and `lasx.txt` beside this class when one is first asked for.
///
/// A line of a table is a row of four columns, parted by two blanks or more: encoding, mnemonic, operands, what it does. The notation is
/// that of [Insn]. A line `## …` begins a section, another that begins with `#` is a comment. A table whose row does not add up fails as
/// it is read, naming the row.
public final class Vectors {
    private static final int PREFIX = 22;

    private Vectors() {
    }

    /// The tables, once they are wanted.
    private static final class Tables {
        static final List<VectorRow> ROWS = read();
        static final Map<String, VectorRow> BY_MNEMONIC = byMnemonic();
        /// By a word's first ten bits.
        static final List<List<VectorRow>> BY_PREFIX = byPrefix();

        private static List<VectorRow> read() {
            List<VectorRow> rows = new ArrayList<>();
            read(Unit.LSX, "lsx.txt", rows);
            read(Unit.LASX, "lasx.txt", rows);
            return List.copyOf(rows);
        }

        private static void read(Unit unit, String table, List<VectorRow> rows) {
            String section = "";
            for (String line : text(table).lines().toList()) {
                if (line.startsWith("## ")) {
                    section = line.substring("## ".length());
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    rows.add(row(unit, section, line));
                }
            }
        }

        private static VectorRow row(Unit unit, String section, String line) {
            String[] columns = line.split(" {2,}");
            if (columns.length != 4) {
                throw new IllegalStateException("row `" + line + "` has " + columns.length + " columns; a row has 4");
            }
            Encoding encoding = Encoding.parse(columns[1], columns[0]);
            Syntax syntax = Syntax.parse(columns[1], columns[1] + " " + columns[2], encoding);
            return new VectorRow(unit, section, encoding, syntax, columns[3]);
        }

        private static String text(String table) {
            try (InputStream in = Vectors.class.getResourceAsStream(table)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, VectorRow> byMnemonic() {
            Map<String, VectorRow> rows = new TreeMap<>();
            ROWS.forEach(row -> rows.put(row.mnemonic(), row));
            return rows;
        }

        private static List<List<VectorRow>> byPrefix() {
            List<List<VectorRow>> prefixes = new ArrayList<>();
            for (int prefix = 0; prefix < 1 << 32 - PREFIX; prefix++) {
                prefixes.add(new ArrayList<>());
            }
            for (VectorRow row : ROWS) {
                int free = ~row.mask() >>> PREFIX;
                for (int any = free;; any = any - 1 & free) {
                    prefixes.get(row.match() >>> PREFIX | any).add(row);
                    if (any == 0) {
                        break;
                    }
                }
            }
            return prefixes;
        }
    }

    /// All rows: LSX, then LASX, by section.
    public static List<VectorRow> rows() {
        return Tables.ROWS;
    }

    /// The row of a word, or null when it is no vector instruction.
    public static VectorRow find(int word) {
        if (!mayBe(word)) {
            return null;
        }
        List<VectorRow> rows = Tables.BY_PREFIX.get(word >>> PREFIX);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).matches(word)) {
                return rows.get(i);
            }
        }
        return null;
    }

    /// The row of a mnemonic, or null. All begin with `v` or `xv`.
    static VectorRow named(String mnemonic) {
        return mnemonic.startsWith("v") || mnemonic.startsWith("xv") ? Tables.BY_MNEMONIC.get(mnemonic) : null;
    }

    /// Whether a word lies where vector instructions do, by its first six bits: others are told apart without reading the tables.
    private static boolean mayBe(int word) {
        return switch (word >>> 26) {
            case 0b000010, 0b000011, 0b001011, 0b001100, 0b001110, 0b011100, 0b011101 -> true;
            default -> false;
        };
    }
}
