package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayList;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.live.Message.EventBatch;
import kprobarium.live.Message.History;
import kprobarium.live.Message.HistoryAsked;

/// Keeps the last [#RING] events and passes them on in batches: when [#BATCH] have come, or after [#INTERVAL].
///
/// An event's number in the feed is the number that the machine gave it, so feed, journal and replay speak of the same event.
/// What is passed on has a ceiling of [#ALLOWANCE] batches an interval, so a machine that runs flat out cannot keep the
/// sockets' event loop busy; above it the oldest are skipped, and the receiver sees from the numbers which.
final class FeedVerticle extends VerticleBase {
    static final int RING = 65_536;
    static final int BATCH = 64;
    /// Milliseconds.
    static final long INTERVAL = 50;
    static final int ALLOWANCE = 64;
    /// So many events may wait to be passed on; beyond that the oldest are skipped.
    private static final int BACKLOG = RING / 4;
    /// A receiver that has not acknowledged for so long is not there.
    private static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(2_000);
    private static final int MAX_HISTORY = 4 * BATCH;

    private final Event[] ring = new Event[RING];
    private long next;
    private long published;
    private int allowance = ALLOWANCE;
    private boolean waiting;
    private Promise<Void> stopping;

    @Override
    public Future<?> start() {
        EventBus bus = vertx.eventBus();
        vertx.setPeriodic(INTERVAL, _ -> {
            allowance = ALLOWANCE;
            publish(1);
        });
        return Future.all(
                bus.<EventBatch>localConsumer(Addresses.EVENTS, this::append).completion(),
                bus.<HistoryAsked>localConsumer(Addresses.HISTORY, this::recall).completion());
    }

    /// Passes on all that is left.
    @Override
    public Future<?> stop() {
        stopping = Promise.promise();
        allowance = Integer.MAX_VALUE;
        if (!waiting) {
            goOn();
        }
        return stopping.future();
    }

    private void append(io.vertx.core.eventbus.Message<EventBatch> message) {
        for (Event event : message.body().events()) {
            assert event.stamp().sequence() == next : event + " is not number " + next;
            ring[(int) (next++ % RING)] = event;
        }
        message.reply(null);
        publish(BATCH);
    }

    /// Passes on a batch if there are `enough` events for one. The next waits for the receiver's acknowledgement.
    private void publish(int enough) {
        if (waiting || allowance == 0 || next - published < enough) {
            return;
        }
        published = Math.max(published, next - BACKLOG);
        var batch = new EventBatch(slice(published, BATCH));
        published = batch.last() + 1;
        allowance--;
        waiting = true;
        vertx.eventBus().request(Addresses.FEED, batch, SOON).onComplete(reply -> {
            waiting = false;
            if (stopping != null && reply.failed()) {
                stopping.tryComplete();
            } else {
                goOn();
            }
        });
    }

    private void goOn() {
        publish(stopping == null ? BATCH : 1);
        if (stopping != null && published == next) {
            stopping.tryComplete();
        }
    }

    private void recall(io.vertx.core.eventbus.Message<HistoryAsked> question) {
        long from = Math.max(question.body().from(), oldest());
        question.reply(new History(oldest(), published, next, slice(from, Math.min(question.body().max(), MAX_HISTORY))));
    }

    private long oldest() {
        return Math.max(0, next - RING);
    }

    private List<Event> slice(long from, int max) {
        var events = new ArrayList<Event>(max);
        for (long number = from; number < next && events.size() < max; number++) {
            events.add(ring[(int) (number % RING)]);
        }
        return List.copyOf(events);
    }
}
