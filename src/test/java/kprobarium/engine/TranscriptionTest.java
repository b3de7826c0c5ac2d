package kprobarium.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kprobarium.isa.Insn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TranscriptionTest {
    private static final byte[] SAVED = Transcription.saved();

    @ParameterizedTest
    @EnumSource
    void what_was_saved_of_a_row_is_what_is_read_of_it(Insn row) {
        Recipe read = RowReader.read(row);
        assertEquals(read, Transcription.recipe(SAVED, row));
        assertTrue(read.atHand() || !read.possible());
        assertEquals(read.atHand(), !read.steps().isEmpty());
    }
}
