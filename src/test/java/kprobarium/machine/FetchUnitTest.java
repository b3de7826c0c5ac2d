package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kprobarium.schedule.Access;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;

/// How fetching shows in a machine's moves.
final class FetchUnitTest {
    private static final int ADDS_ONE = 0x02c0_0484, ADDS_TWO = 0x02c0_0884, NOP = 0x0340_0000, BREAK = 0x002a_0000;
    private static final String FOO = "foo: addi.d $a0, $a0, 1\n jr $ra";

    private static Bed bed(FetchModel.Kind kind, String text) {
        return new Bed(2, kind, text);
    }

    private static Bed bed(FetchConfig config, String text) {
        return new Bed(2, config, text);
    }

    private static FetchConfig config(FetchModel.Kind kind, List<FetchConfig.Barrier> barriers, String... safe) {
        return new FetchConfig(kind, FetchConfig.USUAL_REACH, barriers, FetchConfig.Bus.RELIABLE, List.of(safe));
    }

    @Test
    void older_words_are_offered_right_after_the_step_and_one_of_them_runs() {
        Bed bed = bed(FetchModel.Kind.PIPELINE, FOO).calls(0, "foo", 40)
                .does(1, s -> s.poke(Bed.TEXT, ADDS_TWO)).does(1, s -> s.poke(Bed.TEXT, NOP));
        bed.machine.watch(Bed.TEXT);
        bed.start();
        assertEquals(List.of("0", "1"), bed.offers());
        bed.step(1);
        assertEquals(List.of("0", "0:old-1", "1"), bed.offers());
        bed.step(1);
        assertEquals(List.of("0", "0:old-1", "0:old-2"), bed.offers());
        bed.take(Move.Kind.OLD, 0, 1);
        assertEquals(List.of("cpu0 stale at foo", "cpu0 foo 42"), bed.log);
    }

    @Test
    void a_word_is_fetched_in_one_step_and_makes_its_access_in_the_next() {
        Bed bed = bed(FetchModel.Kind.COHERENT, "foo: ld.d $a0, $a0, 0\n jr $ra").calls(0, "foo", Bed.DATA)
                .does(1, s -> s.poke(Bed.TEXT, NOP)).does(1, s -> s.shared(Bed.DATA, 8, 7));
        bed.machine.watch(Bed.TEXT);
        bed.start();
        assertEquals("fetches foo", bed.announced(0));
        bed.step(0);
        assertEquals("reads DATA+0x0", bed.announced(0));
        bed.step(1).step(1);
        bed.step(0);
        assertEquals(List.of("cpu0 foo 7"), bed.log);
    }

    @Test
    void who_is_preempted_between_the_two_fetches_again() {
        Bed bed = bed(FetchModel.Kind.COHERENT, "foo: ld.d $a0, $a0, 0\n jr $ra").calls(0, "foo", Bed.DATA);
        bed.machine.watch(Bed.TEXT);
        bed.start().step(0);
        bed.preemptsWith(s -> s.poke(Bed.TEXT, NOP));
        bed.take(Move.Kind.PREEMPT, 0).step(0);
        assertEquals("fetches foo", bed.announced(0));
        bed.step(0);
        assertEquals(List.of("cpu0 foo " + Bed.DATA), bed.log);
    }

    @Test
    void the_entry_of_an_exception_and_the_return_from_it_are_synchronisations_and_steps() {
        Bed bed = bed(FetchModel.Kind.PIPELINE, "foo: break 0\n bar: nop\n jr $ra").calls(0, "foo");
        bed.onException = s -> {
            s.shared(Bed.DATA);
            if (s.once()) s.cpu().writeCsr(Cpu.ERA, bed.address("bar"));
        };
        bed.start();
        assertEquals("synchronises all", bed.announced(0));
        bed.step(0);
        assertEquals("reads DATA+0x0", bed.announced(0));
        bed.step(0);
        assertEquals("synchronises all", bed.announced(0));
        bed.step(0);
        assertEquals("", bed.announced(0));
    }

    @Test
    void only_the_barriers_that_are_named_synchronise() {
        for (List<FetchConfig.Barrier> barriers : List.of(List.<FetchConfig.Barrier>of(), List.of(FetchConfig.Barrier.IBAR))) {
            Bed bed = bed(config(FetchModel.Kind.PIPELINE, barriers), "foo: ibar 0\n" + "bar: addi.d $a0, $a0, 1\n jr $ra")
                    .calls(0, "foo", 40).does(1, s -> s.poke(Bed.TEXT + 4, ADDS_TWO));
            bed.machine.watch(Bed.TEXT + 4);
            bed.start().step(1).step(0);
            assertEquals(barriers.isEmpty() ? List.of("0", "0:old-1") : List.of("0"), bed.offers());
        }
    }

