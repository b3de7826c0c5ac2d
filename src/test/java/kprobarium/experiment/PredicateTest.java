package kprobarium.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredicateTest {
    private static final long KERNEL = 0x9000_0000_0020_0000L;

    private static boolean holds(String predicate, End end) {
        return NotationTest.predicate(predicate).holds(end);
    }

    @ParameterizedTest
    @CsvSource({"-2,<,true", "-1,<=,true", "-1,<,false", "-1,==,true", "0,!=,true", "0,>,true", "-1,>=,true", "-2,>=,false"})
    void numbers_compare_signed(long a0, String op, boolean expected) {
        assertEquals(expected, holds("cpu0.a0 " + op + " -1", new End().with("cpu0.a0", a0)));
    }

    @Test
    void addresses_and_bit_patterns_compare_unsigned() {
        var end = new End().with("cpu0.pc", KERNEL).with("cpu0.a0", KERNEL).with("foo", KERNEL + 8);
        assertTrue(holds("cpu0.pc > 0", end));
        assertTrue(holds("cpu0.pc < foo", end));
        assertTrue(holds("cpu0.a0 > 0x10", end));
        assertTrue(holds("cpu0.a0 < 0", end), "a register against a decimal is a signed number");
        assertTrue(holds("cpu0.a0 == 0x9000000000200000", end));
        assertTrue(holds("cpu0.a1 == 0xffffffffffffffff", new End().with("cpu0.a1", -1)));
    }

    @Test
    void an_instruction_word_is_not_sign_extended() {
        var end = new End().with("foo+0x4", KERNEL + 4).with("word 0x9000000000200004", 0xffc0_0000L);
        assertTrue(holds("word(foo+0x4) == 0xffc00000", end));
        assertFalse(holds("word(foo+0x4) == 0xffffffffffc00000", end));
    }

    @Test
    void terms_ask_for_what_they_name() {
        var end = new End().with("p", 0x1000).with("cpu1.current_kprobe", 0x1000).with("slot(p)", 0x2000).with("cpu0.a0", 0x2004)
                .with("counter+0x8", 0x3008).with("mem 0x3008", 5).with("slots.used", 2).with("q.nmissed", 3)
                .with("register_kprobe(p)", -22).with("cpu0.kprobe_status", 8);
        assertTrue(holds("cpu1.current_kprobe == p", end));
        assertTrue(holds("cpu0.current_kprobe == NULL", end));
        assertTrue(holds("cpu0.a0 == slot(p)+0x4", end));
        assertTrue(holds("mem(counter+0x8) == 5", end));
        assertTrue(holds("slots.used == 2", end));
        assertTrue(holds("q.nmissed == 3", end));
        assertTrue(holds("register_kprobe(p) == -EINVAL", end));
        assertTrue(holds("cpu0.kprobe_status == KPROBE_HIT_SSDONE", end));
        assertTrue(holds("KPROBE_BP_INSN == 0x002a000a", end));
    }

    @Test
    void an_oops_is_told_apart_by_function_and_address() {
        var end = new End().with("slot(p)", 0x2000).oops("do_bp", 0x2004);
        assertTrue(holds("oops", end));
        assertTrue(holds("oops in do_bp", end));
        assertTrue(holds("oops at slot(p)+0x4", end));
        assertTrue(holds("oops in do_bp at slot(p)+0x4", end));
        assertFalse(holds("oops in kprobe_breakpoint_handler", end));
        assertFalse(holds("oops at slot(p)", end));
        assertFalse(holds("oops", new End()));
    }

    @Test
    void function_and_address_must_be_of_one_oops() {
        var end = new End().with("foo", 0x1000).oops("do_bp", 0x2004).oops("kprobe_breakpoint_handler", 0x1000);
        assertTrue(holds("oops in kprobe_breakpoint_handler at foo", end));
        assertFalse(holds("oops in do_bp at foo", end));
    }

    @Test
    void livelock_and_deadlock_are_the_plays_own_word() {
        assertTrue(holds("livelock", new End().livelocked()));
        assertFalse(holds("livelock", new End().deadlocked()));
        assertTrue(holds("deadlock", new End().deadlocked()));
        assertFalse(holds("deadlock", new End().livelocked()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oops /\\ livelock                      | false
            oops \\/ livelock                      | true
            ~oops \\/ livelock                     | false
            ~(oops /\\ livelock)                   | true
            oops \\/ oops /\\ livelock             | true
            (oops \\/ oops) /\\ livelock           | false
            true /\\ oops                          | true
            false \\/ livelock                     | false
            """)
    void and_binds_closer_than_or_and_not_closest(String predicate, boolean expected) {
        assertEquals(expected, holds(predicate, new End().oops("do_bp", 0x1000)));
    }

    @Test
    void a_predicate_turns_on_its_terms_and_not_on_constants() {
        assertEquals("[cpu0.a0, p.hits, mem(counter)]",
                NotationTest.predicate("~(0:a0=42 /\\ p.hits < 0x2) \\/ counter=0 /\\ 0:a0 == foo \\/ oops at foo").terms().toString());
    }
}
