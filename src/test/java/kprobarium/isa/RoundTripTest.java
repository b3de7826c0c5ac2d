package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Text and words are two forms of one thing.
class RoundTripTest {
    private static final long PC = 0x9000000000200000L;

    @ParameterizedTest
    @EnumSource(Insn.class)
    void what_is_disassembled_assembles_to_the_same_word(Insn row) {
        for (int word : Words.assemblable(row, 100, 7)) {
            assertEquals(word, assemble(Disassembler.disassemble(word)), () -> Disassembler.disassemble(word));
            assertEquals(word, assemble(Disassembler.withoutAliases(word)), () -> Disassembler.withoutAliases(word));
        }
    }

    @Test
    void so_it_does_with_vectors() {
        for (VectorRow row : Vectors.rows()) {
            for (int word : Words.assemblable(row, 10, 7)) {
                assertEquals(word, assemble(Disassembler.disassemble(word)), () -> Disassembler.disassemble(word));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Insn.class)
    void so_it_does_with_symbols(Insn row) {
        Symbols symbols = Symbols.builder().add("before", PC - 0x8000, 0x4000).add("here", PC, 0x1000).add("after", PC + 0x4000, 0).build();
        for (int word : Words.assemblable(row, 100, 8)) {
            String text = Disassembler.disassemble(word, PC, symbols);
            Assembly assembly = Assembler.assemble(text, PC, symbols);
            assertEquals(List.of(), assembly.errors(), text);
            assertEquals(word, assembly.word(PC), text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x00600000 | 3 << 16 | 4 << 10, 0x01000000, 0x48000200})
    void so_does_what_is_no_instruction(int word) {
        assertEquals(word, assemble(Disassembler.disassemble(word)));
    }

    private static int assemble(String text) {
        Assembly assembly = Assembler.assemble(text, PC, Symbols.none());
        assertEquals(List.of(), assembly.errors(), text);
        assertEquals(4, assembly.image().length, text);
        return assembly.word(PC);
    }
}
