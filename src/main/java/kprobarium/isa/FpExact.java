package kprobarium.isa;

/// Floating point arithmetic on bits: every rounding mode, every exception, every NaN, as IEEE 754-2008 has them.
///
/// What the standard leaves open is as in QEMU's model of the architecture: tininess is found after rounding; a signaling operand is
/// preferred to a quiet one and else the first to the second, but of a fused operation's three the addend comes first; the NaN of an
/// invalid operation is positive.
///
/// Finite operands are taken apart into an exponent and a significand whose leading one is at bit 62, and [#round] puts a result of that
/// form together again. Bits that are lost on the way survive as a one in bit 0, which is enough to round by. [Fp] does the common cases
/// with the host's arithmetic and comes here for the others.
final class FpExact {
    private static final int LEADING = 62;
    private static final int FAR = 0x10000;

    private FpExact() {
    }

    /// a + b, or a - b.
    static long add(CpuPort c, FpFormat f, long x, long y, boolean subtract) {
        long a = f.of(x);
        long b = f.of(y);
        if (f.isNan(a) || f.isNan(b)) {
            return nan(c, f, a, b);
        }
        b ^= f.zero(subtract);
        if (f.isInfinite(a)) {
            return f.isInfinite(b) && a != b ? invalid(c, f) : exact(c, f, a);
        }
        if (f.isInfinite(b)) {
            return exact(c, f, b);
        }
        if (f.isZero(a)) {
            return exact(c, f, f.isZero(b) ? zeroSum(c, f, a, b) : b);
        }
        if (f.isZero(b)) {
            return exact(c, f, a);
        }
        boolean swap = f.magnitude(a) < f.magnitude(b);
        long large = swap ? b : a;
        long small = swap ? a : b;
        int exponent = f.exponent(large);
        long aligned = shiftRight(f.significand(small), exponent - f.exponent(small));
        long sum = f.significand(large) + (f.isNegative(a) == f.isNegative(b) ? aligned : -aligned);
        return sum == 0 ? exact(c, f, zeroSum(c, f, a, b)) : normalize(c, f, f.isNegative(large), exponent, sum);
    }

    static long multiply(CpuPort c, FpFormat f, long x, long y) {
        long a = f.of(x);
        long b = f.of(y);
        if (f.isNan(a) || f.isNan(b)) {
            return nan(c, f, a, b);
        }
        boolean negative = f.isNegative(a ^ b);
        if (f.isInfinite(a) || f.isInfinite(b)) {
            return f.isZero(a) || f.isZero(b) ? invalid(c, f) : exact(c, f, f.infinity(negative));
        }
        if (f.isZero(a) || f.isZero(b)) {
            return exact(c, f, f.zero(negative));
        }
        long high = Math.multiplyHigh(f.significand(a), f.significand(b));
        long low = f.significand(a) * f.significand(b);
        return normalize(c, f, negative, f.exponent(a) + f.exponent(b), high << 2 | low >>> 62 | (low << 2 != 0 ? 1 : 0));
    }

    static long divide(CpuPort c, FpFormat f, long x, long y) {
        long a = f.of(x);
        long b = f.of(y);
        if (f.isNan(a) || f.isNan(b)) {
            return nan(c, f, a, b);
        }
        boolean negative = f.isNegative(a ^ b);
        if (f.isInfinite(a)) {
            return f.isInfinite(b) ? invalid(c, f) : exact(c, f, f.infinity(negative));
        }
        if (f.isZero(b)) {
            return f.isZero(a) ? invalid(c, f) : f.box(Fcsr.done(c, Fcsr.Z, f.infinity(negative)));
        }
        if (f.isZero(a) || f.isInfinite(b)) {
            return exact(c, f, f.zero(negative));
        }
        long divisor = f.significand(b);
        long rest = f.significand(a);
        long quotient = 0;
        for (int bit = LEADING; bit >= 0; bit--) {
            if (Long.compareUnsigned(rest, divisor) >= 0) {
                rest -= divisor;
                quotient |= 1L << bit;
            }
            rest <<= 1;
        }
        return normalize(c, f, negative, f.exponent(a) - f.exponent(b), quotient | (rest != 0 ? 1 : 0));
    }

