package kprobarium.kernel.trace;

import java.util.OptionalLong;

/// Numbers as kstrtoul() and kstrtol() of base 0 read them: `0x` is hexadecimal, a leading `0` octal, nothing may stand behind.
final class Numbers {
    private Numbers() {}

    static OptionalLong unsigned(String text) {
        return unsigned(text, 0);
    }

    /// `base` 0: by the number's own prefix.
    static OptionalLong unsigned(String text, int base) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        int radix = base;
        if (base == 0) {
            boolean hex = digits.matches("0[xX].*");
            radix = hex ? 16 : digits.startsWith("0") ? 8 : 10;
            if (hex) digits = digits.substring(2);
        }
        try {
            return digits.matches("\\p{Alnum}+") ? OptionalLong.of(Long.parseUnsignedLong(digits, radix)) : OptionalLong.empty();
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong signed(String text) {
        boolean minus = text.startsWith("-");
        if (minus && text.startsWith("-+")) return OptionalLong.empty();
        OptionalLong number = unsigned(minus ? text.substring(1) : text);
        if (number.isEmpty() || number.getAsLong() < 0) return OptionalLong.empty();
        return minus ? OptionalLong.of(-number.getAsLong()) : number;
    }
}
