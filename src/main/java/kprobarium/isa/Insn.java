package kprobarium.isa;

import static java.lang.Integer.reverse;
import static java.lang.Long.reverse;
import static java.lang.Long.reverseBytes;
import static kprobarium.isa.Bits.*;
import static kprobarium.isa.Ecode.*;
import static kprobarium.isa.Effects.*;
import static kprobarium.isa.Fcsr.*;
import static kprobarium.isa.Fp.*;

import java.util.Set;

/// The instruction table: one row an instruction, and everything else about instructions is read from it.
///
/// A row has four columns.
///
/// 1. **Encoding**, most significant bit first: fixed bits and fields, 32 bits together. A field's width and place are its [Operand]'s;
///    one that stands in pieces is written `offs21[15:0] … offs21[20:16]`. `rj>=2` and `msbw>=lsbw` bound what fields hold: other words
///    are other instructions, or none.
/// 2. **Assembly**, as LLVM writes it. What stands for `sa2+1` is one more than the field holds, for `si14<<2` four times as much.
/// 3. **Semantics**, with `c` the CPU and `o` the decoded word: `o.rj(c)` is a register's value, `o.rd(c, …)` sets one, `o.si12()` is a
///    field's value, sign-extended; offsets are in bytes. An `int` is a word, and Java sign-extends it to 64 bits, as the manual does.
/// 4. **What it does**, for people.
///
/// So `ADDI_D("0000001011 si12 rj rd", "addi.d rd, rj, si12", (c, o) -> o.rd(c, o.rj(c) + o.si12()), "Add")` says: ten fixed bits, a signed
/// immediate of twelve and two registers; written `addi.d $a0, $a1, -16`; `rd` becomes `rj` plus the immediate.
///
/// A row whose bits do not add up to a word fails at class load, one whose columns name different fields or whose address is no known sum
/// as soon as it is asked about; it names itself. What a row touches is not written but found by watching its semantics ([Rehearsal]).
/// Sections are the manual's.
public enum Insn implements Row {
    // @formatter:off