    static long squareRoot(CpuPort c, FpFormat f, long x) {
        long a = f.of(x);
        if (f.isNan(a)) {
            return nan(c, f, a, a);
        }
        if (f.isZero(a) || a == f.infinity) {
            return exact(c, f, a);
        }
        if (f.isNegative(a)) {
            return invalid(c, f);
        }
        int exponent = f.exponent(a);
        long radicand = f.significand(a) << (exponent & 1);
        long root = 0;
        long rest = 0;
        // 57 bits are more than enough, and the rest of so many fits a long.
        for (int digit = 0; digit < 57; digit++) {
            rest = rest << 2 | radicand >>> 62;
            radicand <<= 2;
            long trial = root << 2 | 1;
            root <<= 1;
            if (rest >= trial) {
                rest -= trial;
                root |= 1;
            }
        }
        return round(c, f, false, exponent >> 1, root << 6 | (rest != 0 ? 1 : 0));
    }

    /// a * b + addend with one rounding, or minus the addend, and all of it negated.
    static long fused(CpuPort c, FpFormat f, long x, long y, long z, boolean subtract, boolean negate) {
        long a = f.of(x);
        long b = f.of(y);
        long addend = f.of(z);
        boolean noProduct = f.isInfinite(a) && f.isZero(b) || f.isZero(a) && f.isInfinite(b);
        if (f.isNan(a) || f.isNan(b) || f.isNan(addend)) {
            boolean signaling = f.isSignaling(a) || f.isSignaling(b) || f.isSignaling(addend);
            long first = f.isNan(addend) ? addend : f.isNan(a) ? a : b;
            long picked = noProduct || !signaling || f.isSignaling(addend) ? first : f.isSignaling(a) ? a : b;
            return f.box(Fcsr.done(c, signaling || noProduct ? Fcsr.V : 0, picked | f.quiet));
        }
        addend ^= f.zero(subtract);
        boolean negative = f.isNegative(a ^ b);
        boolean same = negative == f.isNegative(addend);
        if (f.isInfinite(a) || f.isInfinite(b)) {
            return noProduct || f.isInfinite(addend) && !same ? invalid(c, f) : exact(c, f, f.infinity(negative ^ negate));
        }
        if (f.isInfinite(addend)) {
            return exact(c, f, addend ^ f.zero(negate));
        }
        if (f.isZero(a) || f.isZero(b)) {
            return exact(c, f, (f.isZero(addend) ? zeroSum(c, f, f.zero(negative), addend) : addend) ^ f.zero(negate));
        }
        // The product, 128 bits with its leading one at bit 126.
        long high = Math.multiplyHigh(f.significand(a), f.significand(b));
        long low = f.significand(a) * f.significand(b);
        int left = Long.numberOfLeadingZeros(high) - 1;
        high = high << left | low >>> 64 - left;
        low <<= left;
        int exponent = f.exponent(a) + f.exponent(b) + 2 - left;
        if (f.isZero(addend)) {
            return round(c, f, negative ^ negate, exponent, high | (low != 0 ? 1 : 0));
        }
        long otherHigh = f.significand(addend);
        long otherLow = 0;
        int distance = exponent - f.exponent(addend);
        boolean addendIsLarge = distance < 0 || distance == 0 && otherHigh > high;
        if (addendIsLarge) {
            otherLow = low;
            low = 0;
            long swapped = otherHigh;
            otherHigh = high;
            high = swapped;
            exponent = f.exponent(addend);
            negative = f.isNegative(addend);
        }
        int shift = Math.abs(distance);
        otherLow = shiftRightLow(otherHigh, otherLow, shift);
        otherHigh = shift > 63 ? 0 : otherHigh >>> shift;
        if (same) {
            low += otherLow;
            high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
        } else {
            long borrow = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
            low -= otherLow;
            high -= otherHigh + borrow;
        }
        if ((high | low) == 0) {
            return exact(c, f, f.zero(Fcsr.mode(c) == Fcsr.DOWN ^ negate));
        }
        if (high == 0) {
            high = low;
            low = 0;
            exponent -= 64;
            if (high < 0) {
                return normalize(c, f, negative ^ negate, exponent, high);
            }
        }
        int up = Math.max(0, Long.numberOfLeadingZeros(high) - 1);
        if (up > 0) {
            high = high << up | low >>> 64 - up;
            low <<= up;
            exponent -= up;
        }
        return normalize(c, f, negative ^ negate, exponent, high | (low != 0 ? 1 : 0));
    }

