package kprobarium.isa;

/// Floating point as the rows have it: values are registers' bits, exceptions go to the CPU's `FCSR0`.
///
/// With nothing enabled and rounding to nearest, which is nearly always, the host's own arithmetic has the bits of the result, and the
/// error of a sum, product or quotient is itself a number that can be computed: zero says that the result is exact, and so what causes and
/// flags become. What is too large, too small or no number for that is done by [FpExact].
public final class Fp {
    /// Above it, and below [#LARGE], the error of a product is a normal number.
    private static final double SMALL = 0x1p-900;
    private static final double LARGE = 0x1p1000;
    private static final long HIGH_ONES = 0xffffffff00000000L;
    private static final long MAGNITUDE_S = 0x7fffffff;
    private static final long SIGN_S = 0x80000000L;

    private Fp() {
    }

    /// A single, or what was loaded as one, as it stands in a register.
    public static long box(long value) {
        return value | HIGH_ONES;
    }

    private static float single(long register) {
        return Float.intBitsToFloat((int) register);
    }

    private static long bits(float value) {
        return Float.floatToRawIntBits(value) | HIGH_ONES;
    }

    private static double number(long register) {
        return Double.longBitsToDouble(register);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /// Whether nothing is enabled and results go to the nearest.
    private static boolean isPlain(CpuPort c) {
        return (c.fcsr() & (Fcsr.ENABLES | Fcsr.MODE)) == 0;
    }

    private static boolean isNormal(float value) {
        return Math.abs(value) > Float.MIN_NORMAL && Math.abs(value) <= Float.MAX_VALUE;
    }

    private static boolean isTame(double value) {
        return Math.abs(value) > SMALL && Math.abs(value) < LARGE;
    }

    private static long done(CpuPort c, boolean inexact, long result) {
        int old = c.fcsr();
        int now = inexact ? old & ~Fcsr.CAUSES | Fcsr.INEXACT : old & ~Fcsr.CAUSES;
        if (now != old) {
            c.fcsr(now);
        }
        return result;
    }

    // Arithmetic

    public static long addS(CpuPort c, long a, long b) {
        float x = single(a);
        float y = single(b);
        float sum = x + y;
        float error = error(x, y, sum);
        return Math.abs(error) <= Math.abs(sum) && isPlain(c) ? done(c, error != 0, bits(sum)) : FpExact.add(c, FpFormat.S, a, b, false);
    }

    public static long addD(CpuPort c, long a, long b) {
        double x = number(a);
        double y = number(b);
        double sum = x + y;
        double error = error(x, y, sum);
        return Math.abs(error) <= Math.abs(sum) && isPlain(c) ? done(c, error != 0, bits(sum)) : FpExact.add(c, FpFormat.D, a, b, false);
    }

    public static long subS(CpuPort c, long a, long b) {
        float x = single(a);
        float y = -single(b);
        float sum = x + y;
        float error = error(x, y, sum);
        return Math.abs(error) <= Math.abs(sum) && isPlain(c) ? done(c, error != 0, bits(sum)) : FpExact.add(c, FpFormat.S, a, b, true);
    }

    public static long subD(CpuPort c, long a, long b) {
        double x = number(a);
        double y = -number(b);
        double sum = x + y;
        double error = error(x, y, sum);
        return Math.abs(error) <= Math.abs(sum) && isPlain(c) ? done(c, error != 0, bits(sum)) : FpExact.add(c, FpFormat.D, a, b, true);
    }

    /// What a rounded sum is short of; not a number if one of the three is none or infinite.
    private static float error(float x, float y, float sum) {
        float back = sum - x;
        return x - (sum - back) + (y - back);
    }

    private static double error(double x, double y, double sum) {
        double back = sum - x;
        return x - (sum - back) + (y - back);
    }

    public static long mulS(CpuPort c, long a, long b) {
        double product = (double) single(a) * single(b);
        float result = (float) product;
        return (isNormal(result) || product == 0) && isPlain(c)
                ? done(c, result != product, bits(result)) : FpExact.multiply(c, FpFormat.S, a, b);
    }

    public static long mulD(CpuPort c, long a, long b) {
        double x = number(a);
        double y = number(b);
        double result = x * y;
        if (!isPlain(c)) {
            return FpExact.multiply(c, FpFormat.D, a, b);
        }
        if (isTame(result)) {
            return done(c, Math.fma(x, y, -result) != 0, bits(result));
        }
        return result == 0 && (x == 0 || y == 0) ? done(c, false, bits(result)) : FpExact.multiply(c, FpFormat.D, a, b);
    }

    public static long divS(CpuPort c, long a, long b) {
        float x = single(a);
        float y = single(b);
        float result = x / y;
        return (isNormal(result) || x == 0 && result == 0) && isPlain(c)
                ? done(c, (double) result * y != x, bits(result)) : FpExact.divide(c, FpFormat.S, a, b);
    }

    public static long divD(CpuPort c, long a, long b) {
        double x = number(a);
        double y = number(b);
        double result = x / y;
        if (!isPlain(c)) {
            return FpExact.divide(c, FpFormat.D, a, b);
        }
        if (isTame(result) && isTame(x)) {
            return done(c, Math.fma(result, y, -x) != 0, bits(result));
        }
        return x == 0 && result == 0 ? done(c, false, bits(result)) : FpExact.divide(c, FpFormat.D, a, b);
    }

    public static long sqrtS(CpuPort c, long a) {
        float x = single(a);
        float root = (float) Math.sqrt(x);
        return x >= 0 && x <= Float.MAX_VALUE && isPlain(c)
                ? done(c, (double) root * root != x, bits(root)) : FpExact.squareRoot(c, FpFormat.S, a);
    }

    public static long sqrtD(CpuPort c, long a) {
        double x = number(a);
        double root = Math.sqrt(x);
        return x > SMALL && x < LARGE && isPlain(c)
                ? done(c, Math.fma(root, root, -x) != 0, bits(root)) : FpExact.squareRoot(c, FpFormat.D, a);
    }

    public static long recipS(CpuPort c, long a) {
        return divS(c, FpFormat.S.one(), a);
    }

    public static long recipD(CpuPort c, long a) {
        return divD(c, FpFormat.D.one(), a);
    }

    /// Rounded twice, and so are the exceptions those of two operations.
    public static long rsqrtS(CpuPort c, long a) {
        long root = sqrtS(c, a);
        int causes = c.fcsr() & Fcsr.CAUSES;
        long result = recipS(c, root);
        c.fcsr(c.fcsr() | causes);
        return result;
    }

    public static long rsqrtD(CpuPort c, long a) {
        long root = sqrtD(c, a);
        int causes = c.fcsr() & Fcsr.CAUSES;
        long result = recipD(c, root);
        c.fcsr(c.fcsr() | causes);
        return result;
    }

    public static long fmaS(CpuPort c, long a, long b, long addend) {
        return fused(c, a, b, addend, false, false);
    }

    public static long fmsS(CpuPort c, long a, long b, long addend) {
        return fused(c, a, b, addend, true, false);
    }

    public static long nmaS(CpuPort c, long a, long b, long addend) {
        return fused(c, a, b, addend, false, true);
    }

    public static long nmsS(CpuPort c, long a, long b, long addend) {
        return fused(c, a, b, addend, true, true);
    }

    public static long fmaD(CpuPort c, long a, long b, long addend) {
        return fusedDouble(c, a, b, addend, false, false);
    }

    public static long fmsD(CpuPort c, long a, long b, long addend) {
        return fusedDouble(c, a, b, addend, true, false);
    }

    public static long nmaD(CpuPort c, long a, long b, long addend) {
        return fusedDouble(c, a, b, addend, false, true);
    }

    public static long nmsD(CpuPort c, long a, long b, long addend) {
        return fusedDouble(c, a, b, addend, true, true);
    }

    private static long fused(CpuPort c, long a, long b, long addend, boolean subtract, boolean negate) {
        float z = subtract ? -single(addend) : single(addend);
        float result = Math.fma(single(a), single(b), z);
        double product = (double) single(a) * single(b);
        double sum = product + z;
        double error = error(product, z, sum);
        return (isNormal(result) || sum == 0 && error == 0) && isPlain(c)
                ? done(c, error != 0 || result != sum, bits(negate ? -result : result))
                : FpExact.fused(c, FpFormat.S, a, b, addend, subtract, negate);
    }

    private static long fusedDouble(CpuPort c, long a, long b, long addend, boolean subtract, boolean negate) {
        double x = number(a);
        double y = number(b);
        double z = subtract ? -number(addend) : number(addend);
        double result = Math.fma(x, y, z);
        double product = x * y;
        if (isTame(product) && (isTame(z) || z == 0) && isPlain(c)) {
            // Error-free transformations leave what is lost as the sum of two numbers.
            double low = Math.fma(x, y, -product);
            double lower = z + low;
            double lowest = error(z, low, lower);
            double high = product + lower;
            double rest = high - result + error(product, lower, high);
            return done(c, rest != -lowest, bits(negate ? -result : result));
        }
        return (x == 0 || y == 0) && Math.abs(result) <= Double.MAX_VALUE && isPlain(c)
                ? done(c, false, bits(negate ? -result : result)) : FpExact.fused(c, FpFormat.D, a, b, addend, subtract, negate);
    }

    public static long maxOfS(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.S, a, b, true, false);
    }

