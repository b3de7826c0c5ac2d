package kprobarium.event.render;

/// A JSON object while it is being written: its keys stay in the order in which they were put.
public final class Json {
    private final StringBuilder text = new StringBuilder("{");

    /// Adds a key. A value is text, a number, a boolean, null, a [Json], or an [Iterable] of values.
    public Json put(String key, Object value) {
        if (text.length() > 1) text.append(',');
        append(key, text);
        text.append(':');
        append(value, text);
        return this;
    }

    /// Adds a key whose value is the address as a string, `"0x9000000000200008"`: a JavaScript number could not hold it.
    public Json address(String key, long address) {
        return put(key, hex(address));
    }

    /// Adds a key whose value is the word as a string of eight digits, `"0x002a000a"`.
    public Json word(String key, int word) {
        return put(key, hex(word));
    }

    /// An array of values, as JSON.
    public static String array(Iterable<?> items) {
        StringBuilder text = new StringBuilder();
        append(items, text);
        return text.toString();
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static String hex(int word) {
        return "0x%08x".formatted(word);
    }

    private static void append(Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case CharSequence string -> quote(string, out);
            case Boolean bool -> out.append(bool);
            case Double number -> number(number, out);
            case Number number -> out.append(number.longValue());
            case Json object -> out.append(object);
            case Iterable<?> items -> {
                out.append('[');
                String separator = "";
                for (Object item : items) {
                    out.append(separator);
                    append(item, out);
                    separator = ",";
                }
                out.append(']');
            }
            default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
        }
    }

    /// Whole numbers without a point, as far as a double counts exactly.
    private static void number(double number, StringBuilder out) {
        if (number == Math.rint(number) && Math.abs(number) <= 1L << 53) out.append((long) number);
        else out.append(number);
    }

    private static void quote(CharSequence string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) out.append("\\u%04x".formatted((int) c));
                    else out.append(c);
                }
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
