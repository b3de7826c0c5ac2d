package kprobarium.board;

import java.util.function.IntConsumer;

/// An ns16550 serial port whose transmitter is always ready at once, and which nobody sends anything to.
final class Uart {
    static final int SIZE = 8;
    private static final int THR = 0, IER = 1, IIR = 2, LCR = 3, MCR = 4, LSR = 5, MSR = 6, SCR = 7;
    private static final int IER_THRI = 1 << 1, LCR_DLAB = 1 << 7, FCR_ENABLE = 1;
    private static final int IIR_NONE = 1, IIR_THRI = 2, IIR_FIFO = 0xc0;
    private static final int LSR_READY = 0x60, MSR_LINES = 0xb0;

    private final IntConsumer sink;
    private final Line line;
    private final int number;
    private int ier;
    private int lcr;
    private int mcr;
    private int fcr;
    private int scratch;
    private int divisor = 12;
    private boolean emptied;

    /// What is transmitted goes to `sink`, byte by byte.
    Uart(IntConsumer sink, Line line, int number) {
        this.sink = sink;
        this.line = line;
        this.number = number;
    }

    int read(int register) {
        return switch (register) {
            case THR -> dlab() ? divisor & 0xff : 0;
            case IER -> dlab() ? divisor >>> 8 : ier;
            case IIR -> identify();
            case LCR -> lcr;
            case MCR -> mcr;
            case LSR -> LSR_READY;
            case MSR -> MSR_LINES;
            case SCR -> scratch;
            default -> 0;
        };
    }

    /// Says which interrupt is pending, and takes back that of the transmitter.
    private int identify() {
        int fifo = (fcr & FCR_ENABLE) != 0 ? IIR_FIFO : 0;
        if (!asks()) return fifo | IIR_NONE;
        emptied = false;
        drive();
        return fifo | IIR_THRI;
    }

    void write(int register, int value) {
        switch (register) {
            case THR -> {
                if (dlab()) divisor = divisor & 0xff00 | value;
                else transmit(value);
            }
            case IER -> {
                if (dlab()) divisor = value << 8 | divisor & 0xff;
                else enable(value & 0xf);
            }
            case IIR -> fcr = value;
            case LCR -> lcr = value;
            case MCR -> mcr = value & 0x1f;
            case SCR -> scratch = value;
            default -> {}
        }
    }

    /// The byte is on its way and the transmitter empty again: the line goes low and high, so that a chip behind it sees a new interrupt.
    private void transmit(int value) {
        emptied = false;
        drive();
        sink.accept(value);
        emptied = true;
        drive();
    }

    /// A transmitter that is empty asks once when it is allowed to.
    private void enable(int value) {
        boolean changed = ((ier ^ value) & IER_THRI) != 0;
        ier = value;
        if (changed) emptied = (ier & IER_THRI) != 0;
        drive();
    }

    private boolean asks() {
        return emptied && (ier & IER_THRI) != 0;
    }

    private void drive() {
        line.level(number, asks());
    }

    private boolean dlab() {
        return (lcr & LCR_DLAB) != 0;
    }
}
