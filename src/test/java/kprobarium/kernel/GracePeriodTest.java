package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom unregister_kprobe() waits for, and whom not.
final class GracePeriodTest {
    /// q was never registered: CPU 0 changes nothing and only waits.
    private static final String EXPERIMENT = """
            experiment: waits
            about: CPU 1 runs over a probe; CPU 0 waits for whoever reads.
            text: |
              foo:     addi.d  $a0, $a0, 1
                       jr      $ra
              bar:     addi.d  $a1, $a1, 1
                       jr      $ra
              handler: addi.d  $sp, $sp, -16
                       st.d    $ra, $sp, 8
                       bl      bar
                       move    $a0, $zero
                       ld.d    $ra, $sp, 8
                       addi.d  $sp, $sp, 16
                       jr      $ra
            kprobes:
              p: { at: foo, pre_handler: handler, post_handler: count }
              n: bar
              q: { at: foo, state: unregistered }
            cpus: { 0: [ unregister_kprobe(q) ], 1: [ foo(41) ] }
            expect: { v1: { never: [ deadlock ] } }
            """;

    private final ChoicePoint point = new ChoicePoint();

    private boolean can(Rig rig, int cpu) {
        rig.machine().choices(point);
        return point.find(Move.code(Move.Kind.STEP, cpu)) >= 0;
    }

    private int run(Rig rig, int cpu, int steps) {
        int n = 0;
        for (; n < steps && can(rig, cpu); n++) rig.machine().take(Move.code(Move.Kind.STEP, cpu));
        return n;
    }

    /// Whether RCU must wait for this CPU, read off its counters and its CRMD.
    private static boolean reads(Rig rig, int cpu) {
        long nesting = rig.machine().memory().load(Layout.perTask(cpu, Layout.RCU_NESTING), 8);
        return rig.kernel().preemptCount(rig.machine().cpu(cpu)) != 0 || nesting != 0 || !rig.machine().cpu(cpu).interruptsOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline", "linux-6.3+badi"})
    void a_grace_period_waits_for_exactly_those_that_read(String kernel) {
        int all = run(Experiments.rig(Experiments.of(EXPERIMENT), kernel), 1, 1000);
        assertTrue(all > 10);
        TreeSet<Boolean> seen = new TreeSet<>();
        for (int steps = 0; steps <= all; steps++) {
            Rig rig = Experiments.rig(Experiments.of(EXPERIMENT), kernel);
            run(rig, 1, steps);
            boolean reads = reads(rig, 1) && rig.machine().busy(rig.machine().cpu(1));
            run(rig, 0, 1000);
            assertEquals(reads, rig.machine().busy(rig.machine().cpu(0)), "after " + steps + " steps");
            seen.add(reads);
            while (rig.machine().busy(rig.machine().cpu(0))) {
                assertTrue(reads(rig, 1) || can(rig, 0));
                if (can(rig, 0)) run(rig, 0, 1000);
                else run(rig, 1, 1);
            }
        }
        assertEquals(2, seen.size());
    }

    /// Whether CPU 0 can get through while CPU 1 still has a current kprobe.
    private boolean getsPast(String kernel) {
        String simple = EXPERIMENT.replace("pre_handler: handler, ", "");
        int all = run(Experiments.rig(Experiments.of(simple), kernel), 1, 1000);
        for (int steps = 0; steps <= all; steps++) {
            Rig rig = Experiments.rig(Experiments.of(simple), kernel);
            run(rig, 1, steps);
            if (rig.kernel().currentKprobe(rig.machine().cpu(1)).now().isEmpty()) continue;
            run(rig, 0, 1000);
            if (!rig.machine().busy(rig.machine().cpu(0))) return true;
        }
        return false;
    }

    @Test
    void since_6_3_whoever_is_in_the_middle_of_a_probe_is_waited_for() {
        assertTrue(getsPast("v1"));
        assertFalse(getsPast("linux-6.3"));
        assertFalse(getsPast("mainline"));
    }

    @Test
    void a_reader_that_comes_back_is_not_waited_for_again() {
        Rig rig = Experiments.rig(Experiments.of(EXPERIMENT), "linux-6.3");
        Cpu reader = rig.machine().cpu(1);
        while (!reads(rig, 1)) run(rig, 1, 1);
        run(rig, 0, 1000);
        assertFalse(can(rig, 0));
        // Out of the read section, and into the next one, before CPU 0 gets to see it.
        while (reads(rig, 1)) run(rig, 1, 1);
        assertTrue(can(rig, 0));
        rig.kernel().tasks.inject(reader, rig.kernel().tasks.prepare(new Job.Guest("foo(1)", rig.address("foo"), List.of(1L))));
        while (!reads(rig, 1)) run(rig, 1, 1);
        assertTrue(can(rig, 0));
        run(rig, 0, 1000);
        assertFalse(rig.machine().busy(rig.machine().cpu(0)));
    }

    @Test
    void guest_code_that_has_turned_its_interrupts_off_is_waited_for() {
        Rig rig = Experiments.rig(Experiments.of("""
                experiment: interrupts-off
                about: As between local_irq_save() and local_irq_restore().
                data: |
                  place: .dword 0
                text: |
                  foo:     la.local $t0, place
                           ori      $t1, $zero, 4
                           csrxchg  $zero, $t1, 0x0
                           st.d     $a0, $t0, 0
                           move     $t2, $t1
                           csrxchg  $t2, $t1, 0x0
                           st.d     $a0, $t0, 0
                  last:    jr       $ra
                kprobes: { q: { at: last, state: unregistered } }
                cpus: { 0: [ unregister_kprobe(q) ], 1: [ foo(1) ] }
                expect: { v1: { never: [ deadlock ] } }
                """), "linux-6.3");
        assertFalse(rig.machine().cpu(1).interruptsOn());
        run(rig, 0, 1000);
        assertTrue(rig.machine().busy(rig.machine().cpu(0)));
        run(rig, 1, 1);
        assertTrue(rig.machine().cpu(1).interruptsOn());
        run(rig, 0, 1000);
        assertFalse(rig.machine().busy(rig.machine().cpu(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void every_cpu_that_reads_is_waited_for(String kernel) {
        String three = EXPERIMENT.replace("1: [ foo(41) ] }", "1: [ foo(41) ], 2: [ foo(1) ] }");
        List<Integer> blocked = new ArrayList<>();
        for (int reader = 1; reader <= 2; reader++) {
            Rig rig = Experiments.rig(Experiments.of(three), kernel);
            while (!reads(rig, reader)) run(rig, reader, 1);
            run(rig, 0, 1000);
            if (rig.machine().busy(rig.machine().cpu(0))) blocked.add(reader);
        }
        assertEquals(List.of(1, 2), blocked);
    }
}
