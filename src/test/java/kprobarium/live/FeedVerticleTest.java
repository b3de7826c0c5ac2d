package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import kprobarium.event.Event;
import kprobarium.event.Stamp;
import kprobarium.live.Message.EventBatch;
import kprobarium.live.Message.History;
import kprobarium.live.Message.HistoryAsked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class FeedVerticleTest {
    private final BlockingQueue<io.vertx.core.eventbus.Message<EventBatch>> passedOn = new LinkedBlockingQueue<>();
    private final FeedVerticle feed = new FeedVerticle();
    private volatile boolean over;
    private Vertx vertx;

    @BeforeEach
    void deploy(Vertx vertx) {
        this.vertx = vertx;
        Codecs.register(vertx.eventBus());
        vertx.eventBus().<EventBatch>localConsumer(Addresses.FEED, batch -> {
            passedOn.add(batch);
            if (over) {
                batch.reply(null);
            }
        });
        vertx.deployVerticle(feed).await();
    }

    @AfterEach
    void acknowledge() {
        over = true;
        passedOn.forEach(batch -> batch.reply(null));
    }

    private void happen(long first, int count) {
        List<Event> events = LongStream.range(first, first + count)
                .<Event>mapToObj(n -> new Event.CallStarted(new Stamp(n, 0, n), "foo()")).toList();
        vertx.eventBus().request(Addresses.EVENTS, new EventBatch(events)).await();
    }

    private io.vertx.core.eventbus.Message<EventBatch> next() throws InterruptedException {
        var next = passedOn.poll(30, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing was passed on");
        return next;
    }

    private History history(long from, int max) {
        return vertx.eventBus().<History>request(Addresses.HISTORY, new HistoryAsked(from, max)).await().body();
    }

    @Test
    void a_full_batch_leaves_at_once_and_the_next_when_it_is_acknowledged() throws InterruptedException {
        happen(0, 200);
        var first = next();
        assertEquals(0, first.body().first());
        assertEquals(FeedVerticle.BATCH - 1, first.body().last());
        assertEquals(FeedVerticle.BATCH, history(0, 0).published());
        assertEquals(0, passedOn.size());
        first.reply(null);
        assertEquals(FeedVerticle.BATCH, next().body().first());
    }

    @Test
    void a_few_events_leave_after_the_interval() throws InterruptedException {
        happen(0, 3);
        assertEquals(2, next().body().last());
    }

    @Test
    void the_ring_holds_the_last_events_and_says_where_it_begins() {
        for (long first = 0; first < FeedVerticle.RING + 1000; first += 500) {
            happen(first, 500);
        }
        long next = history(0, 0).next();
        History history = history(17, 10);
        assertEquals(next - FeedVerticle.RING, history.oldest());
        assertEquals(LongStream.range(history.oldest(), history.oldest() + 10).boxed().toList(),
                history.events().stream().map(event -> event.stamp().sequence()).toList());
        assertEquals(List.of(), history(next, 10).events());
    }

    @Test
    void what_is_left_leaves_when_the_feed_stops() throws InterruptedException {
        happen(0, FeedVerticle.BATCH + 5);
        var stopped = vertx.undeploy(feed.deploymentID());
        next().reply(null);
        var last = next();
        assertEquals(FeedVerticle.BATCH + 4, last.body().last());
        last.reply(null);
        stopped.await();
    }
}
