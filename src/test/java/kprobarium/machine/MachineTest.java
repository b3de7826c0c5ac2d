package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.event.Stamp;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;

final class MachineTest {
    private static final long A = Bed.DATA;

    private static Bed coherent(int cpus, String text) {
        return new Bed(cpus, FetchModel.Kind.COHERENT, text);
    }

    // What there is to choose.

    @Test
    void steps_come_before_patches_and_patches_before_preemptions_each_by_cpu() {
        Bed bed = new Bed(3, FetchModel.Kind.BUS, "foo: nop\n bar: nop").patchable();
        for (int cpu = 0; cpu < 3; cpu++) bed.does(cpu, s -> s.shared(A));
        bed.start();
        bed.machine.poke(bed.cpu(1), Bed.TEXT, 0);
        bed.preemptsWith(_ -> {});
        bed.machine.poke(bed.cpu(0), Bed.TEXT + 4, 1);
        assertEquals(List.of("0", "1", "2", "0:patch", "1:patch", "2:patch", "2:patch-1", "0:preempt"), bed.offers());
    }

    @Test
    void a_cpu_that_has_finished_offers_nothing_not_even_patches_it_has_not_seen() {
        Bed bed = new Bed(2, FetchModel.Kind.BUS, "foo: nop").patchable().does(0, s -> s.poke(Bed.TEXT, 1)).start();
        bed.step(0);
        assertTrue(bed.machine.fetchModel().pending(bed.cpu(1)));
        assertEquals(List.of(), bed.offers());
    }

    @Test
    void where_all_wait_for_each_other_there_is_nothing_to_choose() {
        Bed bed = Bed.coherent(2).does(0, s -> {
            s.lock(A);
            s.lock(A + 8);
        }).does(1, s -> {
            s.lock(A + 8);
            s.lock(A);
        }).start();
        bed.step(0).step(1);
        assertEquals(List.of(), bed.offers());
        assertTrue(bed.machine.busy(bed.cpu(0)) && bed.machine.busy(bed.cpu(1)));
    }

    @Test
    void a_tick_is_a_step_of_any_kind() {
        Bed bed = new Bed(2, FetchModel.Kind.BUS, "foo: nop").patchable();
        bed.does(0, s -> s.poke(Bed.TEXT, 1)).does(1, s -> s.shared(A)).start();
        assertEquals(0, bed.machine.tick());
        bed.step(0).take(Move.Kind.PATCH, 1).step(1);
        assertEquals(3, bed.machine.tick());
    }

    // What is a step of guest code.

    @Test
    void work_in_registers_and_on_the_own_stack_is_part_of_the_step_before() {
        Bed bed = coherent(1, """
                foo:  addi.d  $sp, $sp, -16
                      st.d    $a0, $sp, 8
                      ld.d    $a2, $sp, 8
                      st.d    $a2, $a1, 0
                      addi.d  $sp, $sp, 16
                      move    $a0, $a2
                      jr      $ra
                """).calls(0, "foo", 5, A).start();
        assertEquals("writes DATA+0x0", bed.announced(0));
        assertEquals(1, bed.run(0));
        assertEquals(List.of("cpu0 foo 5"), bed.log);
    }

    @Test
    void another_cpus_stack_is_shared_memory() {
        Bed bed = coherent(2, "foo: ld.d $a0, $a0, 0\n jr $ra").calls(0, "foo", Bed.STACK + Bed.STACK_SIZE).start();
        assertEquals("reads 0x" + Long.toHexString(Bed.STACK + Bed.STACK_SIZE), bed.announced(0));
    }

    @Test
    void loads_stores_atomics_and_watched_text_are_announced_as_what_they_are() {
        Bed bed = coherent(1, """
                foo:  ld.bu     $t0, $a0, 1
                      st.h      $t0, $a0, 2
                      amadd.w   $t1, $t0, $a0
                      ll.d      $t0, $a0, 8
                      sc.d      $t0, $a0, 8
                here: addi.d    $a0, $zero, 3
                      jr        $ra
                """).calls(0, "foo", A);
        bed.machine.watch(bed.address("here"));
        bed.start();
        List<String> announced = new ArrayList<>();
        for (; !bed.announced(0).isEmpty(); bed.step(0)) announced.add(bed.announced(0));
        assertEquals(List.of("reads DATA+0x1", "writes DATA+0x2", "updates DATA+0x0", "reads DATA+0x8", "writes DATA+0x8", "fetches here"),
                announced);
        assertEquals(List.of("cpu0 foo 3"), bed.log);
    }

