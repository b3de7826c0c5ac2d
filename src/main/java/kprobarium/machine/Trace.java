package kprobarium.machine;

import java.util.function.Function;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.event.Stamp;

/// Numbers events and hands them on; off while a search runs, when nobody listens.
public final class Trace {
    private final EventSink sink;
    private long sequence;

    Trace(EventSink sink) {
        this.sink = sink;
    }

    /// Whether anybody listens; asked first, so that a search makes no event.
    public boolean on() {
        return sink != null;
    }

    /// Says what happened on `cpu` just now.
    public void say(Cpu cpu, Function<Stamp, Event> event) {
        if (sink != null) sink.emit(event.apply(new Stamp(sequence++, cpu.number(), cpu.machine().tick())));
    }
}
