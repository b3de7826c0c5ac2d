package kprobarium.kernel;

import static kprobarium.kernel.KernelRig.EILSEQ;
import static kprobarium.kernel.KernelRig.EINVAL;
import static kprobarium.kernel.KernelRig.ENOENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// register_kprobe() and its relatives: what they answer, and what they leave.
final class RegisterTest {
    static final List<String> KERNELS = List.of("v1", "linux-6.3", "mainline");
    private static final String FOO = """
            foo: addi.d $a0, $a0, 1
                 addi.d $a0, $a0, 2
                 jr $ra
            bar: b foo
            """;

    // What can be probed.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v1        | ll.w    $a0, $a1, 0   | -22 | notice: kprobe: ll or sc instructions are not supported
            v1        | sc.d    $a0, $a1, 0   | -22 | notice: kprobe: ll or sc instructions are not supported
            v1        | llacq.w $a0, $a1      | 0   |
            v1        | screl.d $a0, $a1      | 0   |
            v1        | sc.q    $a0, $a2, $a1 | 0   |
            v1        | amadd.d $a0, $a2, $a1 | 0   |
            v1        | bceqz   $fcc0, foo    | 0   |
            v1        | bcnez   $fcc0, foo    | 0   |
            v1        | syscall 0             | 0   |
            linux-6.3 | ll.d    $a0, $a1, 0   | -22 | notice: kprobe: ll and sc instructions are not supported
            linux-6.3 | sc.w    $a0, $a1, 0   | -22 | notice: kprobe: ll and sc instructions are not supported
            linux-6.3 | llacq.w $a0, $a1      | 0   |
            linux-6.3 | amadd.d $a0, $a2, $a1 | 0   |
            linux-6.3 | bceqz   $fcc0, foo    | -22 | notice: kprobe: bceqz and bcnez instructions are not supported
            linux-6.3 | bcnez   $fcc0, foo    | -22 | notice: kprobe: bceqz and bcnez instructions are not supported
            mainline  | ll.w    $a0, $a1, 0   | -22 | notice: ll and sc instructions are not supported
            mainline  | sc.d    $a0, $a1, 0   | -22 | notice: ll and sc instructions are not supported
            mainline  | llacq.d $a0, $a1      | -22 | notice: llacq and screl instructions are not supported
            mainline  | screl.w $a0, $a1      | -22 | notice: llacq and screl instructions are not supported
            mainline  | sc.q    $a0, $a2, $a1 | -22 | notice: sc.q instruction is not supported
            mainline  | amswap.w $a0, $a2, $a1 | -22 | notice: atomic memory access instructions are not supported
            mainline  | ammin_db.du $a0, $a2, $a1 | -22 | notice: atomic memory access instructions are not supported
            mainline  | amcas.w $a0, $a2, $a1 | 0   |
            mainline  | bceqz   $fcc0, foo    | -22 | notice: bceqz and bcnez instructions are not supported
            mainline  | bcnez   $fcc0, foo    | -22 | notice: bceqz and bcnez instructions are not supported
            mainline  | break   10            | 0   |
            mainline  | ertn                  | 0   |
            """)
    void instructions_that_cannot_be_stepped_are_refused_by_those_kernels_that_know(String kernel, String instruction, long errno,
            String notice) {
        KernelRig rig = new KernelRig(kernel, "foo: " + instruction + "\n jr $ra");
        int before = rig.word("foo");
        Kprobe p = rig.probe("p", "foo");
        assertEquals(errno, rig.register(p));
        assertEquals(notice == null ? List.of() : List.of(notice), rig.logged());
        assertEquals(errno == 0, rig.k.armed(p) || before == rig.k.arch.breakpointInsn());
        if (errno != 0) assertEquals(before, rig.word("foo"));
    }

    @ParameterizedTest
    @CsvSource({"v1, 0", "linux-6.3, -84", "mainline, -84"})
    void a_misaligned_address_is_refused_since_it_was_thought_of(String kernel, long errno) {
        KernelRig rig = new KernelRig(kernel, FOO);
        assertEquals(errno, rig.register(rig.probe("p", rig.address("foo") + 2)));
        assertEquals(errno == EILSEQ ? 0x02c0_0484 : 0x000a_0484, rig.word("foo"));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void outside_kernel_text_there_is_nothing_to_probe(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        for (long address : List.of(0L, rig.address("foo") - 4, rig.address("foo") + 0x1000, rig.address("nothing"), Layout.SLOTS)) {
            assertEquals(address == 0 ? EINVAL : ENOENT, rig.register(rig.probe("p", address)), Long.toHexString(address));
        }
        assertEquals(0, rig.k.slotsUsed());
    }

    /// v1 reads four bytes of an instruction of which two are text.
    @Test
    void a_misaligned_probe_at_the_very_end_of_text_kills_the_kernel_that_does_not_look() {
        KernelRig rig = new KernelRig("v1", "foo: nop\n jr $ra");
        Kprobe p = rig.probe("p", rig.address("foo") + 6);
        assertEquals(OptionalLong.empty(), rig.play(new Job.Call("register", Job.Function.REGISTER_KPROBE, p)));
        OopsRecord oops = rig.k.oopses().getFirst();
        assertEquals("Unable to handle kernel paging request at virtual address", oops.message());
        assertEquals("do_page_fault", oops.function());
        assertEquals(rig.address("foo") + 6, oops.era());
    }

    // Twice, never, both at one place.

    @ParameterizedTest
    @FieldSource("KERNELS")
    void registering_twice_is_invalid_and_worth_a_warning(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        Kprobe p = rig.probe("p", "foo");
        assertEquals(0, rig.register(p));
        assertEquals(List.of(), rig.logged());
        assertEquals(EINVAL, rig.register(p));
        assertEquals(1, rig.warnings());
        assertTrue(rig.k.armed(p));
        assertEquals(OptionalLong.of(3), rig.guest("foo", 0));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void enabling_and_disabling_what_is_not_registered_is_invalid(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        Kprobe p = rig.probe("p", "foo");
        assertEquals(EINVAL, rig.enable(p));
        assertEquals(EINVAL, rig.disable(p));
        rig.register(p);
        rig.unregister(p);
        assertEquals(EINVAL, rig.enable(p));
        assertEquals(EINVAL, rig.disable(p));
        assertFalse(rig.k.armed(p));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void unregistering_what_is_not_registered_leaves_all_as_it_is(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        Kprobe p = rig.probe("p", "foo");
        Kprobe q = rig.probe("q", "foo+0x4");
        rig.register(p);
        rig.unregister(q);
        rig.unregister(q);
        assertTrue(rig.k.armed(p));
        assertEquals(1, rig.k.slotsUsed());
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_second_probe_at_one_address_is_welcome_and_the_last_one_frees_the_slot(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        Kprobe p = rig.probe("p", "foo");
        Kprobe q = rig.probe("q", "foo");
        assertEquals(0, rig.register(p));
        assertEquals(0, rig.register(q));
        assertEquals(List.of(), rig.logged());
        assertEquals(1, rig.k.slotsUsed());
        rig.unregister(p);
        assertFalse(rig.k.armed(p));
        assertTrue(rig.k.armed(q));
        assertEquals(0, rig.register(p));
        rig.unregister(q);
        rig.unregister(p);
        assertEquals(0x02c0_0484, rig.word("foo"));
        assertEquals(0, rig.k.slotsUsed());
    }

    // Arming and what a hit does.

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_probe_goes_in_and_out_and_the_text_is_as_it_was(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        int instruction = rig.word("foo");
        Kprobe p = rig.probe("p", "foo");
        rig.register(p);
        assertEquals(0x002a_000a, rig.word("foo"));
        assertEquals(instruction, rig.machine.memory().word(Kprobe.address(p) + Kprobe.OPCODE));
        assertEquals(0, rig.disable(p));
        assertEquals(instruction, rig.word("foo"));
        assertTrue(p.disabledNow());
        assertEquals(0, rig.disable(p));
        assertEquals(0, rig.enable(p));
        assertEquals(0x002a_000a, rig.word("foo"));
        assertEquals(0, rig.enable(p));
        rig.unregister(p);
        assertEquals(instruction, rig.word("foo"));
        assertEquals(0, rig.k.slotsUsed());
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_probe_registered_as_disabled_waits_to_be_enabled(String kernel) {
        KernelRig rig = new KernelRig(kernel, FOO);
        Kprobe p = rig.k.kprobe("p", rig.address("foo"), Kprobe.COUNT, Kprobe.COUNT, true);
        assertEquals(0, rig.register(p));
        assertFalse(rig.k.armed(p));
        assertEquals(OptionalLong.of(3), rig.guest("foo", 0));
        assertEquals(0, rig.k.hits(p));
        rig.enable(p);
        assertEquals(OptionalLong.of(3), rig.guest("foo", 0));
        assertEquals(List.of(1L, 1L), List.of(rig.k.hits(p), rig.k.postHandled(p)));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_probe_changes_nothing_of_what_the_code_computes(String kernel) {
        for (String place : List.of("foo", "foo+0x4", "foo+0x8", "bar")) {
            KernelRig rig = new KernelRig(kernel, FOO);
            Kprobe p = rig.k.kprobe("p", rig.address(place), Kprobe.COUNT, Kprobe.COUNT, false);
            assertEquals(0, rig.register(p));
            for (int i = 1; i <= 3; i++) {
                assertEquals(OptionalLong.of(44), rig.guest("bar", 41));
                assertEquals(List.of((long) i, (long) i, 0L), List.of(rig.k.hits(p), rig.k.postHandled(p), p.nmissedNow()));
                assertEquals(List.of(), rig.k.currentKprobe(rig.machine.cpu(0)).now().stream().toList());
                assertEquals(0, rig.k.preemptCount(rig.machine.cpu(0)));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void probes_in_one_bucket_of_the_hash_table_are_found_all_the_same(String kernel) {
        StringBuilder text = new StringBuilder("foo: nop\n");
        for (int i = 0; i < 200; i++) text.append("addi.d $a0, $a0, 1\n");
        KernelRig rig = new KernelRig(kernel, text + "jr $ra");
        for (int i = 0; i < Kernel.MAX_KPROBES; i++) assertEquals(0, rig.register(rig.probe("p" + i, rig.address("foo") + 12L * i + 4)));
        assertEquals(OptionalLong.of(200), rig.guest("foo", 0));
        for (Kprobe p : List.copyOf(rig.k.probes().values())) assertEquals(1, rig.k.hits(p), p.name());
        // Out in another order than they went in.
        for (int i = 0; i < Kernel.MAX_KPROBES; i++) rig.unregister(rig.k.probes().get("p" + i * 37 % Kernel.MAX_KPROBES));
        assertEquals(OptionalLong.of(200), rig.guest("foo", 0));
        assertEquals(0, rig.k.slotsUsed());
    }

    // Slots.

    @ParameterizedTest
    @FieldSource("KERNELS")
    void the_lowest_clean_slot_is_taken_and_a_freed_one_is_clean_at_once(String kernel) {
        KernelRig rig = new KernelRig(kernel, "foo: nop\n nop\n nop\n nop\n jr $ra");
        Kprobe p = rig.probe("p", "foo");
        Kprobe q = rig.probe("q", "foo+0x4");
        Kprobe r = rig.probe("r", "foo+0x8");
        for (Kprobe each : List.of(p, q, r)) rig.register(each);
        assertEquals(List.of(0L, 1L, 2L), List.of(rig.slot(p), rig.slot(q), rig.slot(r)));
        rig.unregister(q);
        rig.unregister(p);
        assertEquals(List.of(-1L, -1L, 2L), List.of(rig.slot(p), rig.slot(q), rig.slot(r)));
        Kprobe s = rig.probe("s", "foo+0xc");
        rig.register(s);
        rig.register(q);
        assertEquals(List.of(0L, 1L, 2L), List.of(rig.slot(s), rig.slot(q), rig.slot(r)));
        assertEquals(3, rig.k.slotsUsed());
    }

    @Test
    void a_slot_holds_the_instruction_and_the_break_that_ends_the_step() {
        for (String kernel : KERNELS) {
            KernelRig rig = new KernelRig(kernel, FOO);
            Kprobe p = rig.probe("p", "foo+0x4");
            rig.register(p);
            assertEquals(List.of(0x02c0_0884, 0x002a_000b),
                    List.of(rig.machine.memory().word(p.slotNow()), rig.machine.memory().word(p.slotNow() + 4)));
        }
    }

    @ParameterizedTest
    @CsvSource({"v1, 1", "linux-6.3, 0", "mainline, 0"})
    void a_simulated_instruction_needs_no_slot_and_v1_takes_one(String kernel, long slots) {
        KernelRig rig = new KernelRig(kernel, FOO);
        rig.register(rig.probe("p", "bar"));
        assertEquals(slots, rig.k.slotsUsed());
    }
}
