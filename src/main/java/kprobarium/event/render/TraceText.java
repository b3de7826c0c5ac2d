package kprobarium.event.render;

import java.util.Locale;
import kprobarium.event.Event;
import kprobarium.event.Stamp;

/// An event as one line, laid out as the kernel's ftrace does it: the CPU, a mark, the tick, the event and its fields.
///
/// ```
///  [001] .      27: kprobe_hit: kp=p addr=0x9000000000200008
/// ```
/// The mark tells lines that one looks for: `!` the kernel died, or executed an armed address without a hit; `+` a hit inside a hit, or no
/// hook left; `~` a CPU fetched another word than memory holds; `.` anything else.
public final class TraceText {
    private static final String HEADER = """
            # tracer: kprobarium
            #
            #       _-----=> !: died, or a hit was lost  +: hit inside a hit  ~: old word fetched
            # CPU# |    TICK  EVENT
            #   |  |       |  |
            """;

    private TraceText() {}

    /// The lines above the first event, each ended.
    public static String header() {
        return HEADER;
    }

    /// One line, not ended.
    public static String render(Event event) {
        Stamp at = event.stamp();
        return String.format(Locale.ROOT, " [%03d] %c %7d: %s", at.cpu(), mark(event), at.tick(), text(event));
    }

    /// The event and its fields alone: `kprobe_hit: kp=p addr=0x9000000000200008`.
    public static String text(Event event) {
        return switch (event) {
            case Event.TrapTaken(_, String exception, _, String where, int word) ->
                "trap_taken: " + exception + " era=" + where + " badi=" + Json.hex(word);
            case Event.KprobeHit(_, String probe, long address) -> "kprobe_hit: kp=" + probe + " addr=" + Json.hex(address);
            case Event.AggregateHit(_, String manager, long address) -> "aggregate_hit: kp=" + manager + " addr=" + Json.hex(address);
            case Event.Hooked(_, String probe, _, String where) -> "hooked: rp=" + probe + " ret_addr=" + where;
            case Event.Unhooked(_, String probe, long nmissed) -> "unhooked: rp=" + probe + " nmissed=" + nmissed;
            case Event.ReturnHandled(_, String probe) -> "return_handled: rp=" + probe;
            case Event.Missed(_, String probe, long address, long nmissed) ->
                "missed: kp=" + probe + " addr=" + Json.hex(address) + " nmissed=" + nmissed;
            case Event.Reentered(_, String probe, String outer) -> "reentered: kp=" + probe + " prev_kprobe=" + outer;
            case Event.PreHandled(_, String probe, long value) -> "pre_handled: kp=" + probe + " ret=" + value;
            case Event.PostHandled(_, String probe) -> "post_handled: kp=" + probe;
            case Event.SingleStepped(_, String probe, long slot) -> "single_stepped: kp=" + probe + " slot=" + Json.hex(slot);
            case Event.Simulated(_, String probe, _, String where) -> "simulated: kp=" + probe + " era=" + where;
            case Event.SilentlyMissed(_, String probe, long address) -> "silently_missed: kp=" + probe + " addr=" + Json.hex(address);
            case Event.Armed(_, String probe, _, String where) -> "armed: kp=" + probe + " addr=" + where;
            case Event.Disarmed(_, String probe, _, String where) -> "disarmed: kp=" + probe + " addr=" + where;
            case Event.TextPoked(_, long patch, _, String where, int was, int now) ->
                "text_poked: patch=" + patch + " addr=" + where + " was=" + Json.hex(was) + " now=" + Json.hex(now);
            case Event.PatchDelivered(_, long patch, _, String where, int word, int fromCpu) ->
                "patch_delivered: patch=" + patch + " addr=" + where + " word=" + Json.hex(word) + " from_cpu=" + fromCpu;
            case Event.StaleFetch(_, _, String where, int fetched, int inMemory) ->
                "stale_fetch: addr=" + where + " fetched=" + Json.hex(fetched) + " in_memory=" + Json.hex(inMemory);
            case Event.CallStarted(_, String call) -> "call_started: " + call;
            case Event.CallReturned(_, String call, long value) -> "call_returned: " + call + " ret=" + value;
            case Event.TraceRecord(_, _, String name, _, _, _, String text) -> name + ": " + text;
            case Event.Logged(_, String level, String text) -> "logged: " + level + ": " + text;
            case Event.Signal(_, String name, int code, long address, _) ->
                "signal: " + name + " si_code=" + code + " si_addr=" + Json.hex(address);
            case Event.Panic(_, String reason) -> "panic: " + reason;
            case Event.Oops(_, String message, String function, _, String where) ->
                "oops: " + message + ": in " + function + " era=" + where;
        };
    }

    private static char mark(Event event) {
        return switch (event) {
            case Event.Oops _, Event.Panic _, Event.SilentlyMissed _ -> '!';
            case Event.Missed _, Event.Reentered _, Event.Unhooked _ -> '+';
            case Event.StaleFetch _ -> '~';
            case Event.TrapTaken _, Event.KprobeHit _, Event.PreHandled _, Event.PostHandled _, Event.SingleStepped _, Event.Simulated _,
                    Event.AggregateHit _, Event.Hooked _, Event.ReturnHandled _,
                    Event.Armed _, Event.Disarmed _, Event.TextPoked _, Event.PatchDelivered _, Event.CallStarted _, Event.CallReturned _,
                    Event.TraceRecord _, Event.Logged _, Event.Signal _ ->
                '.';
        };
    }
}
