package kprobarium.kernel;

import static kprobarium.kernel.KernelRig.EINVAL;
import static kprobarium.kernel.KernelRig.EOPNOTSUPP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import kprobarium.event.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Probes of functions that return, as a real Linux 6.12.117 runs them.
final class KretprobeTest {
    static final List<String> KERNELS = List.of("linux-6.3", "linux-6.5", "linux-6.12", "mainline");
    private static final String TEXT = """
            third:    li.d   $t0, 3
                      div.d  $a0, $a0, $t0
                      jr     $ra
            down:     addi.d $sp, $sp, -16
                      st.d   $ra, $sp, 8
                      addi.d $a0, $a0, -1
                      beqz   $a0, .Lend
                      bl     down
            .Lend:    addi.d $a0, $a0, 1
                      ld.d   $ra, $sp, 8
                      addi.d $sp, $sp, 16
                      jr     $ra
            unwanted: li.d   $a0, 1
                      jr     $ra
            doubles:  ld.d   $t0, $a1, 32
                      add.d  $t0, $t0, $t0
                      st.d   $t0, $a1, 32
                      jr     $ra
            stash:    ld.d   $t0, $a1, 32
                      st.d   $t0, $a0, 48
                      move   $a0, $zero
                      jr     $ra
            fetch:    ld.d   $t0, $a0, 48
                      st.d   $t0, $a1, 32
                      jr     $ra
            spoils:   move   $t0, $zero
                      move   $t8, $zero
                      move   $s0, $zero
                      jr     $ra
            keeps:    addi.d $sp, $sp, -16
                      st.d   $ra, $sp, 8
                      li.d   $s0, 5
                      bl     third
                      add.d  $a0, $a0, $s0
                      ld.d   $ra, $sp, 8
                      addi.d $sp, $sp, 16
                      jr     $ra
            lost:     la.abs $ra, 0x9000000000000f00
                      jr     $ra
            skips:    ld.d   $t1, $a1, 8
                      st.d   $t1, $a1, 264
                      li.d   $a0, 1
                      jr     $ra
            """.replace("la.abs $ra, 0x9000000000000f00", "li.d $ra, 0x9000000000000f00");

    private static KernelRig rig(String kernel) {
        return new KernelRig(kernel, TEXT);
    }

    private static Kretprobe hook(KernelRig rig, String name, String function, String handler, String entryHandler, int maxactive) {
        Kretprobe rp = rig.k.kretprobe(name, rig.address(function), address(rig, handler), address(rig, entryHandler), maxactive, 8, false);
        assertEquals(0, rig.call(Job.Function.REGISTER_KRETPROBE, rp.kp));
        return rp;
    }

    private static long address(KernelRig rig, String handler) {
        return handler.equals("none") ? 0 : handler.equals("count") ? Kprobe.COUNT : rig.address(handler);
    }

