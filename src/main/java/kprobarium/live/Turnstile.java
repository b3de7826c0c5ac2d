package kprobarium.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToIntBiFunction;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.experiment.Session;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnDone;

/// The session, behind the one gate that a turn opens.
///
/// A [Session] is not thread-safe and need not be. The scheduler keeps at most one turn out: it sends the next [Turn] only
/// after it has the answer to the one before. A verticle goes in between these two messages and nowhere else. So visits never
/// overlap, and the two bus messages between any two visits order their memory effects. The gate checks the first half of this
/// argument on every visit: a second visitor is a bug in the protocol, and throws.
final class Turnstile {
    private final AtomicReference<String> inside = new AtomicReference<>();
    private final Session session;
    private final List<Event> events = new ArrayList<>();

    /// Opens the session by `opener`; events that the opening emits leave with the first turn.
    Turnstile(Function<EventSink, Session> opener) {
        session = opener.apply(events::add);
    }

    /// Spends a turn that `holder` has been given: on `work`, which returns the visible steps that it took. The answer gives the
    /// turn back, as done or, if the work threw, as failed.
    void spend(io.vertx.core.eventbus.Message<Turn> turn, String holder, ToIntBiFunction<Session, Turn> work) {
        try {
            turn.reply(visit(holder, session -> {
                int steps = work.applyAsInt(session, turn.body());
                return new TurnDone(steps, takeEvents(), session.posted(), session.completed());
            }));
        } catch (RuntimeException | Error bug) {
            turn.fail(Failures.BUG, holder + ": " + bug + at(bug));
        }
    }

    <T> T visit(String visitor, Function<Session, T> work) {
        String other = inside.compareAndExchange(null, visitor);
        if (other != null) {
            throw new IllegalStateException(visitor + " goes to the session while " + other + " is there");
        }
        try {
            return work.apply(session);
        } finally {
            inside.set(null);
        }
    }

    private List<Event> takeEvents() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /// The innermost frame, which is where to look.
    private static String at(Throwable bug) {
        StackTraceElement[] frames = bug.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0];
    }
}
