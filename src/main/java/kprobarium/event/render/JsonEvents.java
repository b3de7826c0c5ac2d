package kprobarium.event.render;

import kprobarium.event.Event;
import kprobarium.event.Stamp;

/// An event as one JSON object on one line: `{"type":"kprobe_hit","seq":12,"cpu":1,"tick":27,"probe":"p","address":"0x9000000000200008"}`.
///
/// First come `type`, `seq`, `cpu` and `tick`, then the record's fields in their order, in snake_case. Addresses and instruction words are
/// strings in hex, counts and values are numbers.
public final class JsonEvents {
    private JsonEvents() {}

    public static String render(Event event) {
        return json(event).toString();
    }

    /// The same, to be put into a larger one.
    public static Json json(Event event) {
        return switch (event) {
            case Event.TrapTaken(Stamp at, String exception, long era, String where, int word) ->
                open("trap_taken", at).put("exception", exception).address("era", era).put("where", where).word("word", word);
            case Event.KprobeHit(Stamp at, String probe, long address) ->
                open("kprobe_hit", at).put("probe", probe).address("address", address);
            case Event.AggregateHit(Stamp at, String manager, long address) ->
                open("aggregate_hit", at).put("manager", manager).address("address", address);
            case Event.Hooked(Stamp at, String probe, long returnAddress, String where) ->
                open("hooked", at).put("probe", probe).address("return_address", returnAddress).put("where", where);
            case Event.Unhooked(Stamp at, String probe, long nmissed) ->
                open("unhooked", at).put("probe", probe).put("nmissed", nmissed);
            case Event.ReturnHandled(Stamp at, String probe) ->
                open("return_handled", at).put("probe", probe);
            case Event.Missed(Stamp at, String probe, long address, long nmissed) ->
                open("missed", at).put("probe", probe).address("address", address).put("nmissed", nmissed);
            case Event.Reentered(Stamp at, String probe, String outer) ->
                open("reentered", at).put("probe", probe).put("outer", outer);
            case Event.PreHandled(Stamp at, String probe, long value) ->
                open("pre_handled", at).put("probe", probe).put("value", value);
            case Event.PostHandled(Stamp at, String probe) ->
                open("post_handled", at).put("probe", probe);
            case Event.SingleStepped(Stamp at, String probe, long slot) ->
                open("single_stepped", at).put("probe", probe).address("slot", slot);
            case Event.Simulated(Stamp at, String probe, long era, String where) ->
                open("simulated", at).put("probe", probe).address("era", era).put("where", where);
            case Event.SilentlyMissed(Stamp at, String probe, long address) ->
                open("silently_missed", at).put("probe", probe).address("address", address);
            case Event.Armed(Stamp at, String probe, long address, String where) ->
                open("armed", at).put("probe", probe).address("address", address).put("where", where);
            case Event.Disarmed(Stamp at, String probe, long address, String where) ->
                open("disarmed", at).put("probe", probe).address("address", address).put("where", where);
            case Event.TextPoked(Stamp at, long patch, long address, String where, int was, int now) ->
                open("text_poked", at).put("patch", patch).address("address", address).put("where", where).word("was", was)
                        .word("now", now);
            case Event.PatchDelivered(Stamp at, long patch, long address, String where, int word, int fromCpu) ->
                open("patch_delivered", at).put("patch", patch).address("address", address).put("where", where).word("word", word)
                        .put("from_cpu", fromCpu);
            case Event.StaleFetch(Stamp at, long address, String where, int fetched, int inMemory) ->
                open("stale_fetch", at).address("address", address).put("where", where).word("fetched", fetched)
                        .word("in_memory", inMemory);
            case Event.CallStarted(Stamp at, String call) ->
                open("call_started", at).put("call", call);
            case Event.CallReturned(Stamp at, String call, long value) ->
                open("call_returned", at).put("call", call).put("value", value);
            case Event.TraceRecord(Stamp at, String group, String name, String comm, long pid, String flags, String text) ->
                open("trace_record", at).put("group", group).put("event", name).put("comm", comm).put("pid", pid).put("flags", flags)
                        .put("text", text);
            case Event.Logged(Stamp at, String level, String text) ->
                open("logged", at).put("level", level).put("text", text);
            case Event.Signal(Stamp at, String name, int code, long address, String where) ->
                open("signal", at).put("name", name).put("code", code).address("address", address).put("where", where);
            case Event.Panic(Stamp at, String reason) ->
                open("panic", at).put("reason", reason);
            case Event.Oops(Stamp at, String message, String function, long era, String where) ->
                open("oops", at).put("message", message).put("function", function).address("era", era).put("where", where);
        };
    }

    private static Json open(String type, Stamp at) {
        return new Json().put("type", type).put("seq", at.sequence()).put("cpu", at.cpu()).put("tick", at.tick());
    }
}
