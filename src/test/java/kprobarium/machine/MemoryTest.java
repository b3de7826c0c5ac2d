package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class MemoryTest {
    private static final long LOW = 0x1_0000, HIGH = 0xffff_8000_0200_0000L;

    private final Memory memory = new Memory(new State());

    MemoryTest() {
        memory.map("low", LOW, 20, false);
        memory.map("high", HIGH, 0x40, true);
        memory.mapPrivate("next to low", LOW + 24, 8, 3);
    }

    @Test
    void a_region_is_as_long_as_asked_for_rounded_up_to_eight() {
        assertEquals(List.of(24, 0x40, 8), memory.regions().stream().map(Memory.Region::size).toList());
    }

    @Test
    void every_region_has_its_own_bytes() {
        memory.store(LOW, 8, 1);
        memory.store(LOW + 16, 8, 2);
        memory.store(LOW + 24, 8, 3);
        memory.store(HIGH, 4, 0x8000_0000L);
        assertEquals(List.of(1L, 0L, 2L, 3L, 0x8000_0000L), List.of(memory.load(LOW, 8), memory.load(LOW + 8, 8), memory.load(LOW + 16, 8),
                memory.load(LOW + 24, 8), memory.load(HIGH, 8)));
        assertEquals(0x8000_0000, memory.word(HIGH));
    }

    @Test
    void a_field_of_a_struct_is_the_memory_at_its_offset() {
        Memory.Struct struct = memory.struct(HIGH + 0x10, 0x30);
        struct.set(0x08, 1);
        struct.aboutToPut(0x30);
        for (int n = 2; n < 6; n++) struct.put(8 * n, n);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L), LongStream.range(0, 6).mapToObj(i -> memory.load(HIGH + 0x10 + 8 * i, 8)).toList());
        memory.store(HIGH + 0x18, 8, 6);
        assertEquals(6, struct.get(0x08));
        assertThrows(IllegalStateException.class, () -> memory.struct(HIGH + 0x18, 0x30));
    }

    @Test
    void between_regions_nothing_is_mapped() {
        assertTrue(memory.mapped(HIGH + 0x38, 8));
        assertFalse(memory.mapped(HIGH + 0x40, 1));
        assertFalse(memory.mapped(LOW - 1, 1));
        assertFalse(memory.mapped(0, 8));
        assertFalse(memory.mapped(-8, 8));
    }

    @Test
    void an_access_that_leaves_its_region_is_not_mapped_even_into_the_next() {
        assertFalse(memory.mapped(HIGH + 0x3c, 8));
        assertFalse(memory.mapped(LOW + 20, 8));
        assertTrue(memory.mapped(LOW + 20, 4));
    }

    @Test
    void neighbours_on_one_page_are_told_apart_whichever_was_asked_for_last() {
        for (int i = 0; i < 3; i++) {
            assertEquals("low", memory.region(LOW + 23).orElseThrow().name());
            Memory.Region next = memory.region(LOW + 24).orElseThrow();
            assertEquals("next to low", next.name());
            assertEquals(Memory.Sharing.PRIVATE, next.sharing());
            assertEquals(3, next.owner());
            assertEquals(List.of(), memory.region(LOW + 32).stream().toList());
        }
    }

    @Test
    void a_cell_is_the_eight_bytes_at_its_address() {
        Memory.Cell cell = memory.cell(LOW + 8);
        cell.set(-2);
        assertEquals(-2, memory.load(LOW + 8, 8));
        memory.store(LOW + 8, 1, 0);
        assertEquals(-0x100, cell.get());
    }

    @Test
    void reading_what_is_not_mapped_is_a_bug_and_says_where() {
        assertEquals("nothing is mapped at 0x1001c",
                assertThrows(IllegalStateException.class, () -> memory.load(LOW + 28, 8)).getMessage());
    }
}
