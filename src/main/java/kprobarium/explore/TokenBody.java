package kprobarium.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// The choices of a schedule as one integer, see [Token].
final class TokenBody {
    private static final int FORMS = 3;
    private static final int DIGITS = 0, DEVIATIONS = 1, COUNTED = 2;
    private static final int MOST_DIGITS = 2_000;
    private static final int GROUP = 8;

    private TokenBody() {}

    private record Digit(int radix, int value) {}

    /// Digits in mixed radix, lowest first, as an integer.
    private static BigInteger integer(List<Digit> digits) {
        BigInteger integer = BigInteger.ZERO;
        for (Digit digit : digits.reversed()) {
            integer = integer.multiply(BigInteger.valueOf(digit.radix)).add(BigInteger.valueOf(digit.value));
        }
        return integer;
    }

    /// Takes down one choice after another.
    static final class Encoder {
        private final List<Digit> choices = new ArrayList<>();
        private int sinceDeviation;

        /// One of so many options was taken, the one of this number.
        void choice(int options, int number) {
            if (options > 1) choices.add(new Digit(options, number));
            sinceDeviation = number == 0 ? sinceDeviation + 1 : 0;
        }

        /// How many moves were made since the last that was not the default.
        int sinceDeviation() {
            return sinceDeviation;
        }

        BigInteger body(boolean endsByItself) {
            BigInteger deviations = body(endsByItself, DEVIATIONS, deviations());
            if (choices.size() > MOST_DIGITS) return deviations;
            BigInteger digits = body(endsByItself, DIGITS, choices);
            return digits.compareTo(deviations) <= 0 ? digits : deviations;
        }

        private BigInteger body(boolean endsByItself, int form, List<Digit> of) {
            List<Digit> digits = new ArrayList<>();
            digits.add(new Digit(FORMS, endsByItself ? form : COUNTED));
            if (!endsByItself) {
                digits.add(new Digit(2, form));
                number(sinceDeviation, digits);
            }
            digits.addAll(of);
            return integer(digits);
        }

        private List<Digit> deviations() {
            List<Digit> digits = new ArrayList<>();
            int gap = 0;
            for (Digit choice : choices) {
                gap++;
                if (choice.value == 0) continue;
                number(gap, digits);
                digits.add(new Digit(choice.radix - 1, choice.value - 1));
                gap = 0;
            }
            return digits;
        }

        private static void number(int number, List<Digit> digits) {
            for (int rest = number;; rest /= GROUP) {
                digits.add(new Digit(GROUP, rest % GROUP));
                digits.add(new Digit(2, rest >= GROUP ? 1 : 0));
                if (rest < GROUP) return;
            }
        }
    }

    /// Gives one choice after another.
    static final class Decoder {
        private BigInteger rest;
        private final int form;
        private final boolean counted;
        private int byDefault;
        private int defaultsLeft;
        private boolean deviationIsDue;
        private int sinceDeviation;

        Decoder(BigInteger body) {
            rest = body;
            int first = digit(FORMS);
            counted = first == COUNTED;
            form = counted ? digit(2) : first;
            byDefault = counted ? number() : 0;
            if (form == DEVIATIONS) nextDeviation();
        }

        /// Whether all deviations have been given, and so many moves more as were written down.
        boolean done() {
            return allDeviationsGiven() && (!counted || byDefault == 0);
        }

        /// Whether it was written down how many moves follow on the last deviation.
        boolean counted() {
            return counted;
        }

        int sinceDeviation() {
            return sinceDeviation;
        }

        /// The number of the option to take, of so many.
        int choice(int options) {
            int number = options == 1 || allDeviationsGiven() ? 0 : form == DIGITS ? digit(options) : deviation(options);
            if (number == 0) sinceDeviation++;
            else sinceDeviation = 0;
            if (number == 0 && allDeviationsGiven() && counted) byDefault--;
            return number;
        }

        private boolean allDeviationsGiven() {
            return rest.signum() == 0 && !deviationIsDue;
        }

        private int deviation(int options) {
            if (defaultsLeft > 0) {
                defaultsLeft--;
                return 0;
            }
            int number = digit(options - 1) + 1;
            nextDeviation();
            return number;
        }

        private void nextDeviation() {
            deviationIsDue = rest.signum() > 0;
            if (deviationIsDue) defaultsLeft = number() - 1;
        }

        private int digit(int radix) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(radix));
            rest = parts[0];
            return parts[1].intValue();
        }

        private int number() {
            long number = 0;
            for (long scale = 1; scale <= Integer.MAX_VALUE; scale *= GROUP) {
                number += digit(GROUP) * scale;
                if (digit(2) == 0) break;
            }
            return (int) Math.min(number, Integer.MAX_VALUE);
        }
    }
}