    @Test
    void ibar_is_a_step_only_where_a_fetch_may_be_behind() {
        String text = "foo: ibar 0\n jr $ra";
        Bed bus = new Bed(1, FetchModel.Kind.BUS, text).calls(0, "foo").start();
        assertEquals("synchronises all", bus.announced(0));
        assertEquals("", coherent(1, text).calls(0, "foo").start().announced(0));
    }

    @Test
    void a_fetch_that_is_a_step_takes_the_word_that_is_there_when_it_is_made() {
        int ori9 = 0x0380_2404;
        Bed bed = coherent(2, "foo: ori $a0, $zero, 1\n jr $ra").calls(0, "foo").does(1, s -> s.poke(Bed.TEXT, ori9));
        bed.machine.watch(Bed.TEXT);
        bed.start();
        bed.step(1).step(0);
        assertEquals(List.of("cpu0 foo 9"), bed.log);
    }

    @Test
    void a_loop_in_registers_ends_its_step_after_a_bound_so_that_others_can_move() {
        Bed bed = coherent(2, "foo: addi.d $a0, $a0, 1\n b foo").calls(0, "foo").does(1, s -> s.shared(A, 8, 1)).start();
        assertEquals("runs", bed.announced(0).split(" ")[0]);
        long retired = bed.cpu(0).retired();
        bed.step(0);
        assertTrue(bed.cpu(0).retired() > retired);
        assertEquals(List.of("0", "1"), bed.offers());
        bed.step(1);
        assertEquals(List.of("0"), bed.offers());
    }

    @Test
    void what_is_announced_is_what_is_made_even_where_a_long_step_ends() {
        Bed bed = coherent(1, "foo: nop\n 1: addi.d $a1, $a1, -1\n bnez $a1, 1b\n st.d $a0, $a0, 0\n jr $ra");
        bed.calls(0, "foo", A, 10_000).start();
        for (int steps = 0; bed.at(A) == 0; steps++) {
            assertTrue(steps < 3);
            String announced = bed.announced(0);
            bed.step(0);
            if (bed.at(A) != 0) assertEquals("writes DATA+0x0", announced);
        }
    }

    // What happens is said.

    @Test
    void events_are_numbered_without_a_gap_and_know_their_cpu_and_tick() {
        Bed bed = coherent(2, "foo: break 3\n bar: break 4").does(0, s -> s.shared(A)).calls(0, "foo").calls(1, "bar").start();
        bed.step(0);
        assertEquals(List.of(
                new Event.TrapTaken(new Stamp(0, 1, 0), "BRK", bed.address("bar"), "bar", 0x002a_0004),
                new Event.TrapTaken(new Stamp(1, 0, 1), "BRK", bed.address("foo"), "foo", 0x002a_0003)), bed.events);
    }

    @Test
    void going_back_over_a_step_leaves_the_machine_as_it_was() {
        Bed bed = new Bed(2, FetchModel.Kind.BUS, "foo: ll.d $t0, $a0, 0\n sc.d $t0, $a0, 0\n bar: break 0\n").calls(0, "foo", A)
                .does(1, s -> s.poke(Bed.TEXT + 8, 0));
        bed.machine.watch(bed.address("bar"));
        bed.start();
        State state = bed.machine.state();
        List<Long> digests = new ArrayList<>();
        List<List<String>> offers = new ArrayList<>();
        List<Integer> marks = new ArrayList<>();
        for (int cpu : List.of(0, 1, 0, 0)) {
            digests.add(state.digest());
            offers.add(bed.offers());
            marks.add(state.mark());
            bed.step(cpu);
        }
        assertFalse(bed.machine.busy(bed.cpu(0)));
        for (int i = marks.size() - 1; i >= 0; i--) {
            state.release(marks.get(i));
            assertEquals(digests.get(i), state.digest());
            assertEquals(offers.get(i), bed.offers());
            assertEquals(i, bed.machine.tick());
        }
    }
}
