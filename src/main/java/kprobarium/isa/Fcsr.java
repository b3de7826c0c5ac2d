package kprobarium.isa;

/// `FCSR0`, the floating point control and status register: enables in bits 4:0, the rounding mode in 9:8, flags in 20:16 and causes in
/// 28:24.
///
/// Causes are those of the last instruction that could have any; flags add up. Each group has a bit for every [floating point
/// exception][#V]. `FCSR1` to `FCSR3` are views of enables, of flags with causes, and of the rounding mode.
public final class Fcsr {
    /// Inexact.
    static final int I = 1;
    /// Underflow.
    static final int U = 2;
    /// Overflow.
    static final int O = 4;
    /// Division by zero.
    static final int Z = 8;
    /// Invalid operation.
    static final int V = 16;

    static final int NEAREST = 0;
    static final int ZERO = 1;
    static final int UP = 2;
    static final int DOWN = 3;
    /// The mode of the register itself.
    static final int CURRENT = -1;

    static final int ENABLES = 0x1f;
    static final int MODE = 0x300;
    static final int FLAGS = 0x1f0000;
    static final int CAUSES = 0x1f000000;
    private static final int MODE_AT = 8;
    private static final int FLAGS_AT = 16;
    private static final int CAUSES_AT = 24;
    static final int INEXACT = I << FLAGS_AT | I << CAUSES_AT;

    private Fcsr() {
    }

    /// What a CPU gets that reads one of the four registers.
    public static int read(CpuPort c, int number) {
        return c.fcsr() & view(number);
    }

    public static void write(CpuPort c, int number, long value) {
        c.fcsr(c.fcsr() & ~view(number) | (int) value & view(number));
    }

    private static int view(int number) {
        return switch (number) {
            case 1 -> ENABLES;
            case 2 -> FLAGS | CAUSES;
            case 3 -> MODE;
            default -> ENABLES | MODE | FLAGS | CAUSES;
        };
    }

    public static int mode(CpuPort c) {
        return (c.fcsr() & MODE) >>> MODE_AT;
    }

    /// Ends an instruction that raised some exceptions, or none: they are its causes, and either flags or, if one is enabled, a trap.
    public static long done(CpuPort c, int raised, long result) {
        int old = c.fcsr();
        int now = old & ~CAUSES | raised << CAUSES_AT;
        if ((old & ENABLES & raised) != 0) {
            c.fcsr(now);
            c.trap(Ecode.FPE);
            return result;
        }
        now |= raised << FLAGS_AT;
        if (now != old) {
            c.fcsr(now);
        }
        return result;
    }
}
