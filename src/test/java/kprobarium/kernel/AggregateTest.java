package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// Several probes at one address, as a real Linux 6.12.117 runs them; v1 has the same generic code.
final class AggregateTest {
    static final List<String> KERNELS = List.of("v1", "linux-6.3", "linux-6.12", "mainline");
    /// Handlers write their digit behind those that are in `order`, and answer `answers[digit]`; 4 to 6 are post_handlers.
    private static final String TEXT = """
            leaf:   addi.d $a0, $a0, 1
                    jr     $ra
            pre1:   li.d   $t0, 1
                    b      note
            pre2:   li.d   $t0, 2
                    b      note
            pre3:   li.d   $t0, 3
                    b      note
            post1:  li.d   $t0, 4
                    b      note
            post2:  li.d   $t0, 5
                    b      note
            post3:  li.d   $t0, 6
            note:   la.abs $t1, order
                    ld.d   $t2, $t1, 0
                    slli.d $t2, $t2, 4
                    or     $t2, $t2, $t0
                    st.d   $t2, $t1, 0
                    slli.d $t0, $t0, 3
                    la.abs $t1, answers
                    ldx.d  $t2, $t1, $t0
                    la.abs $t1, value
                    ld.d   $t1, $t1, 0
                    beqz   $t2, .Ldone
                    st.d   $t1, $a1, 32
                    ld.d   $t1, $a1, 8
                    st.d   $t1, $a1, 264
            .Ldone: move   $a0, $t2
                    jr     $ra
            outer:  addi.d $a0, $a0, 7
                    jr     $ra
            nests:  addi.d $sp, $sp, -16
                    st.d   $ra, $sp, 8
                    bl     leaf
                    move   $a0, $zero
                    ld.d   $ra, $sp, 8
                    addi.d $sp, $sp, 16
                    jr     $ra
            """;
    private static final String DATA = "order: .dword 0\nvalue: .dword 777\nanswers: .dword 0, 0, 0, 0, 0, 0, 0";

    private static KernelRig rig(String kernel) {
        return new KernelRig(kernel, TEXT, DATA);
    }

    private static Kprobe probe(KernelRig rig, int n) {
        Kprobe p = rig.k.kprobe("p" + n, rig.address("leaf"), rig.address("pre" + n), rig.address("post" + n), false);
        assertEquals(0, rig.register(p));
        return p;
    }

