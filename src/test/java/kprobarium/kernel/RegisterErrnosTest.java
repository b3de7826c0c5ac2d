package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// What register_kprobe() answered on a real Linux 6.12.117, line by line, and what other versions answer otherwise.
final class RegisterErrnosTest {
    static final List<String> KERNELS = RegisterTest.KERNELS;
    private static final String SITES = """
            site:         addi.d $a0, $a0, 1
                          jr $ra
            do_bp:        addi.d $a0, $a0, 1
            do_bp.cold:   jr $ra
            warns:        nop
                          break 1
                          jr $ra
            handle_int:   nop
                          jr $ra
            vprintk:      nop
                          jr $ra
            """;

    private static KernelRig rig(String kernel) {
        return new KernelRig(kernel, SITES, "counter: .dword 0", "nokprobe: [ do_bp ], irqentry: [ handle_int ]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            address + 4                    | site+0x4       | 0   | 0
            unaligned +1, an ll.w there    | site+0x1       | -84 | -22
            unaligned +2                   | site+0x2       | -84 | 0
            blacklisted: do_bp             | do_bp          | -22 | -22
            blacklisted without its suffix | do_bp.cold     | -22 | -22
            vprintk                        | vprintk        | 0   | 0
            before a WARN's instruction    | warns          | 0   | 0
            on a WARN's break instruction  | warns+0x4      | -22 | -22
            irqentry text                  | handle_int+0x4 | -22 | 0
            address not in text            | counter        | -2  | -2
            """)
    void a_place_is_judged_before_the_instruction_is(String what, String place, long merged, long v1) {
        for (String kernel : List.of("linux-6.3", "linux-6.12", "mainline")) assertEquals(merged, registered(rig(kernel), place), kernel);
        assertEquals(v1, registered(rig("v1"), place), "v1");
    }

    private static long registered(KernelRig rig, String place) {
        return rig.register(rig.probe("p", place));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20000000 | -22
            21000000 | -22
            22000000 | -22
            23000000 | -22
            48000000 | -22
            48000100 | -22
            38600000 | -22
            386a8000 | -22
            002a0000 | 0
            002a000a | 0
            002a000b | 0
            002b0000 | 0
            06483800 | 0
            06488000 | 0
            04000000 | 0
            00000000 | 0
            ffffffff | 0
            01010000 | 0
            2c000000 | 0
            """)
    void an_instruction_is_refused_or_not(String word, long errno) {
        KernelRig rig = new KernelRig("linux-6.12", "site: .word 0x" + word + "\n jr $ra");
        assertEquals(errno, registered(rig, "site"));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void a_probe_has_a_symbol_or_an_address_and_not_both(String kernel) {
        KernelRig rig = rig(kernel);
        assertEquals(0, rig.register(rig.k.kprobeBySymbol("site", 0, 0)));
        assertEquals(-2, rig.register(rig.k.kprobeBySymbol("no_such_symbol", 0, 0)));
        assertEquals(-22, rig.register(rig.k.kprobeBySymbol("vprintk", 0, rig.address("vprintk"))));
        assertEquals(-22, rig.register(rig.probe("neither", 0)));
        assertEquals(-2, rig.register(rig.probe("user", 0x1_2000_0000L)));
        assertEquals(0, rig.register(rig.k.kprobeBySymbol("warns", 8, 0)));
    }

    /// The caller has to clear the address that the first registration has left.
    @Test
    void a_struct_with_a_symbol_cannot_be_registered_again_as_it_is_left() {
        KernelRig rig = rig("mainline");
        Kprobe p = rig.k.kprobeBySymbol("site", 0, 0);
        assertEquals(0, rig.register(p));
        rig.unregister(p);
        assertEquals(-22, rig.register(p));
        assertEquals(List.of(), rig.logged());
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void first_same_struct_again_and_another_at_the_address(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p = rig.probe("p", "site");
        Kprobe q = rig.probe("q", "site");
        assertEquals(List.of(0L, -22L, 0L, -22L), List.of(rig.register(p), rig.register(p), rig.register(q), rig.register(q)));
        assertEquals(2, rig.warnings());
        assertEquals(List.of(0L, 0L, 0L, 0L), List.of(rig.disable(p), rig.disable(p), rig.enable(p), rig.enable(p)));
        rig.unregister(p);
        rig.unregister(p);
        assertEquals(List.of(-22L, -22L), List.of(rig.enable(p), rig.disable(p)));
        assertTrue(rig.k.armed(q));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void of_several_that_are_registered_at_once_one_that_fails_takes_back_those_before_it(String kernel) {
        KernelRig rig = rig(kernel);
        Kprobe p = rig.probe("p", "site");
        Kprobe q = rig.probe("q", "vprintk");
        Kprobe bad = rig.probe("bad", "do_bp");
        assertEquals(0, rig.call(Job.Function.REGISTER_KPROBES, p, q));
        assertEquals(2, rig.k.slotsUsed());
        rig.call(Job.Function.UNREGISTER_KPROBES, p, q);
        assertEquals(-22, rig.call(Job.Function.REGISTER_KPROBES, p, q, bad));
        assertEquals(List.of(false, false), List.of(rig.k.registered(p), rig.k.registered(q)));
        assertEquals(0, rig.k.slotsUsed());
        assertEquals(-22, rig.call(Job.Function.REGISTER_KPROBES));
    }

    @Test
    void the_blacklist_is_listed_with_where_each_function_ends() {
        assertEquals("""
                0x9000000000200008-0x900000000020000c\tdo_bp
                0x900000000020001c-0x9000000000200024\thandle_int
                """, new KprobesFiles(rig("mainline").k).blacklist());
        assertEquals("0x9000000000200008-0x900000000020000c\tdo_bp\n", new KprobesFiles(rig("v1").k).blacklist());
    }
}
