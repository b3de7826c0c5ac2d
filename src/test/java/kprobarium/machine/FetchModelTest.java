package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kprobarium.event.Event;
import org.junit.jupiter.api.Test;

final class FetchModelTest {
    private static final long FOO = Bed.TEXT, BAR = Bed.TEXT + 4;
    private static final int OLD = 0x11, NEW = 0x22, NEWER = 0x33;

    private final Bed bed = bus();

    private static Bed bus() {
        return new Bed(3, FetchModel.Kind.BUS, "foo: .word 0x11\nbar: .word 0x11").patchable().start();
    }

    private static int fetch(Bed bed, int cpu, long address) {
        return bed.machine.fetchModel().fetch(bed.cpu(cpu), address, 0);
    }

    private int fetch(int cpu, long address) {
        return fetch(bed, cpu, address);
    }

    private static void poke(Bed bed, int cpu, long address, int word) {
        bed.machine.poke(bed.cpu(cpu), address, word);
    }

    private void poke(int cpu, long address, int word) {
        poke(bed, cpu, address, word);
    }

    private static void deliver(Bed bed, int cpu) {
        bed.machine.fetchModel().deliver(bed.cpu(cpu), bed.machine.fetchModel().oldest(bed.cpu(cpu)));
    }

    @Test
    void under_the_coherent_model_everybody_fetches_the_new_word_at_once() {
        Bed coherent = new Bed(2, FetchModel.Kind.COHERENT, "foo: .word 0x11").patchable().start();
        poke(coherent, 0, FOO, NEW);
        assertEquals(NEW, fetch(coherent, 0, FOO));
        assertEquals(NEW, fetch(coherent, 1, FOO));
        assertFalse(coherent.machine.fetchModel().pending(coherent.cpu(1)));
        assertThrows(IllegalStateException.class, () -> deliver(coherent, 1));
    }

    @Test
    void the_writer_fetches_its_word_at_once_and_another_cpu_the_older_one_until_delivery() {
        poke(0, FOO, NEW);
        assertEquals(NEW, bed.machine.memory().word(FOO));
        assertEquals(NEW, fetch(0, FOO));
        assertEquals(OLD, fetch(1, FOO));
        deliver(bed, 1);
        assertEquals(NEW, fetch(1, FOO));
        assertEquals(OLD, fetch(2, FOO));
    }

    @Test
    void patches_arrive_in_the_order_in_which_they_were_written() {
        poke(0, FOO, NEW);
        poke(2, BAR, NEW);
        poke(0, FOO, NEWER);
        assertEquals(List.of(OLD, OLD), List.of(fetch(1, FOO), fetch(1, BAR)));
        deliver(bed, 1);
        assertEquals(List.of(NEW, OLD), List.of(fetch(1, FOO), fetch(1, BAR)));
        deliver(bed, 1);
        assertEquals(List.of(NEW, NEW), List.of(fetch(1, FOO), fetch(1, BAR)));
        deliver(bed, 1);
        assertEquals(List.of(NEWER, NEW), List.of(fetch(1, FOO), fetch(1, BAR)));
        assertFalse(bed.machine.fetchModel().pending(bed.cpu(1)));
    }

    @Test
    void a_barrier_takes_over_all_for_its_own_cpu_alone() {
        poke(0, FOO, NEW);
        poke(0, BAR, NEW);
        bed.machine.fetchModel().synchronise(bed.cpu(1));
        assertEquals(List.of(NEW, NEW), List.of(fetch(1, FOO), fetch(1, BAR)));
        assertEquals(List.of(OLD, OLD), List.of(fetch(2, FOO), fetch(2, BAR)));
    }

    @Test
    void a_cpu_sees_its_own_write_even_over_a_patch_of_that_word_that_has_not_reached_it() {
        poke(0, FOO, NEW);
        poke(0, BAR, NEW);
        poke(1, FOO, NEWER);
        assertEquals(NEWER, fetch(1, FOO));
        assertEquals(OLD, fetch(1, BAR));
        deliver(bed, 1);
        assertFalse(bed.machine.fetchModel().pending(bed.cpu(1)));
        assertEquals(NEW, fetch(0, FOO));
    }

