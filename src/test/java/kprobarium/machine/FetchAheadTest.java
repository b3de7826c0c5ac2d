package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a CPU may fetch under window and pipeline, and under incoherent.
final class FetchAheadTest {
    private static final long FOO = Bed.TEXT, BAR = Bed.TEXT + 4, FAR = Bed.TEXT + 64;
    private static final int OLD = 0x11, NEW = 0x22, NEWER = 0x33;

    private final Bed pipeline = of(FetchModel.Kind.PIPELINE);
    private final Bed window = of(FetchModel.Kind.WINDOW);
    private final Bed incoherent = of(FetchModel.Kind.INCOHERENT);

    private static Bed of(FetchModel.Kind kind) {
        return new Bed(3, kind, "foo: .word 0x11\nbar: .word 0x11" + "\n.word 0".repeat(14) + "\nfar: .word 0x11").patchable().start();
    }

    private static void poke(Bed bed, int cpu, long address, int... words) {
        for (int word : words) bed.machine.poke(bed.cpu(cpu), address, word);
    }

    private static int fetch(Bed bed, int cpu, long address, int older) {
        return bed.machine.fetchModel().fetch(bed.cpu(cpu), address, older);
    }

    /// All that the CPU may fetch there, freshest first.
    private static List<Integer> words(Bed bed, int cpu, long address) {
        List<Integer> words = new ArrayList<>();
        int mark = bed.machine.state().mark();
        for (int older = 0; older < bed.machine.fetchModel().words(bed.cpu(cpu), address); older++) {
            words.add(fetch(bed, cpu, address, older));
            bed.machine.state().undo(mark);
        }
        bed.machine.state().release(mark);
        return words;
    }

    private static void synchronise(Bed bed, int cpu) {
        bed.machine.fetchModel().synchronise(bed.cpu(cpu));
    }

    private static void invalidate(Bed bed, long address) {
        bed.machine.fetchModel().invalidate(address);
    }

    @Test
    void every_word_since_the_last_synchronisation_may_be_fetched_freshest_first() {
        poke(pipeline, 0, FOO, NEW, NEWER);
        assertEquals(List.of(NEWER, NEW, OLD), words(pipeline, 1, FOO));
        assertEquals(List.of(OLD), words(pipeline, 1, BAR));
        synchronise(pipeline, 1);
        assertEquals(List.of(NEWER), words(pipeline, 1, FOO));
        assertEquals(List.of(NEWER, NEW, OLD), words(pipeline, 2, FOO));
    }

    @Test
    void who_writes_may_fetch_the_older_word_too() {
        poke(pipeline, 0, FOO, NEW);
        assertEquals(List.of(NEW, OLD), words(pipeline, 0, FOO));
    }

    @Test
    void a_word_that_was_there_twice_is_offered_once() {
        poke(pipeline, 0, FOO, NEW, OLD, NEW, NEWER);
        assertEquals(List.of(NEWER, NEW, OLD), words(pipeline, 1, FOO));
    }

    @Test
    void fetches_of_one_word_never_go_back() {
        poke(pipeline, 0, FOO, NEW, NEWER);
        assertEquals(NEW, fetch(pipeline, 1, FOO, 1));
        assertEquals(List.of(NEWER, NEW), words(pipeline, 1, FOO));
        assertEquals(NEWER, fetch(pipeline, 1, FOO, 0));
        assertEquals(List.of(NEWER), words(pipeline, 1, FOO));
    }

    @Test
    void of_two_equal_words_the_older_may_have_been_fetched() {
        poke(pipeline, 0, FOO, NEW, OLD);
        assertEquals(OLD, fetch(pipeline, 1, FOO, 0));
        assertEquals(List.of(OLD, NEW), words(pipeline, 1, FOO));
        assertEquals(NEW, fetch(pipeline, 1, FOO, 1));
        assertEquals(OLD, fetch(pipeline, 1, FOO, 0));
        assertEquals(List.of(OLD), words(pipeline, 1, FOO));
    }

    @Test
    void windows_of_different_words_are_independent() {
        poke(pipeline, 0, FOO, NEW);
        poke(pipeline, 0, BAR, NEW);
        fetch(pipeline, 1, BAR, 0);
        assertEquals(List.of(NEW, OLD), words(pipeline, 1, FOO));
    }

    @Test
    void writing_what_is_there_already_adds_nothing() {
        poke(pipeline, 0, FOO, OLD);
        poke(incoherent, 0, FOO, OLD);
        assertEquals(List.of(OLD), words(pipeline, 1, FOO));
        assertEquals(List.of(OLD), words(incoherent, 1, FOO));
    }

    @Test
    void a_window_ends_as_many_instructions_after_the_write_as_it_is_long() {
        poke(window, 0, FOO, NEW);
        for (int i = 1; i < FetchConfig.USUAL_REACH; i++) window.machine.fetchModel().executed(window.cpu(1));
        poke(window, 0, FOO, NEWER);
        assertEquals(List.of(NEWER, NEW, OLD), words(window, 1, FOO));
        window.machine.fetchModel().executed(window.cpu(1));
        assertEquals(List.of(NEWER, NEW), words(window, 1, FOO));
        assertEquals(List.of(NEWER, NEW, OLD), words(window, 2, FOO));
    }

