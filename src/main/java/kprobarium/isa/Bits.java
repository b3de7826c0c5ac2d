package kprobarium.isa;

/// Arithmetic that is too long for a row, on whole register values. Public because code compiled from rows calls it.
public final class Bits {
    /// CRC-32 of IEEE 802.3, least significant bit first.
    private static final int IEEE = 0xedb88320;
    /// CRC-32C (Castagnoli), least significant bit first.
    private static final int CASTAGNOLI = 0x82f63b78;

    private Bits() {
    }

    public static long less(long a, long b) {
        return a < b ? 1 : 0;
    }

    public static long lessUnsigned(long a, long b) {
        return below(a, b) ? 1 : 0;
    }

    public static boolean below(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    /// The low `size` bytes, sign-extended.
    public static long signExtend(long value, int size) {
        int unused = 64 - 8 * size;
        return value << unused >> unused;
    }

    /// The low word, zero-extended.
    public static long unsigned(long value) {
        return value & 0xffffffffL;
    }

    /// `into` with its bits `msb:lsb` replaced by the low bits of `from`.
    public static long insert(long into, long from, int msb, int lsb) {
        long ones = -1L >>> 63 - msb + lsb << lsb;
        return into & ~ones | from << lsb & ones;
    }

    /// The bits `msb:lsb`, zero-extended.
    public static long pick(long from, int msb, int lsb) {
        return from >>> lsb & -1L >>> 63 - msb + lsb;
    }

    /// Four bytes of `high:low` (two words), from byte `sa` of the high end on; sign-extended.
    public static long bytePickWord(long high, long low, int sa) {
        long both = high << 32 | unsigned(low);
        return (int) (both >>> 32 - 8 * sa);
    }

    /// Eight bytes of `high:low` (two doublewords), from byte `sa` of the high end on.
    public static long bytePick(long high, long low, int sa) {
        return sa == 0 ? high : high << 8 * sa | low >>> 64 - 8 * sa;
    }

    public static long rotrw(long value, long by) {
        return Integer.rotateRight((int) value, (int) by);
    }

    public static long rotr(long value, long by) {
        return Long.rotateRight(value, (int) by);
    }

    public static int leadingZeros(int word) {
        return Integer.numberOfLeadingZeros(word);
    }

    public static int leadingZeros(long value) {
        return Long.numberOfLeadingZeros(value);
    }

    public static int trailingZeros(int word) {
        return Integer.numberOfTrailingZeros(word);
    }

    public static int trailingZeros(long value) {
        return Long.numberOfTrailingZeros(value);
    }

    /// The bytes of each halfword in reverse order.
    public static long revb4h(long value) {
        return (value & 0x00ff00ff00ff00ffL) << 8 | value >>> 8 & 0x00ff00ff00ff00ffL;
    }

    /// The bytes of each word in reverse order.
    public static long revb2w(long value) {
        return Long.rotateLeft(Long.reverseBytes(value), 32);
    }

    /// The halfwords in reverse order.
    public static long revh(long value) {
        return revb4h(Long.reverseBytes(value));
    }

    /// The halfwords of each word in reverse order.
    public static long revh2w(long value) {
        return (value & 0x0000ffff0000ffffL) << 16 | value >>> 16 & 0x0000ffff0000ffffL;
    }

    /// The bits of each byte in reverse order.
    public static long bitrev8b(long value) {
        return Long.reverse(Long.reverseBytes(value));
    }

    // Multiplication and division, named after the instructions; a final w takes words, a final u takes them unsigned.

    public static long mulw(long a, long b) {
        return (long) (int) a * (int) b;
    }

    public static long mulwu(long a, long b) {
        return unsigned(a) * unsigned(b);
    }

    public static long mulhw(long a, long b) {
        return mulw(a, b) >> 32;
    }

    public static long mulhwu(long a, long b) {
        return mulwu(a, b) >> 32;
    }

    public static long mulh(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    public static long mulhu(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b);
    }

    // The manual leaves x / 0 open; as in QEMU, the quotient is then x and the remainder 0. min / -1 overflows to min, remainder 0.

    public static long div(long a, long b) {
        return b == 0 ? a : a / b;
    }

    public static long mod(long a, long b) {
        return b == 0 ? 0 : a % b;
    }

    public static long divu(long a, long b) {
        return b == 0 ? a : Long.divideUnsigned(a, b);
    }

    public static long modu(long a, long b) {
        return b == 0 ? 0 : Long.remainderUnsigned(a, b);
    }

    public static long divw(long a, long b) {
        return (int) div((int) a, (int) b);
    }

    public static long modw(long a, long b) {
        return mod((int) a, (int) b);
    }

    public static long divwu(long a, long b) {
        return (int) div(unsigned(a), unsigned(b));
    }

    public static long modwu(long a, long b) {
        return (int) mod(unsigned(a), unsigned(b));
    }

    public static long and(long a, long b) {
        return a & b;
    }

    public static long or(long a, long b) {
        return a | b;
    }

    public static long xor(long a, long b) {
        return a ^ b;
    }

    public static long maxU(long a, long b) {
        return below(a, b) ? b : a;
    }

    public static long minU(long a, long b) {
        return below(a, b) ? a : b;
    }

    /// A running CRC-32 taken over the low `size` bytes of a message, without the inversions that protocols add before and after.
    public static long crc(long running, long message, int size) {
        return crc((int) running, message, size, IEEE);
    }

    /// The same with CRC-32C.
    public static long crcc(long running, long message, int size) {
        return crc((int) running, message, size, CASTAGNOLI);
    }

    private static int crc(int running, long message, int size, int polynomial) {
        int check = running;
        for (int bit = 0; bit < 8 * size; bit++) {
            boolean odd = ((check ^ message >>> bit) & 1) != 0;
            check = odd ? check >>> 1 ^ polynomial : check >>> 1;
        }
        return check;
    }
}