    @Test
    void a_misaligned_word_travels_as_the_two_that_it_changes() {
        poke(0, FOO + 2, 0x2222_3333);
        assertEquals(List.of(OLD, OLD), List.of(fetch(1, FOO), fetch(1, BAR)));
        deliver(bed, 1);
        assertEquals(List.of(0x3333_0011, OLD), List.of(fetch(1, FOO), fetch(1, BAR)));
        deliver(bed, 1);
        assertEquals(List.of(0x3333_0011, 0x2222), List.of(fetch(1, FOO), fetch(1, BAR)));
        assertFalse(bed.machine.fetchModel().pending(bed.cpu(1)));
    }

    @Test
    void who_is_too_far_behind_takes_over_the_oldest() {
        poke(0, FOO, NEW);
        for (int i = 1; i < FetchBus.CAPACITY; i++) poke(0, BAR, i);
        assertEquals(OLD, fetch(1, FOO));
        poke(0, BAR, NEWER);
        assertEquals(NEW, fetch(1, FOO));
        assertEquals(OLD, fetch(1, BAR));
        int left = 0;
        for (; bed.machine.fetchModel().pending(bed.cpu(1)); left++) deliver(bed, 1);
        assertEquals(FetchBus.CAPACITY, left);
        assertEquals(NEWER, fetch(1, BAR));
    }

    @Test
    void equal_queues_are_equal_states_whatever_went_through_them_before() {
        poke(0, FOO, NEW);
        deliver(bed, 1);
        deliver(bed, 2);
        poke(0, BAR, NEW);
        deliver(bed, 2);

        Bed other = bus();
        poke(other, 2, BAR, NEWER);
        poke(other, 0, FOO, NEW);
        poke(other, 2, BAR, OLD);
        for (int cpu = 0; cpu < 3; cpu++) other.machine.fetchModel().synchronise(other.cpu(cpu));
        poke(other, 0, BAR, NEW);
        assertNotEquals(bed.machine.state().digest(), other.machine.state().digest());
        deliver(other, 2);
        assertEquals(bed.machine.state().digest(), other.machine.state().digest());
    }

    @Test
    void going_back_puts_the_queues_back() {
        poke(0, FOO, NEW);
        int mark = bed.machine.state().mark();
        deliver(bed, 1);
        poke(1, BAR, NEW);
        bed.machine.state().release(mark);
        assertEquals(List.of(OLD, OLD), List.of(fetch(1, FOO), fetch(0, BAR)));
        assertTrue(bed.machine.fetchModel().pending(bed.cpu(1)));
        assertFalse(bed.machine.fetchModel().pending(bed.cpu(0)));
    }

    @Test
    void delivered_is_the_newest_patch_with_none_older_missing() {
        assertEquals(0, bed.machine.fetchModel().delivered(bed.cpu(1)));
        poke(0, FOO, NEW);
        poke(0, BAR, NEW);
        assertEquals(0, bed.machine.fetchModel().delivered(bed.cpu(1)));
        deliver(bed, 1);
        assertEquals(1, bed.machine.fetchModel().delivered(bed.cpu(1)));
        deliver(bed, 1);
        assertEquals(2, bed.machine.fetchModel().delivered(bed.cpu(1)));
        assertEquals(2, bed.machine.fetchModel().delivered(bed.cpu(0)));
        assertEquals(0, bed.machine.fetchModel().delivered(bed.cpu(2)));
    }

    @Test
    void a_fetch_is_stale_only_if_memory_holds_something_else() {
        poke(0, FOO, NEW);
        fetch(1, FOO);
        fetch(1, BAR);
        assertEquals(List.of("cpu1 stale at foo"), bed.log);
        poke(0, FOO, OLD);
        fetch(1, FOO);
        assertEquals(1, bed.log.size());
    }

    @Test
    void writing_and_delivering_are_said_with_the_patch_number_and_who_wrote() {
        poke(2, FOO, NEW);
        deliver(bed, 1);
        List<Event> said = bed.events;
        assertEquals(List.of(
                new Event.TextPoked(said.get(0).stamp(), 1, FOO, "foo", OLD, NEW),
                new Event.PatchDelivered(said.get(1).stamp(), 1, FOO, "foo", NEW, 2)), said);
        assertEquals(List.of(2, 1), said.stream().map(event -> event.stamp().cpu()).toList());
    }
}