    /// The larger or the smaller, of the values or of their magnitudes; a number if only one is a number.
    static long choose(CpuPort c, FpFormat f, long x, long y, boolean max, boolean byMagnitude) {
        long a = f.of(x);
        long b = f.of(y);
        if (f.isNan(a) || f.isNan(b)) {
            boolean number = !(f.isNan(a) && f.isNan(b)) && !f.isSignaling(a) && !f.isSignaling(b);
            return number ? exact(c, f, f.isNan(a) ? b : a) : nan(c, f, a, b);
        }
        boolean magnitudes = byMagnitude && f.magnitude(a) != f.magnitude(b);
        boolean less = magnitudes ? f.magnitude(a) < f.magnitude(b) : order(f, a) < order(f, b);
        return exact(c, f, less == max ? b : a);
    }

    /// A number that orders values as they are ordered, with -0 below +0.
    private static long order(FpFormat f, long value) {
        return f.isNegative(value) ? -1 - f.magnitude(value) : f.magnitude(value);
    }

    /// Whether a condition of `fcmp` holds for operands one of which is a NaN.
    static boolean compareUnordered(CpuPort c, FpFormat f, long x, long y, int condition) {
        boolean signals = (condition & 1) != 0 || f.isSignaling(f.of(x)) || f.isSignaling(f.of(y));
        Fcsr.done(c, signals ? Fcsr.V : 0, 0);
        return (condition & 0b01000) != 0;
    }

    /// a * 2^n.
    static long scale(CpuPort c, FpFormat f, long x, long n) {
        long a = f.of(x);
        if (f.isNan(a)) {
            return nan(c, f, a, a);
        }
        if (f.isZero(a) || f.isInfinite(a)) {
            return exact(c, f, a);
        }
        return round(c, f, f.isNegative(a), f.exponent(a) + Math.clamp(n, -FAR, FAR), f.significand(a));
    }

    /// The exponent of a, as a floating point number.
    static long logarithm(CpuPort c, FpFormat f, long x) {
        long a = f.of(x);
        if (f.isNan(a)) {
            return nan(c, f, a, a);
        }
        if (f.isZero(a)) {
            return f.box(Fcsr.done(c, Fcsr.Z, f.infinity(true)));
        }
        if (f.isNegative(a)) {
            return invalid(c, f);
        }
        return f.isInfinite(a) ? exact(c, f, a) : fromInteger(c, f, f.exponent(a));
    }

    /// A number of one format in the other.
    static long convert(CpuPort c, FpFormat from, FpFormat to, long x) {
        long a = from.of(x);
        boolean negative = from.isNegative(a);
        if (from.isNan(a)) {
            int wider = to.fraction - from.fraction;
            long payload = from.magnitude(a) & (1L << from.fraction) - 1;
            long result = to.infinity(negative) | to.quiet | (wider > 0 ? payload << wider : payload >>> -wider);
            return to.box(Fcsr.done(c, from.isSignaling(a) ? Fcsr.V : 0, result));
        }
        if (from.isZero(a)) {
            return exact(c, to, to.zero(negative));
        }
        if (from.isInfinite(a)) {
            return exact(c, to, to.infinity(negative));
        }
        return round(c, to, negative, from.exponent(a), from.significand(a));
    }