    private static String order(KernelRig rig) {
        String order = Long.toHexString(rig.at("order"));
        rig.machine.memory().store(rig.address("order"), 8, 0);
        return order;
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void the_newest_is_called_first_before_and_after_the_step(String kernel) {
        KernelRig rig = rig(kernel);
        List<Kprobe> probes = List.of(probe(rig, 1), probe(rig, 2), probe(rig, 3));
        assertEquals(OptionalLong.of(42), rig.guest("leaf", 41));
        assertEquals("321654", order(rig));
        for (Kprobe p : probes) assertEquals(List.of(1L, 1L, 0L), List.of(rig.k.hits(p), rig.k.postHandled(p), p.nmissedNow()));
        assertEquals(1, rig.k.slotsUsed());
    }

    /// And no post_handler runs, not even that of the one whose pre_handler did.
    @ParameterizedTest
    @CsvSource({"v1, 1", "linux-6.3, 1", "linux-6.12, -1", "mainline, 1", "mainline, -1"})
    void one_that_answers_other_than_0_keeps_the_older_ones_and_the_step_away(String kernel, long answer) {
        KernelRig rig = rig(kernel);
        probe(rig, 1);
        probe(rig, 2);
        probe(rig, 3);
        rig.machine.memory().store(rig.address("answers") + 16, 8, answer);
        assertEquals(OptionalLong.of(777), rig.guest("leaf", 41));
        assertEquals("32", order(rig));
        assertEquals(KprobeStatus.KPROBE_HIT_ACTIVE, rig.k.kprobeCtlblk(rig.machine.cpu(0)).statusNow());
        assertTrue(rig.k.currentKprobe(rig.machine.cpu(0)).now().isEmpty());
        rig.machine.memory().store(rig.address("answers") + 16, 8, 0);
        assertEquals(OptionalLong.of(42), rig.guest("leaf", 41));
        assertEquals("321654", order(rig));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_disabled_one_is_passed_over_and_the_last_one_takes_the_break_away(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p1 = probe(rig, 1);
        Kprobe p2 = probe(rig, 2);
        Kprobe p3 = probe(rig, 3);
        assertEquals(0, rig.disable(p2));
        rig.guest("leaf", 41);
        assertEquals("3164", order(rig));
        assertEquals(0, rig.disable(p1));
        assertEquals(0, rig.disable(p3));
        assertEquals(0x02c0_0484, rig.word("leaf"));
        assertEquals(0, rig.enable(p2));
        rig.guest("leaf", 41);
        assertEquals("25", order(rig));
        assertEquals(List.of(false, true, false), List.of(rig.k.armed(p1), rig.k.armed(p2), rig.k.armed(p3)));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void an_enabled_one_that_joins_disabled_ones_arms_them_again(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p1 = probe(rig, 1);
        Kprobe p2 = probe(rig, 2);
        rig.disable(p1);
        rig.disable(p2);
        probe(rig, 3);
        rig.guest("leaf", 41);
        assertEquals("36", order(rig));
    }

    /// The nested hit is nobody's, and everybody's miss.
    @ParameterizedTest
    @CsvSource({"linux-6.3", "linux-6.12", "mainline"})
    void a_missed_hit_is_counted_by_all_even_if_disabled(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p1 = probe(rig, 1);
        Kprobe p2 = probe(rig, 2);
        rig.disable(p2);
        rig.handled("a", "outer", "nests");
        assertEquals(OptionalLong.of(8), rig.guest("outer", 1));
        assertEquals(List.of(1L, 1L), List.of(p1.nmissedNow(), p2.nmissedNow()));
        assertEquals("0", order(rig));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void whichever_goes_first_the_others_stay(String kernel) {
        for (int first = 1; first <= 3; first++) {
            KernelRig rig = rig(kernel);
            List<Kprobe> probes = List.of(probe(rig, 1), probe(rig, 2), probe(rig, 3));
            rig.unregister(probes.get(first - 1));
            rig.guest("leaf", 41);
            assertEquals("321654".replace("" + first, "").replace("" + (first + 3), ""), order(rig));
            for (Kprobe p : probes) rig.unregister(p);
            assertEquals(0x02c0_0484, rig.word("leaf"));
            assertEquals(0, rig.k.slotsUsed());
            assertFalse(rig.k.registered(probes.getFirst()));
        }
    }

    @Test
    void a_manager_is_a_probe_of_its_own_and_can_be_used_again() {
        KernelRig rig = rig("mainline");
        for (int i = 0; i < 70; i++) {
            Kprobe p1 = probe(rig, 1);
            Kprobe p2 = probe(rig, 2);
            assertEquals("aggr(leaf)", rig.k.kprobeAt(rig.address("leaf")).name());
            rig.unregister(p1);
            rig.unregister(p2);
            rig.k.forget(p1);
            rig.k.forget(p2);
        }
    }

    // The global switch, and the files.

    @ParameterizedTest
    @FieldSource("KERNELS")
    void while_all_are_disarmed_nothing_is_armed_and_flags_stay(String kernel) {
        KernelRig rig = rig(kernel);
        KprobesFiles files = new KprobesFiles(rig.k);
        Kprobe p1 = probe(rig, 1);
        assertEquals("1\n", files.enabled());
        assertEquals(0, rig.call(Job.Function.DISARM_ALL_KPROBES));
        assertEquals(0, rig.call(Job.Function.DISARM_ALL_KPROBES));
        assertEquals("0\n", files.enabled());
        Kprobe q = rig.probe("q", "outer");
        assertEquals(0, rig.register(q));
        rig.guest("leaf", 41);
        assertEquals("0", order(rig));
        assertEquals(List.of(false, false), List.of(p1.disabledNow(), rig.k.armed(q)));
        assertEquals(0, rig.call(Job.Function.ARM_ALL_KPROBES));
        assertTrue(rig.k.armed(q));
        rig.guest("leaf", 41);
        assertEquals("14", order(rig));
        assertEquals(List.of("info: kprobes: Kprobes globally disabled", "info: kprobes: Kprobes globally enabled"), rig.logged());
    }

    /// enable_kprobe() answers 0, and does nothing.
    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_lone_probe_that_is_enabled_while_all_are_disarmed_stays_disabled(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p1 = probe(rig, 1);
        rig.disable(p1);
        rig.call(Job.Function.DISARM_ALL_KPROBES);
        assertEquals(0, rig.enable(p1));
        assertTrue(p1.disabledNow());
        rig.call(Job.Function.ARM_ALL_KPROBES);
        assertFalse(rig.k.armed(p1));
    }

    @Test
    void the_list_has_the_newest_first_and_says_which_are_disabled() {
        KernelRig rig = rig("linux-6.12");
        probe(rig, 1);
        rig.disable(probe(rig, 2));
        Kretprobe r = rig.k.kretprobe("r", rig.address("leaf"), Kprobe.COUNT, 0, 0, 0, false);
        rig.call(Job.Function.REGISTER_KRETPROBE, r.kp);
        assertEquals("""
                9000000000200000  r  leaf+0x0   \s
                9000000000200000  k  leaf+0x0    [DISABLED]
                9000000000200000  k  leaf+0x0   \s
                """, new KprobesFiles(rig.k).list());
    }

    @ParameterizedTest
    @CsvSource({"1, ARM_ALL_KPROBES", "Yes, ARM_ALL_KPROBES", "on, ARM_ALL_KPROBES", "0, DISARM_ALL_KPROBES", "off, DISARM_ALL_KPROBES",
        "n, DISARM_ALL_KPROBES", "x, ", "'', ", "o, "})
    void the_switch_is_written_as_kstrtobool_reads_it(String written, Job.Function function) {
        assertEquals(Optional.ofNullable(function), KprobesFiles.enabled(written));
    }
}
