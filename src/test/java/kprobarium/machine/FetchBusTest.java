package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;

/// Patches as messages: a channel from each CPU to each other, and what can happen on it.
final class FetchBusTest {
    private static final long FOO = Bed.TEXT, BAR = Bed.TEXT + 4;
    private static final int OLD = 0x11, NEW = 0x22, NEWER = 0x33;

    private static Bed bus(FetchConfig.Order order, int lose, int duplicate, int late) {
        FetchConfig.Bus bus = new FetchConfig.Bus(order, lose, duplicate, late);
        FetchConfig config = new FetchConfig(FetchModel.Kind.BUS, 0, List.of(FetchConfig.Barrier.IBAR), bus, List.of());
        Bed bed = new Bed(3, config, "foo: .word 0x11\nbar: .word 0x11").patchable();
        return bed.does(1, s -> s.shared(Bed.DATA)).start();
    }

    private static Bed fifo() {
        return bus(FetchConfig.Order.FIFO_PER_SENDER, 0, 0, 0);
    }

    private static List<Integer> fetches(Bed bed) {
        FetchModel model = bed.machine.fetchModel();
        return List.of(model.fetch(bed.cpu(1), FOO, 0), model.fetch(bed.cpu(1), BAR, 0));
    }

    private static void poke(Bed bed, int cpu, long address, int word) {
        bed.machine.poke(bed.cpu(cpu), address, word);
    }