    static long fromInteger(CpuPort c, FpFormat f, long value) {
        return value == 0 ? exact(c, f, 0) : normalize(c, f, value < 0, LEADING, Math.abs(value));
    }

    /// A number as a signed integer of 32 or 64 bits; the nearest end of their range where it is none, 0 for a NaN.
    ///
    /// @param mode a rounding mode, or the current one
    static long toInteger(CpuPort c, FpFormat f, long x, int mode, int bits) {
        long a = f.of(x);
        boolean negative = f.isNegative(a);
        if (f.isNan(a)) {
            return Fcsr.done(c, Fcsr.V, 0);
        }
        if (f.isZero(a)) {
            return Fcsr.done(c, 0, 0);
        }
        long end = negative ? -1L << bits - 1 : (1L << bits - 1) - 1;
        if (f.isInfinite(a) || f.exponent(a) >= bits) {
            return Fcsr.done(c, Fcsr.V, end);
        }
        long significand = f.significand(a);
        int exponent = f.exponent(a);
        long whole = exponent > LEADING ? significand << 1 : integer(significand, exponent, negative, chosen(c, mode));
        boolean inexact = exponent < LEADING && significand << Math.max(1, exponent + 2) != 0;
        if (Long.compareUnsigned(whole, negative ? -end : end) > 0) {
            return Fcsr.done(c, Fcsr.V, end);
        }
        return Fcsr.done(c, inexact ? Fcsr.I : 0, negative ? -whole : whole);
    }

    /// The nearest integer that the rounding mode allows, as a floating point number.
    static long roundToInteger(CpuPort c, FpFormat f, long x) {
        long a = f.of(x);
        if (f.isNan(a)) {
            return nan(c, f, a, a);
        }
        if (f.isZero(a) || f.isInfinite(a) || f.exponent(a) >= f.fraction) {
            return exact(c, f, a);
        }
        boolean negative = f.isNegative(a);
        long whole = integer(f.significand(a), f.exponent(a), negative, Fcsr.mode(c));
        long result = f.zero(negative);
        if (whole != 0) {
            int exponent = 63 - Long.numberOfLeadingZeros(whole);
            result |= ((long) exponent + f.bias - 1 << f.fraction) + (whole << f.fraction - exponent);
        }
        return f.box(Fcsr.done(c, result != a ? Fcsr.I : 0, result));
    }

    /// One bit for each kind of value, as `fclass` has them.
    static long classify(FpFormat f, long x) {
        long a = f.of(x);
        if (f.isNan(a)) {
            return f.isSignaling(a) ? 1 : 2;
        }
        int kind = f.isInfinite(a) ? 0 : f.isZero(a) ? 3 : f.magnitude(a) >>> f.fraction == 0 ? 2 : 1;
        return (f.isNegative(a) ? 4L : 64L) << kind;
    }

    private static int chosen(CpuPort c, int mode) {
        return mode == Fcsr.CURRENT ? Fcsr.mode(c) : mode;
    }

    /// The magnitude of an integer that a significand with an exponent of at most 62 rounds to.
    private static long integer(long significand, int exponent, boolean negative, int mode) {
        if (exponent < -1) {
            return increment(0, 1, 2, negative, mode);
        }
        int below = LEADING - exponent;
        long whole = significand >>> below;
        if (below == 0) {
            return whole;
        }
        long rest = significand & (1L << below) - 1;
        return whole + increment(whole, rest, 1L << below - 1, negative, mode);
    }

    /// 1 if a value rounds away from zero that lies `rest` above `whole`, where `half` is half of the way to the next.
    private static long increment(long whole, long rest, long half, boolean negative, int mode) {
        boolean up = switch (mode) {
            case Fcsr.ZERO -> false;
            case Fcsr.UP -> !negative && rest != 0;
            case Fcsr.DOWN -> negative && rest != 0;
            default -> rest > half || rest == half && (whole & 1) != 0;
        };
        return up ? 1 : 0;
    }

