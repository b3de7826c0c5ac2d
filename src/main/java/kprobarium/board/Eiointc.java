package kprobarium.board;

/// The extended I/O interrupt controller: 256 vectors, each routed to a core and there, in groups of 32, to a hardware interrupt line.
///
/// A vector that rises is latched until the core writes a one to it, or until it falls.
final class Eiointc {
    static final int FIRST = 0x14a0, END = 0x1d00, VECTORS = 256;
    private static final int GROUPS = 0x14c0, ENABLE = 0x1600, PENDING = 0x1800, PENDING_END = 0x1820, CORES = 0x1c00;
    private static final int LINES = 4, FIRST_LINE = 2;

    private final Registers registers = new Registers(END - FIRST);
    private final Line.ToCpu lines;
    private final int cpus;
    private final long[] inputs = new long[VECTORS / 64];
    private final long[] latched = new long[VECTORS / 64];

    Eiointc(int cpus, Line.ToCpu lines) {
        this.cpus = cpus;
        this.lines = lines;
    }

    void level(int vector, boolean high) {
        long bit = 1L << (vector & 63);
        int word = vector >>> 6;
        if (high && (inputs[word] & bit) == 0) latched[word] |= bit;
        if (!high) latched[word] &= ~bit;
        inputs[word] = high ? inputs[word] | bit : inputs[word] & ~bit;
        drive();
    }

    /// As core `cpu` reads it.
    long read(int cpu, int at, int size) {
        if (at < PENDING || at >= PENDING_END) return registers.read(at - FIRST, size);
        return pending(cpu, at - PENDING >>> 3) >>> 8 * (at & 7);
    }

    void write(int cpu, int at, int size, long value) {
        if (at < PENDING || at >= PENDING_END) {
            registers.write(at - FIRST, size, value);
        } else {
            int word = at - PENDING >>> 3;
            long unused = size == 8 ? 0 : -1L << 8 * size;
            latched[word] &= ~((value & ~unused) << 8 * (at & 7) & pending(cpu, word));
        }
        drive();
    }

    private long pending(int cpu, int word) {
        long found = 0;
        for (long rest = active(word); rest != 0; rest &= rest - 1) {
            if (core(64 * word + Long.numberOfTrailingZeros(rest)) == cpu) found |= Long.lowestOneBit(rest);
        }
        return found;
    }

    private long active(int word) {
        return latched[word] & registers.read(ENABLE - FIRST + 8 * word, 8);
    }

    /// The low four bits name cores; without any, core 0.
    private int core(int vector) {
        int named = (int) registers.read(CORES - FIRST + vector, 1) & 0xf;
        return named == 0 ? 0 : Integer.numberOfTrailingZeros(named);
    }

    private int line(int vector) {
        int named = (int) registers.read(GROUPS - FIRST + vector / 32, 1) & 0xf;
        return named == 0 ? 0 : Integer.numberOfTrailingZeros(named);
    }

    private void drive() {
        int[] high = new int[cpus];
        for (int word = 0; word < latched.length; word++) {
            for (long rest = active(word); rest != 0; rest &= rest - 1) {
                int vector = 64 * word + Long.numberOfTrailingZeros(rest);
                if (core(vector) < cpus) high[core(vector)] |= 1 << line(vector);
            }
        }
        for (int cpu = 0; cpu < cpus; cpu++) {
            for (int line = 0; line < LINES; line++) lines.level(cpu, FIRST_LINE + line, (high[cpu] >>> line & 1) != 0);
        }
    }
}
