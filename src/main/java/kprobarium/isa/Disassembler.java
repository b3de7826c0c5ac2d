package kprobarium.isa;

import java.util.List;
import java.util.function.Function;
import kprobarium.symbol.Symbols;

/// Words as text, in LLVM's spelling, so that what is printed assembles again, here and there.
public final class Disassembler {
    private Disassembler() {
    }

    /// The instruction, or `.word 0x…` for what is none; branches by distance in bytes; pseudo-instructions where LLVM prints them.
    public static String disassemble(int word) {
        return printed(word, slot -> Long.toString(slot.written(word)));
    }

    /// The instruction at an address, with branch targets by name: `beqz $a0, foo+0x10`. A target without one stands in a comment.
    public static String disassemble(int word, long pc, Symbols symbols) {
        StringBuilder comment = new StringBuilder();
        return printed(word, slot -> {
            long written = slot.written(word);
            if (slot.operand().kind() != Operand.Kind.OFFSET) {
                return Long.toString(written);
            }
            if (symbols.at(pc + written).isPresent()) {
                return symbols.render(pc + written);
            }
            comment.append("  # ").append(symbols.render(pc + written));
            return Long.toString(written);
        }) + comment;
    }

    /// The instruction itself, never a pseudo-instruction.
    public static String withoutAliases(int word) {
        Row row = Row.of(word);
        return row == null ? data(word) : text(row.mnemonic(), row.syntax().slots(), word, slot -> Long.toString(slot.written(word)));
    }

    private static String printed(int word, Function<Syntax.Slot, String> number) {
        Row row = Row.of(word);
        if (row == null) {
            return data(word);
        }
        return Pseudo.printedFor(word)
                .map(pseudo -> text(pseudo.mnemonic(), pseudo.slots(), word, number))
                .orElseGet(() -> text(row.mnemonic(), row.syntax().slots(), word, number));
    }

    private static String text(String mnemonic, List<Syntax.Slot> slots, int word, Function<Syntax.Slot, String> number) {
        StringBuilder text = new StringBuilder(mnemonic);
        String separator = " ";
        for (Syntax.Slot slot : slots) {
            text.append(separator).append(switch (slot.operand().kind()) {
                case GPR, FPR, FCC, FCSR, VR, XR -> "$" + Registers.name(slot.operand().kind(), slot.operand().bits(word));
                case UNSIGNED, SIGNED, OFFSET -> number.apply(slot);
            });
            separator = ", ";
        }
        return text.toString();
    }

    private static String data(int word) {
        return String.format(".word 0x%08x", word);
    }
}
