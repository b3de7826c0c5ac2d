package kprobarium.board;

/// A range of device registers that hold what is written to them, in bytes, to be read and written in any size.
final class Registers {
    private final byte[] bytes;

    Registers(int size) {
        bytes = new byte[size];
    }

    /// What lies beyond the end reads 0.
    long read(int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) value = value << 8 | (at + i < bytes.length ? bytes[at + i] & 0xff : 0);
        return value;
    }

    void write(int at, int size, long value) {
        for (int i = 0; i < size && at + i < bytes.length; i++) bytes[at + i] = (byte) (value >>> 8 * i);
    }
}
