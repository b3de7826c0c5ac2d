package kprobarium.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A row's second column, read: the mnemonic and what is written after it.
///
/// @param mnemonic such as `addi.d`
/// @param slots    the operands in the order in which they are written
public record Syntax(String mnemonic, List<Slot> slots) {
    /// One written operand: a field's value shifted left, plus a bias. `sa2+1` is one more than its field, `si14<<2` four times as much.
    public record Slot(Operand operand, int shift, int bias) {
        public long written(int word) {
            return (operand.value(word) << shift) + bias;
        }

        public long min() {
            return (operand.min() << shift) + bias;
        }

        public long max() {
            return (operand.max() << shift) + bias;
        }

        /// What a written value is a multiple of.
        public int step() {
            return operand.scale() << shift;
        }

        /// The word with the field set from what is written: a value in [#min] .. [#max], a multiple of [#step].
        int withWritten(int word, long written) {
            return operand.withValue(word, written - bias >> shift);
        }

        @Override
        public String toString() {
            return operand.text() + (shift != 0 ? "<<" + shift : "") + (bias != 0 ? "+" + bias : "");
        }
    }

    private static final Pattern SLOT = Pattern.compile("([a-z][a-z0-9]*)(?:<<(\\d+))?(?:\\+(\\d+))?");

    /// Reads `"addi.d rd, rj, si12"`; refuses a text that does not name exactly the encoding's fields, naming the row.
    static Syntax parse(String row, String text, Encoding encoding) {
        String[] parts = text.strip().split("\\s+", 2);
        List<Slot> slots = new ArrayList<>();
        if (parts.length > 1) {
            for (String written : parts[1].split("\\s*,\\s*")) {
                Matcher m = SLOT.matcher(written);
                if (!m.matches()) {
                    throw bad(row, text, "`" + written + "` is no operand");
                }
                Operand operand = encoding.fields().stream().filter(field -> field.text().equals(m.group(1))).findFirst()
                        .orElseThrow(() -> bad(row, text, "its encoding has no " + m.group(1)));
                slots.add(new Slot(operand, number(m.group(2)), number(m.group(3))));
            }
        }
        for (Operand field : encoding.fields()) {
            if (slots.stream().filter(slot -> slot.operand() == field).count() != 1) {
                throw bad(row, text, field.text() + " must be written exactly once");
            }
        }
        return new Syntax(parts[0], List.copyOf(slots));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static IllegalStateException bad(String row, String text, String what) {
        return new IllegalStateException("row " + row + ", syntax `" + text + "`: " + what);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(mnemonic);
        for (int i = 0; i < slots.size(); i++) {
            text.append(i == 0 ? " " : ", ").append(slots.get(i));
        }
        return text.toString();
    }
}