    public static long maxOfD(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.D, a, b, true, false);
    }

    public static long minOfS(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.S, a, b, false, false);
    }

    public static long minOfD(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.D, a, b, false, false);
    }

    public static long maxaS(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.S, a, b, true, true);
    }

    public static long maxaD(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.D, a, b, true, true);
    }

    public static long minaS(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.S, a, b, false, true);
    }

    public static long minaD(CpuPort c, long a, long b) {
        return FpExact.choose(c, FpFormat.D, a, b, false, true);
    }

    public static long absS(long a) {
        return box(a & MAGNITUDE_S);
    }

    public static long absD(long a) {
        return a & Long.MAX_VALUE;
    }

    public static long negS(long a) {
        return box(a ^ SIGN_S);
    }

    public static long negD(long a) {
        return a ^ Long.MIN_VALUE;
    }

    public static long copySignS(long a, long b) {
        return b & ~MAGNITUDE_S | a & MAGNITUDE_S;
    }

    public static long copySignD(long a, long b) {
        return b & Long.MIN_VALUE | a & Long.MAX_VALUE;
    }

    public static long classifyS(long a) {
        return FpExact.classify(FpFormat.S, a);
    }

    public static long classifyD(long a) {
        return FpExact.classify(FpFormat.D, a);
    }

    public static long scalebS(CpuPort c, long a, long exponent) {
        return FpExact.scale(c, FpFormat.S, a, (int) exponent);
    }

    public static long scalebD(CpuPort c, long a, long exponent) {
        return FpExact.scale(c, FpFormat.D, a, exponent);
    }

    public static long logbS(CpuPort c, long a) {
        return FpExact.logarithm(c, FpFormat.S, a);
    }

    public static long logbD(CpuPort c, long a) {
        return FpExact.logarithm(c, FpFormat.D, a);
    }

    // Comparison

    public static void compareS(CpuPort c, Operands o, int condition) {
        c.fcc(o.cd(), holdsS(c, o.fj(c), o.fk(c), condition));
    }

    public static void compareD(CpuPort c, Operands o, int condition) {
        c.fcc(o.cd(), holdsD(c, o.fj(c), o.fk(c), condition));
    }

    public static boolean holdsS(CpuPort c, long a, long b, int condition) {
        return compare(c, FpFormat.S, single(a), single(b), a, b, condition);
    }

    public static boolean holdsD(CpuPort c, long a, long b, int condition) {
        return compare(c, FpFormat.D, number(a), number(b), a, b, condition);
    }

    /// The bits of a condition stand for greater or less, unordered, equal, less, and for raising V on a quiet NaN.
    private static boolean compare(CpuPort c, FpFormat f, double x, double y, long a, long b, int condition) {
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return FpExact.compareUnordered(c, f, a, b, condition);
        }
        done(c, false, 0);
        return (condition & (x < y ? 0b10010 : x == y ? 0b00100 : 0b10000)) != 0;
    }

    // Conversion

    public static long singleOf(CpuPort c, long a) {
        double x = number(a);
        float result = (float) x;
        return (isNormal(result) || x == 0) && isPlain(c) ? done(c, result != x, bits(result))
                : FpExact.convert(c, FpFormat.D, FpFormat.S, a);
    }

    public static long doubleOf(CpuPort c, long a) {
        float x = single(a);
        return !Float.isNaN(x) ? done(c, false, bits((double) x)) : FpExact.convert(c, FpFormat.S, FpFormat.D, a);
    }

    public static long intS(CpuPort c, long value) {
        float result = value;
        return Math.abs(value) < 1L << 62 && isPlain(c) ? done(c, (long) result != value, bits(result))
                : FpExact.fromInteger(c, FpFormat.S, value);
    }

    public static long intD(CpuPort c, long value) {
        double result = value;
        return Math.abs(value) < 1L << 62 && isPlain(c) ? done(c, (long) result != value, bits(result))
                : FpExact.fromInteger(c, FpFormat.D, value);
    }

    public static long toWordS(CpuPort c, long a, int mode) {
        return toInteger(c, FpFormat.S, a, single(a), mode, 32);
    }

    public static long toWordD(CpuPort c, long a, int mode) {
        return toInteger(c, FpFormat.D, a, number(a), mode, 32);
    }

    public static long toLongS(CpuPort c, long a, int mode) {
        return toInteger(c, FpFormat.S, a, single(a), mode, 64);
    }

    public static long toLongD(CpuPort c, long a, int mode) {
        return toInteger(c, FpFormat.D, a, number(a), mode, 64);
    }

    private static long toInteger(CpuPort c, FpFormat f, long a, double x, int mode, int bits) {
        if (mode == Fcsr.ZERO && Math.abs(x) < 1L << bits - 2 && (c.fcsr() & Fcsr.ENABLES) == 0) {
            long result = (long) x;
            return done(c, result != x, result);
        }
        return FpExact.toInteger(c, f, a, mode, bits);
    }

    public static long rintS(CpuPort c, long a) {
        float x = single(a);
        float result = (float) Math.rint(x);
        // The one single that QEMU leaves without ones above it.
        return FpFormat.S.of(!Float.isNaN(x) && isPlain(c) ? done(c, result != x, bits(result))
                : FpExact.roundToInteger(c, FpFormat.S, a));
    }

    public static long rintD(CpuPort c, long a) {
        double x = number(a);
        double result = Math.rint(x);
        return !Double.isNaN(x) && isPlain(c) ? done(c, result != x, bits(result)) : FpExact.roundToInteger(c, FpFormat.D, a);
    }

    // Bound check memory access

    public static void loadAbove(CpuPort c, Operands o, FpFormat f) {
        if (Effects.addressAbove(c, o) && Effects.aligned(c, o.rj(c), f.size)) {
            o.fd(c, f.box(c.load(o.rj(c), f.size)));
        }
    }

    public static void loadNotAbove(CpuPort c, Operands o, FpFormat f) {
        if (Effects.addressNotAbove(c, o) && Effects.aligned(c, o.rj(c), f.size)) {
            o.fd(c, f.box(c.load(o.rj(c), f.size)));
        }
    }

    public static void storeAbove(CpuPort c, Operands o, FpFormat f) {
        if (Effects.addressAbove(c, o) && Effects.aligned(c, o.rj(c), f.size)) {
            c.store(o.rj(c), f.size, o.fd(c));
        }
    }

    public static void storeNotAbove(CpuPort c, Operands o, FpFormat f) {
        if (Effects.addressNotAbove(c, o) && Effects.aligned(c, o.rj(c), f.size)) {
            c.store(o.rj(c), f.size, o.fd(c));
        }
    }
}
