package kprobarium.isa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A row's first column, read: which words are this instruction, and which fields they hold.
///
/// @param text   as the table has it
/// @param mask   the bits that are fixed
/// @param match  what the fixed bits are
/// @param fields the fields, from the left
/// @param bounds what the fields must hold: words with `rj` 0 or 1 are not the instruction that says `rj>=2`
public record Encoding(String text, int mask, int match, List<Operand> fields, List<Bound> bounds) {
    /// A field must be at least, or at most, a number or another field.
    ///
    /// @param than the other field, or null where it is a number
    public record Bound(Operand operand, boolean atLeast, Operand than, int number) {
        boolean holds(int word) {
            int bits = operand.bits(word);
            int other = than == null ? number : than.bits(word);
            return atLeast ? bits >= other : bits <= other;
        }

        /// Whether an encoding fixes all that the bound compares.
        boolean isFixedIn(Encoding encoding) {
            int compared = operand.mask() | (than == null ? 0 : than.mask());
            return (encoding.mask & compared) == compared;
        }

        @Override
        public String toString() {
            return operand.text() + (atLeast ? " >= " : " <= ") + (than == null ? Integer.toString(number) : than.text());
        }
    }

    /// Hundreds of rows are read before the first instruction is executed, so the pattern is for the few fields that are more than a name.
    private static final Map<String, Operand> BY_TEXT = new LinkedHashMap<>();
    private static final Pattern FIELD = Pattern.compile("([a-z][a-z0-9]*)(?:\\[(\\d+):(\\d+)])?(?:([<>])=(?:(\\d+)|([a-z][a-z0-9]*)))?");
    private static final long NO_BITS = -1;

    static {
        for (Operand operand : Operand.values()) BY_TEXT.put(operand.text(), operand);
    }

    /// Reads `"0000001011 si12 rj rd"`; refuses a text whose bits do not add up to one word, naming the row.
    static Encoding parse(String row, String text) {
        int mask = 0;
        int match = 0;
        int left = 32;
        List<Operand> fields = new ArrayList<>();
        int[] found = new int[32];
        List<Bound> bounds = new ArrayList<>();
        int end;
        for (int at = 0; at < text.length(); at = end + 1) {
            end = text.indexOf(' ', at);
            if (end < 0) end = text.length();
            if (end == at) continue;
            String token = text.substring(at, end);
            long bits = bits(token);
            if (bits != NO_BITS) {
                requireRoom(row, text, left, token.length());
                left -= token.length();
                mask |= -1 >>> 32 - token.length() << left;
                match |= (int) bits << left;
            } else {
                Piece piece = piece(row, text, token);
                place(row, text, token, piece.operand, piece.from, left, piece.width);
                left -= piece.width;
                if (piece.bound != null) bounds.add(piece.bound);
                if (!fields.contains(piece.operand)) fields.add(piece.operand);
                found[fields.indexOf(piece.operand)] += piece.width;
            }
        }
        if (left != 0) {
            throw bad(row, text, 32 - left + " bits; a word has 32");
        }
        for (int i = 0; i < fields.size(); i++) {
            if (found[i] != fields.get(i).width()) throw bad(row, text, "a part of " + fields.get(i).text() + " is missing");
        }
        return new Encoding(text, mask, match, List.copyOf(fields), List.copyOf(bounds));
    }

    /// `width` bits of a field, from its bit `from` on, and what the field must hold besides; or null.
    private record Piece(Operand operand, int from, int width, Bound bound) {}

    private static Piece piece(String row, String text, String token) {
        Operand whole = BY_TEXT.get(token);
        if (whole != null) return new Piece(whole, 0, whole.width(), null);
        Matcher m = FIELD.matcher(token);
        if (!m.matches()) throw bad(row, text, "`" + token + "` is neither bits nor a field");
        Operand operand = operand(row, text, m.group(1));
        int to = m.group(2) == null ? operand.width() - 1 : Integer.parseInt(m.group(2));
        int from = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
        Bound bound = null;
        if (m.group(4) != null) {
            Operand than = m.group(6) == null ? null : operand(row, text, m.group(6));
            bound = new Bound(operand, m.group(4).equals(">"), than, than == null ? Integer.parseInt(m.group(5)) : 0);
        }
        return new Piece(operand, from, to - from + 1, bound);
    }

    /// Whether a word is this instruction.
    boolean matches(int word) {
        return (word & mask) == match && broken(word) == null;
    }

    /// The bound that a word with this encoding's fixed bits does not keep, or null.
    Bound broken(int word) {
        for (int i = 0; i < bounds.size(); i++) {
            if (!bounds.get(i).holds(word)) {
                return bounds.get(i);
            }
        }
        return null;
    }

    /// Whether some word is both instructions.
    boolean overlaps(Encoding other) {
        return ((match ^ other.match) & mask & other.mask) == 0 && !excludes(other) && !other.excludes(this);
    }

    /// Whether a bound of this encoding shuts out every word of another, which fixes what the bound compares.
    private boolean excludes(Encoding other) {
        return bounds.stream().anyMatch(bound -> bound.isFixedIn(other) && !bound.holds(other.match));
    }

    /// What a token of ones and zeros says, or [#NO_BITS].
    private static long bits(String token) {
        long bits = 0;
        for (int i = 0; i < token.length(); i++) {
            char digit = token.charAt(i);
            if (digit != '0' && digit != '1') return NO_BITS;
            bits = bits << 1 | digit - '0';
        }
        return bits;
    }

    private static Operand operand(String row, String text, String name) {
        Operand operand = BY_TEXT.get(name);
        if (operand == null) throw bad(row, text, "unknown field `" + name + "`");
        return operand;
    }

    /// Refuses a piece of `operand`, from its bit `from` on, that does not stand where it belongs.
    private static void place(String row, String text, String token, Operand operand, int from, int left, int width) {
        requireRoom(row, text, left, width);
        if (!operand.hasPiece(from, left - 1, left - width)) {
            throw bad(row, text, "`" + token + "` at bits " + (left - 1) + ":" + (left - width) + " is not where " + operand.text()
                    + " stands");
        }
    }

    private static void requireRoom(String row, String text, int left, int width) {
        if (width <= 0 || width > left) {
            throw bad(row, text, (32 - left + width) + " bits; a word has 32");
        }
    }

    private static IllegalStateException bad(String row, String text, String what) {
        return new IllegalStateException("row " + row + ", encoding `" + text + "`: " + what);
    }
}
