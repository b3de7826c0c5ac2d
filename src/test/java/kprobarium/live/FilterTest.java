package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import kprobarium.event.Event;
import kprobarium.event.Stamp;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTest {
    private static Event hit(int cpu, String probe) {
        return new Event.KprobeHit(new Stamp(0, cpu, 0), probe, 0x9000000000200000L);
    }

    @Test
    void nothing_said_is_everything() {
        assertEquals(Filter.ALL, Filter.of(null, "", null));
        assertTrue(Filter.ALL.wants(hit(3, "p")));
    }

    @Test
    void each_part_narrows() {
        Filter filter = Filter.of("0,2-3", "kprobe_hit,oops", "p*");
        assertTrue(filter.wants(hit(0, "p1")) && filter.wants(hit(3, "p")));
        assertFalse(filter.wants(hit(1, "p1")));
        assertFalse(filter.wants(hit(2, "q")));
        assertFalse(filter.wants(new Event.PostHandled(new Stamp(0, 2, 0), "p1")));
    }

    @Test
    void an_event_about_no_probe_has_no_probes_name() {
        var call = new Event.CallStarted(new Stamp(0, 0, 0), "foo(41)");
        assertTrue(Filter.of("0", "call_started", "*").wants(call));
        assertFalse(Filter.of("0", "call_started", "p*").wants(call));
    }

    @Test
    void a_record_is_found_by_its_event_and_several_probes_by_their_manager() {
        var at = new Stamp(0, 0, 0);
        assertTrue(Filter.of("", "", "larger").wants(new Event.TraceRecord(at, "kprobes", "larger", "cpu0", 1, ".....", "a=1")));
        assertTrue(Filter.of("", "", "aggr(foo+0x8)").wants(new Event.AggregateHit(at, "aggr(foo+0x8)", 0x9000000000200008L)));
        assertTrue(Filter.of("", "return_handled,hooked,unhooked", "b*").wants(new Event.Unhooked(at, "back", 1)));
    }

    @ParameterizedTest
    @CsvSource({"p, p, true", "p, pp, false", "?, p, true", "*, p, true",
        "*a*b*, xaxxb, true", "*a*b*, xbxxa, false", "*_1, do_sys_1, true", "a*, ba, false"})
    void stars_and_question_marks_stand_for_characters(String glob, String name, boolean matches) {
        assertEquals(matches, Filter.of("", "", glob).wants(hit(0, name)));
    }

    @Test
    void many_stars_cost_nothing() {
        Filter filter = Filter.of("", "", "*a".repeat(60) + "b");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(filter.wants(hit(0, "a".repeat(5000)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "1,,2", "12345", "1-2-3"})
    void cpus_are_numbers_and_ranges(String cpus) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Filter.of(cpus, "", "")).getMessage().startsWith("cpu: "));
    }

    @Test
    void types_are_those_of_the_events() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Filter.of("", "hit", ""));
        assertTrue(refusal.getMessage().contains("kprobe_hit"), refusal.getMessage());
        assertTrue(Filter.typeNames().contains("silently_missed"));
    }
}