    // Arithmetic operation
    ADD_W  ("00000000000100000 rk rj rd", "add.w   rd, rj, rk", (c, o) -> o.rd(c, (int) (o.rj(c) + o.rk(c))),      "Add words"),
    ADD_D  ("00000000000100001 rk rj rd", "add.d   rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) + o.rk(c)),              "Add"),
    SUB_W  ("00000000000100010 rk rj rd", "sub.w   rd, rj, rk", (c, o) -> o.rd(c, (int) (o.rj(c) - o.rk(c))),      "Subtract words"),
    SUB_D  ("00000000000100011 rk rj rd", "sub.d   rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) - o.rk(c)),              "Subtract"),
    SLT    ("00000000000100100 rk rj rd", "slt     rd, rj, rk", (c, o) -> o.rd(c, less(o.rj(c), o.rk(c))),         "Set if less, signed"),
    SLTU   ("00000000000100101 rk rj rd", "sltu    rd, rj, rk", (c, o) -> o.rd(c, lessUnsigned(o.rj(c), o.rk(c))), "Set if less, unsigned"),
    MASKEQZ("00000000000100110 rk rj rd", "maskeqz rd, rj, rk", (c, o) -> o.rd(c, o.rk(c) == 0 ? 0 : o.rj(c)),     "Mask if zero"),
    MASKNEZ("00000000000100111 rk rj rd", "masknez rd, rj, rk", (c, o) -> o.rd(c, o.rk(c) != 0 ? 0 : o.rj(c)),     "Mask if not zero"),
    NOR    ("00000000000101000 rk rj rd", "nor     rd, rj, rk", (c, o) -> o.rd(c, ~(o.rj(c) | o.rk(c))),           "Not or"),
    AND    ("00000000000101001 rk rj rd", "and     rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) & o.rk(c)),              "And"),
    OR     ("00000000000101010 rk rj rd", "or      rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) | o.rk(c)),              "Or"),
    XOR    ("00000000000101011 rk rj rd", "xor     rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) ^ o.rk(c)),              "Exclusive or"),
    ORN    ("00000000000101100 rk rj rd", "orn     rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) | ~o.rk(c)),             "Or complement"),
    ANDN   ("00000000000101101 rk rj rd", "andn    rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) & ~o.rk(c)),             "And complement"),

    ALSL_W ("000000000000010 sa2 rk rj rd", "alsl.w  rd, rj, rk, sa2+1", (c, o) -> o.rd(c, (int) alsl(c, o)),     "Shift, add words"),
    ALSL_WU("000000000000011 sa2 rk rj rd", "alsl.wu rd, rj, rk, sa2+1", (c, o) -> o.rd(c, unsigned(alsl(c, o))), "Shift, add unsigned"),
    ALSL_D ("000000000010110 sa2 rk rj rd", "alsl.d  rd, rj, rk, sa2+1", (c, o) -> o.rd(c, alsl(c, o)),           "Shift, add"),

    SLTI   ("0000001000 si12 rj rd", "slti    rd, rj, si12", (c, o) -> o.rd(c, less(o.rj(c), o.si12())),           "Set if less, signed"),
    SLTUI  ("0000001001 si12 rj rd", "sltui   rd, rj, si12", (c, o) -> o.rd(c, lessUnsigned(o.rj(c), o.si12())),   "Set if less, unsigned"),
    ADDI_W ("0000001010 si12 rj rd", "addi.w  rd, rj, si12", (c, o) -> o.rd(c, (int) (o.rj(c) + o.si12())),        "Add words"),
    ADDI_D ("0000001011 si12 rj rd", "addi.d  rd, rj, si12", (c, o) -> o.rd(c, o.rj(c) + o.si12()),                "Add"),
    LU52I_D("0000001100 si12 rj rd", "lu52i.d rd, rj, si12", (c, o) -> o.rd(c, insert(o.rj(c), o.si12(), 63, 52)), "Replace bits 63:52"),
    ANDI   ("0000001101 ui12 rj rd", "andi    rd, rj, ui12", (c, o) -> o.rd(c, o.rj(c) & o.ui12()),                "And"),
    ORI    ("0000001110 ui12 rj rd", "ori     rd, rj, ui12", (c, o) -> o.rd(c, o.rj(c) | o.ui12()),                "Or"),
    XORI   ("0000001111 ui12 rj rd", "xori    rd, rj, ui12", (c, o) -> o.rd(c, o.rj(c) ^ o.ui12()),                "Exclusive or"),

    ADDU16I_D("000100 si16 rj rd", "addu16i.d rd, rj, si16", (c, o) -> o.rd(c, o.rj(c) + (o.si16() << 16)),          "Add units of 64 KiB"),
    LU12I_W  ("0001010 si20 rd",   "lu12i.w   rd, si20",     (c, o) -> o.rd(c, o.si20() << 12),                      "Bits 31:12"),
    LU32I_D  ("0001011 si20 rd",   "lu32i.d   rd, si20",     (c, o) -> o.rd(c, insert(o.rd(c), o.si20(), 63, 32)),   "Replace bits 63:32"),
    PCADDI   ("0001100 si20 rd",   "pcaddi    rd, si20",     (c, o) -> o.rd(c, c.pc() + (o.si20() << 2)),            "pc + si20 words"),
    PCALAU12I("0001101 si20 rd",   "pcalau12i rd, si20",     (c, o) -> o.rd(c, c.pc() + (o.si20() << 12) & ~0xfffL), "Page near pc"),
    PCADDU12I("0001110 si20 rd",   "pcaddu12i rd, si20",     (c, o) -> o.rd(c, c.pc() + (o.si20() << 12)),           "pc + si20 pages"),
    PCADDU18I("0001111 si20 rd",   "pcaddu18i rd, si20",     (c, o) -> o.rd(c, c.pc() + ((long) o.si20() << 18)),    "pc + si20 * 256 KiB"),

    MUL_W    ("00000000000111000 rk rj rd", "mul.w     rd, rj, rk", (c, o) -> o.rd(c, (int) (o.rj(c) * o.rk(c))), "Product, low word"),
    MULH_W   ("00000000000111001 rk rj rd", "mulh.w    rd, rj, rk", (c, o) -> o.rd(c, mulhw(o.rj(c), o.rk(c))),   "Product, high word"),
    MULH_WU  ("00000000000111010 rk rj rd", "mulh.wu   rd, rj, rk", (c, o) -> o.rd(c, mulhwu(o.rj(c), o.rk(c))),  "High word, unsigned"),
    MUL_D    ("00000000000111011 rk rj rd", "mul.d     rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) * o.rk(c)),         "Product, low half"),
    MULH_D   ("00000000000111100 rk rj rd", "mulh.d    rd, rj, rk", (c, o) -> o.rd(c, mulh(o.rj(c), o.rk(c))),    "Product, high half"),
    MULH_DU  ("00000000000111101 rk rj rd", "mulh.du   rd, rj, rk", (c, o) -> o.rd(c, mulhu(o.rj(c), o.rk(c))),   "High half, unsigned"),
    MULW_D_W ("00000000000111110 rk rj rd", "mulw.d.w  rd, rj, rk", (c, o) -> o.rd(c, mulw(o.rj(c), o.rk(c))),    "Product of words"),
    MULW_D_WU("00000000000111111 rk rj rd", "mulw.d.wu rd, rj, rk", (c, o) -> o.rd(c, mulwu(o.rj(c), o.rk(c))),   "Product, unsigned"),

    DIV_W ("00000000001000000 rk rj rd", "div.w  rd, rj, rk", (c, o) -> o.rd(c, divw(o.rj(c), o.rk(c))),  "Quotient of words"),
    MOD_W ("00000000001000001 rk rj rd", "mod.w  rd, rj, rk", (c, o) -> o.rd(c, modw(o.rj(c), o.rk(c))),  "Remainder of words"),
    DIV_WU("00000000001000010 rk rj rd", "div.wu rd, rj, rk", (c, o) -> o.rd(c, divwu(o.rj(c), o.rk(c))), "Quotient of words, unsigned"),
    MOD_WU("00000000001000011 rk rj rd", "mod.wu rd, rj, rk", (c, o) -> o.rd(c, modwu(o.rj(c), o.rk(c))), "Remainder of words, unsigned"),
    DIV_D ("00000000001000100 rk rj rd", "div.d  rd, rj, rk", (c, o) -> o.rd(c, div(o.rj(c), o.rk(c))),   "Quotient"),
    MOD_D ("00000000001000101 rk rj rd", "mod.d  rd, rj, rk", (c, o) -> o.rd(c, mod(o.rj(c), o.rk(c))),   "Remainder"),
    DIV_DU("00000000001000110 rk rj rd", "div.du rd, rj, rk", (c, o) -> o.rd(c, divu(o.rj(c), o.rk(c))),  "Quotient, unsigned"),
    MOD_DU("00000000001000111 rk rj rd", "mod.du rd, rj, rk", (c, o) -> o.rd(c, modu(o.rj(c), o.rk(c))),  "Remainder, unsigned"),

    // Bit-shift
    SLL_W ("00000000000101110 rk rj rd", "sll.w  rd, rj, rk", (c, o) -> o.rd(c, (int) o.rj(c) << o.rk(c)),  "Shift word left"),
    SRL_W ("00000000000101111 rk rj rd", "srl.w  rd, rj, rk", (c, o) -> o.rd(c, (int) o.rj(c) >>> o.rk(c)), "Shift word right"),
    SRA_W ("00000000000110000 rk rj rd", "sra.w  rd, rj, rk", (c, o) -> o.rd(c, (int) o.rj(c) >> o.rk(c)),  "Shift word right, signed"),
    SLL_D ("00000000000110001 rk rj rd", "sll.d  rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) << o.rk(c)),        "Shift left"),
    SRL_D ("00000000000110010 rk rj rd", "srl.d  rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) >>> o.rk(c)),       "Shift right"),
    SRA_D ("00000000000110011 rk rj rd", "sra.d  rd, rj, rk", (c, o) -> o.rd(c, o.rj(c) >> o.rk(c)),        "Shift right, signed"),
    ROTR_W("00000000000110110 rk rj rd", "rotr.w rd, rj, rk", (c, o) -> o.rd(c, rotrw(o.rj(c), o.rk(c))),   "Rotate word right"),
    ROTR_D("00000000000110111 rk rj rd", "rotr.d rd, rj, rk", (c, o) -> o.rd(c, rotr(o.rj(c), o.rk(c))),    "Rotate right"),

    SLLI_W ("00000000010000001 ui5 rj rd", "slli.w  rd, rj, ui5", (c, o) -> o.rd(c, (int) o.rj(c) << o.ui5()),  "Shift word left"),
    SLLI_D ("0000000001000001 ui6 rj rd",  "slli.d  rd, rj, ui6", (c, o) -> o.rd(c, o.rj(c) << o.ui6()),        "Shift left"),
    SRLI_W ("00000000010001001 ui5 rj rd", "srli.w  rd, rj, ui5", (c, o) -> o.rd(c, (int) o.rj(c) >>> o.ui5()), "Shift word right"),
    SRLI_D ("0000000001000101 ui6 rj rd",  "srli.d  rd, rj, ui6", (c, o) -> o.rd(c, o.rj(c) >>> o.ui6()),       "Shift right"),
    SRAI_W ("00000000010010001 ui5 rj rd", "srai.w  rd, rj, ui5", (c, o) -> o.rd(c, (int) o.rj(c) >> o.ui5()),  "Shift word right, signed"),
    SRAI_D ("0000000001001001 ui6 rj rd",  "srai.d  rd, rj, ui6", (c, o) -> o.rd(c, o.rj(c) >> o.ui6()),        "Shift right, signed"),
    ROTRI_W("00000000010011001 ui5 rj rd", "rotri.w rd, rj, ui5", (c, o) -> o.rd(c, rotrw(o.rj(c), o.ui5())),   "Rotate word right"),
    ROTRI_D("0000000001001101 ui6 rj rd",  "rotri.d rd, rj, ui6", (c, o) -> o.rd(c, rotr(o.rj(c), o.ui6())),    "Rotate right"),

    // Bit-manipulation
    EXT_W_H("0000000000000000010110 rj rd", "ext.w.h rd, rj", (c, o) -> o.rd(c, (short) o.rj(c)), "Sign-extend halfword"),
    EXT_W_B("0000000000000000010111 rj rd", "ext.w.b rd, rj", (c, o) -> o.rd(c, (byte) o.rj(c)),  "Sign-extend byte"),

    CLO_W("0000000000000000000100 rj rd", "clo.w rd, rj", (c, o) -> o.rd(c, leadingZeros((int) ~o.rj(c))),  "Leading ones of a word"),
    CLZ_W("0000000000000000000101 rj rd", "clz.w rd, rj", (c, o) -> o.rd(c, leadingZeros((int) o.rj(c))),   "Leading zeros of a word"),
    CTO_W("0000000000000000000110 rj rd", "cto.w rd, rj", (c, o) -> o.rd(c, trailingZeros((int) ~o.rj(c))), "Trailing ones of a word"),
    CTZ_W("0000000000000000000111 rj rd", "ctz.w rd, rj", (c, o) -> o.rd(c, trailingZeros((int) o.rj(c))),  "Trailing zeros of a word"),
    CLO_D("0000000000000000001000 rj rd", "clo.d rd, rj", (c, o) -> o.rd(c, leadingZeros(~o.rj(c))),        "Leading ones"),
    CLZ_D("0000000000000000001001 rj rd", "clz.d rd, rj", (c, o) -> o.rd(c, leadingZeros(o.rj(c))),         "Leading zeros"),
    CTO_D("0000000000000000001010 rj rd", "cto.d rd, rj", (c, o) -> o.rd(c, trailingZeros(~o.rj(c))),       "Trailing ones"),
    CTZ_D("0000000000000000001011 rj rd", "ctz.d rd, rj", (c, o) -> o.rd(c, trailingZeros(o.rj(c))),        "Trailing zeros"),

    REVB_2H  ("0000000000000000001100 rj rd", "revb.2h   rd, rj", (c, o) -> o.rd(c, (int) revb4h(o.rj(c))),   "Swap bytes of 2 halfwords"),
    REVB_4H  ("0000000000000000001101 rj rd", "revb.4h   rd, rj", (c, o) -> o.rd(c, revb4h(o.rj(c))),         "Swap bytes of 4 halfwords"),
    REVB_2W  ("0000000000000000001110 rj rd", "revb.2w   rd, rj", (c, o) -> o.rd(c, revb2w(o.rj(c))),         "Swap bytes of 2 words"),
    REVB_D   ("0000000000000000001111 rj rd", "revb.d    rd, rj", (c, o) -> o.rd(c, reverseBytes(o.rj(c))),   "Swap bytes"),
    REVH_2W  ("0000000000000000010000 rj rd", "revh.2w   rd, rj", (c, o) -> o.rd(c, revh2w(o.rj(c))),         "Swap halfwords of 2 words"),
    REVH_D   ("0000000000000000010001 rj rd", "revh.d    rd, rj", (c, o) -> o.rd(c, revh(o.rj(c))),           "Swap halfwords"),
    BITREV_4B("0000000000000000010010 rj rd", "bitrev.4b rd, rj", (c, o) -> o.rd(c, (int) bitrev8b(o.rj(c))), "Reverse bits of 4 bytes"),
    BITREV_8B("0000000000000000010011 rj rd", "bitrev.8b rd, rj", (c, o) -> o.rd(c, bitrev8b(o.rj(c))),       "Reverse bits of 8 bytes"),
    BITREV_W ("0000000000000000010100 rj rd", "bitrev.w  rd, rj", (c, o) -> o.rd(c, reverse((int) o.rj(c))),  "Reverse bits of a word"),
    BITREV_D ("0000000000000000010101 rj rd", "bitrev.d  rd, rj", (c, o) -> o.rd(c, reverse(o.rj(c))),        "Reverse bits"),

    BYTEPICK_W("000000000000100 sa2 rk rj rd", "bytepick.w rd, rj, rk, sa2", (c, o) -> o.rd(c, bytePickWord(c, o)), "4 bytes of rk:rj"),
    BYTEPICK_D("00000000000011 sa3 rk rj rd",  "bytepick.d rd, rj, rk, sa3", (c, o) -> o.rd(c, bytePick(c, o)),     "8 bytes of rk:rj"),

    BSTRINS_W ("00000000011 msbw>=lsbw 0 lsbw rj rd", "bstrins.w  rd, rj, msbw, lsbw", (c, o) -> o.rd(c, insertWord(c, o)), "Replace bits"),
    BSTRPICK_W("00000000011 msbw>=lsbw 1 lsbw rj rd", "bstrpick.w rd, rj, msbw, lsbw", (c, o) -> o.rd(c, pickWord(c, o)),   "Pick bits"),
    BSTRINS_D ("0000000010 msbd>=lsbd lsbd rj rd",    "bstrins.d  rd, rj, msbd, lsbd", (c, o) -> o.rd(c, insert(c, o)),     "Replace bits"),
    BSTRPICK_D("0000000011 msbd>=lsbd lsbd rj rd",    "bstrpick.d rd, rj, msbd, lsbd", (c, o) -> o.rd(c, pick(c, o)),       "Pick bits"),

    // Branch, to pc plus offset
    BEQZ ("010000 offs21[15:0] rj offs21[20:16]",    "beqz  rj, offs21", (c, o) -> branch(c, o.rj(c) == 0, o.offs21()),   "If rj is zero"),
    BNEZ ("010001 offs21[15:0] rj offs21[20:16]",    "bnez  rj, offs21", (c, o) -> branch(c, o.rj(c) != 0, o.offs21()),   "If rj not zero"),
    BCEQZ("010010 offs21[15:0] 00 cj offs21[20:16]", "bceqz cj, offs21", (c, o) -> branch(c, !c.fcc(o.cj()), o.offs21()), "If cj is false"),
    BCNEZ("010010 offs21[15:0] 01 cj offs21[20:16]", "bcnez cj, offs21", (c, o) -> branch(c, c.fcc(o.cj()), o.offs21()),  "If cj is true"),

    B ("010100 offs26[15:0] offs26[25:16]", "b  offs26", (c, o) -> c.branch(c.pc() + o.offs26()),   "Always"),
    BL("010101 offs26[15:0] offs26[25:16]", "bl offs26", (c, o) -> jump(c, c.pc() + o.offs26(), 1), "Always, link in ra"),

    JIRL("010011 si16 rj rd", "jirl rd, rj, si16<<2", (c, o) -> jump(c, o.rj(c) + (o.si16() << 2), o.rd()), "To rj + offset, link in rd"),

    BEQ ("010110 offs16 rj rd", "beq  rj, rd, offs16", (c, o) -> branch(c, o.rj(c) == o.rd(c), o.offs16()),       "If equal"),
    BNE ("010111 offs16 rj rd", "bne  rj, rd, offs16", (c, o) -> branch(c, o.rj(c) != o.rd(c), o.offs16()),       "If not equal"),
    BLT ("011000 offs16 rj rd", "blt  rj, rd, offs16", (c, o) -> branch(c, o.rj(c) < o.rd(c), o.offs16()),        "If less, signed"),
    BGE ("011001 offs16 rj rd", "bge  rj, rd, offs16", (c, o) -> branch(c, o.rj(c) >= o.rd(c), o.offs16()),       "If not less, signed"),
    BLTU("011010 offs16 rj rd", "bltu rj, rd, offs16", (c, o) -> branch(c, below(o.rj(c), o.rd(c)), o.offs16()),  "If less, unsigned"),
    BGEU("011011 offs16 rj rd", "bgeu rj, rd, offs16", (c, o) -> branch(c, !below(o.rj(c), o.rd(c)), o.offs16()), "If not less, unsigned"),

    // Common memory access
    LD_B("0010100000 si12 rj rd", "ld.b rd, rj, si12", (c, o) -> o.rd(c, (byte) c.load(o.rj(c) + o.si12(), 1)),  "Load byte"),
    LD_H("0010100001 si12 rj rd", "ld.h rd, rj, si12", (c, o) -> o.rd(c, (short) c.load(o.rj(c) + o.si12(), 2)), "Load halfword"),
    LD_W("0010100010 si12 rj rd", "ld.w rd, rj, si12", (c, o) -> o.rd(c, (int) c.load(o.rj(c) + o.si12(), 4)),   "Load word"),
    LD_D("0010100011 si12 rj rd", "ld.d rd, rj, si12", (c, o) -> o.rd(c, c.load(o.rj(c) + o.si12(), 8)),         "Load doubleword"),

    ST_B ("0010100100 si12 rj rd", "st.b  rd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 1, o.rd(c)), "Store byte"),
    ST_H ("0010100101 si12 rj rd", "st.h  rd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 2, o.rd(c)), "Store halfword"),
    ST_W ("0010100110 si12 rj rd", "st.w  rd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 4, o.rd(c)), "Store word"),
    ST_D ("0010100111 si12 rj rd", "st.d  rd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 8, o.rd(c)), "Store doubleword"),
    LD_BU("0010101000 si12 rj rd", "ld.bu rd, rj, si12", (c, o) -> o.rd(c, c.load(o.rj(c) + o.si12(), 1)),  "Load byte, unsigned"),
    LD_HU("0010101001 si12 rj rd", "ld.hu rd, rj, si12", (c, o) -> o.rd(c, c.load(o.rj(c) + o.si12(), 2)),  "Load halfword, unsigned"),
    LD_WU("0010101010 si12 rj rd", "ld.wu rd, rj, si12", (c, o) -> o.rd(c, c.load(o.rj(c) + o.si12(), 4)),  "Load word, unsigned"),

    LDX_B("00111000000000000 rk rj rd", "ldx.b rd, rj, rk", (c, o) -> o.rd(c, (byte) c.load(o.rj(c) + o.rk(c), 1)),  "Load byte"),
    LDX_H("00111000000001000 rk rj rd", "ldx.h rd, rj, rk", (c, o) -> o.rd(c, (short) c.load(o.rj(c) + o.rk(c), 2)), "Load halfword"),
    LDX_W("00111000000010000 rk rj rd", "ldx.w rd, rj, rk", (c, o) -> o.rd(c, (int) c.load(o.rj(c) + o.rk(c), 4)),   "Load word"),
    LDX_D("00111000000011000 rk rj rd", "ldx.d rd, rj, rk", (c, o) -> o.rd(c, c.load(o.rj(c) + o.rk(c), 8)),         "Load doubleword"),

    STX_B ("00111000000100000 rk rj rd", "stx.b  rd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 1, o.rd(c)), "Store byte"),
    STX_H ("00111000000101000 rk rj rd", "stx.h  rd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 2, o.rd(c)), "Store halfword"),
    STX_W ("00111000000110000 rk rj rd", "stx.w  rd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 4, o.rd(c)), "Store word"),
    STX_D ("00111000000111000 rk rj rd", "stx.d  rd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 8, o.rd(c)), "Store doubleword"),
    LDX_BU("00111000001000000 rk rj rd", "ldx.bu rd, rj, rk", (c, o) -> o.rd(c, c.load(o.rj(c) + o.rk(c), 1)),  "Load byte, unsigned"),
    LDX_HU("00111000001001000 rk rj rd", "ldx.hu rd, rj, rk", (c, o) -> o.rd(c, c.load(o.rj(c) + o.rk(c), 2)),  "Load halfword, unsigned"),
    LDX_WU("00111000001010000 rk rj rd", "ldx.wu rd, rj, rk", (c, o) -> o.rd(c, c.load(o.rj(c) + o.rk(c), 4)),  "Load word, unsigned"),

    LDPTR_W("00100100 si14 rj rd", "ldptr.w rd, rj, si14<<2", (c, o) -> o.rd(c, (int) c.load(far(c, o), 4)), "Load word"),
    STPTR_W("00100101 si14 rj rd", "stptr.w rd, rj, si14<<2", (c, o) -> c.store(far(c, o), 4, o.rd(c)),      "Store word"),
    LDPTR_D("00100110 si14 rj rd", "ldptr.d rd, rj, si14<<2", (c, o) -> o.rd(c, c.load(far(c, o), 8)),       "Load doubleword"),
    STPTR_D("00100111 si14 rj rd", "stptr.d rd, rj, si14<<2", (c, o) -> c.store(far(c, o), 8, o.rd(c)),      "Store doubleword"),

    PRELD ("0010101011 si12 rj hint5",      "preld  hint5, rj, si12", (c, o) -> { }, "Prefetch, a wish"),
    PRELDX("00111000001011000 rk rj hint5", "preldx hint5, rj, rk",   (c, o) -> { }, "Prefetch, a wish"),

    // Bound check memory access
    LDGT_B("00111000011110000 rk rj rd", "ldgt.b rd, rj, rk", (c, o) -> loadAbove(c, o, 1),     "Load byte if rj > rk"),
    LDGT_H("00111000011110001 rk rj rd", "ldgt.h rd, rj, rk", (c, o) -> loadAbove(c, o, 2),     "Load halfword if rj > rk"),
    LDGT_W("00111000011110010 rk rj rd", "ldgt.w rd, rj, rk", (c, o) -> loadAbove(c, o, 4),     "Load word if rj > rk"),
    LDGT_D("00111000011110011 rk rj rd", "ldgt.d rd, rj, rk", (c, o) -> loadAbove(c, o, 8),     "Load doubleword if rj > rk"),
    LDLE_B("00111000011110100 rk rj rd", "ldle.b rd, rj, rk", (c, o) -> loadNotAbove(c, o, 1),  "Load byte if rj <= rk"),
    LDLE_H("00111000011110101 rk rj rd", "ldle.h rd, rj, rk", (c, o) -> loadNotAbove(c, o, 2),  "Load halfword if rj <= rk"),
    LDLE_W("00111000011110110 rk rj rd", "ldle.w rd, rj, rk", (c, o) -> loadNotAbove(c, o, 4),  "Load word if rj <= rk"),
    LDLE_D("00111000011110111 rk rj rd", "ldle.d rd, rj, rk", (c, o) -> loadNotAbove(c, o, 8),  "Load doubleword if rj <= rk"),
    STGT_B("00111000011111000 rk rj rd", "stgt.b rd, rj, rk", (c, o) -> storeAbove(c, o, 1),    "Store byte if rj > rk"),
    STGT_H("00111000011111001 rk rj rd", "stgt.h rd, rj, rk", (c, o) -> storeAbove(c, o, 2),    "Store halfword if rj > rk"),
    STGT_W("00111000011111010 rk rj rd", "stgt.w rd, rj, rk", (c, o) -> storeAbove(c, o, 4),    "Store word if rj > rk"),
    STGT_D("00111000011111011 rk rj rd", "stgt.d rd, rj, rk", (c, o) -> storeAbove(c, o, 8),    "Store doubleword if rj > rk"),
    STLE_B("00111000011111100 rk rj rd", "stle.b rd, rj, rk", (c, o) -> storeNotAbove(c, o, 1), "Store byte if rj <= rk"),
    STLE_H("00111000011111101 rk rj rd", "stle.h rd, rj, rk", (c, o) -> storeNotAbove(c, o, 2), "Store halfword if rj <= rk"),
    STLE_W("00111000011111110 rk rj rd", "stle.w rd, rj, rk", (c, o) -> storeNotAbove(c, o, 4), "Store word if rj <= rk"),
    STLE_D("00111000011111111 rk rj rd", "stle.d rd, rj, rk", (c, o) -> storeNotAbove(c, o, 8), "Store doubleword if rj <= rk"),

    // Atomic memory access; _db with a barrier, which memory that is sequentially consistent has anyway
    AMCAS_B   ("00111000010110000 rk rj rd", "amcas.b    rd, rk, rj", (c, o) -> amcas(c, o, 1), "Swap byte if rd"),
    AMCAS_H   ("00111000010110001 rk rj rd", "amcas.h    rd, rk, rj", (c, o) -> amcas(c, o, 2), "Swap halfword if rd"),
    AMCAS_W   ("00111000010110010 rk rj rd", "amcas.w    rd, rk, rj", (c, o) -> amcas(c, o, 4), "Swap word if rd"),
    AMCAS_D   ("00111000010110011 rk rj rd", "amcas.d    rd, rk, rj", (c, o) -> amcas(c, o, 8), "Swap doubleword if rd"),
    AMCAS_DB_B("00111000010110100 rk rj rd", "amcas_db.b rd, rk, rj", (c, o) -> amcas(c, o, 1), "Swap byte if rd"),
    AMCAS_DB_H("00111000010110101 rk rj rd", "amcas_db.h rd, rk, rj", (c, o) -> amcas(c, o, 2), "Swap halfword if rd"),
    AMCAS_DB_W("00111000010110110 rk rj rd", "amcas_db.w rd, rk, rj", (c, o) -> amcas(c, o, 4), "Swap word if rd"),
    AMCAS_DB_D("00111000010110111 rk rj rd", "amcas_db.d rd, rk, rj", (c, o) -> amcas(c, o, 8), "Swap doubleword if rd"),

    AMSWAP_B("00111000010111000 rk rj rd", "amswap.b rd, rk, rj", (c, o) -> amo(c, o, 1, (_, b) -> b), "Swap byte"),
    AMSWAP_H("00111000010111001 rk rj rd", "amswap.h rd, rk, rj", (c, o) -> amo(c, o, 2, (_, b) -> b), "Swap halfword"),
    AMADD_B ("00111000010111010 rk rj rd", "amadd.b  rd, rk, rj", (c, o) -> amo(c, o, 1, Long::sum),   "Add to byte"),
    AMADD_H ("00111000010111011 rk rj rd", "amadd.h  rd, rk, rj", (c, o) -> amo(c, o, 2, Long::sum),   "Add to halfword"),
    AMSWAP_W("00111000011000000 rk rj rd", "amswap.w rd, rk, rj", (c, o) -> amo(c, o, 4, (_, b) -> b), "Swap word"),
    AMSWAP_D("00111000011000001 rk rj rd", "amswap.d rd, rk, rj", (c, o) -> amo(c, o, 8, (_, b) -> b), "Swap doubleword"),
    AMADD_W ("00111000011000010 rk rj rd", "amadd.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Long::sum),   "Add to word"),
    AMADD_D ("00111000011000011 rk rj rd", "amadd.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Long::sum),   "Add to doubleword"),
    AMAND_W ("00111000011000100 rk rj rd", "amand.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::and),   "And with word"),
    AMAND_D ("00111000011000101 rk rj rd", "amand.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::and),   "And with doubleword"),
    AMOR_W  ("00111000011000110 rk rj rd", "amor.w   rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::or),    "Or with word"),
    AMOR_D  ("00111000011000111 rk rj rd", "amor.d   rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::or),    "Or with doubleword"),
    AMXOR_W ("00111000011001000 rk rj rd", "amxor.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::xor),   "Xor with word"),
    AMXOR_D ("00111000011001001 rk rj rd", "amxor.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::xor),   "Xor with doubleword"),
    AMMAX_W ("00111000011001010 rk rj rd", "ammax.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Math::max),   "Max of word"),
    AMMAX_D ("00111000011001011 rk rj rd", "ammax.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Math::max),   "Max of doubleword"),
    AMMIN_W ("00111000011001100 rk rj rd", "ammin.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Math::min),   "Min of word"),
    AMMIN_D ("00111000011001101 rk rj rd", "ammin.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Math::min),   "Min of doubleword"),
    AMMAX_WU("00111000011001110 rk rj rd", "ammax.wu rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::maxU),  "Unsigned max of word"),
    AMMAX_DU("00111000011001111 rk rj rd", "ammax.du rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::maxU),  "Unsigned max of doubleword"),
    AMMIN_WU("00111000011010000 rk rj rd", "ammin.wu rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::minU),  "Unsigned min of word"),
    AMMIN_DU("00111000011010001 rk rj rd", "ammin.du rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::minU),  "Unsigned min of doubleword"),

    AMSWAP_DB_B("00111000010111100 rk rj rd", "amswap_db.b rd, rk, rj", (c, o) -> amo(c, o, 1, (_, b) -> b), "Swap byte"),
    AMSWAP_DB_H("00111000010111101 rk rj rd", "amswap_db.h rd, rk, rj", (c, o) -> amo(c, o, 2, (_, b) -> b), "Swap halfword"),
    AMADD_DB_B ("00111000010111110 rk rj rd", "amadd_db.b  rd, rk, rj", (c, o) -> amo(c, o, 1, Long::sum),   "Add to byte"),
    AMADD_DB_H ("00111000010111111 rk rj rd", "amadd_db.h  rd, rk, rj", (c, o) -> amo(c, o, 2, Long::sum),   "Add to halfword"),
    AMSWAP_DB_W("00111000011010010 rk rj rd", "amswap_db.w rd, rk, rj", (c, o) -> amo(c, o, 4, (_, b) -> b), "Swap word"),
    AMSWAP_DB_D("00111000011010011 rk rj rd", "amswap_db.d rd, rk, rj", (c, o) -> amo(c, o, 8, (_, b) -> b), "Swap doubleword"),
    AMADD_DB_W ("00111000011010100 rk rj rd", "amadd_db.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Long::sum),   "Add to word"),
    AMADD_DB_D ("00111000011010101 rk rj rd", "amadd_db.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Long::sum),   "Add to doubleword"),
    AMAND_DB_W ("00111000011010110 rk rj rd", "amand_db.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::and),   "And with word"),
    AMAND_DB_D ("00111000011010111 rk rj rd", "amand_db.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::and),   "And with doubleword"),
    AMOR_DB_W  ("00111000011011000 rk rj rd", "amor_db.w   rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::or),    "Or with word"),
    AMOR_DB_D  ("00111000011011001 rk rj rd", "amor_db.d   rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::or),    "Or with doubleword"),
    AMXOR_DB_W ("00111000011011010 rk rj rd", "amxor_db.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::xor),   "Xor with word"),
    AMXOR_DB_D ("00111000011011011 rk rj rd", "amxor_db.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::xor),   "Xor with doubleword"),
    AMMAX_DB_W ("00111000011011100 rk rj rd", "ammax_db.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Math::max),   "Max of word"),
    AMMAX_DB_D ("00111000011011101 rk rj rd", "ammax_db.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Math::max),   "Max of doubleword"),
    AMMIN_DB_W ("00111000011011110 rk rj rd", "ammin_db.w  rd, rk, rj", (c, o) -> amo(c, o, 4, Math::min),   "Min of word"),
    AMMIN_DB_D ("00111000011011111 rk rj rd", "ammin_db.d  rd, rk, rj", (c, o) -> amo(c, o, 8, Math::min),   "Min of doubleword"),
    AMMAX_DB_WU("00111000011100000 rk rj rd", "ammax_db.wu rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::maxU),  "Unsigned max of word"),
    AMMAX_DB_DU("00111000011100001 rk rj rd", "ammax_db.du rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::maxU),  "Unsigned max of doubleword"),
    AMMIN_DB_WU("00111000011100010 rk rj rd", "ammin_db.wu rd, rk, rj", (c, o) -> amo(c, o, 4, Bits::minU),  "Unsigned min of word"),
    AMMIN_DB_DU("00111000011100011 rk rj rd", "ammin_db.du rd, rk, rj", (c, o) -> amo(c, o, 8, Bits::minU),  "Unsigned min of doubleword"),


    LL_W("00100000 si14 rj rd", "ll.w rd, rj, si14<<2", (c, o) -> ll(c, o, far(c, o), 4), "Load word and reserve"),
    SC_W("00100001 si14 rj rd", "sc.w rd, rj, si14<<2", (c, o) -> sc(c, o, far(c, o), 4), "Store word if reserved"),
    LL_D("00100010 si14 rj rd", "ll.d rd, rj, si14<<2", (c, o) -> ll(c, o, far(c, o), 8), "Load doubleword and reserve"),
    SC_D("00100011 si14 rj rd", "sc.d rd, rj, si14<<2", (c, o) -> sc(c, o, far(c, o), 8), "Store doubleword if reserved"),

    SC_Q   ("00111000010101110 rk rj rd",   "sc.q    rd, rk, rj", (c, o) -> scq(c, o),            "Store rk:rd if reserved"),
    LLACQ_W("0011100001010111100000 rj rd", "llacq.w rd, rj",     (c, o) -> ll(c, o, o.rj(c), 4), "Load word, reserve, acquire"),
    SCREL_W("0011100001010111100001 rj rd", "screl.w rd, rj",     (c, o) -> sc(c, o, o.rj(c), 4), "Release, store word if reserved"),
    LLACQ_D("0011100001010111100010 rj rd", "llacq.d rd, rj",     (c, o) -> ll(c, o, o.rj(c), 8), "Load doubleword, reserve, acquire"),
    SCREL_D("0011100001010111100011 rj rd", "screl.d rd, rj",     (c, o) -> sc(c, o, o.rj(c), 8), "Release, store doubleword if reserved"),

    // Barrier
    DBAR("00111000011100100 hint", "dbar hint", (c, o) -> c.dbar(o.hint()), "Data barrier"),
    IBAR("00111000011100101 hint", "ibar hint", (c, o) -> c.ibar(o.hint()), "Instruction barrier"),

    // CRC check
    CRC_W_B_W ("00000000001001000 rk rj rd", "crc.w.b.w  rd, rj, rk", (c, o) -> o.rd(c, crc(o.rk(c), o.rj(c), 1)),  "CRC-32, byte"),
    CRC_W_H_W ("00000000001001001 rk rj rd", "crc.w.h.w  rd, rj, rk", (c, o) -> o.rd(c, crc(o.rk(c), o.rj(c), 2)),  "CRC-32, halfword"),
    CRC_W_W_W ("00000000001001010 rk rj rd", "crc.w.w.w  rd, rj, rk", (c, o) -> o.rd(c, crc(o.rk(c), o.rj(c), 4)),  "CRC-32, word"),
    CRC_W_D_W ("00000000001001011 rk rj rd", "crc.w.d.w  rd, rj, rk", (c, o) -> o.rd(c, crc(o.rk(c), o.rj(c), 8)),  "CRC-32, doubleword"),
    CRCC_W_B_W("00000000001001100 rk rj rd", "crcc.w.b.w rd, rj, rk", (c, o) -> o.rd(c, crcc(o.rk(c), o.rj(c), 1)), "CRC-32C, byte"),
    CRCC_W_H_W("00000000001001101 rk rj rd", "crcc.w.h.w rd, rj, rk", (c, o) -> o.rd(c, crcc(o.rk(c), o.rj(c), 2)), "CRC-32C, halfword"),
    CRCC_W_W_W("00000000001001110 rk rj rd", "crcc.w.w.w rd, rj, rk", (c, o) -> o.rd(c, crcc(o.rk(c), o.rj(c), 4)), "CRC-32C, word"),
    CRCC_W_D_W("00000000001001111 rk rj rd", "crcc.w.d.w rd, rj, rk", (c, o) -> o.rd(c, crcc(o.rk(c), o.rj(c), 8)), "CRC-32C, doubleword"),

    // Other miscellaneous
    SYSCALL("00000000001010110 code", "syscall code", (c, o) -> c.trap(SYS), "System call"),
    BREAK  ("00000000001010100 code", "break   code", (c, o) -> c.trap(BRK), "Breakpoint"),
    DBCL   ("00000000001010101 code", "dbcl    code", (c, o) -> c.trap(INE), "Debug call: none here"),

    ASRTLE_D("00000000000000010 rk rj 00000", "asrtle.d rj, rk", (c, o) -> notAbove(c, o), "Bound check unless rj <= rk"),
    ASRTGT_D("00000000000000011 rk rj 00000", "asrtgt.d rj, rk", (c, o) -> above(c, o),    "Bound check unless rj > rk"),

    RDTIMEL_W("0000000000000000011000 rj rd", "rdtimel.w rd, rj", (c, o) -> readTime(c, o, (int) c.counter()), "Low word of the counter"),
    RDTIMEH_W("0000000000000000011001 rj rd", "rdtimeh.w rd, rj", (c, o) -> readTime(c, o, c.counter() >> 32), "High word of the counter"),
    RDTIME_D ("0000000000000000011010 rj rd", "rdtime.d  rd, rj", (c, o) -> readTime(c, o, c.counter()),       "The counter"),
    CPUCFG   ("0000000000000000011011 rj rd", "cpucfg    rd, rj", (c, o) -> o.rd(c, (int) c.cpucfg(o.rj(c))),  "Configuration word"),

    // Floating-point arithmetic operation; flags and rounding are FCSR0's
    FADD_S("00000001000000001 fk fj fd", "fadd.s fd, fj, fk", (c, o) -> o.fd(c, addS(c, o.fj(c), o.fk(c))), "Add"),
    FADD_D("00000001000000010 fk fj fd", "fadd.d fd, fj, fk", (c, o) -> o.fd(c, addD(c, o.fj(c), o.fk(c))), "Add"),
    FSUB_S("00000001000000101 fk fj fd", "fsub.s fd, fj, fk", (c, o) -> o.fd(c, subS(c, o.fj(c), o.fk(c))), "Subtract"),
    FSUB_D("00000001000000110 fk fj fd", "fsub.d fd, fj, fk", (c, o) -> o.fd(c, subD(c, o.fj(c), o.fk(c))), "Subtract"),
    FMUL_S("00000001000001001 fk fj fd", "fmul.s fd, fj, fk", (c, o) -> o.fd(c, mulS(c, o.fj(c), o.fk(c))), "Multiply"),
    FMUL_D("00000001000001010 fk fj fd", "fmul.d fd, fj, fk", (c, o) -> o.fd(c, mulD(c, o.fj(c), o.fk(c))), "Multiply"),
    FDIV_S("00000001000001101 fk fj fd", "fdiv.s fd, fj, fk", (c, o) -> o.fd(c, divS(c, o.fj(c), o.fk(c))), "Divide"),
    FDIV_D("00000001000001110 fk fj fd", "fdiv.d fd, fj, fk", (c, o) -> o.fd(c, divD(c, o.fj(c), o.fk(c))), "Divide"),

    FMADD_S ("000010000001 fa fk fj fd", "fmadd.s  fd, fj, fk, fa", (c, o) -> o.fd(c, fmaS(c, o.fj(c), o.fk(c), o.fa(c))), "fj*fk + fa"),
    FMADD_D ("000010000010 fa fk fj fd", "fmadd.d  fd, fj, fk, fa", (c, o) -> o.fd(c, fmaD(c, o.fj(c), o.fk(c), o.fa(c))), "fj*fk + fa"),
    FMSUB_S ("000010000101 fa fk fj fd", "fmsub.s  fd, fj, fk, fa", (c, o) -> o.fd(c, fmsS(c, o.fj(c), o.fk(c), o.fa(c))), "fj*fk - fa"),
    FMSUB_D ("000010000110 fa fk fj fd", "fmsub.d  fd, fj, fk, fa", (c, o) -> o.fd(c, fmsD(c, o.fj(c), o.fk(c), o.fa(c))), "fj*fk - fa"),
    FNMADD_S("000010001001 fa fk fj fd", "fnmadd.s fd, fj, fk, fa", (c, o) -> o.fd(c, nmaS(c, o.fj(c), o.fk(c), o.fa(c))), "-(fj*fk + fa)"),
    FNMADD_D("000010001010 fa fk fj fd", "fnmadd.d fd, fj, fk, fa", (c, o) -> o.fd(c, nmaD(c, o.fj(c), o.fk(c), o.fa(c))), "-(fj*fk + fa)"),
    FNMSUB_S("000010001101 fa fk fj fd", "fnmsub.s fd, fj, fk, fa", (c, o) -> o.fd(c, nmsS(c, o.fj(c), o.fk(c), o.fa(c))), "-(fj*fk - fa)"),
    FNMSUB_D("000010001110 fa fk fj fd", "fnmsub.d fd, fj, fk, fa", (c, o) -> o.fd(c, nmsD(c, o.fj(c), o.fk(c), o.fa(c))), "-(fj*fk - fa)"),

    FMAX_S ("00000001000010001 fk fj fd", "fmax.s  fd, fj, fk", (c, o) -> o.fd(c, maxOfS(c, o.fj(c), o.fk(c))), "Larger"),
    FMAX_D ("00000001000010010 fk fj fd", "fmax.d  fd, fj, fk", (c, o) -> o.fd(c, maxOfD(c, o.fj(c), o.fk(c))), "Larger"),
    FMIN_S ("00000001000010101 fk fj fd", "fmin.s  fd, fj, fk", (c, o) -> o.fd(c, minOfS(c, o.fj(c), o.fk(c))), "Smaller"),
    FMIN_D ("00000001000010110 fk fj fd", "fmin.d  fd, fj, fk", (c, o) -> o.fd(c, minOfD(c, o.fj(c), o.fk(c))), "Smaller"),
    FMAXA_S("00000001000011001 fk fj fd", "fmaxa.s fd, fj, fk", (c, o) -> o.fd(c, maxaS(c, o.fj(c), o.fk(c))),  "Larger magnitude"),
    FMAXA_D("00000001000011010 fk fj fd", "fmaxa.d fd, fj, fk", (c, o) -> o.fd(c, maxaD(c, o.fj(c), o.fk(c))),  "Larger magnitude"),
    FMINA_S("00000001000011101 fk fj fd", "fmina.s fd, fj, fk", (c, o) -> o.fd(c, minaS(c, o.fj(c), o.fk(c))),  "Smaller magnitude"),
    FMINA_D("00000001000011110 fk fj fd", "fmina.d fd, fj, fk", (c, o) -> o.fd(c, minaD(c, o.fj(c), o.fk(c))),  "Smaller magnitude"),

    FABS_S   ("0000000100010100000001 fj fd", "fabs.s    fd, fj", (c, o) -> o.fd(c, absS(o.fj(c))),      "Magnitude"),
    FABS_D   ("0000000100010100000010 fj fd", "fabs.d    fd, fj", (c, o) -> o.fd(c, absD(o.fj(c))),      "Magnitude"),
    FNEG_S   ("0000000100010100000101 fj fd", "fneg.s    fd, fj", (c, o) -> o.fd(c, negS(o.fj(c))),      "Negative"),
    FNEG_D   ("0000000100010100000110 fj fd", "fneg.d    fd, fj", (c, o) -> o.fd(c, negD(o.fj(c))),      "Negative"),
    FSQRT_S  ("0000000100010100010001 fj fd", "fsqrt.s   fd, fj", (c, o) -> o.fd(c, sqrtS(c, o.fj(c))),  "Square root"),
    FSQRT_D  ("0000000100010100010010 fj fd", "fsqrt.d   fd, fj", (c, o) -> o.fd(c, sqrtD(c, o.fj(c))),  "Square root"),
    FRECIP_S ("0000000100010100010101 fj fd", "frecip.s  fd, fj", (c, o) -> o.fd(c, recipS(c, o.fj(c))), "1 / fj"),
    FRECIP_D ("0000000100010100010110 fj fd", "frecip.d  fd, fj", (c, o) -> o.fd(c, recipD(c, o.fj(c))), "1 / fj"),
    FRSQRT_S ("0000000100010100011001 fj fd", "frsqrt.s  fd, fj", (c, o) -> o.fd(c, rsqrtS(c, o.fj(c))), "1 / square root"),
    FRSQRT_D ("0000000100010100011010 fj fd", "frsqrt.d  fd, fj", (c, o) -> o.fd(c, rsqrtD(c, o.fj(c))), "1 / square root"),
    FRECIPE_S("0000000100010100011101 fj fd", "frecipe.s fd, fj", (c, o) -> o.fd(c, recipS(c, o.fj(c))), "About 1 / fj"),
    FRECIPE_D("0000000100010100011110 fj fd", "frecipe.d fd, fj", (c, o) -> o.fd(c, recipD(c, o.fj(c))), "About 1 / fj"),
    FRSQRTE_S("0000000100010100100001 fj fd", "frsqrte.s fd, fj", (c, o) -> o.fd(c, rsqrtS(c, o.fj(c))), "About 1 / square root"),
    FRSQRTE_D("0000000100010100100010 fj fd", "frsqrte.d fd, fj", (c, o) -> o.fd(c, rsqrtD(c, o.fj(c))), "About 1 / square root"),

    FSCALEB_S  ("00000001000100001 fk fj fd",   "fscaleb.s   fd, fj, fk", (c, o) -> o.fd(c, scalebS(c, o.fj(c), o.fk(c))), "fj * 2^fk"),
    FSCALEB_D  ("00000001000100010 fk fj fd",   "fscaleb.d   fd, fj, fk", (c, o) -> o.fd(c, scalebD(c, o.fj(c), o.fk(c))), "fj * 2^fk"),
    FLOGB_S    ("0000000100010100001001 fj fd", "flogb.s     fd, fj",     (c, o) -> o.fd(c, logbS(c, o.fj(c))),            "Exponent"),
    FLOGB_D    ("0000000100010100001010 fj fd", "flogb.d     fd, fj",     (c, o) -> o.fd(c, logbD(c, o.fj(c))),            "Exponent"),
    FCOPYSIGN_S("00000001000100101 fk fj fd",   "fcopysign.s fd, fj, fk", (c, o) -> o.fd(c, copySignS(o.fj(c), o.fk(c))),  "fk's sign"),
    FCOPYSIGN_D("00000001000100110 fk fj fd",   "fcopysign.d fd, fj, fk", (c, o) -> o.fd(c, copySignD(o.fj(c), o.fk(c))),  "fk's sign"),
    FCLASS_S   ("0000000100010100001101 fj fd", "fclass.s    fd, fj",     (c, o) -> o.fd(c, classifyS(o.fj(c))),           "Kind of value"),
    FCLASS_D   ("0000000100010100001110 fj fd", "fclass.d    fd, fj",     (c, o) -> o.fd(c, classifyD(o.fj(c))),           "Kind of value"),

    // Floating-point compare; those whose names begin with s raise V for a quiet NaN too
    FCMP_CAF_S ("00001100000100000 fk fj 00 cd", "fcmp.caf.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00000), "Never"),
    FCMP_SAF_S ("00001100000100001 fk fj 00 cd", "fcmp.saf.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00001), "Never"),
    FCMP_CLT_S ("00001100000100010 fk fj 00 cd", "fcmp.clt.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00010), "Less"),
    FCMP_SLT_S ("00001100000100011 fk fj 00 cd", "fcmp.slt.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00011), "Less"),
    FCMP_CEQ_S ("00001100000100100 fk fj 00 cd", "fcmp.ceq.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00100), "Equal"),
    FCMP_SEQ_S ("00001100000100101 fk fj 00 cd", "fcmp.seq.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00101), "Equal"),
    FCMP_CLE_S ("00001100000100110 fk fj 00 cd", "fcmp.cle.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00110), "Less or equal"),
    FCMP_SLE_S ("00001100000100111 fk fj 00 cd", "fcmp.sle.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b00111), "Less or equal"),
    FCMP_CUN_S ("00001100000101000 fk fj 00 cd", "fcmp.cun.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b01000), "Unordered"),
    FCMP_SUN_S ("00001100000101001 fk fj 00 cd", "fcmp.sun.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b01001), "Unordered"),
    FCMP_CULT_S("00001100000101010 fk fj 00 cd", "fcmp.cult.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01010), "Less or unordered"),
    FCMP_SULT_S("00001100000101011 fk fj 00 cd", "fcmp.sult.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01011), "Less or unordered"),
    FCMP_CUEQ_S("00001100000101100 fk fj 00 cd", "fcmp.cueq.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01100), "Equal or unordered"),
    FCMP_SUEQ_S("00001100000101101 fk fj 00 cd", "fcmp.sueq.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01101), "Equal or unordered"),
    FCMP_CULE_S("00001100000101110 fk fj 00 cd", "fcmp.cule.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01110), "Not greater"),
    FCMP_SULE_S("00001100000101111 fk fj 00 cd", "fcmp.sule.s cd, fj, fk", (c, o) -> compareS(c, o, 0b01111), "Not greater"),
    FCMP_CNE_S ("00001100000110000 fk fj 00 cd", "fcmp.cne.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b10000), "Less or greater"),
    FCMP_SNE_S ("00001100000110001 fk fj 00 cd", "fcmp.sne.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b10001), "Less or greater"),
    FCMP_COR_S ("00001100000110100 fk fj 00 cd", "fcmp.cor.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b10100), "Ordered"),
    FCMP_SOR_S ("00001100000110101 fk fj 00 cd", "fcmp.sor.s  cd, fj, fk", (c, o) -> compareS(c, o, 0b10101), "Ordered"),
    FCMP_CUNE_S("00001100000111000 fk fj 00 cd", "fcmp.cune.s cd, fj, fk", (c, o) -> compareS(c, o, 0b11000), "Not equal"),
    FCMP_SUNE_S("00001100000111001 fk fj 00 cd", "fcmp.sune.s cd, fj, fk", (c, o) -> compareS(c, o, 0b11001), "Not equal"),

    FCMP_CAF_D ("00001100001000000 fk fj 00 cd", "fcmp.caf.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00000), "Never"),
    FCMP_SAF_D ("00001100001000001 fk fj 00 cd", "fcmp.saf.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00001), "Never"),
    FCMP_CLT_D ("00001100001000010 fk fj 00 cd", "fcmp.clt.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00010), "Less"),
    FCMP_SLT_D ("00001100001000011 fk fj 00 cd", "fcmp.slt.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00011), "Less"),
    FCMP_CEQ_D ("00001100001000100 fk fj 00 cd", "fcmp.ceq.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00100), "Equal"),
    FCMP_SEQ_D ("00001100001000101 fk fj 00 cd", "fcmp.seq.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00101), "Equal"),
    FCMP_CLE_D ("00001100001000110 fk fj 00 cd", "fcmp.cle.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00110), "Less or equal"),
    FCMP_SLE_D ("00001100001000111 fk fj 00 cd", "fcmp.sle.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b00111), "Less or equal"),
    FCMP_CUN_D ("00001100001001000 fk fj 00 cd", "fcmp.cun.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b01000), "Unordered"),
    FCMP_SUN_D ("00001100001001001 fk fj 00 cd", "fcmp.sun.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b01001), "Unordered"),
    FCMP_CULT_D("00001100001001010 fk fj 00 cd", "fcmp.cult.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01010), "Less or unordered"),
    FCMP_SULT_D("00001100001001011 fk fj 00 cd", "fcmp.sult.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01011), "Less or unordered"),
    FCMP_CUEQ_D("00001100001001100 fk fj 00 cd", "fcmp.cueq.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01100), "Equal or unordered"),
    FCMP_SUEQ_D("00001100001001101 fk fj 00 cd", "fcmp.sueq.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01101), "Equal or unordered"),
    FCMP_CULE_D("00001100001001110 fk fj 00 cd", "fcmp.cule.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01110), "Not greater"),
    FCMP_SULE_D("00001100001001111 fk fj 00 cd", "fcmp.sule.d cd, fj, fk", (c, o) -> compareD(c, o, 0b01111), "Not greater"),
    FCMP_CNE_D ("00001100001010000 fk fj 00 cd", "fcmp.cne.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b10000), "Less or greater"),
    FCMP_SNE_D ("00001100001010001 fk fj 00 cd", "fcmp.sne.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b10001), "Less or greater"),
    FCMP_COR_D ("00001100001010100 fk fj 00 cd", "fcmp.cor.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b10100), "Ordered"),
    FCMP_SOR_D ("00001100001010101 fk fj 00 cd", "fcmp.sor.d  cd, fj, fk", (c, o) -> compareD(c, o, 0b10101), "Ordered"),
    FCMP_CUNE_D("00001100001011000 fk fj 00 cd", "fcmp.cune.d cd, fj, fk", (c, o) -> compareD(c, o, 0b11000), "Not equal"),
    FCMP_SUNE_D("00001100001011001 fk fj 00 cd", "fcmp.sune.d cd, fj, fk", (c, o) -> compareD(c, o, 0b11001), "Not equal"),

    // Floating-point conversion
    FCVT_S_D ("0000000100011001000110 fj fd", "fcvt.s.d  fd, fj", (c, o) -> o.fd(c, singleOf(c, o.fj(c))),   "Double to single"),
    FCVT_D_S ("0000000100011001001001 fj fd", "fcvt.d.s  fd, fj", (c, o) -> o.fd(c, doubleOf(c, o.fj(c))),   "Single to double"),
    FFINT_S_W("0000000100011101000100 fj fd", "ffint.s.w fd, fj", (c, o) -> o.fd(c, intS(c, (int) o.fj(c))), "Word to single"),
    FFINT_S_L("0000000100011101000110 fj fd", "ffint.s.l fd, fj", (c, o) -> o.fd(c, intS(c, o.fj(c))),       "Long to single"),
    FFINT_D_W("0000000100011101001000 fj fd", "ffint.d.w fd, fj", (c, o) -> o.fd(c, intD(c, (int) o.fj(c))), "Word to double"),
    FFINT_D_L("0000000100011101001010 fj fd", "ffint.d.l fd, fj", (c, o) -> o.fd(c, intD(c, o.fj(c))),       "Long to double"),

    FTINTRM_W_S ("0000000100011010000001 fj fd", "ftintrm.w.s  fd, fj", (c, o) -> o.fd(c, toWordS(c, o.fj(c), DOWN)),    "Word, down"),
    FTINTRM_W_D ("0000000100011010000010 fj fd", "ftintrm.w.d  fd, fj", (c, o) -> o.fd(c, toWordD(c, o.fj(c), DOWN)),    "Word, down"),
    FTINTRM_L_S ("0000000100011010001001 fj fd", "ftintrm.l.s  fd, fj", (c, o) -> o.fd(c, toLongS(c, o.fj(c), DOWN)),    "Long, down"),
    FTINTRM_L_D ("0000000100011010001010 fj fd", "ftintrm.l.d  fd, fj", (c, o) -> o.fd(c, toLongD(c, o.fj(c), DOWN)),    "Long, down"),
    FTINTRP_W_S ("0000000100011010010001 fj fd", "ftintrp.w.s  fd, fj", (c, o) -> o.fd(c, toWordS(c, o.fj(c), UP)),      "Word, up"),
    FTINTRP_W_D ("0000000100011010010010 fj fd", "ftintrp.w.d  fd, fj", (c, o) -> o.fd(c, toWordD(c, o.fj(c), UP)),      "Word, up"),
    FTINTRP_L_S ("0000000100011010011001 fj fd", "ftintrp.l.s  fd, fj", (c, o) -> o.fd(c, toLongS(c, o.fj(c), UP)),      "Long, up"),
    FTINTRP_L_D ("0000000100011010011010 fj fd", "ftintrp.l.d  fd, fj", (c, o) -> o.fd(c, toLongD(c, o.fj(c), UP)),      "Long, up"),
    FTINTRZ_W_S ("0000000100011010100001 fj fd", "ftintrz.w.s  fd, fj", (c, o) -> o.fd(c, toWordS(c, o.fj(c), ZERO)),    "Word, to zero"),
    FTINTRZ_W_D ("0000000100011010100010 fj fd", "ftintrz.w.d  fd, fj", (c, o) -> o.fd(c, toWordD(c, o.fj(c), ZERO)),    "Word, to zero"),
    FTINTRZ_L_S ("0000000100011010101001 fj fd", "ftintrz.l.s  fd, fj", (c, o) -> o.fd(c, toLongS(c, o.fj(c), ZERO)),    "Long, to zero"),
    FTINTRZ_L_D ("0000000100011010101010 fj fd", "ftintrz.l.d  fd, fj", (c, o) -> o.fd(c, toLongD(c, o.fj(c), ZERO)),    "Long, to zero"),
    FTINTRNE_W_S("0000000100011010110001 fj fd", "ftintrne.w.s fd, fj", (c, o) -> o.fd(c, toWordS(c, o.fj(c), NEAREST)), "Word, nearest"),
    FTINTRNE_W_D("0000000100011010110010 fj fd", "ftintrne.w.d fd, fj", (c, o) -> o.fd(c, toWordD(c, o.fj(c), NEAREST)), "Word, nearest"),
    FTINTRNE_L_S("0000000100011010111001 fj fd", "ftintrne.l.s fd, fj", (c, o) -> o.fd(c, toLongS(c, o.fj(c), NEAREST)), "Long, nearest"),
    FTINTRNE_L_D("0000000100011010111010 fj fd", "ftintrne.l.d fd, fj", (c, o) -> o.fd(c, toLongD(c, o.fj(c), NEAREST)), "Long, nearest"),
    FTINT_W_S   ("0000000100011011000001 fj fd", "ftint.w.s    fd, fj", (c, o) -> o.fd(c, toWordS(c, o.fj(c), CURRENT)), "Word"),
    FTINT_W_D   ("0000000100011011000010 fj fd", "ftint.w.d    fd, fj", (c, o) -> o.fd(c, toWordD(c, o.fj(c), CURRENT)), "Word"),
    FTINT_L_S   ("0000000100011011001001 fj fd", "ftint.l.s    fd, fj", (c, o) -> o.fd(c, toLongS(c, o.fj(c), CURRENT)), "Long"),
    FTINT_L_D   ("0000000100011011001010 fj fd", "ftint.l.d    fd, fj", (c, o) -> o.fd(c, toLongD(c, o.fj(c), CURRENT)), "Long"),

    FRINT_S("0000000100011110010001 fj fd", "frint.s fd, fj", (c, o) -> o.fd(c, rintS(c, o.fj(c))), "To an integral value"),
    FRINT_D("0000000100011110010010 fj fd", "frint.d fd, fj", (c, o) -> o.fd(c, rintD(c, o.fj(c))), "To an integral value"),

    // Floating-point move
    FMOV_S("0000000100010100100101 fj fd", "fmov.s fd, fj",         (c, o) -> o.fd(c, box(o.fj(c))),                      "Copy"),
    FMOV_D("0000000100010100100110 fj fd", "fmov.d fd, fj",         (c, o) -> o.fd(c, o.fj(c)),                           "Copy"),
    FSEL  ("00001101000000 ca fk fj fd",   "fsel   fd, fj, fk, ca", (c, o) -> o.fd(c, c.fcc(o.ca()) ? o.fk(c) : o.fj(c)), "ca ? fk : fj"),

    MOVGR2FR_W ("0000000100010100101001 rj fd", "movgr2fr.w  fd, rj", (c, o) -> o.fd(c, insert(o.fd(c), o.rj(c), 31, 0)),  "Low word"),
    MOVGR2FR_D ("0000000100010100101010 rj fd", "movgr2fr.d  fd, rj", (c, o) -> o.fd(c, o.rj(c)),                          "All bits"),
    MOVGR2FRH_W("0000000100010100101011 rj fd", "movgr2frh.w fd, rj", (c, o) -> o.fd(c, insert(o.fd(c), o.rj(c), 63, 32)), "High word"),
    MOVFR2GR_S ("0000000100010100101101 fj rd", "movfr2gr.s  rd, fj", (c, o) -> o.rd(c, (int) o.fj(c)),                    "Low word"),
    MOVFR2GR_D ("0000000100010100101110 fj rd", "movfr2gr.d  rd, fj", (c, o) -> o.rd(c, o.fj(c)),                          "All bits"),
    MOVFRH2GR_S("0000000100010100101111 fj rd", "movfrh2gr.s rd, fj", (c, o) -> o.rd(c, o.fj(c) >> 32),                    "High word"),

    MOVGR2FCSR("0000000100010100110000 rj 000 fcsrd", "movgr2fcsr fcsrd, rj", (c, o) -> Fcsr.write(c, o.fcsrd(), o.rj(c)), "Set FCSR"),
    MOVFCSR2GR("0000000100010100110010000 fcsrj rd",  "movfcsr2gr rd, fcsrj", (c, o) -> o.rd(c, Fcsr.read(c, o.fcsrj())),  "Read FCSR"),

    MOVFR2CF("0000000100010100110100 fj 00 cd", "movfr2cf cd, fj", (c, o) -> c.fcc(o.cd(), (o.fj(c) & 1) != 0), "Bit 0"),
    MOVCF2FR("000000010001010011010100 cj fd",  "movcf2fr fd, cj", (c, o) -> o.fd(c, c.fcc(o.cj()) ? 1 : 0),    "As 0 or 1"),
    MOVGR2CF("0000000100010100110110 rj 00 cd", "movgr2cf cd, rj", (c, o) -> c.fcc(o.cd(), (o.rj(c) & 1) != 0), "Bit 0"),
    MOVCF2GR("000000010001010011011100 cj rd",  "movcf2gr rd, cj", (c, o) -> o.rd(c, c.fcc(o.cj()) ? 1 : 0),    "As 0 or 1"),

    // Floating-point common memory access
    FLD_S("0010101100 si12 rj fd", "fld.s fd, rj, si12", (c, o) -> o.fd(c, box(c.load(o.rj(c) + o.si12(), 4))), "Load single"),
    FST_S("0010101101 si12 rj fd", "fst.s fd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 4, o.fd(c)),     "Store single"),
    FLD_D("0010101110 si12 rj fd", "fld.d fd, rj, si12", (c, o) -> o.fd(c, c.load(o.rj(c) + o.si12(), 8)),      "Load double"),
    FST_D("0010101111 si12 rj fd", "fst.d fd, rj, si12", (c, o) -> c.store(o.rj(c) + o.si12(), 8, o.fd(c)),     "Store double"),

    FLDX_S("00111000001100000 rk rj fd", "fldx.s fd, rj, rk", (c, o) -> o.fd(c, box(c.load(o.rj(c) + o.rk(c), 4))), "Load single"),
    FLDX_D("00111000001101000 rk rj fd", "fldx.d fd, rj, rk", (c, o) -> o.fd(c, c.load(o.rj(c) + o.rk(c), 8)),      "Load double"),
    FSTX_S("00111000001110000 rk rj fd", "fstx.s fd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 4, o.fd(c)),     "Store single"),
    FSTX_D("00111000001111000 rk rj fd", "fstx.d fd, rj, rk", (c, o) -> c.store(o.rj(c) + o.rk(c), 8, o.fd(c)),     "Store double"),

    // Floating-point bound check memory access
    FLDGT_S("00111000011101000 rk rj fd", "fldgt.s fd, rj, rk", (c, o) -> loadAbove(c, o, FpFormat.S),     "Load single if rj > rk"),
    FLDGT_D("00111000011101001 rk rj fd", "fldgt.d fd, rj, rk", (c, o) -> loadAbove(c, o, FpFormat.D),     "Load double if rj > rk"),
    FLDLE_S("00111000011101010 rk rj fd", "fldle.s fd, rj, rk", (c, o) -> loadNotAbove(c, o, FpFormat.S),  "Load single if rj <= rk"),
    FLDLE_D("00111000011101011 rk rj fd", "fldle.d fd, rj, rk", (c, o) -> loadNotAbove(c, o, FpFormat.D),  "Load double if rj <= rk"),
    FSTGT_S("00111000011101100 rk rj fd", "fstgt.s fd, rj, rk", (c, o) -> storeAbove(c, o, FpFormat.S),    "Store single if rj > rk"),
    FSTGT_D("00111000011101101 rk rj fd", "fstgt.d fd, rj, rk", (c, o) -> storeAbove(c, o, FpFormat.D),    "Store double if rj > rk"),
    FSTLE_S("00111000011101110 rk rj fd", "fstle.s fd, rj, rk", (c, o) -> storeNotAbove(c, o, FpFormat.S), "Store single if rj <= rk"),
    FSTLE_D("00111000011101111 rk rj fd", "fstle.d fd, rj, rk", (c, o) -> storeNotAbove(c, o, FpFormat.D), "Store double if rj <= rk"),

    // CSR access
    CSRRD  ("00000100 csr 00000 rd", "csrrd   rd, csr",     (c, o) -> o.rd(c, c.readCsr(o.csr())), "Read CSR"),
    CSRWR  ("00000100 csr 00001 rd", "csrwr   rd, csr",     (c, o) -> exchangeCsr(c, o, -1),       "Swap CSR and rd"),
    CSRXCHG("00000100 csr rj>=2 rd", "csrxchg rd, rj, csr", (c, o) -> exchangeCsr(c, o, o.rj(c)),  "Swap the bits that rj names"),

    // IOCSR access
    IOCSRRD_B("0000011001001000000000 rj rd", "iocsrrd.b rd, rj", (c, o) -> o.rd(c, (byte) c.iocsrRead(o.rj(c), 1)),  "Read byte"),
    IOCSRRD_H("0000011001001000000001 rj rd", "iocsrrd.h rd, rj", (c, o) -> o.rd(c, (short) c.iocsrRead(o.rj(c), 2)), "Read halfword"),
    IOCSRRD_W("0000011001001000000010 rj rd", "iocsrrd.w rd, rj", (c, o) -> o.rd(c, (int) c.iocsrRead(o.rj(c), 4)),   "Read word"),
    IOCSRRD_D("0000011001001000000011 rj rd", "iocsrrd.d rd, rj", (c, o) -> o.rd(c, c.iocsrRead(o.rj(c), 8)),         "Read doubleword"),
    IOCSRWR_B("0000011001001000000100 rj rd", "iocsrwr.b rd, rj", (c, o) -> c.iocsrWrite(o.rj(c), 1, o.rd(c)),        "Write byte"),
    IOCSRWR_H("0000011001001000000101 rj rd", "iocsrwr.h rd, rj", (c, o) -> c.iocsrWrite(o.rj(c), 2, o.rd(c)),        "Write halfword"),
    IOCSRWR_W("0000011001001000000110 rj rd", "iocsrwr.w rd, rj", (c, o) -> c.iocsrWrite(o.rj(c), 4, o.rd(c)),        "Write word"),
    IOCSRWR_D("0000011001001000000111 rj rd", "iocsrwr.d rd, rj", (c, o) -> c.iocsrWrite(o.rj(c), 8, o.rd(c)),        "Write doubleword"),

    // Cache maintenance
    CACOP("0000011000 si12 rj code5", "cacop code5, rj, si12", (c, o) -> c.cacop(o.code5(), o.rj(c) + o.si12()), "Cache operation"),

    // TLB maintenance
    TLBCLR  ("00000110010010000010000000000000", "tlbclr",   (c, o) -> c.tlbclr(),   "Drop non-global entries"),
    TLBFLUSH("00000110010010000010010000000000", "tlbflush", (c, o) -> c.tlbflush(), "Drop entries"),
    TLBSRCH ("00000110010010000010100000000000", "tlbsrch",  (c, o) -> c.tlbsrch(),  "Look TLBEHI up"),
    TLBRD   ("00000110010010000010110000000000", "tlbrd",    (c, o) -> c.tlbrd(),    "Read an entry"),
    TLBWR   ("00000110010010000011000000000000", "tlbwr",    (c, o) -> c.tlbwr(),    "Write an entry"),
    TLBFILL ("00000110010010000011010000000000", "tlbfill",  (c, o) -> c.tlbfill(),  "Write some entry"),

    INVTLB("00000110010010011 rk rj op5<=6", "invtlb op5, rj, rk", (c, o) -> c.invtlb(o.op5(), o.rj(c), o.rk(c)), "Drop by ASID, address"),

    // Software page walk
    LDDIR("00000110010000 level8 rj rd",  "lddir rd, rj, level8", (c, o) -> o.rd(c, c.lddir(o.rj(c), o.level8())), "Next page table"),
    LDPTE("00000110010001 seq8 rj 00000", "ldpte rj, seq8",       (c, o) -> c.ldpte(o.rj(c), o.seq8()),            "For tlbfill"),

    // Other privileged
    ERTN("00000110010010000011100000000000", "ertn",       (c, o) -> c.ertn(),          "Return from exception"),
    IDLE("00000110010010001 level",          "idle level", (c, o) -> c.idle(o.level()), "Wait for an interrupt");
    // @formatter:on

    private final Encoding encoding;
    private final String syntaxText;
    private final Semantics semantics;
    private final String summary;
    // What is found out when it is asked for: most programs use few rows.
    private Syntax syntax;
    private Rehearsal.Findings findings;
    private Unit unit;

    Insn(String encoding, String syntax, Semantics semantics, String summary) {
        this.encoding = Encoding.parse(name(), encoding);
        this.syntaxText = syntax;
        this.semantics = semantics;
        this.summary = summary;
    }

    /// The row for a word that is this instruction, which the caller has checked with [#matches].
    Operands with(int word) {
        return new Operands(this, word, semantics);
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public Syntax syntax() {
        Syntax known = syntax;
        if (known == null) {
            known = Syntax.parse(name(), syntaxText, encoding);
            syntax = known;
        }
        return known;
    }

    @Override
    public Unit unit() {
        Unit known = unit;
        if (known == null) {
            known = Unit.of(encoding.fields());
            unit = known;
        }
        return known;
    }

    @Override
    public String section() {
        return Sections.of(this);
    }

    @Override
    public String summary() {
        return summary;
    }

    public Semantics semantics() {
        return semantics;
    }

    public Touch touch() {
        return findings().touch();
    }

    /// The exceptions that its semantics raise, other than those of memory.
    public Set<Ecode> traps() {
        return findings().traps();
    }

    /// Bytes of memory accessed; 0 when none.
    public int size() {
        return findings().size();
    }

    /// The effective address of a memory access with the registers as they are; 0 for rows that access no memory.
    public long address(CpuPort c, Operands o) {
        return findings().addressing().of(c, o);
    }

    private Rehearsal.Findings findings() {
        Rehearsal.Findings known = findings;
        if (known == null) {
            known = Rehearsal.of(name(), encoding, semantics);
            findings = known;
        }
        return known;
    }
}
