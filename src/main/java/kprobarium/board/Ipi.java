package kprobarium.board;

/// Interrupts from core to core, and four mailboxes a core: IOCSR 0x1000 to 0x103f of each.
final class Ipi {
    static final int FIRST = 0x1000, END = 0x1040;
    /// Bit of `ESTAT.IS`.
    static final int LINE = 12;
    private static final int STATUS = 0x1000, ENABLE = 0x1004, SET = 0x1008, CLEAR = 0x100c, MAILBOXES = 0x1020;

    private final int[] status;
    private final int[] enable;
    private final Registers[] mailboxes;
    private final Line.ToCpu lines;

    Ipi(int cpus, Line.ToCpu lines) {
        this.lines = lines;
        status = new int[cpus];
        enable = new int[cpus];
        mailboxes = new Registers[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) mailboxes[cpu] = new Registers(END - MAILBOXES);
    }

    long read(int cpu, int at, int size) {
        return switch (at) {
            case STATUS -> status[cpu] & 0xffff_ffffL;
            case ENABLE -> enable[cpu] & 0xffff_ffffL;
            default -> at >= MAILBOXES ? mailboxes[cpu].read(at - MAILBOXES, size) : 0;
        };
    }

    void write(int cpu, int at, int size, long value) {
        switch (at) {
            case ENABLE -> enable[cpu] = (int) value;
            case SET -> status[cpu] |= (int) value;
            case CLEAR -> status[cpu] &= ~(int) value;
            default -> {
                if (at >= MAILBOXES) mailboxes[cpu].write(at - MAILBOXES, size, value);
            }
        }
        lines.level(cpu, LINE, (status[cpu] & enable[cpu]) != 0);
    }

    /// Raises bit `vector` of a core's status.
    void send(int cpu, int vector) {
        write(cpu, SET, 4, 1L << vector);
    }

    /// Lets all of a core's interrupts through.
    void enable(int cpu) {
        write(cpu, ENABLE, 4, -1);
    }

    /// Takes all of a core's interrupts back.
    void clear(int cpu) {
        write(cpu, CLEAR, 4, -1);
    }

    /// Mailbox 0.
    long mailbox(int cpu) {
        return mailboxes[cpu].read(0, 8);
    }

    /// Writes half of a mailbox: 2 * box, and one more for the upper one.
    void mail(int cpu, int half, int value) {
        mailboxes[cpu].write(4 * half, 4, value);
    }
}
