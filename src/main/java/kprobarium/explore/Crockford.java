package kprobarium.explore;

import java.math.BigInteger;

/// Douglas Crockford's base 32: digits and letters without I, L, O and U, five bits each, either case. An O is read as 0, an I or an L as
/// 1, so that what is read aloud or copied by hand comes back.
final class Crockford {
    static final int BITS = 5;
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BASE = 1 << BITS;

    private Crockford() {}

    /// `value` in so many letters, the highest first.
    static String letters(int value, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = length - 1; i >= 0; i--) text.append(letter(value >>> i * BITS & BASE - 1));
        return text.toString();
    }

    /// `value` in as few letters as it takes, at least one.
    static String letters(BigInteger value) {
        StringBuilder text = new StringBuilder();
        for (BigInteger rest = value; rest.signum() > 0 || text.isEmpty(); rest = rest.shiftRight(BITS)) {
            text.append(letter(rest.intValue() & BASE - 1));
        }
        return text.reverse().toString();
    }

    private static char letter(int value) {
        return LETTERS.charAt(value);
    }

    /// What a letter stands for, or -1.
    static int value(char letter) {
        return switch (letter) {
            case 'o', 'O' -> 0;
            case 'i', 'I', 'l', 'L' -> 1;
            default -> LETTERS.indexOf(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
        };
    }

    static BigInteger number(String letters) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < letters.length(); i++) number = number.shiftLeft(BITS).or(BigInteger.valueOf(value(letters.charAt(i))));
        return number;
    }

    /// A letter that makes any one letter changed, or two neighbours exchanged, show: the letters are the coefficients of a polynomial over
    /// GF(32), which is evaluated at a generator of the field.
    static char checksum(String letters) {
        int sum = 1;
        for (int i = 0; i < letters.length(); i++) sum = timesGenerator(sum) ^ value(letters.charAt(i));
        return letter(timesGenerator(sum));
    }

    /// Times x, modulo x^5 + x^2 + 1.
    private static int timesGenerator(int element) {
        int twice = element << 1;
        return (twice & BASE) == 0 ? twice : twice ^ 0b100101;
    }
}
