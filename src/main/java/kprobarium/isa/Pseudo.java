package kprobarium.isa;

import static kprobarium.isa.Pseudo.Use.PRINTED;
import static kprobarium.isa.Pseudo.Use.WRITTEN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The pseudo-instructions: what may be written for rows of [Insn], and what is printed for them.
///
/// A row has the way it is written, what it stands for, and whether the disassembler prints it, as LLVM's does. On the right, an operand
/// named on the left is what was written for it; registers and numbers are themselves; `%pc_hi20(target)` is a part of an address
/// ([Relocation]).
///
/// So `JR("jr rj", "jirl $zero, rj, 0", PRINTED)` says that `jr $a0` is `jirl $zero, $a0, 0`, both ways; where several rows would print,
/// the first does. `li.w` and `li.d` have nothing on the right: [#load] takes as few instructions as their number needs.
public enum Pseudo {
    // @formatter:off
    NOP      ("nop",                  "andi $zero, $zero, 0",    PRINTED),
    MOVE     ("move rd, rj",          "or rd, rj, $zero",        PRINTED),
    RET      ("ret",                  "jirl $zero, $ra, 0",      PRINTED),
    JR       ("jr rj",                "jirl $zero, rj, 0",       PRINTED),
    BREAK    ("break",                "break 0",                 WRITTEN),
    SYSCALL  ("syscall",              "syscall 0",               WRITTEN),
    RDCNTVL_W("rdcntvl.w rd",         "rdtimel.w rd, $zero",     WRITTEN),
    RDCNTVH_W("rdcntvh.w rd",         "rdtimeh.w rd, $zero",     WRITTEN),
    RDCNTID_W("rdcntid.w rj",         "rdtimel.w $zero, rj",     WRITTEN),

    BLTZ     ("bltz rj, offs16",      "blt rj, $zero, offs16",   PRINTED),
    BGTZ     ("bgtz rd, offs16",      "blt $zero, rd, offs16",   PRINTED),
    BLEZ     ("blez rd, offs16",      "bge $zero, rd, offs16",   PRINTED),
    BGEZ     ("bgez rj, offs16",      "bge rj, $zero, offs16",   PRINTED),
    BGT      ("bgt rd, rj, offs16",   "blt rj, rd, offs16",      WRITTEN),
    BLE      ("ble rd, rj, offs16",   "bge rj, rd, offs16",      WRITTEN),
    BGTU     ("bgtu rd, rj, offs16",  "bltu rj, rd, offs16",     WRITTEN),
    BLEU     ("bleu rd, rj, offs16",  "bgeu rj, rd, offs16",     WRITTEN),
    CALL36   ("call36 target",        Parts.CALL,                WRITTEN),
    TAIL36   ("tail36 rj, target",    Parts.TAIL_CALL,           WRITTEN),

    LI_W     ("li.w rd, imm32",       "",                        WRITTEN),
    LI_D     ("li.d rd, imm64",       "",                        WRITTEN),
    LA       ("la rd, target",        Parts.ANYWHERE,            WRITTEN),
    LA_ABS   ("la.abs rd, target",    Parts.ANYWHERE,            WRITTEN),
    LA_PCREL ("la.pcrel rd, target",  Parts.NEAR_PC,             WRITTEN),
    LA_LOCAL ("la.local rd, target",  Parts.NEAR_PC,             WRITTEN);
    // @formatter:on

    enum Use { PRINTED, WRITTEN }

    private static final class Parts {
        static final String ANYWHERE = "lu12i.w rd, %abs_hi20(target); ori rd, rd, %abs_lo12(target); "
                + "lu32i.d rd, %abs64_lo20(target); lu52i.d rd, rd, %abs64_hi12(target)";
        static final String NEAR_PC = "pcalau12i rd, %pc_hi20(target); addi.d rd, rd, %pc_lo12(target)";
        static final String CALL = "pcaddu18i $ra, %call36_hi20(target); jirl $ra, $ra, %call36_lo16(target)";
        static final String TAIL_CALL = "pcaddu18i rj, %call36_hi20(target); jirl $zero, rj, %call36_lo16(target)";
    }

    /// One instruction that a pseudo-instruction stands for.
    ///
    /// @param operands in the order of the row's syntax, as in the table
    record Step(Insn row, List<String> operands) {
    }

    private final String mnemonic;
    private final List<String> operands;
    private final List<Step> steps;
    private final Use use;

