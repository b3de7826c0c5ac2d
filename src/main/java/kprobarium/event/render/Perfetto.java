package kprobarium.event.render;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.event.Event;
import kprobarium.event.Stamp;

/// Events as a timeline in the trace event format, for ui.perfetto.dev and chrome://tracing: a track for each CPU, a bar for each call, an
/// arrow from each store to text to where another CPU took it over, a mark for everything else.
///
/// A tick is drawn as a microsecond; events of one tick follow each other by nanoseconds.
public final class Perfetto {
    private static final int MACHINE = 1;

    private enum Shape {
        BEGIN("B"), END("E"), MARK("i");

        final String phase;

        Shape(String phase) {
            this.phase = phase;
        }
    }

    private record Drawn(Shape shape, String name) {
        static Drawn mark(String name) {
            return new Drawn(Shape.MARK, name);
        }
    }

    private record Place(int cpu, double time) {}

    private final StringBuilder text = new StringBuilder();
    private final int[] openCalls;
    private final Map<Long, Place> pokes = new TreeMap<>();
    private long tick = -1;
    private int inTick;
    private Place last = new Place(0, 0);

    private Perfetto(int cpus) {
        openCalls = new int[cpus];
    }

    /// The whole trace as one JSON document; `title` names the machine whose `cpus` are the tracks.
    public static String render(String title, int cpus, List<Event> events) {
        return new Perfetto(cpus).document(title, events);
    }

    private String document(String title, List<Event> events) {
        text.append("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
        line(metadata("process_name", 0, new Json().put("name", title)));
        for (int cpu = 0; cpu < openCalls.length; cpu++) line(metadata("thread_name", cpu, new Json().put("name", "CPU " + cpu)));
        for (Event event : events) draw(event);
        for (int cpu = 0; cpu < openCalls.length; cpu++) closeCalls(cpu);
        return text.append("\n]}\n").toString();
    }

    private void draw(Event event) {
        Stamp at = event.stamp();
        inTick = at.tick() == tick ? inTick + 1 : 0;
        tick = at.tick();
        last = new Place(at.cpu(), tick + inTick / 1000.0);
        Drawn drawn = drawn(event);
        switch (drawn.shape()) {
            case BEGIN -> openCalls[at.cpu()]++;
            case END -> openCalls[at.cpu()]--;
            case MARK -> {}
        }
        Json json = entry(drawn.shape().phase, drawn.name(), last);
        if (drawn.shape() == Shape.MARK) json.put("s", "t");
        line(json.put("args", JsonEvents.json(event)));
        switch (event) {
            case Event.TextPoked poked -> pokes.put(poked.patch(), last);
            case Event.PatchDelivered delivered when pokes.containsKey(delivered.patch()) -> arrow(delivered.patch(), last);
            case Event.Oops _ -> closeCalls(at.cpu());
            default -> {}
        }
    }

    private static Drawn drawn(Event event) {
        return switch (event) {
            case Event.CallStarted(_, String call) -> new Drawn(Shape.BEGIN, call);
            case Event.CallReturned(_, String call, _) -> new Drawn(Shape.END, call);
            case Event.TrapTaken(_, String exception, _, String where, _) -> Drawn.mark("trap_taken " + exception + " " + where);
            case Event.KprobeHit(_, String probe, _) -> Drawn.mark("kprobe_hit " + probe);
            case Event.AggregateHit(_, String manager, _) -> Drawn.mark("aggregate_hit " + manager);
            case Event.Hooked(_, String probe, _, _) -> Drawn.mark("hooked " + probe);
            case Event.Unhooked(_, String probe, _) -> Drawn.mark("unhooked " + probe);
            case Event.ReturnHandled(_, String probe) -> Drawn.mark("return_handled " + probe);
            case Event.Missed(_, String probe, _, _) -> Drawn.mark("missed " + probe);
            case Event.Reentered(_, String probe, _) -> Drawn.mark("reentered " + probe);
            case Event.PreHandled(_, String probe, _) -> Drawn.mark("pre_handled " + probe);
            case Event.PostHandled(_, String probe) -> Drawn.mark("post_handled " + probe);
            case Event.SingleStepped(_, String probe, _) -> Drawn.mark("single_stepped " + probe);
            case Event.Simulated(_, String probe, _, _) -> Drawn.mark("simulated " + probe);
            case Event.SilentlyMissed(_, String probe, _) -> Drawn.mark("silently_missed " + probe);
            case Event.Armed(_, String probe, _, _) -> Drawn.mark("armed " + probe);
            case Event.Disarmed(_, String probe, _, _) -> Drawn.mark("disarmed " + probe);
            case Event.TextPoked(_, _, _, String where, _, _) -> Drawn.mark("text_poked " + where);
            case Event.PatchDelivered(_, _, _, String where, _, _) -> Drawn.mark("patch_delivered " + where);
            case Event.StaleFetch(_, _, String where, _, _) -> Drawn.mark("stale_fetch " + where);
            case Event.TraceRecord(_, _, String name, _, _, _, String recorded) -> Drawn.mark("trace_record " + name + ": " + recorded);
            case Event.Logged(_, String level, String line) -> Drawn.mark("logged " + level + ": " + line);
            case Event.Signal(_, String name, _, _, String where) -> Drawn.mark("signal " + name + " " + where);
            case Event.Panic(_, String reason) -> Drawn.mark("panic: " + reason);
            case Event.Oops(_, String message, _, _, _) -> Drawn.mark("oops: " + message);
        };
    }

    /// From the store to where it was taken over; each end binds to the call that is on there.
    private void arrow(long patch, Place to) {
        String id = "patch " + patch + " to CPU " + to.cpu();
        line(entry("s", "patch", pokes.get(patch)).put("cat", "patch").put("id", id).put("bp", "e"));
        line(entry("f", "patch", to).put("cat", "patch").put("id", id).put("bp", "e"));
    }

    /// A task that died, or was still running when the trace ended, returns no more.
    private void closeCalls(int cpu) {
        for (; openCalls[cpu] > 0; openCalls[cpu]--) line(entry("E", "", new Place(cpu, last.time())));
    }

    private static Json metadata(String what, int cpu, Json args) {
        return new Json().put("ph", "M").put("name", what).put("pid", MACHINE).put("tid", cpu).put("args", args);
    }

    private static Json entry(String phase, String name, Place at) {
        return new Json().put("ph", phase).put("name", name).put("pid", MACHINE).put("tid", at.cpu()).put("ts", at.time());
    }

    private void line(Json json) {
        text.append(text.charAt(text.length() - 1) == '[' ? "\n" : ",\n").append(json);
    }
}