    @Test
    void patches_of_one_sender_arrive_in_order_and_those_of_two_in_any() {
        Bed bed = fifo();
        poke(bed, 2, BAR, NEW);
        poke(bed, 0, FOO, NEW);
        poke(bed, 0, FOO, NEWER);
        assertEquals(List.of("1", "1:patch", "1:patch-1"), bed.offers());
        bed.take(Move.Kind.PATCH, 1, 1);
        assertEquals(List.of(OLD, NEW), fetches(bed));
        assertEquals(List.of("1", "1:patch"), bed.offers());
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(NEW, NEW), fetches(bed));
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(NEWER, NEW), fetches(bed));
    }

    @Test
    void of_two_senders_what_arrives_last_stays_even_if_it_was_written_first() {
        Bed bed = fifo();
        poke(bed, 0, FOO, NEW);
        poke(bed, 2, FOO, NEWER);
        bed.take(Move.Kind.PATCH, 1, 1).take(Move.Kind.PATCH, 1);
        assertEquals(List.of(NEW, OLD), fetches(bed));
        bed.machine.fetchModel().synchronise(bed.cpu(1));
        assertEquals(List.of(NEWER, OLD), fetches(bed));
    }

    @Test
    void writes_of_two_senders_commute() {
        Bed one = fifo();
        poke(one, 0, FOO, NEW);
        poke(one, 2, BAR, NEW);
        Bed other = fifo();
        poke(other, 2, BAR, NEW);
        poke(other, 0, FOO, NEW);
        assertEquals(one.machine.state().digest(), other.machine.state().digest());
    }

    @Test
    void without_order_any_patch_may_come_first_and_equal_ones_are_one_choice() {
        Bed bed = bus(FetchConfig.Order.UNORDERED, 0, 0, 0);
        poke(bed, 0, FOO, NEW);
        poke(bed, 0, BAR, NEW);
        poke(bed, 0, FOO, OLD);
        poke(bed, 2, FOO, NEW);
        assertEquals(List.of("1", "1:patch", "1:patch-1", "1:patch-2"), bed.offers());
        bed.take(Move.Kind.PATCH, 1, 2);
        assertEquals(List.of(OLD, NEW), fetches(bed));
        Bed other = bus(FetchConfig.Order.UNORDERED, 0, 0, 0);
        poke(other, 0, BAR, NEW);
        poke(other, 2, FOO, NEW);
        poke(other, 0, FOO, OLD);
        poke(other, 0, FOO, NEW);
        other.take(Move.Kind.PATCH, 1, 2);
        for (Bed either : List.of(bed, other)) for (int cpu : List.of(0, 2)) either.machine.fetchModel().synchronise(either.cpu(cpu));
        assertEquals(bed.machine.state().digest(), other.machine.state().digest());
    }

    @Test
    void a_lost_patch_never_arrives_and_ibar_finds_the_word_all_the_same() {
        Bed bed = bus(FetchConfig.Order.FIFO_PER_SENDER, 1, 0, 0);
        poke(bed, 0, FOO, NEW);
        poke(bed, 0, BAR, NEW);
        assertEquals(List.of("1", "1:patch", "1:lose"), bed.offers());
        bed.take(Move.Kind.LOSE, 1);
        assertEquals(List.of("1", "1:patch"), bed.offers());
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(OLD, NEW), fetches(bed));
        assertFalse(bed.machine.fetchModel().pending(bed.cpu(1)));
        bed.machine.fetchModel().synchronise(bed.cpu(1));
        assertEquals(List.of(NEW, NEW), fetches(bed));
    }

    @Test
    void a_patch_that_comes_twice_comes_again_behind_the_others() {
        Bed bed = bus(FetchConfig.Order.FIFO_PER_SENDER, 0, 1, 0);
        poke(bed, 0, FOO, NEW);
        poke(bed, 0, FOO, OLD);
        bed.take(Move.Kind.TWICE, 1);
        assertEquals(List.of(NEW, OLD), fetches(bed));
        assertEquals(List.of("1", "1:patch"), bed.offers());
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(OLD, OLD), fetches(bed));
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(NEW, OLD), fetches(bed));
    }

    @Test
    void a_late_patch_arrives_behind_the_others_and_only_if_there_are_others() {
        Bed bed = bus(FetchConfig.Order.FIFO_PER_SENDER, 0, 0, 1);
        poke(bed, 0, FOO, NEW);
        assertEquals(List.of("1", "1:patch"), bed.offers());
        poke(bed, 0, BAR, NEW);
        assertEquals(List.of("1", "1:patch", "1:late"), bed.offers());
        bed.take(Move.Kind.LATE, 1).take(Move.Kind.PATCH, 1);
        assertEquals(List.of(OLD, NEW), fetches(bed));
        bed.take(Move.Kind.PATCH, 1);
        assertEquals(List.of(NEW, NEW), fetches(bed));
    }

    @Test
    void what_is_left_of_a_budget_is_state_and_comes_back() {
        Bed bed = bus(FetchConfig.Order.FIFO_PER_SENDER, 1, 0, 0);
        poke(bed, 0, FOO, NEW);
        bed.machine.fetchModel().deliver(bed.cpu(2), 0);
        poke(bed, 0, FOO, OLD);
        bed.machine.fetchModel().synchronise(bed.cpu(2));
        int mark = bed.machine.state().mark();
        bed.take(Move.Kind.PATCH, 1).take(Move.Kind.PATCH, 1);
        long kept = bed.machine.state().digest();
        bed.machine.state().undo(mark);
        bed.take(Move.Kind.LOSE, 1).take(Move.Kind.PATCH, 1);
        assertEquals(List.of(OLD, OLD), fetches(bed));
        assertNotEquals(kept, bed.machine.state().digest());
        bed.machine.state().release(mark);
        assertEquals(List.of("1", "1:patch", "1:lose"), bed.offers());
    }

    @Test
    void a_journal_delivers_what_was_written_first() {
        Bed bed = fifo();
        poke(bed, 2, FOO, NEW);
        poke(bed, 0, BAR, NEW);
        FetchModel model = bed.machine.fetchModel();
        assertEquals(1, model.oldest(bed.cpu(1)));
        assertEquals(0, model.delivered(bed.cpu(1)));
        model.deliver(bed.cpu(1), model.oldest(bed.cpu(1)));
        assertEquals(1, model.delivered(bed.cpu(1)));
    }
}
