package kprobarium.isa;

import java.util.Locale;

/// A part of an address, as an operand names it: `%pc_hi20(foo)`. Names and meanings are those of the ELF ABI, but for the two `call36`
/// parts, which there are one.
enum Relocation {
    /// Bits 31:12 of an address.
    ABS_HI20(20),
    /// Bits 11:0.
    ABS_LO12(12),
    /// Bits 51:32.
    ABS64_LO20(20),
    /// Bits 63:52.
    ABS64_HI12(12),
    /// The distance in pages from the page of this instruction, rounded so that [#PC_LO12] fits.
    PC_HI20(20),
    PC_LO12(12),
    /// The distance from this instruction in instructions.
    PCREL_20(20),
    /// The distance from this instruction in units of 256 KiB, rounded so that [#CALL36_LO16] of the next instruction fits.
    CALL36_HI20(20),
    CALL36_LO16(16);

    private final int width;

    Relocation(int width) {
        this.width = width;
    }

    /// In bits: the field must be as wide.
    int width() {
        return width;
    }

    /// `%pc_hi20`.
    String text() {
        return "%" + name().toLowerCase(Locale.ROOT);
    }

    /// The field's bits for a target, in the low bits.
    int bits(long target, long pc) {
        return (int) switch (this) {
            case ABS_HI20 -> target >> 12;
            case ABS_LO12, PC_LO12 -> target;
            case ABS64_LO20 -> target >> 32;
            case ABS64_HI12 -> target >> 52;
            case PC_HI20 -> pages(target, pc);
            case PCREL_20 -> target - pc >> 2;
            case CALL36_HI20 -> quarterMegabytes(target, pc);
            case CALL36_LO16 -> target - (pc - 4) >> 2;
        };
    }

    /// Whether a target is within reach.
    boolean reaches(long target, long pc) {
        return switch (this) {
            case ABS_HI20, ABS_LO12, ABS64_LO20, ABS64_HI12, PC_LO12, CALL36_LO16 -> true;
            case PC_HI20 -> fits(pages(target, pc));
            case PCREL_20 -> fits(target - pc >> 2) && (target - pc & 3) == 0;
            case CALL36_HI20 -> fits(quarterMegabytes(target, pc)) && (target - pc & 3) == 0;
        };
    }

    private static long pages(long target, long pc) {
        return (target + 0x800 >> 12) - (pc >> 12);
    }

    private static long quarterMegabytes(long target, long pc) {
        return target - pc + 0x20000 >> 18;
    }

    private boolean fits(long value) {
        return value == value << 64 - width >> 64 - width;
    }
}