    @Test
    void a_window_of_no_instruction_is_coherent() {
        FetchConfig none = new FetchConfig(FetchModel.Kind.WINDOW, 0, List.of(), FetchConfig.Bus.RELIABLE, List.of());
        Bed bed = new Bed(2, none, "foo: .word 0x11").patchable().start();
        poke(bed, 0, FOO, NEW);
        assertEquals(List.of(NEW), words(bed, 1, FOO));
    }

    @Test
    void caches_may_go_back_and_a_synchronisation_alone_does_not_help() {
        poke(incoherent, 0, FOO, NEW, NEWER);
        assertEquals(List.of(NEWER, NEW, OLD), words(incoherent, 1, FOO));
        assertEquals(NEWER, fetch(incoherent, 1, FOO, 0));
        assertEquals(OLD, fetch(incoherent, 1, FOO, 2));
        synchronise(incoherent, 1);
        assertEquals(List.of(NEWER, NEW, OLD), words(incoherent, 1, FOO));
    }

    @Test
    void an_invalidated_line_is_let_go_of_at_each_cpu_s_next_synchronisation() {
        poke(incoherent, 0, FOO, NEW);
        poke(incoherent, 0, FAR, NEW);
        invalidate(incoherent, BAR);
        assertEquals(List.of(NEW, OLD), words(incoherent, 1, FOO));
        synchronise(incoherent, 1);
        assertEquals(List.of(NEW), words(incoherent, 1, FOO));
        assertEquals(List.of(NEW, OLD), words(incoherent, 1, FAR));
        assertEquals(List.of(NEW, OLD), words(incoherent, 2, FOO));
    }

    @Test
    void a_word_that_came_back_after_the_invalidation_stays() {
        poke(incoherent, 0, FOO, NEW);
        invalidate(incoherent, FOO);
        poke(incoherent, 0, FOO, OLD, NEWER);
        synchronise(incoherent, 1);
        assertEquals(List.of(NEWER, OLD, NEW), words(incoherent, 1, FOO));
    }

    @Test
    void what_was_last_overwritten_counts_as_freshest() {
        poke(incoherent, 0, FOO, NEW, OLD, NEWER);
        assertEquals(List.of(NEWER, OLD, NEW), words(incoherent, 1, FOO));
    }

    @Test
    void equal_windows_are_equal_states_whatever_went_before() {
        for (FetchModel.Kind kind : List.of(FetchModel.Kind.PIPELINE, FetchModel.Kind.WINDOW)) {
            Bed one = of(kind);
            poke(one, 0, BAR, NEW);
            poke(one, 1, FOO, NEW);
            Bed other = of(kind);
            poke(other, 2, FOO, NEWER, OLD);
            for (int cpu = 0; cpu < 3; cpu++) synchronise(other, cpu);
            poke(other, 1, FOO, NEW);
            assertNotEquals(one.machine.state().digest(), other.machine.state().digest());
            poke(other, 0, BAR, NEW);
            assertEquals(one.machine.state().digest(), other.machine.state().digest());
        }
    }

    @Test
    void going_back_puts_the_windows_back() {
        for (Bed bed : List.of(pipeline, window, incoherent)) {
            poke(bed, 0, FOO, NEW, NEWER);
            long before = bed.machine.state().digest();
            int mark = bed.machine.state().mark();
            fetch(bed, 1, FOO, 1);
            invalidate(bed, FOO);
            synchronise(bed, 1);
            poke(bed, 2, FOO, OLD);
            bed.machine.fetchModel().executed(bed.cpu(0));
            assertNotEquals(before, bed.machine.state().digest());
            bed.machine.state().release(mark);
            assertEquals(before, bed.machine.state().digest());
            assertEquals(List.of(NEWER, NEW, OLD), words(bed, 1, FOO));
        }
    }

    @Test
    void a_full_list_drops_the_oldest_word() {
        for (Bed bed : List.of(pipeline, incoherent)) {
            for (int i = 0; i <= WordLists.CAPACITY; i++) poke(bed, 0, FOO, 0x1000 + i);
            List<Integer> words = words(bed, 1, FOO);
            assertEquals(WordLists.CAPACITY + 1, words.size());
            assertEquals(0x1000, words.getLast());
        }
    }

    @Test
    void an_older_word_is_said_to_be_stale() {
        poke(pipeline, 0, FOO, NEW);
        fetch(pipeline, 1, FOO, 0);
        assertEquals(List.of(), pipeline.log);
        poke(pipeline, 0, FOO, NEWER);
        fetch(pipeline, 1, FOO, 1);
        assertEquals(List.of("cpu1 stale at foo"), pipeline.log);
    }
}
