package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The condition of an event's `filter` or of a trigger: `a == 9 && (s ~ "he*" || !(b & 4))` on the event's fields
/// (kernel/trace/trace_events_filter.c). It says which hits are recorded; all of them are counted.
public final class EventFilter {
    /// A field of a record: its number, or its text.
    sealed interface Field {
        record Number(long value, boolean signed) implements Field {}

        record Text(String value) implements Field {}
    }

    /// What was read: a filter, or what is wrong and at which character.
    sealed interface Parsed {
        record Good(EventFilter filter) implements Parsed {}

        record Bad(String message, int position) implements Parsed {}
    }

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Parsed.Bad bad;

        Malformed(String message, int position) {
            super(null, null, false, false);
            bad = new Parsed.Bad(message, position);
        }
    }

    private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">", "&", "~");

    private final String text;
    /// The fields there are, and whether each is a text.
    private final Map<String, Boolean> fields;
    private int at;
    private Predicate<Map<String, Field>> condition = _ -> true;

    private EventFilter(String text, Map<String, Boolean> fields) {
        this.text = text;
        this.fields = fields;
    }

    static Parsed parse(String text, Map<String, Boolean> fields) {
        EventFilter filter = new EventFilter(text, fields);
        try {
            filter.condition = filter.any();
            filter.blanks();
            if (filter.at < text.length()) {
                throw new Malformed(text.charAt(filter.at) == ')' ? "Too few '('" : "Invalid operator", filter.at);
            }
            return new Parsed.Good(filter);
        } catch (Malformed malformed) {
            return malformed.bad;
        }
    }

    boolean matches(Map<String, Field> record) {
        return condition.test(record);
    }

    @Override
    public String toString() {
        return text;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private boolean takes(String token) {
        blanks();
        if (!text.startsWith(token, at)) return false;
        at += token.length();
        return true;
    }

    private Predicate<Map<String, Field>> any() {
        List<Predicate<Map<String, Field>>> either = new ArrayList<>(List.of(all()));
        while (takes("||")) either.add(all());
        return record -> either.stream().anyMatch(one -> one.test(record));
    }

    private Predicate<Map<String, Field>> all() {
        List<Predicate<Map<String, Field>>> both = new ArrayList<>(List.of(one()));
        while (takes("&&")) both.add(one());
        return record -> both.stream().allMatch(one -> one.test(record));
    }

    private Predicate<Map<String, Field>> one() {
        if (takes("!")) return one().negate();
        if (!takes("(")) return comparison();
        int open = at - 1;
        Predicate<Map<String, Field>> inner = any();
        if (!takes(")")) throw new Malformed("Too many '('", open);
        return inner;
    }

    private Predicate<Map<String, Field>> comparison() {
        blanks();
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) at++;
        String name = text.substring(start, at);
        if (!fields.containsKey(name)) throw new Malformed("Field not found", start);
        blanks();
        int opAt = at;
        String op = OPERATORS.stream().filter(candidate -> text.startsWith(candidate, at)).findFirst()
                .orElseThrow(() -> new Malformed("Invalid operator", opAt));
        at += op.length();
        blanks();
        return fields.get(name) ? texts(name, op, opAt) : numbers(name, op, opAt);
    }

    private Predicate<Map<String, Field>> texts(String name, String op, int opAt) {
        if (!List.of("==", "!=", "~").contains(op)) throw new Malformed("Illegal operation for field type", opAt);
        int start = at;
        char quote = at < text.length() ? text.charAt(at) : ' ';
        if (quote != '"' && quote != '\'') throw new Malformed("Invalid value (did you forget quotes)?", start);
        int close = text.indexOf(quote, start + 1);
        if (close < 0) throw new Malformed("Missing matching quote", start);
        at = close + 1;
        Pattern pattern = pattern(text.substring(start + 1, close), op.equals("~"));
        boolean expected = !op.equals("!=");
        return record -> record.get(name) instanceof Field.Text(String value) && pattern.matcher(value).matches() == expected;
    }

    private static Pattern pattern(String text, boolean glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            regex.append(glob && c == '*' ? ".*" : glob && c == '?' ? "." : Pattern.quote(Character.toString(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private Predicate<Map<String, Field>> numbers(String name, String op, int opAt) {
        if (op.equals("~")) throw new Malformed("Illegal operation for field type", opAt);
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-' && at == start)) at++;
        String digits = text.substring(start, at);
        OptionalLong number = digits.startsWith("-") ? Numbers.signed(digits) : Numbers.unsigned(digits);
        long value = number.orElseThrow(() -> new Malformed(digits.isEmpty() ? "Invalid value (did you forget quotes)?"
                : "Illegal integer value", start));
        return record -> record.get(name) instanceof Field.Number(long found, boolean signed) && holds(found, op, value, signed);
    }

    private static boolean holds(long a, String op, long b, boolean signed) {
        int order = signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        return switch (op) {
            case "==" -> a == b;
            case "!=" -> a != b;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "&" -> (a & b) != 0;
            default -> throw new IllegalArgumentException(op + " is none of " + Arrays.toString(OPERATORS.toArray()));
        };
    }

    /// The text that a failed write leaves in `filter`.
    static String complaint(String text, Parsed.Bad bad) {
        return text + "\n" + " ".repeat(bad.position()) + "^\nparse_error: " + bad.message() + "\n";
    }

    static Optional<Field> field(FetchArg arg, Fetched value) {
        return switch (value) {
            case Fetched.Numbers(List<Long> values) when arg.count() == 0 ->
                Optional.of(new Field.Number(values.getFirst(), arg.type().signed()));
            case Fetched.Strings(List<Optional<String>> values) when arg.count() == 0 -> values.getFirst().map(Field.Text::new);
            case Fetched.Numbers _, Fetched.Strings _ -> Optional.empty();
        };
    }
}