    private static long zeroSum(CpuPort c, FpFormat f, long a, long b) {
        return f.isNegative(a) == f.isNegative(b) ? f.zero(f.isNegative(a)) : f.zero(Fcsr.mode(c) == Fcsr.DOWN);
    }

    private static long exact(CpuPort c, FpFormat f, long result) {
        return f.box(Fcsr.done(c, 0, result));
    }

    private static long invalid(CpuPort c, FpFormat f) {
        return f.box(Fcsr.done(c, Fcsr.V, f.nan()));
    }

    /// Of two operands the one that a result takes over, one of which is a NaN at least.
    private static long nan(CpuPort c, FpFormat f, long a, long b) {
        boolean signaling = f.isSignaling(a) || f.isSignaling(b);
        boolean first = signaling ? f.isSignaling(a) : f.isNan(a);
        return f.box(Fcsr.done(c, signaling ? Fcsr.V : 0, (first ? a : b) | f.quiet));
    }

    /// Shifts a significand right; ones that fall out leave one in bit 0.
    private static long shiftRight(long value, int distance) {
        if (distance == 0) {
            return value;
        }
        return distance > 63 ? 1 : value >>> distance | (value << 64 - distance != 0 ? 1 : 0);
    }

    /// The low half of 128 bits, shifted right likewise.
    private static long shiftRightLow(long high, long low, int distance) {
        if (distance == 0) {
            return low;
        }
        if (distance < 64) {
            return high << 64 - distance | low >>> distance | (low << 64 - distance != 0 ? 1 : 0);
        }
        if (distance == 64) {
            return high | (low != 0 ? 1 : 0);
        }
        return distance > 127 ? 1 : high >>> distance - 64 | ((high << 128 - distance | low) != 0 ? 1 : 0);
    }

    /// Rounds a significand whose leading one may be anywhere, bit 63 included.
    private static long normalize(CpuPort c, FpFormat f, boolean negative, int exponent, long significand) {
        if (significand < 0) {
            return round(c, f, negative, exponent + 1, significand >>> 1 | significand & 1);
        }
        int left = Long.numberOfLeadingZeros(significand) - 1;
        return round(c, f, negative, exponent - left, significand << left);
    }

    /// The value whose significand has its leading one at bit 62, as a register's.
    private static long round(CpuPort c, FpFormat f, boolean negative, int exponent, long significand) {
        int mode = Fcsr.mode(c);
        int below = LEADING - f.fraction;
        long half = 1L << below - 1;
        long mask = (1L << below) - 1;
        long sign = f.zero(negative);
        int field = exponent + f.bias;
        long whole = significand >>> below;
        whole += increment(whole, significand & mask, half, negative, mode);
        boolean carry = whole >>> f.fraction + 1 != 0;
        if (field <= 0) {
            boolean tiny = field < 0 || !carry;
            long shifted = shiftRight(significand, 1 - field);
            whole = shifted >>> below;
            whole += increment(whole, shifted & mask, half, negative, mode);
            boolean inexact = (shifted & mask) != 0;
            return f.box(Fcsr.done(c, inexact ? tiny ? Fcsr.I | Fcsr.U : Fcsr.I : 0, sign | whole));
        }
        if (carry) {
            whole >>>= 1;
            field++;
        }
        if (field >= f.top) {
            boolean toLargest = mode == Fcsr.ZERO || mode == (negative ? Fcsr.UP : Fcsr.DOWN);
            return f.box(Fcsr.done(c, Fcsr.O | Fcsr.I, sign | (toLargest ? f.infinity - 1 : f.infinity)));
        }
        long result = sign | ((long) field - 1 << f.fraction) + whole;
        return f.box(Fcsr.done(c, (significand & mask) != 0 ? Fcsr.I : 0, result));
    }
}
