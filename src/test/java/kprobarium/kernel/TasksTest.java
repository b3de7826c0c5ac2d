package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;

/// Who has a CPU, who may take it, and what goes with a task that moves.
final class TasksTest {

    private final ChoicePoint point = new ChoicePoint();

    private static Rig rig(String kernel, String calls, int preemptions) {
        return Experiments.rig(Experiments.of("""
                experiment: moves
                about: A task that runs over a probe, on either CPU.
                text: |
                  foo:  addi.d  $a0, $a0, 1
                        jr      $ra
                kprobes: { p: foo }
                cpus: { 0: [ %s ], 1: [ ] }
                tasks:
                  worker: { calls: [ foo(41) ] }
                machine: { preemptions: %d }
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(calls, preemptions)), kernel);
    }

    private boolean can(Rig rig, Move.Kind kind, int cpu, int task) {
        rig.machine().choices(point);
        return point.find(Move.code(kind, cpu, task)) >= 0;
    }

    private static void step(Rig rig, int cpu) {
        rig.machine().take(Move.code(Move.Kind.STEP, cpu));
    }

    private static void change(Rig rig, int cpu, int task) {
        rig.machine().take(Move.code(Move.Kind.SWITCH, cpu, task));
    }

    @Test
    void a_cpu_with_nothing_to_do_may_take_a_task_and_only_one_may() {
        Rig rig = rig("mainline", "", 0);
        assertTrue(can(rig, Move.Kind.SWITCH, 0, 1));
        assertTrue(can(rig, Move.Kind.SWITCH, 1, 1));
        change(rig, 0, 1);
        assertFalse(can(rig, Move.Kind.SWITCH, 1, 1));
    }

    @Test
    void a_task_that_ends_leaves_its_cpu_to_its_own_task() {
        Rig rig = rig("mainline", "", 0);
        change(rig, 1, 1);
        while (can(rig, Move.Kind.STEP, 1, 0)) step(rig, 1);
        assertEquals(1, rig.machine().cpu(1).task());
        assertEquals(42, rig.register("worker", Cpu.A0));
        assertFalse(rig.deadlock());
    }

    @Test
    void a_task_is_preempted_only_so_often_and_never_with_preemption_off() {
        Rig rig = rig("mainline", "foo(1)", 1);
        Machine machine = rig.machine();
        while (can(rig, Move.Kind.STEP, 0, 0)) {
            boolean preemptible = machine.cpu(0).interruptsOn() && rig.kernel().preemptCount(machine.cpu(0)) == 0;
            assertEquals(preemptible, can(rig, Move.Kind.SWITCH, 0, 1));
            step(rig, 0);
        }
        rig = rig("mainline", "foo(1)", 1);
        change(rig, 0, 1);
        assertFalse(can(rig, Move.Kind.SWITCH, 0, 0));
        while (rig.machine().cpu(0).task() != 0) step(rig, 0);
        while (can(rig, Move.Kind.STEP, 0, 0)) step(rig, 0);
        assertEquals(2, rig.machine().cpu(0).get(Cpu.A0));
        assertEquals(42, rig.register("worker", Cpu.A0));
    }

    /// The posting handles a hit with preemption on: what it keeps of the hit stays with the CPU, and the task goes.
    @Test
    void what_is_per_cpu_stays_where_it_is_when_the_task_goes() {
        Rig rig = rig("v1", "", 1);
        change(rig, 0, 1);
        while (rig.kernel().kprobeCtlblk(rig.machine().cpu(0)).statusNow() != KprobeStatus.KPROBE_HIT_SS) step(rig, 0);
        change(rig, 0, 0);
        change(rig, 1, 1);
        assertEquals("p", rig.kernel().currentKprobe(rig.machine().cpu(0)).now().map(Kprobe::name).orElse(""));
        while (can(rig, Move.Kind.STEP, 1, 0)) step(rig, 1);
        assertEquals("kprobe_post_handler", rig.oopses().getFirst().function());
        assertEquals(1, rig.oopses().getFirst().cpu());
    }

    @Test
    void kernel_code_finds_the_data_of_the_cpu_that_it_runs_on() {
        Rig rig = rig("mainline", "", 2);
        assertEquals(Layout.perCpu(1, 0), baseOf(rig, 1));
        change(rig, 0, 1);
        step(rig, 0);
        change(rig, 0, 0);
        change(rig, 1, 1);
        assertEquals(Layout.perCpu(1, 0), baseOf(rig, 1));
    }

    private static long baseOf(Rig rig, int cpu) {
        return rig.machine().cpu(cpu).get(21);
    }
}
