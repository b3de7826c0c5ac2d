package kprobarium.isa;

/// A floating point format: where sign, exponent and fraction stand, and what the special values are.
///
/// A single stands in the low half of its register. The architecture leaves the high half open; QEMU fills it with ones, which marks it a
/// NaN when read as a double, and so does [#box].
enum FpFormat {
    S(8, 23), D(11, 52);

    /// Bits of the stored fraction.
    final int fraction;
    /// In bytes.
    final int size;
    /// The exponent field of infinities and NaNs.
    final int top;
    /// What the exponent field says for 1.0.
    final int bias;
    /// All ones in the exponent field.
    final long infinity;
    /// The sign bit.
    final long sign;
    /// Set in a NaN that is quiet.
    final long quiet;
    private final long mask;

    FpFormat(int exponent, int fraction) {
        this.fraction = fraction;
        this.size = 1 + exponent + fraction >> 3;
        this.top = (1 << exponent) - 1;
        this.bias = top >> 1;
        this.infinity = (long) top << fraction;
        this.sign = 1L << exponent + fraction;
        this.quiet = 1L << fraction - 1;
        this.mask = sign | sign - 1;
    }

    /// A register's value in this format.
    long of(long register) {
        return register & mask;
    }

    /// A value as it stands in a register.
    long box(long value) {
        return value | ~mask;
    }

    long magnitude(long value) {
        return value & sign - 1;
    }

    boolean isNegative(long value) {
        return (value & sign) != 0;
    }

    boolean isNan(long value) {
        return magnitude(value) > infinity;
    }

    boolean isSignaling(long value) {
        return isNan(value) && (value & quiet) == 0;
    }

    boolean isInfinite(long value) {
        return magnitude(value) == infinity;
    }

    boolean isZero(long value) {
        return magnitude(value) == 0;
    }

    /// What an invalid operation gives.
    long nan() {
        return infinity | quiet;
    }

    long zero(boolean negative) {
        return negative ? sign : 0;
    }

    long infinity(boolean negative) {
        return zero(negative) | infinity;
    }

    long one() {
        return (long) bias << fraction;
    }

    /// The exponent of a finite value that is not zero, as if all were normal: 0 for 1.0.
    int exponent(long value) {
        int field = (int) (magnitude(value) >>> fraction);
        return field != 0 ? field - bias : 64 - fraction - bias - Long.numberOfLeadingZeros(magnitude(value));
    }

    /// The significand of a finite value that is not zero, its leading one at bit 62.
    long significand(long value) {
        long bits = magnitude(value) & (1L << fraction) - 1 | (magnitude(value) >>> fraction != 0 ? 1L << fraction : 0);
        return bits << Long.numberOfLeadingZeros(bits) - 1;
    }
}
