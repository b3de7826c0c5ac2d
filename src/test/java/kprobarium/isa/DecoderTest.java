package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    @ParameterizedTest
    @EnumSource(Insn.class)
    void a_rows_words_decode_to_the_row(Insn row) {
        for (int word : Words.of(row, 100, 1)) {
            assertSame(row, Decoder.row(word));
            assertEquals(word, Decoder.decode(word).word());
        }
    }

    @Test
    void the_table_finds_what_a_search_through_all_rows_finds() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            int word = nearMiss(random);
            Insn found = null;
            for (Insn row : Insn.values()) {
                if (row.matches(word)) {
                    found = row;
                }
            }
            assertSame(found, Decoder.row(word), () -> Integer.toHexString(word));
        }
    }

    /// A row's word with a few bits turned over.
    static int nearMiss(Random random) {
        Insn row = Insn.values()[random.nextInt(Insn.values().length)];
        int word = row.match() | random.nextInt() & ~row.mask();
        for (int flips = random.nextInt(3); flips > 0; flips--) {
            word ^= 1 << random.nextInt(32);
        }
        return word;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x06483801, 0x00600000 | 3 << 16 | 4 << 10, 0x06498000 | 7, 0x48000200})
    void words_that_are_no_instruction_decode_to_nothing(int word) {
        assertNull(Decoder.decode(word));
        assertNull(new Decoded().decode(word));
    }

    @Test
    void a_decoding_is_kept_and_shared() {
        Decoded decoded = new Decoded();
        Operands first = decoded.decode(0x02c00484);
        assertSame(first, decoded.decode(0x02c00484));
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            int word = nearMiss(random);
            assertEquals(Decoder.decode(word), decoded.decode(word));
        }
    }

    static List<Operand> executed() {
        return Stream.of(Insn.values()).flatMap(row -> row.fields().stream()).distinct().sorted().toList();
    }

    /// [Operand] says where fields are, [Operands] has those of rows that are executed wired: two descriptions, compared over all.
    @ParameterizedTest
    @MethodSource("executed")
    void an_accessor_reads_what_its_operand_says(Operand operand) throws ReflectiveOperationException {
        Method accessor = Operands.class.getMethod(operand.text());
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            int word = random.nextInt();
            Operands operands = new Operands(null, word, null);
            assertEquals(operand.value(word), ((Number) accessor.invoke(operands)).longValue());
        }
    }

    @ParameterizedTest
    @EnumSource(Operand.class)
    void a_field_holds_what_was_put_in_and_changes_nothing_else(Operand operand) {
        Random random = new Random(6);
        for (int i = 0; i < 1000; i++) {
            int word = random.nextInt();
            long value = operand.value(random.nextInt());
            int changed = operand.withValue(word, value);
            assertEquals(value, operand.value(changed));
            assertEquals(0, (word ^ changed) & ~operand.mask());
        }
        assertEquals(operand.width(), Integer.bitCount(operand.mask()));
        assertEquals(operand.min(), operand.value(operand.withValue(0, operand.min())));
        assertEquals(operand.max(), operand.value(operand.withValue(0, operand.max())));
    }
}