    Pseudo(String syntax, String expansion, Use use) {
        String[] parts = syntax.split(" ", 2);
        this.mnemonic = parts[0];
        this.operands = parts.length == 1 ? List.of() : List.of(parts[1].split(", "));
        this.steps = expansion.isEmpty() ? List.of() : Arrays.stream(expansion.split("; ")).map(Pseudo::step).toList();
        this.use = use;
    }

    private static Step step(String text) {
        String[] parts = text.split(" ", 2);
        Insn row = Arrays.stream(Insn.values()).filter(insn -> insn.mnemonic().equals(parts[0])).findFirst().orElseThrow();
        return new Step(row, List.of(parts[1].split(", ")));
    }

    public String mnemonic() {
        return mnemonic;
    }

    /// How it is written: `move rd, rj`.
    public String usage() {
        return operands.isEmpty() ? mnemonic : mnemonic + " " + String.join(", ", operands);
    }

    /// What it stands for, as assembly; `li.w` and `li.d` stand for whatever their number needs.
    public String meaning() {
        return steps.isEmpty() ? "one to four instructions, as the number needs" : steps.stream()
                .map(step -> (step.row().mnemonic() + " " + String.join(", ", step.operands())).strip())
                .collect(Collectors.joining("; "));
    }

    /// Whether it is another name of one instruction.
    public boolean isName(Row row) {
        return steps.size() == 1 && steps.getFirst().row() == row;
    }

    /// Whether it stands for a row, alone or among others.
    public boolean uses(Row row) {
        return steps.stream().anyMatch(step -> step.row() == row);
    }

    /// The names of its operands.
    List<String> operands() {
        return operands;
    }

    /// What it stands for; empty for `li.w` and `li.d`.
    List<Step> steps() {
        return steps;
    }

    /// The pseudo-instruction that is printed for a word; empty where the row itself is.
    static Optional<Pseudo> printedFor(int word) {
        return Arrays.stream(values()).filter(pseudo -> pseudo.use == PRINTED && pseudo.standsFor(word)).findFirst();
    }

    /// Whether a word is the one instruction that this stands for, with its fixed operands.
    private boolean standsFor(int word) {
        Step step = steps.getFirst();
        if (!step.row().matches(word)) {
            return false;
        }
        for (int i = 0; i < step.operands().size(); i++) {
            String operand = step.operands().get(i);
            int bits = step.row().syntax().slots().get(i).operand().bits(word);
            if (!operands.contains(operand) && bits != fixed(operand)) {
                return false;
            }
        }
        return true;
    }

    private static int fixed(String operand) {
        return operand.startsWith("$") ? Registers.number(operand.substring(1)) : Integer.parseInt(operand);
    }

    /// The slots of a printed pseudo-instruction's row, in the order in which the pseudo-instruction is written.
    List<Syntax.Slot> slots() {
        Step step = steps.getFirst();
        return operands.stream().map(name -> step.row().syntax().slots().get(step.operands().indexOf(name))).toList();
    }

    /// The shortest way here to put a number into a register: one to four instructions.
    static List<Step> load(long value) {
        long low12 = value << 52 >> 52;
        long low20 = value << 32 >> 44;
        long high20 = value << 12 >> 44;
        long high12 = value >> 52;
        if (high12 != 0 && value << 12 == 0) {
            return List.of(new Step(Insn.LU52I_D, List.of("rd", "$zero", Long.toString(high12))));
        }
        List<Step> steps = new ArrayList<>();
        if (low20 == 0) {
            steps.add(new Step(Insn.ORI, List.of("rd", "$zero", Long.toString(value & 0xfff))));
        } else if (low20 == low12 >> 12) {
            steps.add(new Step(Insn.ADDI_W, List.of("rd", "$zero", Long.toString(low12))));
        } else {
            steps.add(new Step(Insn.LU12I_W, List.of("rd", Long.toString(low20))));
            if ((value & 0xfff) != 0) {
                steps.add(new Step(Insn.ORI, List.of("rd", "rd", Long.toString(value & 0xfff))));
            }
        }
        if (high20 != low20 >> 20) {
            steps.add(new Step(Insn.LU32I_D, List.of("rd", Long.toString(high20))));
        }
        if (high12 != high20 >> 20) {
            steps.add(new Step(Insn.LU52I_D, List.of("rd", "rd", Long.toString(high12))));
        }
        return steps;
    }
}