    private static List<Long> counts(KernelRig rig, Kretprobe rp) {
        return List.of(rig.k.hooked(rp), rig.k.returned(rp), rp.nmissedNow());
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_return_is_handled_and_the_call_returns_what_it_would(String kernel) {
        KernelRig rig = rig(kernel);
        Kretprobe rp = hook(rig, "r", "third", "count", "none", 0);
        assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals(List.of(1L, 1L, 0L), counts(rig, rp));
        assertEquals(0, rig.k.preemptCount(rig.machine.cpu(0)));
        assertTrue(rig.k.currentKprobe(rig.machine.cpu(0)).now().isEmpty());
    }

    @Test
    void the_first_posting_has_no_return_probes() {
        KernelRig rig = rig("v1");
        Kretprobe rp = rig.k.kretprobe("r", rig.address("third"), Kprobe.COUNT, 0, 0, 0, false);
        assertEquals(EOPNOTSUPP, rig.call(Job.Function.REGISTER_KRETPROBE, rp.kp));
        rig.call(Job.Function.UNREGISTER_KRETPROBE, rp.kp);
        assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals(0, rig.k.slotsUsed());
    }

    /// The outermost calls are hooked, and the instances are there again at once.
    @ParameterizedTest
    @CsvSource({"1, 5", "2, 4", "3, 3", "5, 1", "6, 0"})
    void of_six_calls_inside_each_other_as_many_are_hooked_as_there_are_instances(int maxactive, long nmissed) {
        for (String kernel : KERNELS) {
            KernelRig rig = rig(kernel);
            Kretprobe rp = hook(rig, "r", "down", "count", "none", maxactive);
            for (int again = 1; again <= 2; again++) {
                assertEquals(OptionalLong.of(6), rig.guest("down", 6));
                assertEquals(List.of((6 - nmissed) * again, (6 - nmissed) * again, nmissed * again), counts(rig, rp), kernel);
            }
            assertEquals(0, rp.kp.nmissedNow());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "-1, 10", "1, 1", "5000, 5000"})
    void without_a_number_of_instances_there_are_ten_or_twice_the_cpus(int given, int maxactive) {
        KernelRig rig = rig("mainline");
        assertEquals(maxactive, hook(rig, "r", "third", "count", "none", given).maxactiveNow());
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void an_entry_handler_may_not_want_the_return_and_that_is_no_miss(String kernel) {
        KernelRig rig = rig(kernel);
        Kretprobe rp = hook(rig, "r", "third", "count", "unwanted", 1);
        for (int i = 0; i < 3; i++) assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals(List.of(0L, 0L, 0L), counts(rig, rp));
        assertEquals(3, rig.k.hits(rp.kp));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_handler_can_change_the_result_and_nothing_else(String kernel) {
        KernelRig rig = rig(kernel);
        hook(rig, "r", "third", "doubles", "none", 0);
        hook(rig, "s", "third", "spoils", "none", 0);
        assertEquals(OptionalLong.of(33), rig.guest("keeps", 42));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void what_the_entry_handler_puts_into_the_instance_the_handler_finds_there(String kernel) {
        KernelRig rig = rig(kernel);
        hook(rig, "r", "down", "fetch", "stash", 0);
        assertEquals(OptionalLong.of(6), rig.guest("down", 6));
    }

    /// Entries newest first, returns oldest first: each one pushed in front of those before it.
    @ParameterizedTest
    @FieldSource("KERNELS")
    void several_at_one_function_are_entered_newest_first_and_return_oldest_first(String kernel) {
        KernelRig rig = rig(kernel);
        rig.register(rig.k.kprobe("K", rig.address("third"), Kprobe.COUNT, Kprobe.COUNT, false));
        hook(rig, "R", "third", "count", "count", 0);
        hook(rig, "S", "third", "count", "count", 0);
        rig.register(rig.k.kprobe("L", rig.address("third"), Kprobe.COUNT, Kprobe.COUNT, false));
        rig.events.clear();
        assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals("L.pre S.entry S.pre R.entry R.pre K.pre L.post K.post R.ret S.ret", order(rig.events));
    }

    private static String order(List<Event> events) {
        return events.stream().map(event -> switch (event) {
            case Event.PreHandled e -> e.probe() + ".pre";
            case Event.PostHandled e -> e.probe() + ".post";
            case Event.Hooked e -> e.probe() + ".entry";
            case Event.ReturnHandled e -> e.probe() + ".ret";
            default -> "";
        }).filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_kprobe_that_changes_the_path_hides_older_return_probes(String kernel) {
        KernelRig rig = rig(kernel);
        Kretprobe older = hook(rig, "r", "third", "count", "none", 0);
        rig.handled("k", "third", "skips");
        Kretprobe newer = hook(rig, "s", "third", "count", "none", 0);
        assertEquals(OptionalLong.of(42), rig.guest("third", 42));
        assertEquals(List.of(0L, 0L, 0L), counts(rig, older));
        assertEquals(List.of(1L, 1L, 0L), counts(rig, newer));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void only_the_entry_of_a_function_can_be_hooked(String kernel) {
        KernelRig rig = rig(kernel);
        Kretprobe rp = rig.k.kretprobe("r", rig.address("third") + 4, Kprobe.COUNT, 0, 0, 0, false);
        assertEquals(EINVAL, rig.call(Job.Function.REGISTER_KRETPROBE, rp.kp));
        Kretprobe large = rig.k.kretprobe("large", rig.address("third"), Kprobe.COUNT, 0, 0, 4097, false);
        assertEquals(-7, rig.call(Job.Function.REGISTER_KRETPROBE, large.kp));
        Kretprobe twice = hook(rig, "twice", "third", "count", "none", 0);
        assertEquals(EINVAL, rig.call(Job.Function.REGISTER_KRETPROBE, twice.kp));
        assertEquals(1, rig.warnings());
    }

    /// As it is left by the first time, it is registered as disabled.
    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_probe_that_has_gone_can_come_again(String kernel) {
        KernelRig rig = rig(kernel);
        Kretprobe rp = hook(rig, "r", "third", "count", "none", 1);
        rig.call(Job.Function.UNREGISTER_KRETPROBE, rp.kp);
        assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals(List.of(0L, 0L, 0L), counts(rig, rp));
        assertEquals(0, rig.call(Job.Function.REGISTER_KRETPROBE, rp.kp));
        assertEquals(0, rig.enable(rp.kp));
        assertEquals(OptionalLong.of(14), rig.guest("third", 42));
        assertEquals(List.of(1L, 1L, 0L), counts(rig, rp));
        assertEquals(1, rig.k.slotsUsed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux-6.3 | __kretprobe_trampoline_handler | err: kretprobe: Return address not found, not execute handler. \
            Maybe there is a bug in the kernel.
            mainline  | rethook_trampoline_handler     | err: rethook: Return address not found! Maybe there is a bug in the kernel
            """)
    void a_return_into_the_trampoline_that_nobody_hooked_is_a_bug(String kernel, String function, String line) {
        KernelRig rig = rig(kernel);
        assertEquals(OptionalLong.empty(), rig.guest("lost"));
        assertEquals(line, rig.logged().getFirst());
        OopsRecord oops = rig.k.oopses().getFirst();
        assertEquals(List.of("Oops - BUG", function), List.of(oops.message(), oops.function()));
    }

    /// The other versions put back what the CPU had at the return, which may be another CPU's (M10).
    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3", "linux-6.5", "linux-6.12", "linux-6.18", "mainline"})
    void the_trampoline_of_one_tree_leaves_the_base_of_per_cpu_data_alone(String kernel) {
        assertEquals(!kernel.equals("linux-6.12"), rig(kernel).k.arch.trampolineRestores(21));
    }
}
