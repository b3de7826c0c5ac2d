package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.engine.Halt;
import kprobarium.event.Event;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.experiment.DataOrder;
import kprobarium.schedule.Move;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A CPU that runs by itself on the engine does what it does step by step: every experiment, one CPU after another, in random budgets.
final class AloneTest {
    private static final int STEPS = 3_000;
    private static final String KERNEL = "mainline";

    /// All that is left behind, and all that was said.
    private record End(List<Long> registers, List<Long> retired, List<String> memory, List<String> said) {}

    @TestFactory
    Stream<DynamicTest> every_experiment() {
        return Experiments.catalogue().map(Experiments::named).flatMap(experiment -> experiment.variants().stream())
                .filter(variant -> variant.machine().memory() == DataOrder.SC)
                .map(variant -> DynamicTest.dynamicTest(variant.name(), () -> alike(variant)));
    }

    private static void alike(Experiment variant) {
        List<Event> stepped = new ArrayList<>();
        Rig steps = Rig.prepare(variant, Experiments.rig(variant, KERNEL).choice(), Optional.of(stepped::add));
        steps.start();
        // A livelock has no end to compare.
        if (!step(steps.machine())) return;
        List<Event> ran = new ArrayList<>();
        Rig runs = Rig.prepare(variant, steps.choice(), Optional.of(ran::add));
        runs.machine().state().makePlain();
        runs.start();
        run(runs.machine(), new Random(1));
        assertEquals(end(steps, stepped), end(runs, ran));
    }

    /// One CPU after another, as far as it goes; false if that is too far.
    private static boolean step(Machine machine) {
        int left = STEPS;
        for (boolean moved = true; moved;) {
            moved = false;
            for (Cpu cpu : machine.cpus()) {
                while (machine.ready(cpu) && left-- > 0) {
                    machine.take(Move.code(Move.Kind.STEP, cpu.number()));
                    moved = true;
                }
            }
        }
        return left > 0;
    }

    private static void run(Machine machine, Random random) {
        int left = STEPS;
        for (boolean moved = true; moved;) {
            moved = false;
            for (Cpu cpu : machine.cpus()) {
                while (machine.ready(cpu)) {
                    assertTrue(left-- > 0, "goes on for ever, by itself");
                    moved = true;
                    if (machine.run(cpu, 1 + random.nextInt(7)) == Halt.IDLE) break;
                }
            }
        }
    }

    private static End end(Rig rig, List<Event> events) {
        Machine machine = rig.machine();
        List<Long> registers = IntStream.range(0, machine.tasks())
                .mapToObj(task -> IntStream.range(0, 32).mapToLong(gpr -> machine.taskRegister(task, gpr)).boxed())
                .flatMap(s -> s).toList();
        List<Long> retired = machine.cpus().stream().map(Cpu::retired).toList();
        return new End(registers, retired, machine.memory().regions().stream().map(region -> contents(machine.memory(), region)).toList(),
                events.stream().map(AloneTest::withoutTick).toList());
    }

    private static String contents(Memory memory, Memory.Region region) {
        StringBuilder words = new StringBuilder(region.name());
        LongStream.range(0, region.size() / 8).forEach(i -> {
            long word = memory.load(region.base() + 8 * i, 8);
            if (word != 0) words.append(' ').append(Long.toHexString(region.base() + 8 * i)).append('=').append(Long.toHexString(word));
        });
        return words.toString();
    }

    /// Steps are counted where CPUs may take turns, and here they do not.
    private static String withoutTick(Event event) {
        return event.toString().replaceAll("tick=\\d+", "");
    }
}
