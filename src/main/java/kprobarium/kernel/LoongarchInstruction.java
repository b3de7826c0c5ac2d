package kprobarium.kernel;

/// `union loongarch_instruction`: the kernel's own view of an instruction word, format by format, with its opcodes and its class tests
/// (arch/loongarch/include/asm/inst.h).
///
/// This is a second description of the instruction set on purpose: the kernel reads instructions by these fields, and where that differs
/// from what the machine executes, a probe changes the program. Fields are C's `unsigned int`.
public final class LoongarchInstruction {
    public static final int LOONGARCH_INSN_SIZE = 4;
    public static final int BRK_BUG = 1, BRK_OVERFLOW = 6, BRK_DIVZERO = 7, BRK_KPROBE_BP = 10, BRK_KPROBE_SSTEPBP = 11;

    public static final int break_op = 0x54;
    public static final int b_op = 0x14, bl_op = 0x15;
    public static final int pcaddi_op = 0x0c, pcalau12i_op = 0x0d, pcaddu12i_op = 0x0e, pcaddu18i_op = 0x0f;
    public static final int beqz_op = 0x10, bnez_op = 0x11, bceqz_op = 0x12, bcnez_op = 0x12;
    public static final int llw_op = 0x20, scw_op = 0x21, lld_op = 0x22, scd_op = 0x23;
    public static final int jirl_op = 0x13, beq_op = 0x16, bne_op = 0x17, blt_op = 0x18, bge_op = 0x19, bltu_op = 0x1a, bgeu_op = 0x1b;
    public static final int amswapw_op = 0x70c0, ammindbdu_op = 0x70e3;
    public static final int scq_op = 0x70ae;
    public static final int llacqw_op = 0xe15e0, screlw_op = 0xe15e1, llacqd_op = 0xe15e2, screld_op = 0xe15e3;

    /// `break code`.
    public static int genBreak(int code) {
        return break_op << 15 | code;
    }

    public static int reg0i26Opcode(int insn) {
        return insn >>> 26;
    }

    public static int reg0i26ImmediateL(int insn) {
        return insn >>> 10 & 0xffff;
    }

    public static int reg0i26ImmediateH(int insn) {
        return insn & 0x3ff;
    }

    public static int reg1i20Opcode(int insn) {
        return insn >>> 25;
    }

    public static int reg1i20Immediate(int insn) {
        return insn >>> 5 & 0xfffff;
    }

    public static int reg1i20Rd(int insn) {
        return insn & 0x1f;
    }

    public static int reg1i21Opcode(int insn) {
        return insn >>> 26;
    }

    public static int reg1i21ImmediateL(int insn) {
        return insn >>> 10 & 0xffff;
    }

    public static int reg1i21ImmediateH(int insn) {
        return insn & 0x1f;
    }

    public static int reg1i21Rj(int insn) {
        return insn >>> 5 & 0x1f;
    }

    public static int reg2Opcode(int insn) {
        return insn >>> 10;
    }

    public static int reg2i14Opcode(int insn) {
        return insn >>> 24;
    }

    public static int reg2i16Opcode(int insn) {
        return insn >>> 26;
    }

    public static int reg2i16Immediate(int insn) {
        return insn >>> 10 & 0xffff;
    }

    public static int reg2i16Rj(int insn) {
        return insn >>> 5 & 0x1f;
    }

    public static int reg2i16Rd(int insn) {
        return insn & 0x1f;
    }

    public static int reg3Opcode(int insn) {
        return insn >>> 15;
    }

    /// `is_branch_ins()`: the six opcode bits from beqz to bgeu. bceqz and bcnez are between them.
    public static boolean isBranchIns(int insn) {
        return reg1i21Opcode(insn) >= beqz_op && reg1i21Opcode(insn) <= bgeu_op;
    }

    /// `is_pc_ins()`.
    public static boolean isPcIns(int insn) {
        return reg1i20Opcode(insn) >= pcaddi_op && reg1i20Opcode(insn) <= pcaddu18i_op;
    }

    /// `sign_extended()`: bit `idx` is the sign.
    public static long signExtended(long val, int idx) {
        if ((val & 1L << idx) != 0) return ~((1L << idx + 1) - 1) | val;
        else return (1L << idx + 1) - 1 & val;
    }

    /// An `unsigned int` where C promotes it to `unsigned long`.
    public static long ulong(int unsigned) {
        return Integer.toUnsignedLong(unsigned);
    }

    private LoongarchInstruction() {}
}
