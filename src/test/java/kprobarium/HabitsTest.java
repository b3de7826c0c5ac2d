package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.engine.Halt;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.kernel.Kernels;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.testing.Experiments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where nobody listens the kernel handles a hit by habit; where somebody does it runs. All that it leaves is the same.
final class HabitsTest {
    private static final int MOST_AT_ONCE = 300, LOOKS = 300, PIECES = 100_000;

    private static final String TEXT = """
            experiment: habits
            about: Functions are called in a loop while another CPU takes their probes away and puts them back.
            text: |
              foo:     addi.d  $a0, $a0, 1          # p and q
                       jr      $ra
              bar:     andi    $t0, $a1, 7
                       beqz    $t0, out             # r, which is simulated, by a register that changes
                       addi.d  $a0, $a0, 2          # s
              out:     jr      $ra
              qux:     addi.d  $a2, $a2, 1          # t, whose handler is the guest's
                       addi.d  $a2, $a2, 1          # u, alone
                       jr      $ra                  # v: a return, simulated
              handler: move    $a0, $zero
                       jr      $ra
              calls:   move    $t8, $ra
              again:   bl      foo
                       bl      bar
                       bl      qux
                       addi.d  $a1, $a1, -1
                       bnez    $a1, again
                       jr      $t8
              spend:    addi.d  $a0, $a0, -1
                       bnez    $a0, spend
                       jr      $ra
            kprobes:
              p: { at: foo, pre_handler: count, post_handler: count }
              q: { at: foo, pre_handler: count }
              r: { at: bar+0x4, pre_handler: count, post_handler: count }
              s: { at: bar+0x8, post_handler: count }
              t: { at: qux, pre_handler: handler, post_handler: count }
              u: { at: qux+0x4, pre_handler: count, post_handler: count }
              v: { at: qux+0x8, pre_handler: count, post_handler: count }
            cpus:
              0: [ "calls(0, 3000, 0)" ]
              1: [ spend(16000), disable_kprobe(p), spend(7000), unregister_kprobe(u), spend(7000), enable_kprobe(p), register_kprobe(u),
                   spend(9000), unregister_kprobe(q), spend(9000), disable_kprobe(s), spend(100), register_kprobe(q), enable_kprobe(s) ]
            search: one schedule
            expect: { linux-6.12: { never: [ oops ] } }
            """;

    /// All that can be seen of a machine from outside.
    private record Seen(List<Long> registers, List<Long> retired, List<Long> counts, List<String> memory) {}

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3", "linux-6.12"})
    void what_is_done_by_habit_is_what_would_have_been_done(String kernel) {
        Rig quiet = rig(kernel, false);
        Rig told = rig(kernel, true);
        Random random = new Random(1);
        int pieces = 0;
        while (busy(quiet) && pieces++ < PIECES) {
            int number = random.nextInt(2);
            long budget = 1L + random.nextInt(MOST_AT_ONCE);
            assertEquals(run(told, number, budget), run(quiet, number, budget));
            if (pieces % LOOKS == 0) assertEquals(seen(told), seen(quiet));
        }
        assertTrue(pieces < PIECES, "goes on for ever");
        assertEquals(seen(told), seen(quiet));
        assertTrue(quiet.kernel().hits(quiet.kernel().probes().get("p")) > 1000, "p was hit often");
    }

    private static Rig rig(String kernel, boolean told) {
        Experiment experiment = Experiments.of(TEXT);
        List<Object> events = new ArrayList<>();
        Rig rig = Rig.prepare(experiment, Kernels.find(kernel).orElseThrow(), told ? Optional.of(events::add) : Optional.empty());
        rig.machine().state().makePlain();
        rig.start();
        return rig;
    }

    private static boolean busy(Rig rig) {
        return rig.machine().cpus().stream().anyMatch(rig.machine()::busy);
    }

    private static Optional<Halt> run(Rig rig, int number, long budget) {
        Machine machine = rig.machine();
        Cpu cpu = machine.cpu(number);
        return machine.ready(cpu) ? Optional.of(machine.run(cpu, budget)) : Optional.empty();
    }

    private static Seen seen(Rig rig) {
        Machine machine = rig.machine();
        List<Long> registers = machine.cpus().stream()
                .flatMap(cpu -> Stream.concat(IntStream.range(0, 32).mapToObj(cpu::get), IntStream.range(0, 0x10).mapToObj(cpu::readCsr)))
                .toList();
        List<Long> counts = rig.kernel().probes().values().stream()
                .flatMap(p -> Stream.of(rig.kernel().hits(p), rig.kernel().postHandled(p), p.nmissedNow())).toList();
        return new Seen(registers, machine.cpus().stream().map(Cpu::retired).toList(), counts,
                machine.memory().regions().stream().map(region -> contents(machine.memory(), region)).toList());
    }

    private static String contents(Memory memory, Memory.Region region) {
        StringBuilder words = new StringBuilder(region.name());
        for (long address = region.base(); address < region.base() + region.size(); address += 8) {
            long word = memory.load(address, 8);
            if (word != 0) words.append(' ').append(Long.toHexString(address)).append('=').append(Long.toHexString(word));
        }
        return words.toString();
    }
}
