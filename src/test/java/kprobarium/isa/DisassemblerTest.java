package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {
    // @formatter:off: tables of vectors
    private static final long PC = 0x9000000000200008L;
    private static final Symbols SYMBOLS = Symbols.builder().add("foo", 0x9000000000200000L, 0x40).build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0x02ffc063 | addi.d $sp, $sp, -16",
            "0x0015009b | move $s4, $a0",
            "0x03400000 | nop",
            "0x4c000020 | ret",
            "0x4c000180 | jr $t0",
            "0x4c000181 | jirl $ra, $t0, 0",
            "0x60000c05 | bgtz $a1, 12",
            "0x002a000a | break 10",
            "0x04018c84 | csrxchg $a0, $a0, 99",
            "0x38720700 | dbar 1792",
            "0x48000100 | bcnez $fcc0, 0",
            "0x386a94c4 | amadd_db.d $a0, $a1, $a2",
            "0x00000000 | .word 0x00000000",
            "0xffffffff | .word 0xffffffff"})
    void a_word_is_printed_as_llvm_prints_it(String word, String text) {
        assertEquals(text, Disassembler.disassemble(Long.decode(word).intValue()));
    }

    @Test
    void a_pseudo_instruction_can_be_kept_out() {
        assertEquals("or $s4, $a0, $zero", Disassembler.withoutAliases(0x0015009b));
        assertEquals("andi $zero, $zero, 0", Disassembler.withoutAliases(0x03400000));
        assertEquals(".word 0xffffffff", Disassembler.withoutAliases(-1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "b 0                  | b foo+0x8",
            "bl -8                | bl foo",
            "beqz $a0, 0x34       | beqz $a0, foo+0x3c",
            "bge $a0, $a1, 0x38   | bge $a0, $a1, 56  # 0x9000000000200040",
            "blez $a0, -4         | blez $a0, foo+0x4",
            "jirl $zero, $a0, 8   | jirl $zero, $a0, 8",
            "addi.d $a0, $a0, 8   | addi.d $a0, $a0, 8"})
    void branch_targets_are_symbols_where_symbols_are(String source, String text) {
        assertEquals(text, Disassembler.disassemble(Assembler.assemble(source, PC, SYMBOLS).word(PC), PC, SYMBOLS));
    }

    @Test
    void every_pseudo_instruction_assembles() {
        TreeSet<String> usages = new TreeSet<>();
        for (Pseudo pseudo : Pseudo.values()) {
            String source = pseudo.usage().replaceAll("\\b(rd|rj)\\b", "\\$t0").replace("offs16", "8")
                    .replaceAll("imm\\d+", "0x12345").replace("target", "foo");
            assertEquals(List.of(), Assembler.assemble(source, PC, SYMBOLS).errors(), source);
            usages.add(pseudo.usage());
        }
        assertEquals(Pseudo.values().length, usages.size());
    }
    // @formatter:on
}
