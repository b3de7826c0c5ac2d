package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class FeedTest {
    @Test
    void greets_with_the_machine_and_its_limits() {
        try (var server = LiveServer.paused(); var feed = server.listen("")) {
            JsonObject hello = feed.next();
            assertEquals("hello", hello.getString("type"));
            assertEquals(HttpVerticle.PROTOCOL, feed.subprotocol());
            assertEquals("live", hello.getJsonObject("machine").getString("experiment"));
            assertEquals(4, hello.getJsonObject("machine").getInteger("cpus"));
            assertEquals(FeedVerticle.RING, hello.getJsonObject("limits").getInteger("ring"));
        }
    }

    @Test
    void events_come_in_order_with_none_missing() {
        try (var server = LiveServer.atRate(20_000); var feed = server.listen("?recent=100000")) {
            feed.next("hello");
            assertEquals(numbers(0, 3000), numbersOf(feed.events(3000), 3000));
        }
    }

    @Test
    void a_client_that_comes_back_goes_on_where_it_was() {
        try (var server = LiveServer.atRate(20_000)) {
            String epoch;
            long last;
            try (var feed = server.listen("?recent=100000")) {
                epoch = feed.next("hello").getString("epoch");
                last = feed.events(500).getLast().getLong("seq");
            }
            try (var feed = server.listen("?since=" + epoch + "-" + last)) {
                feed.next("hello");
                assertEquals(numbers(last + 1, 2000), numbersOf(feed.events(2000), 2000));
            }
        }
    }

    @Test
    void a_number_of_another_run_is_answered_by_a_gap() {
        try (var server = LiveServer.atRate(20_000)) {
            try (var first = server.listen("?recent=1000")) {
                first.next("hello");
                first.events(10);
            }
            try (var feed = server.listen("?since=otherrun-7")) {
                long next = feed.next("hello").getLong("next");
                assertGap(feed.next(), 0, next - 1, "new_epoch");
                assertEquals(next, feed.next("events").getLong("first"));
            }
        }
    }

    @Test
    void what_the_ring_no_longer_holds_is_a_gap() {
        try (var server = LiveServer.atRate(0)) {
            String epoch;
            try (var feed = server.listen("")) {
                epoch = feed.next("hello").getString("epoch");
                while (feed.next("events").getLong("last") < 2 * FeedVerticle.RING) {
                    assertEquals(200, server.get("/health/live").statusCode());
                }
            }
            server.simulation("{\"action\":\"pause\"}");
            try (var feed = server.listen("?since=" + epoch + "-0")) {
                long oldest = feed.next("hello").getLong("oldest");
                assertGap(feed.next(), 1, oldest - 1, "ring_evicted");
                assertEquals(numbers(oldest, 1000), numbersOf(feed.events(1000), 1000));
            }
        }
    }

    @Test
    void a_client_that_does_not_read_gets_the_exact_gap_and_others_lose_nothing() {
        try (var server = LiveServer.atRate(20_000); var slow = server.listen(""); var quick = server.listen("")) {
            slow.next("hello");
            quick.next("hello");
            // The slow one reads nothing more until its socket is full and events are dropped for it alone.
            long quickNext = -1;
            do {
                for (int batch = 0; batch < 200; batch++) {
                    JsonObject events = quick.next("events");
                    assertTrue(quickNext < 0 || events.getLong("first") == quickNext, () -> "lost: " + events.encode());
                    quickNext = events.getLong("last") + 1;
                }
            } while (!server.get("/metrics").body().matches("(?s).*dropped_total\\{reason=\"slow_client\"} [1-9].*"));
            long expected = -1;
            JsonObject message = slow.next("events");
            while (message.getString("type").equals("events")) {
                assertTrue(expected < 0 || message.getLong("first") == expected, message.encode());
                expected = message.getLong("last") + 1;
                message = slow.next();
            }
            assertEquals("gap", message.getString("type"));
            assertEquals("slow_client", message.getString("reason"));
            assertEquals(expected, message.getLong("from"));
            assertEquals(message.getLong("to") + 1, slow.next("events").getLong("first"));
        }
    }

    @Test
    void a_filter_lets_through_what_it_names() {
        try (var server = LiveServer.atRate(20_000); var feed = server.listen("?cpu=2-3&type=kprobe_hit,missed&probe=n*")) {
            feed.next("hello");
            for (JsonObject event : feed.events(50)) {
                assertTrue(event.getInteger("cpu") >= 2, event.encode());
                assertTrue(List.of("kprobe_hit", "missed").contains(event.getString("type")), event.encode());
                assertEquals("nested", event.getString("probe"));
            }
        }
    }

    @Test
    void a_subscription_can_be_changed_and_shows_the_machine() {
        try (var server = LiveServer.atRate(20_000); var feed = server.listen("?type=oops")) {
            feed.next("hello");
            feed.say("{\"type\":\"subscribe\",\"event\":\"kprobe_hit\",\"state\":true}");
            feed.next("subscribed");
            assertEquals("kprobe_hit", feed.events(1).getFirst().getString("type"));
            JsonObject state = feed.next("state");
            assertEquals(4, state.getJsonArray("cpus").size());
            assertEquals(6, state.getJsonArray("probes").size());
            assertEquals("running", state.getJsonObject("simulation").getString("state"));
            feed.say("{\"type\":\"ping\"}");
            assertTrue(feed.next("pong").getLong("next") > 0);
        }
    }

    @Test
    void talk_that_is_not_the_protocol_is_closed_with_its_reason() {
        try (var server = LiveServer.paused()) {
            assertEquals(1007, closedAfter(server, "no json"));
            assertEquals(4002, closedAfter(server, "{\"type\":\"sing\"}"));
            assertEquals(4002, closedAfter(server, "{\"type\":\"subscribe\",\"state\":\"yes\"}"));
            assertEquals(1008, closedAfter(server, "{\"type\":\"subscribe\",\"cpu\":\"x\"}"));
            assertEquals(1009, closedAfter(server, " ".repeat(FeedClients.MAX_MESSAGE + 1)));
        }
    }

    private static int closedAfter(LiveServer server, String message) {
        try (var feed = server.listen("")) {
            feed.next("hello");
            feed.say(message);
            return feed.closeCode();
        }
    }

    @Test
    void says_goodbye_when_the_server_stops() {
        var server = LiveServer.atRate(20_000);
        try (var feed = server.listen("")) {
            feed.next("hello");
            var stopped = server.live.stop();
            assertEquals("shutdown", feed.next("bye").getString("reason"));
            assertEquals(1001, feed.closeCode());
            stopped.await();
            assertFalse(server.live.journal().await().isEmpty());
        }
    }

    private static void assertGap(JsonObject gap, long from, long to, String reason) {
        assertEquals(new JsonObject().put("type", "gap").put("from", from).put("to", to).put("reason", reason), gap);
    }

    private static List<Long> numbers(long first, int count) {
        return LongStream.range(first, first + count).boxed().toList();
    }

    private static List<Long> numbersOf(List<JsonObject> events, int count) {
        return events.stream().limit(count).map(event -> event.getLong("seq")).toList();
    }
}
