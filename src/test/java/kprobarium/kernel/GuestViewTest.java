package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import kprobarium.machine.Machine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a handler in guest code sees through its arguments, at the offsets that a 64-bit LoongArch kernel has, and what it can change.
final class GuestViewTest {
    private static KernelRig rig(String kernel, String handler) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d   $a0, $a0, 1
                         jr       $ra
                handler: la.local $t0, seen
                         %s
                         move     $a0, $zero
                         jr       $ra
                """.formatted(handler), "seen: .dword 0, 0");
        rig.handled("p", "foo", "handler");
        return rig;
    }

    /// The eight bytes at an offset of one of the handler's arguments.
    private static long seen(String kernel, String argument, int offset, int size) {
        KernelRig rig = rig(kernel, (size == 4 ? "ld.wu" : "ld.d") + " $t1, " + argument + ", " + offset + "\n st.d $t1, $t0, 0");
        rig.machine.cpu(0).set(21, 0x2121);
        rig.guest("foo", 41, 42, 43, 44, 45, 46, 47, 48);
        return rig.at("seen");
    }

    @ParameterizedTest
    @CsvSource({"regs[0], 0x00, 0", "regs[4], 0x20, 41", "regs[11], 0x58, 48", "regs[21], 0xa8, 0x2121", "orig_a0, 0x100, 41",
        "csr_crmd, 0x118, 0x10", "csr_prmd, 0x120, 0x4", "csr_estat, 0x138, 0xc0000"})
    void regs_hold_what_was_interrupted(String field, String offset, String value) {
        for (String kernel : RegisterTest.KERNELS) assertEquals(Long.decode(value), seen(kernel, "$a1", Integer.decode(offset), 8), kernel);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void regs_hold_where_it_was_interrupted(String kernel) {
        KernelRig rig = rig(kernel, "");
        assertEquals(rig.address("foo"), seen(kernel, "$a1", 0x108, 8));
        assertEquals(Machine.RETURN, seen(kernel, "$a1", 8, 8));
        assertEquals(Layout.stackTop(0), seen(kernel, "$a1", 8 * 3, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void struct_kprobe_has_its_fields_where_c_has_them(String kernel) {
        KernelRig rig = rig(kernel, "");
        Kprobe p = rig.k.probes().get("p");
        assertEquals(rig.address("foo"), seen(kernel, "$a0", 40, 8));
        assertEquals(rig.address("handler"), seen(kernel, "$a0", 64, 8));
        assertEquals(0x02c0_0484, seen(kernel, "$a0", 80, 4));
        assertEquals(p.slotNow(), seen(kernel, "$a0", 88, 8));
        assertEquals(Kprobe.KPROBE_FLAG_ON_FUNC_ENTRY, seen(kernel, "$a0", 104, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void nmissed_is_counted_where_c_has_it(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d   $a0, $a0, 1
                         jr       $ra
                bar:     addi.d   $a1, $a1, 1
                         addi.d   $a1, $a1, 1
                         jr       $ra
                outer:   addi.d   $sp, $sp, -16
                         st.d     $ra, $sp, 8
                         bl       bar
                         ld.d     $ra, $sp, 8
                         addi.d   $sp, $sp, 16
                         move     $a0, $zero
                         jr       $ra
                """);
        Kprobe q = rig.probe("q", "bar");
        rig.register(q);
        rig.handled("p", "foo", "outer");
        for (int i = 0; i < 3; i++) if (rig.guest("foo", 0).isEmpty()) break;
        long nmissed = rig.machine.memory().load(Kprobe.address(q) + 32, 8);
        assertEquals(q.nmissedNow(), nmissed);
        assertEquals(kernel.equals("v1") ? 1 : 3, nmissed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void a_handler_that_changes_a_register_in_regs_changes_the_probed_code(String kernel) {
        KernelRig rig = rig(kernel, "ori $t1, $zero, 500\n st.d $t1, $a1, 0x20");
        assertEquals(OptionalLong.of(501), rig.guest("foo", 41));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void a_handler_cannot_change_register_zero(String kernel) {
        KernelRig rig = rig(kernel, "ori $t1, $zero, 500\n st.d $t1, $a1, 0\n st.d $t1, $a1, 0x20");
        rig.guest("foo", 41);
        assertEquals(0, rig.machine.cpu(0).get(0));
    }

    /// It sets the return address itself and answers 1: nothing is stepped.
    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void a_handler_that_answers_other_than_0_has_said_where_to_go_on(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:     addi.d   $a0, $a0, 1
                         addi.d   $a0, $a0, 100
                         jr       $ra
                handler: ld.d     $t0, $a1, 0x108
                         addi.d   $t0, $t0, 4
                         st.d     $t0, $a1, 0x108
                         ori      $a0, $zero, 1
                         jr       $ra
                """);
        Kprobe p = rig.handled("p", "foo", "handler");
        assertEquals(OptionalLong.of(141), rig.guest("foo", 41));
        assertEquals(OptionalLong.of(141), rig.guest("foo", 41));
        assertEquals(List.of(2L, 0L), List.of(rig.k.hits(p), p.nmissedNow()));
        assertEquals(0, rig.k.preemptCount(rig.machine.cpu(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void the_post_handler_sees_what_the_step_has_done(String kernel) {
        KernelRig rig = new KernelRig(kernel, """
                foo:   addi.d   $a0, $a0, 1
                       jr       $ra
                after: la.local $t0, seen
                       ld.d     $t1, $a1, 0x20
                       st.d     $t1, $t0, 0
                       jr       $ra
                """, "seen: .dword 0");
        rig.register(rig.k.kprobe("p", rig.address("foo"), 0, rig.address("after"), false));
        assertEquals(OptionalLong.of(42), rig.guest("foo", 41));
        assertEquals(42, rig.at("seen"));
    }
}
