package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import kprobarium.experiment.Rig;
import kprobarium.machine.Cpu;
import kprobarium.testing.Experiments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cures by what they change on a kernel that has the defect.
final class CuresTest {
    @ParameterizedTest
    @CsvSource({"linux-6.3, do_bp", "linux-6.3+badi, ''", "linux-6.3+retry, ''", "linux-6.12+retry, ''", "v1+retry, kprobe_pre_handler",
        "v1+recheck+retry, ''"})
    void a_disarm_that_races_a_hit_is_fatal_in(String kernel, String functions) {
        TreeSet<String> died = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Rig rig = Experiments.rig(Experiments.named("disarm-race").variants().getFirst(), kernel);
            rig.play(point -> random.nextInt(point.size()), 2000);
            rig.kernel().oopses().forEach(oops -> died.add(oops.function()));
        }
        assertEquals(functions, String.join(" ", died));
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrrd $a0, 0x0", "csrwr $a0, 0x0", "csrxchg $a0, $a1, 0x0", "csrrd $a0, 0x1", "ertn", "idle 0"})
    void what_a_step_would_undo_is_refused(String instruction) {
        for (String kernel : List.of("v1", "linux-6.12", "mainline")) {
            assertEquals(0, registered(kernel, "foo: " + instruction));
            assertEquals(KernelRig.EINVAL, registered(kernel + "+crmd-writers-refused", "foo: " + instruction));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrrd $a0, 0x20", "csrwr $a0, 0x30", "cpucfg $a0, $a1", "addi.d $a0, $a0, 1"})
    void what_no_step_undoes_is_not_refused(String instruction) {
        assertEquals(0, registered("mainline+crmd-writers-refused", "foo: " + instruction));
    }

    @ParameterizedTest
    @CsvSource({"before, 0", "inside, -22", "branch, 0", "behind, 0"})
    void only_between_ll_and_sc_a_probe_is_refused(String label, long errno) {
        String loop = """
                before: addi.d $a1, $a1, 0
                again:  ll.d   $t0, $a0, 0
                inside: addi.d $t0, $t0, 1
                        sc.d   $t0, $a0, 0
                branch: beqz   $t0, again
                behind: jr     $ra
                """;
        assertEquals(errno, registered("mainline+llsc-region", loop, label));
        assertEquals(0, registered("mainline", loop, label));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "linux-6.12", "mainline"})
    void handlers_run_with_interrupts_off_where_none_may_come_in_between(String kernel) {
        assertNotEquals(0, interruptsInHandler(kernel));
        assertEquals(0, interruptsInHandler(kernel + "+irqs-off"));
    }

    private static long interruptsInHandler(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d   $a0, $a0, 1
                         jr       $ra
                handler: la.local $t0, seen
                         csrrd    $t1, 0x0
                         st.d     $t1, $t0, 0
                         move     $a0, $zero
                         jr       $ra
                """, "seen: .dword 0");
        rig.handled("p", "foo", "handler");
        assertEquals(42, rig.guest("foo", 41).orElseThrow());
        return rig.at("seen") & Cpu.IE;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.12", "mainline"})
    void a_cpu_has_no_current_probe_after_an_oops_in_a_handler_that_is_cured(String kernel) {
        assertEquals("p", currentAfterOops(kernel));
        assertEquals("none", currentAfterOops(kernel + "+oops-resets"));
    }

    private static String currentAfterOops(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d  $a0, $a0, 1
                         jr      $ra
                handler: .word   0
                """);
        rig.handled("p", "foo", "handler");
        assertEquals(OptionalLong.empty(), rig.guest("foo", 41));
        return rig.k.currentKprobe(rig.machine.cpu(0)).now().map(Kprobe::name).orElse("none");
    }

    @ParameterizedTest
    @CsvSource({"linux-6.12, false", "linux-6.12+slot-exceptions, true", "v1+fault-hook+slot-exceptions, true"})
    void an_exception_in_the_slot_is_reported_at_the_probe(String kernel, boolean atProbe) {
        KernelRig rig = new KernelRig(kernel, "foo: .word 0\n jr $ra\nbar: nop\n nop");
        // Not in one of the first slots of the page: what is reported of the code before it would be a fault again.
        rig.register(rig.probe("first", "bar"));
        rig.register(rig.probe("second", "bar+0x4"));
        Kprobe p = rig.probe("p", "foo");
        rig.register(p);
        rig.guest("foo");
        assertEquals(atProbe ? rig.address("foo") : p.slotNow(), rig.k.oopses().getFirst().era());
        assertEquals(atProbe, rig.k.currentKprobe(rig.machine.cpu(0)).now().isEmpty());
    }

    private static long registered(String kernel, String text) {
        return registered(kernel, text, "foo");
    }

    private static long registered(String kernel, String text, String label) {
        KernelRig rig = new KernelRig(kernel, text);
        return rig.register(rig.probe("p", label));
    }
}
