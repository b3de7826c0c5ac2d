package kprobarium.board;

import java.util.function.IntConsumer;

/// What lies beside memory: the devices at their physical addresses, and those that each core reaches as IOCSR.
///
/// Where there is nothing, reads are 0 and writes lost; both are counted.
final class Devices {
    static final long UART = 0x1fe0_01e0L, PCH_PIC = 0x1000_0000L, SLEEP_CONTROL = 0x100e_001cL;
    /// The pin that the serial port is wired to.
    static final int UART_PIN = 2;
    /// Sleep type 5 and sleep enable: power off.
    private static final int OFF = 0x34;

    private static final int FEATURES = 0x8, VENDOR = 0x10, CPU_NAME = 0x20, MISC_FUNC = 0x420;
    private static final int IPI_SEND = 0x1040, MAIL_SEND = 0x1048, ANY_SEND = 0x1158;
    /// Message interrupts, extended I/O interrupts, IPI by IOCSR.
    private static final long HAS_MSI_EXTIOI_IPI = 0x1c;
    private static final long EXTIOI_ENABLED = 1L << 48;

    private final int cpus;
    private final Uart uart;
    private final PchPic pic;
    private final Eiointc eiointc;
    private final Ipi ipi;
    private long miscFunc = EXTIOI_ENABLED;
    private boolean off;
    private long lost;

    Devices(int cpus, IntConsumer console, Line.ToCpu lines) {
        this.cpus = cpus;
        eiointc = new Eiointc(cpus, lines);
        ipi = new Ipi(cpus, lines);
        pic = new PchPic(eiointc::level);
        uart = new Uart(console, pic::level, UART_PIN);
    }

    /// Whether the switch has been used.
    boolean isOff() {
        return off;
    }

    /// How many accesses reached nothing.
    long lost() {
        return lost;
    }

    Ipi ipi() {
        return ipi;
    }

    long read(long address, int size) {
        if (isWithin(address, UART, Uart.SIZE)) return uart.read((int) (address - UART));
        if (isWithin(address, PCH_PIC, PchPic.SIZE)) return cut(pic.read((int) (address - PCH_PIC), size), size);
        if (address != SLEEP_CONTROL) lost++;
        return 0;
    }

    void write(long address, int size, long value) {
        if (isWithin(address, UART, Uart.SIZE)) {
            uart.write((int) (address - UART), (int) value & 0xff);
        } else if (isWithin(address, PCH_PIC, PchPic.SIZE)) {
            pic.write((int) (address - PCH_PIC), size, value);
        } else if (address == SLEEP_CONTROL) {
            off |= (value & 0xff) == OFF;
        } else {
            lost++;
        }
    }

    /// As core `cpu` reads it.
    long iocsrRead(int cpu, long address, int size) {
        if (isWithin(address, Ipi.FIRST, Ipi.END - Ipi.FIRST)) return cut(ipi.read(cpu, (int) address, size), size);
        if (isWithin(address, Eiointc.FIRST, Eiointc.END - Eiointc.FIRST)) {
            return cut(eiointc.read(cpu, (int) address, size), size);
        }
        long word = switch ((int) address & ~7) {
            case FEATURES -> HAS_MSI_EXTIOI_IPI;
            case VENDOR -> ascii("Loongson");
            case CPU_NAME -> ascii("3A5000");
            case MISC_FUNC -> miscFunc;
            default -> {
                lost++;
                yield 0;
            }
        };
        return cut(word >>> 8 * (address & 7), size);
    }

    void iocsrWrite(int cpu, long address, int size, long value) {
        if (isWithin(address, Ipi.FIRST, Ipi.END - Ipi.FIRST)) {
            ipi.write(cpu, (int) address, size, value);
        } else if (isWithin(address, Eiointc.FIRST, Eiointc.END - Eiointc.FIRST)) {
            eiointc.write(cpu, (int) address, size, value);
        } else if (address == IPI_SEND) {
            if (target(value) < cpus) ipi.send(target(value), (int) value & 31);
        } else if (address == MAIL_SEND) {
            if (target(value) < cpus) ipi.mail(target(value), (int) value >>> 2 & 7, (int) (value >>> 32));
        } else if (address == ANY_SEND) {
            if (target(value) < cpus) writeAny(target(value), (int) value, (int) (value >>> 32));
        } else if (address == MISC_FUNC) {
            miscFunc = value;
        } else {
            lost++;
        }
    }

    /// Writes a word of another core's IOCSR, but for the bytes that a mask leaves out.
    private void writeAny(int core, int command, int data) {
        int address = command & 0xffff;
        int left = command >>> 27 & 0xf;
        if (left == 0) {
            iocsrWrite(core, address, 4, data & 0xffff_ffffL);
            return;
        }
        for (int i = 0; i < 4; i++) if ((left >>> i & 1) == 0) iocsrWrite(core, address + i, 1, data >>> 8 * i & 0xff);
    }

    private static int target(long command) {
        return (int) (command >>> 16) & 0x3ff;
    }

    private static boolean isWithin(long address, long first, int size) {
        return address >= first && address < first + size;
    }

    private static long ascii(String name) {
        long word = 0;
        for (int i = name.length() - 1; i >= 0; i--) word = word << 8 | name.charAt(i);
        return word;
    }

    private static long cut(long value, int size) {
        return size == 8 ? value : value & (1L << 8 * size) - 1;
    }
}
