package kprobarium.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.experiment.Session;
import kprobarium.live.Message.TurnDone;

/// The session, behind the one gate that a turn opens.
///
/// A [Session] is not thread-safe and need not be. The scheduler keeps at most one turn out: it sends the next `Turn` only
/// after it has seen the `TurnDone` of the one before. A verticle calls [#turn] between these two messages and nowhere else.
/// So visits never overlap, and the two bus messages between any two visits order their memory effects. The gate checks
/// the first half of this argument on every visit: a second visitor is a bug in the protocol, and throws.
final class Turnstile {
    private final AtomicReference<String> visitor = new AtomicReference<>();
    private final Session session;
    private List<Event> events;

    /// Opens the session by `opener`; events that the opening emits leave with the first turn.
    Turnstile(java.util.function.Function<EventSink, Session> opener) {
        events = new ArrayList<>();
        session = opener.apply(event -> events.add(event));
    }

    /// Spends the turn that `holder` was given on `work`, which returns the visible steps that it took.
    TurnDone turn(String holder, ToIntFunction<Session> work) {
        String inside = visitor.compareAndExchange(null, holder);
        if (inside != null) {
            throw new IllegalStateException(holder + " was given the turn while " + inside + " still has it");
        }
        try {
            int steps = work.applyAsInt(session);
            return new TurnDone(steps, takeEvents(), session.posted(), session.completed());
        } finally {
            visitor.set(null);
        }
    }

    private List<Event> takeEvents() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
