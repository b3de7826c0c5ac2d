package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kprobarium.experiment.Rig;
import kprobarium.isa.Operands;
import kprobarium.machine.Cpu;
import kprobarium.machine.Onlooker;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Seeded;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StopMachineTest {
    private static final int CPUS = 3;
    private static final int ENOUGH_STEPS = 3000;
    private static final String EXPERIMENT = """
            experiment: stops
            about: CPU 0 arms and disarms what the others run over.
            text: |
              foo:  addi.d  $a0, $a0, 1
                    jr      $ra
            kprobes: { p: { at: foo, state: unregistered } }
            cpus:
              0: [ register_kprobe(p), disable_kprobe(p), enable_kprobe(p), unregister_kprobe(p) ]
              1: [ foo(1), foo(2), foo(3), foo(4) ]
              2: [ foo(1), foo(2), foo(3), foo(4) ]
            machine: { fetch: %s, preempt: %s }
            expect: { mainline: { never: [ deadlock ] } }
            """;

    /// Follows one stop_machine() after another by what CPUs do, and objects to what must not be.
    private static final class Witness implements Onlooker {
        private final long text;
        private final TreeSet<Integer> arrived = new TreeSet<>();
        private final TreeSet<Integer> done = new TreeSet<>();
        private final List<String> wrong = new ArrayList<>();
        private int stops;

        Witness(long text) {
            this.text = text;
        }

        @Override
        public void instruction(Cpu cpu, long pc, Operands instruction) {
            if (arrived.contains(cpu.number()) && done.size() < CPUS) wrong.add("CPU " + cpu.number() + " executes while it is stopped");
        }

        @Override
        public void access(Cpu cpu, Access.Kind kind, long address) {
            if (kind == Access.Kind.UPDATE && address == StopMachine.ARRIVED) {
                if (done.size() == CPUS) {
                    arrived.clear();
                    done.clear();
                }
                if (!arrived.add(cpu.number())) wrong.add("CPU " + cpu.number() + " arrives twice");
                if (cpu.interruptsOn()) wrong.add("CPU " + cpu.number() + " arrives with interrupts on");
            } else if (kind == Access.Kind.UPDATE && address == StopMachine.DONE) {
                if (arrived.size() < CPUS) wrong.add("CPU " + cpu.number() + " is done before all have arrived");
                if (!done.add(cpu.number())) wrong.add("CPU " + cpu.number() + " is done twice");
                if (done.size() == CPUS) stops++;
            } else if (kind == Access.Kind.WRITE && address == text && (arrived.size() < CPUS || done.contains(cpu.number()))) {
                wrong.add("CPU " + cpu.number() + " writes text that others may be executing");
            }
        }

        @Override
        public void local(Cpu cpu, long address, long value) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"coherent, full", "coherent, none", "bus, full"})
    void while_text_is_written_every_cpu_stands_still(String machine) {
        String yaml = EXPERIMENT.formatted((Object[]) machine.split(", "));
        int stops = 0;
        for (long seed = 0; seed < 40; seed++) {
            Rig rig = Experiments.rig(Experiments.of(yaml), seed % 2 == 0 ? "mainline" : "mainline+rendezvous");
            Witness witness = new Witness(rig.address("foo"));
            rig.machine().watched(witness);
            rig.play(new Seeded(seed), ENOUGH_STEPS);
            assertEquals(List.of(), witness.wrong);
            assertFalse(rig.deadlock());
            stops += witness.stops;
        }
        assertEquals(40 * 4, stops);
    }

    /// The stopper is a thread of its own: it comes between any two accesses of a task that can be preempted, and nowhere else.
    @Test
    void a_stopper_takes_its_cpu_where_preemption_and_interrupts_are_on() {
        String yaml = EXPERIMENT.formatted("coherent", "full");
        int offered = 0;
        for (long seed = 0; seed < 20; seed++) {
            Rig rig = Experiments.rig(Experiments.of(yaml), "mainline");
            ChoicePoint point = new ChoicePoint();
            Seeded seeded = new Seeded(seed);
            for (rig.machine().choices(point); point.size() > 0; rig.machine().choices(point)) {
                for (Cpu cpu : rig.machine().cpus()) {
                    if (point.find(Move.code(Move.Kind.PREEMPT, cpu.number())) < 0) continue;
                    offered++;
                    assertTrue(!rig.machine().busy(cpu) || cpu.interruptsOn() && rig.kernel().preemptCount(cpu) == 0);
                }
                rig.machine().take(point.code(seeded.choose(point)));
            }
        }
        assertTrue(offered > 20);
    }

    @Test
    void without_config_preempt_a_task_is_stopped_only_between_two_calls() {
        String yaml = EXPERIMENT.formatted("coherent", "none");
        for (long seed = 0; seed < 20; seed++) {
            Rig rig = Experiments.rig(Experiments.of(yaml), "mainline");
            ChoicePoint point = new ChoicePoint();
            Seeded seeded = new Seeded(seed);
            for (rig.machine().choices(point); point.size() > 0; rig.machine().choices(point)) {
                for (Cpu cpu : rig.machine().cpus()) {
                    assertFalse(point.find(Move.code(Move.Kind.PREEMPT, cpu.number())) >= 0 && rig.machine().busy(cpu));
                }
                rig.machine().take(point.code(seeded.choose(point)));
            }
            assertFalse(rig.deadlock());
        }
    }

    @Test
    void other_kernels_stop_nobody() {
        for (String kernel : List.of("v1", "linux-6.3")) {
            Rig rig = Experiments.rig(Experiments.of(EXPERIMENT.formatted("coherent", "full")), kernel);
            Witness witness = new Witness(0);
            rig.machine().watched(witness);
            rig.play(new Seeded(1), ENOUGH_STEPS);
            assertTrue(witness.arrived.isEmpty());
        }
    }
}
