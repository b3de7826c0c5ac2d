package kprobarium.isa;

/// Arithmetic that is too long for a row, on whole register values.
final class Bits {
    /// CRC-32 of IEEE 802.3, least significant bit first.
    private static final int IEEE = 0xedb88320;
    /// CRC-32C (Castagnoli), least significant bit first.
    private static final int CASTAGNOLI = 0x82f63b78;

    private Bits() {
    }

    static long less(long a, long b) {
        return a < b ? 1 : 0;
    }

    static long lessUnsigned(long a, long b) {
        return below(a, b) ? 1 : 0;
    }

    static boolean below(long a, long b) {
        return Long.compareUnsigned(a, b) < 0;
    }

    /// The low `size` bytes, sign-extended.
    static long signExtend(long value, int size) {
        int unused = 64 - 8 * size;
        return value << unused >> unused;
    }

    /// The low word, zero-extended.
    static long zeroExtend(long value) {
        return value & 0xffffffffL;
    }

    /// `into` with its bits `msb:lsb` replaced by the low bits of `from`.
    static long insert(long into, long from, int msb, int lsb) {
        long ones = -1L >>> 63 - msb + lsb << lsb;
        return into & ~ones | from << lsb & ones;
    }

    /// The bits `msb:lsb`, zero-extended.
    static long pick(long from, int msb, int lsb) {
        return from >>> lsb & -1L >>> 63 - msb + lsb;
    }

    /// Four bytes of `high:low` (two words), from byte `sa` of the high end on; sign-extended.
    static long bytePickWord(long high, long low, int sa) {
        long both = high << 32 | zeroExtend(low);
        return (int) (both >>> 32 - 8 * sa);
    }

    /// Eight bytes of `high:low` (two doublewords), from byte `sa` of the high end on.
    static long bytePickDouble(long high, long low, int sa) {
        return sa == 0 ? high : high << 8 * sa | low >>> 64 - 8 * sa;
    }

    static int leadingZeros(int word) {
        return Integer.numberOfLeadingZeros(word);
    }

    static int leadingZeros(long value) {
        return Long.numberOfLeadingZeros(value);
    }

    static int trailingZeros(int word) {
        return Integer.numberOfTrailingZeros(word);
    }

    static int trailingZeros(long value) {
        return Long.numberOfTrailingZeros(value);
    }

    /// The bytes of each halfword swapped.
    static long reverseBytesInHalves(long value) {
        return (value & 0x00ff00ff00ff00ffL) << 8 | value >>> 8 & 0x00ff00ff00ff00ffL;
    }

    /// The bytes of each word in reverse order.
    static long reverseBytesInWords(long value) {
        return Long.rotateLeft(Long.reverseBytes(value), 32);
    }

    /// The halfwords in reverse order.
    static long reverseHalves(long value) {
        return reverseBytesInHalves(Long.reverseBytes(value));
    }

    /// The halfwords of each word swapped.
    static long reverseHalvesInWords(long value) {
        return (value & 0x0000ffff0000ffffL) << 16 | value >>> 16 & 0x0000ffff0000ffffL;
    }

    /// The bits of each byte in reverse order.
    static long reverseBitsInBytes(long value) {
        return Long.reverse(Long.reverseBytes(value));
    }

    /// The bits 63:32 of the product of two unsigned words, sign-extended.
    static long mulhWordsUnsigned(long a, long b) {
        return (int) (zeroExtend(a) * zeroExtend(b) >>> 32);
    }

    // Division. The manual leaves x / 0 open; as in QEMU, the quotient is then x and the remainder 0. min / -1 overflows to min, remainder 0.

    static long divide(long a, long b) {
        return b == 0 ? a : a / b;
    }

    static long remainder(long a, long b) {
        return b == 0 ? 0 : a % b;
    }

    static long divideUnsigned(long a, long b) {
        return b == 0 ? a : Long.divideUnsigned(a, b);
    }

    static long remainderUnsigned(long a, long b) {
        return b == 0 ? 0 : Long.remainderUnsigned(a, b);
    }

    static long divideWords(long a, long b) {
        return (int) divide((int) a, (int) b);
    }

    static long remainderWords(long a, long b) {
        return remainder((int) a, (int) b);
    }

    static long divideWordsUnsigned(long a, long b) {
        return (int) divide(zeroExtend(a), zeroExtend(b));
    }

    static long remainderWordsUnsigned(long a, long b) {
        return (int) remainder(zeroExtend(a), zeroExtend(b));
    }

    static long and(long a, long b) {
        return a & b;
    }

    static long or(long a, long b) {
        return a | b;
    }

    static long xor(long a, long b) {
        return a ^ b;
    }

    static long maxUnsigned(long a, long b) {
        return below(a, b) ? b : a;
    }

    static long minUnsigned(long a, long b) {
        return below(a, b) ? a : b;
    }

    /// A running CRC-32 taken over the low `size` bytes of a message, without the inversions that protocols add before and after.
    static long crc(long running, long message, int size) {
        return crc((int) running, message, size, IEEE);
    }

    /// The same with CRC-32C.
    static long crcc(long running, long message, int size) {
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
