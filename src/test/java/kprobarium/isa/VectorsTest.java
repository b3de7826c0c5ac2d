package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorsTest {
    @Test
    void no_two_rows_overlap() {
        List<VectorRow> rows = Vectors.rows();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                assertFalse(rows.get(i).encoding().overlaps(rows.get(j).encoding()), rows.get(i) + " and " + rows.get(j));
            }
            for (Insn row : Insn.values()) {
                assertFalse(rows.get(i).encoding().overlaps(row.encoding()), rows.get(i) + " and " + row);
            }
        }
    }

    @Test
    void no_two_rows_share_a_mnemonic() {
        Set<String> mnemonics = new TreeSet<>();
        for (Insn row : Insn.values()) {
            mnemonics.add(row.mnemonic());
        }
        for (VectorRow row : Vectors.rows()) {
            assertTrue(mnemonics.add(row.mnemonic()), row.mnemonic());
            assertSame(row, Vectors.named(row.mnemonic()));
        }
    }

    @Test
    void a_row_is_found_by_each_of_its_words() {
        for (VectorRow row : Vectors.rows()) {
            for (int word : Words.of(row, 4, 3)) {
                assertSame(row, Vectors.find(word));
                assertNull(Decoder.row(word));
                assertEquals(row.unit().disabled(), Decoder.undefined(word));
            }
        }
    }

    /// All rows with registers of 256 bits are LASX's, and only they: those of LASX that read a bit vector as well name none of 128.
    @Test
    void a_row_names_the_registers_of_its_unit() {
        for (VectorRow row : Vectors.rows()) {
            Operand.Kind other = row.unit() == Unit.LSX ? Operand.Kind.XR : Operand.Kind.VR;
            assertTrue(row.fields().stream().noneMatch(field -> field.kind() == other), row.mnemonic());
            assertEquals(row.unit() == Unit.LASX, row.mnemonic().matches("xv.*|vext2xv.*"), row.mnemonic());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0x700a0000 | vadd.b $vr0, $vr0, $vr0   | SXD",
        "0x740a0c41 | xvadd.b $xr1, $xr2, $xr3  | ASXD",
        "0x2c001083 | vld $vr3, $a0, 4          | SXD",
        "0x33100083 | xvstelm.d $xr3, $a0, 0, 0 | ASXD",
        "0x00000000 | .word 0x00000000          | INE",
        "0x70000000 | vseq.b $vr0, $vr0, $vr0   | SXD",
        "0x7fffffff | .word 0x7fffffff          | INE"})
    void a_word_has_a_text_and_an_exception(String word, String text, Ecode exception) {
        int bits = Integer.decode(word);
        assertEquals(text, Disassembler.disassemble(bits));
        assertEquals(exception, Decoder.undefined(bits));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "vor.v $vr0, $vr1, $xr2 | expected a vector register ($vr0..$vr31) for vk, found vector register `$xr2`; write `vor.v vd, vj, vk`",
        "vor.v $vr0, $vr1, 7    | expected a vector register ($vr0..$vr31) for vk, found number 7; write `vor.v vd, vj, vk`",
        "vldrepl.d $vr0, $a0, 4  | immediate 4 is no multiple of 8"})
    void what_does_not_fit_is_refused(String source, String message) {
        List<Diagnostic> errors = Assembler.assemble(source, 0, Symbols.none()).errors();
        assertEquals(List.of(message), errors.stream().map(Diagnostic::message).toList());
    }
}
