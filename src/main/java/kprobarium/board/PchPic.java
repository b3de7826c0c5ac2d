package kprobarium.board;

/// The interrupt controller of the 7A1000 bridge: 64 pins, each sent on as an interrupt vector.
final class PchPic {
    static final int SIZE = 0x400, PINS = 64;
    private static final int ID = 0x00, MASK = 0x20, MESSAGES = 0x40, EDGE = 0x60, CLEAR = 0x80, ROUTE = 0x100, VECTOR = 0x200;
    private static final int REQUEST = 0x380, IN_SERVICE = 0x3a0, POLARITY = 0x3e0;
    /// The version, and in the upper half how many pins there are, less one.
    private static final long IDENTIFICATION = 0x003f_0001_0700_0000L;

    private final Registers registers = new Registers(SIZE);
    private final Line vectors;
    /// The pins as they are, and those that have risen and wait for an acknowledgement.
    private long pins;
    private long risen;
    /// What has been sent on as high.
    private long sent;

    PchPic(Line vectors) {
        this.vectors = vectors;
        registers.write(MASK, 8, -1);
        for (int pin = 0; pin < PINS; pin++) registers.write(ROUTE + pin, 1, 1);
    }

    void level(int pin, boolean high) {
        long bit = 1L << pin;
        boolean inverted = (registers.read(POLARITY, 8) & bit) != 0;
        long before = pins;
        pins = high != inverted ? pins | bit : pins & ~bit;
        risen |= pins & ~before;
        send();
    }

    long read(int at, int size) {
        int register = at & -8;
        return switch (register) {
            case ID -> IDENTIFICATION >>> 8 * (at & 7);
            case REQUEST -> requests() >>> 8 * (at & 7);
            case IN_SERVICE -> sent >>> 8 * (at & 7);
            default -> registers.read(at, size);
        };
    }

    void write(int at, int size, long value) {
        int register = at & -8;
        switch (register) {
            case ID, REQUEST, IN_SERVICE -> {}
            case CLEAR -> {
                long unused = size == 8 ? 0 : -1L << 8 * size;
                risen &= ~((value & ~unused) << 8 * (at & 7));
            }
            default -> registers.write(at, size, value);
        }
        send();
    }

    private long requests() {
        long edge = registers.read(EDGE, 8);
        return risen & edge | pins & ~edge;
    }

    /// Lines that fall are told first, so that two pins may share a vector in turn.
    private void send() {
        long now = requests() & ~registers.read(MASK, 8) & registers.read(MESSAGES, 8);
        long fallen = sent & ~now;
        long up = now & ~sent;
        sent = now;
        for (long rest = fallen; rest != 0; rest &= rest - 1) tell(Long.numberOfTrailingZeros(rest), false);
        for (long rest = up; rest != 0; rest &= rest - 1) tell(Long.numberOfTrailingZeros(rest), true);
    }

    private void tell(int pin, boolean high) {
        vectors.level((int) registers.read(VECTOR + pin, 1), high);
    }
}
