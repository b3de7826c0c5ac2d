package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where an interrupt may come, and what it finds and leaves.
final class InterruptTest {
    private static final int ENOUGH_STEPS = 1000;
    private static final int TICK = Move.code(Move.Kind.IRQ, 0, 2);

    private final ChoicePoint point = new ChoicePoint();

    private static Rig rig(String kernel, String calls, String tick) {
        return Experiments.rig(Experiments.of("""
                experiment: ticks
                about: CPU 0 runs over a probe while ticks may come.
                text: |
                  foo:  addi.d  $a0, $a0, 1
                        jr      $ra
                  tick: la      $t0, ticks
                        ld.d    $t1, $t0, 0
                        addi.d  $t1, $t1, 1
                        st.d    $t1, $t0, 0
                        jr      $ra
                data: |
                  ticks: .dword 0
                kprobes: { p: foo }
                cpus: { 0: [ %s ], 1: [ ] }
                machine: { interrupts: { tick: %s } }
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(calls, tick)), kernel);
    }

    private boolean can(Rig rig, int move) {
        rig.machine().choices(point);
        return point.find(move) >= 0;
    }

    private void runToTheEnd(Rig rig) {
        for (int n = 0; can(rig, Move.code(Move.Kind.STEP, 0)); n++) {
            assertTrue(n < ENOUGH_STEPS, "goes on for ever");
            rig.machine().take(Move.code(Move.Kind.STEP, 0));
        }
    }

    /// What a tick finds, at each step on the way over the probe at which one may come.
    private List<String> windows(String kernel) {
        Rig rig = rig(kernel, "foo(41)", "tick");
        Cpu cpu = rig.machine().cpu(0);
        List<String> windows = new ArrayList<>();
        while (can(rig, Move.code(Move.Kind.STEP, 0))) {
            String window = rig.kernel().currentKprobe(cpu).now().map(Kprobe::name).orElse("null") + " "
                    + KprobeStatus.name(rig.kernel().kprobeCtlblk(cpu).statusNow()) + " preempt " + rig.kernel().preemptCount(cpu);
            assertEquals(cpu.interruptsOn(), can(rig, TICK), window);
            if (cpu.interruptsOn() && !rig.machine().inGuest(cpu) && !windows.contains(window)) windows.add(window);
            rig.machine().take(Move.code(Move.Kind.STEP, 0));
        }
        return windows;
    }

    /// W0 to W4 of the break handler; that a tick can come between the two writes that begin a hit is no window of its own in the C.
    @Test
    void it_may_come_in_every_window_in_which_interrupts_are_on_and_in_no_other() {
        assertEquals(List.of("null 0 preempt 0", "null 0 preempt 1", "p 0 preempt 1", "p KPROBE_HIT_ACTIVE preempt 1",
                "p KPROBE_HIT_SS preempt 1"), windows("mainline"));
    }

    @Test
    void the_posting_handles_a_hit_with_interrupts_on_up_to_the_end_of_its_step() {
        assertTrue(windows("v1").contains("p KPROBE_HIT_SSDONE preempt 0"));
        assertFalse(windows("mainline").contains("p KPROBE_HIT_SSDONE preempt 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.12", "linux-6.15", "mainline"})
    void wherever_it_comes_what_it_interrupts_goes_on_as_if_nothing_had_been(String kernel) {
        Rig rig = rig(kernel, "foo(41)", "{ handler: tick, cpus: [ cpu0 ] }");
        State state = rig.machine().state();
        state.keepJournal();
        TreeSet<String> ends = new TreeSet<>();
        for (int before = 0;; before++) {
            int mark = state.mark();
            int steps = 0;
            while (steps < before && can(rig, Move.code(Move.Kind.STEP, 0))) {
                rig.machine().take(Move.code(Move.Kind.STEP, 0));
                steps++;
            }
            boolean reached = can(rig, Move.code(Move.Kind.STEP, 0));
            boolean comes = can(rig, TICK);
            if (comes) rig.machine().take(TICK);
            runToTheEnd(rig);
            if (comes) {
                ends.add("a0 " + rig.machine().cpu(0).get(Cpu.A0) + " ticks " + rig.memory(rig.address("ticks")) + " interrupts "
                        + rig.machine().cpu(0).interruptsOn() + " preempt " + rig.kernel().preemptCount(rig.machine().cpu(0)));
            }
            state.release(mark);
            if (!reached) break;
        }
        assertEquals(List.of("a0 42 ticks 1 interrupts true preempt 0"), List.copyOf(ends));
    }

    @Test
    void its_handler_runs_in_hardirq_context_with_interrupts_off() {
        Rig rig = rig("mainline", "foo(41)", "tick");
        rig.machine().take(TICK);
        while (!rig.machine().inGuest(rig.machine().cpu(0))) rig.machine().take(Move.code(Move.Kind.STEP, 0));
        assertEquals(Rcu.HARDIRQ_OFFSET, rig.kernel().preemptCount(rig.machine().cpu(0)));
        assertFalse(rig.machine().cpu(0).interruptsOn());
    }

    @Test
    void a_device_may_interrupt_each_cpu_only_so_often() {
        Rig rig = rig("mainline", "foo(41)", "{ handler: tick, at_most: 2 }");
        for (int n = 0; n < 2; n++) {
            rig.machine().take(TICK);
            while (!can(rig, TICK) && n == 0) rig.machine().take(Move.code(Move.Kind.STEP, 0));
        }
        runToTheEnd(rig);
        assertFalse(can(rig, TICK));
        assertEquals(2, rig.kernel().irqs.taken(rig.machine().cpu(0), 0));
    }

    @Test
    void an_ipi_comes_as_often_as_it_is_sent() {
        Rig rig = rig("mainline", "\"send_ipi(tick, cpu0)\", foo(41)", "{ handler: tick, source: ipi }");
        assertFalse(rig.kernel().irqs.deliverable(rig.machine().cpu(1)) != 0);
        while (!can(rig, TICK)) rig.machine().take(Move.code(Move.Kind.STEP, 0));
        rig.machine().take(TICK);
        runToTheEnd(rig);
        assertEquals(1, rig.memory(rig.address("ticks")));
    }

    @Test
    void an_ipi_to_another_cpu_is_a_stop_that_every_move_may_depend_on() {
        Rig rig = rig("mainline", "\"send_ipi(tick, cpu1)\"", "{ handler: tick, source: ipi }");
        rig.machine().choices(point);
        int send = point.find(Move.code(Move.Kind.STEP, 0));
        assertEquals(Access.Kind.ALL, point.kind(send));
        assertEquals(0, rig.kernel().irqs.deliverable(rig.machine().cpu(1)));
        rig.machine().take(Move.code(Move.Kind.STEP, 0));
        assertEquals(1 << 2, rig.kernel().irqs.deliverable(rig.machine().cpu(1)));
    }

    /// do_bp() of 6.3 leaves interrupts on, so one can come when ERA has been set for `ertn`; it comes back with ERA as it needed it
    /// itself.
    @Test
    void where_interrupts_are_on_at_the_end_of_an_exception_ertn_returns_to_itself() {
        Rig rig = rig("linux-6.3", "foo(41)", "tick");
        Cpu cpu = rig.machine().cpu(0);
        while (cpu.readCsr(Cpu.ERA) != rig.slot("p")) rig.machine().take(Move.code(Move.Kind.STEP, 0));
        rig.machine().take(TICK);
        for (int n = 0; n < 40; n++) rig.machine().take(Move.code(Move.Kind.STEP, 0));
        assertEquals(Layout.ENTRY, cpu.pc());
        assertEquals(Layout.ENTRY, cpu.readCsr(Cpu.ERA));
    }
}
