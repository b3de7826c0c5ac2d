package kprobarium.isa;

import kprobarium.symbol.Symbols;

/// Words as text, in LLVM's spelling, so that what is printed assembles again, here and there.
public final class Disassembler {
    private Disassembler() {
    }

    /// The instruction, or `.word 0x…` for what is none. Branch distances are printed in bytes.
    public static String disassemble(int word) {
        return disassemble(word, slot -> Long.toString(slot.written(word)));
    }

    /// The instruction at an address, with branch targets by name: `beqz $a0, foo+0x10`.
    public static String disassemble(int word, long pc, Symbols symbols) {
        return disassemble(word, slot -> slot.operand().kind() == Operand.Kind.OFFSET
                ? symbols.render(pc + slot.written(word)) : Long.toString(slot.written(word)));
    }

    private static String disassemble(int word, java.util.function.Function<Syntax.Slot, String> number) {
        Insn row = Decoder.row(word);
        if (row == null) {
            return String.format(".word 0x%08x", word);
        }
        StringBuilder text = new StringBuilder(row.mnemonic());
        String separator = " ";
        for (Syntax.Slot slot : row.syntax().slots()) {
            text.append(separator).append(switch (slot.operand().kind()) {
                case GPR -> "$" + Registers.name(slot.operand().bits(word));
                case FCC -> "$fcc" + slot.operand().bits(word);
                case UNSIGNED, SIGNED, OFFSET -> number.apply(slot);
            });
            separator = ", ";
        }
        return text.toString();
    }
}