    @Test
    void a_write_of_text_has_to_do_with_everything_only_where_time_passes_by_instructions() {
        for (FetchModel.Kind kind : FetchModel.Kind.values()) {
            Bed bed = bed(kind, FOO).does(0, s -> s.poke(Bed.TEXT, NOP));
            bed.machine.watch(Bed.TEXT);
            bed.start();
            boolean all = bed.machine.announced(bed.cpu(0)).orElseThrow().kind() == Access.Kind.ALL;
            assertEquals(kind == FetchModel.Kind.WINDOW, all);
        }
    }

    @Test
    void guest_stores_write_the_text_that_is_writable_and_fault_on_any_other() {
        Bed bed = bed(FetchModel.Kind.COHERENT, "foo: st.d $a1, $a0, 0\n jr $ra\n bar: .word 1, 2, 3, 4")
                .calls(0, "foo", Bed.TEXT + 8, 0x1122_3344_5566_7788L).calls(0, "foo", Bed.TEXT + 12, 5);
        bed.machine.makeWritable(Bed.TEXT + 8);
        bed.machine.makeWritable(Bed.TEXT + 12);
        bed.start().step(0);
        assertEquals(0x1122_3344_5566_7788L, bed.at(Bed.TEXT + 8));
        assertEquals(2, bed.events.size());
        bed.step(0);
        assertTrue(bed.log.contains("cpu0 PME"), bed.log.toString());
        assertEquals(0x1122_3344_5566_7788L, bed.at(Bed.TEXT + 8));
    }

    @Test
    void a_narrow_store_changes_its_bytes_of_the_word() {
        Bed bed = bed(FetchModel.Kind.PIPELINE, "foo: st.h $a1, $a0, 0\n jr $ra\n bar: .word 0x11223344")
                .calls(0, "foo", Bed.TEXT + 10, 0xffff);
        bed.machine.makeWritable(Bed.TEXT + 8);
        bed.start().step(0);
        assertEquals(0xffff_3344, bed.machine.memory().word(Bed.TEXT + 8));
        assertEquals(2, bed.machine.fetchModel().words(bed.cpu(1), Bed.TEXT + 8));
    }

    private static Bed race(String... safe) {
        return race(FetchModel.Kind.COHERENT, safe);
    }

    private static Bed race(FetchModel.Kind kind, String... safe) {
        Bed bed = bed(config(kind, List.of(FetchConfig.Barrier.values()), safe), "foo: ibar 0\n bar: addi.d $a0, $a0, 1\n jr $ra");
        bed.machine.watch(Bed.TEXT + 4);
        return bed;
    }

    @Test
    void a_fetch_that_races_with_a_write_is_noted_and_going_back_does_not_forget_it() {
        Bed bed = race("break", "nop").calls(0, "bar").does(1, s -> s.poke(Bed.TEXT + 4, ADDS_TWO)).start();
        int mark = bed.machine.state().mark();
        bed.step(1).step(0);
        List<Race> races = List.of(new Race(0, Bed.TEXT + 4, 1, ADDS_ONE, ADDS_TWO));
        assertEquals(races, bed.machine.races());
        bed.machine.state().release(mark);
        assertEquals(races, bed.machine.races());
    }

    @Test
    void a_fetch_after_ibar_is_no_race() {
        Bed bed = race("break", "nop").calls(0, "foo").does(1, s -> s.poke(Bed.TEXT + 4, ADDS_TWO)).start();
        bed.step(1).step(0).step(0);
        assertEquals(List.of(), bed.machine.races());
    }

    @Test
    void a_race_between_safe_words_is_none() {
        Bed bed = race("break", "nop").calls(0, "bar")
                .does(1, s -> s.poke(Bed.TEXT + 4, NOP)).does(1, s -> s.poke(Bed.TEXT + 4, BREAK)).start();
        bed.step(1);
        bed.step(1);
        bed.step(0);
        assertEquals(List.of(new Race(0, Bed.TEXT + 4, 1, ADDS_ONE, NOP)), bed.machine.races());
    }

    @Test
    void nobody_looks_for_races_unless_asked() {
        Bed bed = race().calls(0, "bar").does(1, s -> s.poke(Bed.TEXT + 4, ADDS_TWO)).start();
        bed.step(1).step(0);
        assertEquals(List.of(), bed.machine.races());
    }

    @Test
    void what_a_cpu_has_not_synchronised_with_is_state_only_where_somebody_looks() {
        for (boolean looks : List.of(true, false)) {
            Bed seen = looks ? race("nop") : race();
            Bed unseen = looks ? race("nop") : race();
            for (Bed bed : List.of(seen, unseen)) bed.calls(0, "bar").start().machine.poke(bed.cpu(1), Bed.TEXT + 4, ADDS_TWO);
            seen.machine.fetchUnit().ibar(seen.cpu(0));
            assertEquals(!looks, seen.machine.state().digest() == unseen.machine.state().digest());
        }
    }
}
