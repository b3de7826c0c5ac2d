package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlbTest {
    private static final int PS = 14;
    private static final long PAGE = 1 << PS;
    private static final long AT = 0x1000_0000L;

    private final Tlb tlb = new Tlb();

    private void fill(long address, int size, int space, long flags) {
        tlb.fill(address, size, space, 0x4000_0000L | flags, 0x5000_0000L | flags, PS);
    }

    private int find(long address, int space) {
        return tlb.find(address, space, PS);
    }

    @Test
    void an_entry_is_two_pages_side_by_side() {
        fill(AT, PS, 1, Tlb.V);
        int at = find(AT + 5, 1);
        assertEquals(at, find(AT + PAGE + 5, 1));
        assertEquals(0x4000_0005L, tlb.physical(at, AT + 5));
        assertEquals(0x5000_0005L, tlb.physical(at, AT + PAGE + 5));
        assertEquals(-1, find(AT + 2 * PAGE, 1));
        assertEquals(-1, find(AT - 1, 1));
    }

    @Test
    void pages_of_the_stlb_s_size_go_there_and_others_to_the_mtlb() {
        fill(AT, PS, 1, Tlb.V);
        fill(0x2000_0000L, 24, 1, Tlb.V);
        assertTrue(find(AT, 1) < Tlb.STLB);
        assertTrue(find(0x2000_0000L + 0x123_4567L, 1) >= Tlb.STLB);
    }

    @Test
    void an_address_space_sees_its_own_entries_and_global_ones() {
        fill(AT, PS, 1, Tlb.V);
        fill(AT + 2 * PAGE, PS, 1, Tlb.V | Tlb.G);
        assertEquals(-1, find(AT, 2));
        assertTrue(find(AT + 2 * PAGE, 2) >= 0);
    }

    @Test
    void an_entry_is_global_if_both_halves_are() {
        tlb.fill(AT, PS, 1, Tlb.V | Tlb.G, Tlb.V, PS);
        assertEquals(-1, find(AT, 2));
    }

    @Test
    void what_is_filled_twice_is_there_once() {
        fill(AT, PS, 1, Tlb.V);
        int first = find(AT, 1);
        tlb.fill(AT, PS, 1, 0x7000_0000L | Tlb.V, Tlb.V, PS);
        assertEquals(first, find(AT, 1));
        assertEquals(0x7000_0000L, tlb.physical(find(AT, 1), AT));
    }

    @Test
    void a_set_holds_eight_and_the_ninth_takes_the_place_of_one() {
        long apart = 2 * PAGE * Tlb.SETS;
        for (int i = 0; i < 8; i++) fill(AT + i * apart, PS, 1, Tlb.V);
        for (int i = 0; i < 8; i++) assertTrue(find(AT + i * apart, 1) >= 0);
        fill(AT + 8 * apart, PS, 1, Tlb.V);
        int left = 0;
        for (int i = 0; i < 9; i++) if (find(AT + i * apart, 1) >= 0) left++;
        assertEquals(8, left);
        assertTrue(find(AT + 8 * apart, 1) >= 0);
    }

    @Test
    void invtlb_drops_what_its_operation_names() {
        assertEquals(List.of(), leftBy(0, AT));
        assertEquals(List.of(), leftBy(1, AT));
        assertEquals(List.of("own", "near", "other"), leftBy(2, AT));
        assertEquals(List.of("global"), leftBy(3, AT));
        assertEquals(List.of("other", "global"), leftBy(4, AT));
        assertEquals(List.of("near", "other", "global"), leftBy(5, AT));
        assertEquals(List.of("own", "near", "other", "global"), leftBy(5, AT + 4 * PAGE));
        assertEquals(List.of("near", "other", "global"), leftBy(6, AT));
        assertEquals(List.of("own", "near", "other"), leftBy(6, AT + 4 * PAGE));
    }

    /// What `invtlb` with address space 1 leaves of four entries: one of it, one of it nearby, one of another space, a global one.
    private static List<String> leftBy(int operation, long address) {
        Tlb tlb = new Tlb();
        tlb.fill(AT, PS, 1, Tlb.V, Tlb.V, PS);
        tlb.fill(AT + 2 * PAGE, PS, 1, Tlb.V, Tlb.V, PS);
        tlb.fill(AT, PS, 2, Tlb.V, Tlb.V, PS);
        tlb.fill(AT + 4 * PAGE, PS, 1, Tlb.V | Tlb.G, Tlb.V | Tlb.G, PS);
        tlb.invalidate(operation, 1, address);
        List<String> left = new ArrayList<>();
        if (tlb.find(AT, 1, PS) >= 0) left.add("own");
        if (tlb.find(AT + 2 * PAGE, 1, PS) >= 0) left.add("near");
        if (tlb.find(AT, 2, PS) >= 0) left.add("other");
        if (tlb.find(AT + 4 * PAGE, 1, PS) >= 0) left.add("global");
        return left;
    }

    @Test
    void tlbclr_spares_what_is_global_and_tlbflush_does_not() {
        fill(AT, PS, 1, Tlb.V);
        fill(AT + 2 * PAGE * Tlb.SETS, PS, 1, Tlb.V | Tlb.G);
        fill(AT + 2 * PAGE, PS, 1, Tlb.V);
        int set = find(AT, 1) % Tlb.SETS;
        tlb.dropAround(set, false, 1);
        assertEquals(-1, find(AT, 1));
        assertTrue(find(AT + 2 * PAGE * Tlb.SETS, 1) >= 0);
        assertTrue(find(AT + 2 * PAGE, 1) >= 0);
        tlb.dropAround(set, true, 1);
        assertEquals(-1, find(AT + 2 * PAGE * Tlb.SETS, 1));
        assertTrue(find(AT + 2 * PAGE, 1) >= 0);
    }
}
