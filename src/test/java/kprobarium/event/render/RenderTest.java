package kprobarium.event.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import kprobarium.event.Event;
import kprobarium.event.Stamp;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.Test;

/// Every event in every rendering.
final class RenderTest {
    private static final long FOO = 0x9000_0000_0020_0008L;
    private static final long SLOT = 0xffff_8000_0200_0000L;

    private static final List<Event> EVENTS = List.of(
            new Event.CallStarted(new Stamp(0, 0, 27), "unregister_kprobe(p)"),
            new Event.CallStarted(new Stamp(1, 1, 27), "foo(41)"),
            new Event.TrapTaken(new Stamp(2, 1, 28), "BRK", FOO, "foo+0x8", 0x002a000a),
            new Event.KprobeHit(new Stamp(3, 1, 29), "p", FOO),
            new Event.PreHandled(new Stamp(4, 1, 29), "p", -1),
            new Event.SingleStepped(new Stamp(5, 1, 30), "p", SLOT),
            new Event.PostHandled(new Stamp(6, 1, 31), "p"),
            new Event.Missed(new Stamp(7, 1, 32), "q", FOO + 4, 1),
            new Event.Reentered(new Stamp(8, 1, 32), "q", "p"),
            new Event.Simulated(new Stamp(9, 1, 33), "q", FOO + 8, "foo+0x10"),
            new Event.TextPoked(new Stamp(10, 0, 34), 4, FOO, "foo+0x8", 0x002a000a, 0x02c00484),
            new Event.Disarmed(new Stamp(11, 0, 34), "p", FOO, "foo+0x8"),
            new Event.StaleFetch(new Stamp(12, 1, 35), FOO, "foo+0x8", 0x002a000a, 0x02c00484),
            new Event.PatchDelivered(new Stamp(13, 1, 36), 4, FOO, "foo+0x8", 0x02c00484, 0),
            new Event.Logged(new Stamp(14, 0, 37), "notice", "a \"quoted\" word, a back\\slash and a tab\t"),
            new Event.CallReturned(new Stamp(15, 0, 38), "unregister_kprobe(p)", 0),
            new Event.Armed(new Stamp(16, 0, 39), "p", FOO, "foo+0x8"),
            new Event.TraceRecord(new Stamp(16, 0, 39), "kprobes", "e", "cpu0", 1, ".....", "(foo+0x8/0x18) a=0x5"),
            new Event.SilentlyMissed(new Stamp(17, 1, 40), "p", FOO),
            new Event.Oops(new Stamp(18, 1, 41), "Break instruction in kernel code", "do_bp", FOO, "foo+0x8"),
            new Event.AggregateHit(new Stamp(19, 0, 42), "aggr(foo+0x8)", FOO),
            new Event.Hooked(new Stamp(20, 0, 43), "r", FOO + 4, "foo+0xc"),
            new Event.Unhooked(new Stamp(21, 0, 44), "r", 1),
            new Event.ReturnHandled(new Stamp(22, 0, 45), "r"),
            new Event.Signal(new Stamp(23, 1, 46), "SIGTRAP", 1, FOO, "foo+0x8"),
            new Event.Panic(new Stamp(24, 1, 47), "Fatal exception in interrupt"));

    @Test
    void every_event_is_among_them() {
        assertEquals(Arrays.stream(Event.class.getPermittedSubclasses()).map(Class::getSimpleName).sorted().toList(),
                EVENTS.stream().map(event -> event.getClass().getSimpleName()).distinct().sorted().toList());
    }

    @Test
    void events_as_ftrace_prints_them() {
        Golden.check("events.trace.txt", TraceText.header()
                + EVENTS.stream().map(event -> TraceText.render(event) + "\n").collect(Collectors.joining()));
    }

    @Test
    void events_as_json() {
        Golden.check("events.jsonl", EVENTS.stream().map(event -> JsonEvents.render(event) + "\n").collect(Collectors.joining()));
    }

    @Test
    void json_holds_the_records_fields_in_their_order_after_the_stamp() {
        for (Event event : EVENTS) {
            List<String> keys = new ArrayList<>(List.of("type", "seq", "cpu", "tick"));
            Arrays.stream(event.getClass().getRecordComponents()).skip(1).map(field -> snake(field.getName())).forEach(keys::add);
            JsonObject json = new JsonObject(JsonEvents.render(event));
            assertEquals(keys, List.copyOf(json.fieldNames()));
            assertEquals(snake(event.getClass().getSimpleName()), json.getString("type"));
        }
    }

    @Test
    void text_survives_json() {
        String hard = "quote \" backslash \\ newline \n tab \t bell \u0007 line separator \u2028 face \ud83d\ude00 e \u00e9";
        assertEquals(hard, new JsonObject(new Json().put("text", hard).toString()).getString("text"));
    }

    @Test
    void numbers_in_json_are_exact_where_a_double_is() {
        assertEquals("{\"a\":42,\"b\":9007199254740992,\"c\":1.0E18,\"d\":0.5,\"e\":-7,\"f\":null,\"g\":[1,\"x\",[]]}",
                new Json().put("a", 42.0).put("b", 9007199254740992.0).put("c", 1e18).put("d", 0.5).put("e", -7L).put("f", null)
                        .put("g", List.of(1, "x", List.of())).toString());
    }

    @Test
    void events_as_a_timeline() {
        Golden.check("events.perfetto.json", Perfetto.render("disarm-race v1", 2, EVENTS));
    }

    @Test
    void calls_in_a_timeline_are_closed_and_arrows_have_two_ends() {
        JsonArray entries = new JsonObject(Perfetto.render("disarm-race v1", 2, EVENTS)).getJsonArray("traceEvents");
        for (int cpu = 0; cpu < 2; cpu++) assertEquals(count(entries, "B", cpu), count(entries, "E", cpu));
        assertEquals(1, count(entries, "s", 0));
        assertEquals(1, count(entries, "f", 1));
    }

    private static long count(JsonArray entries, String phase, int cpu) {
        return entries.stream().map(JsonObject.class::cast)
                .filter(entry -> entry.getString("ph").equals(phase) && entry.getInteger("tid") == cpu).count();
    }

    private static String snake(String name) {
        return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }
}
