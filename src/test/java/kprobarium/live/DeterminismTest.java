package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kprobarium.event.Event;
import kprobarium.event.render.JsonEvents;
import kprobarium.event.render.TraceText;
import kprobarium.experiment.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a live machine did, its journal does again.
@Timeout(120)
final class DeterminismTest {
    @ParameterizedTest
    @CsvSource({"1, ", "4, ", "1, 42", "4, 42"})
    void a_journal_replays_to_the_same_events_to_the_byte(int eventLoops, Long seed) {
        LiveOptions options = LiveServer.options(10_000, seed == null ? OptionalLong.empty() : OptionalLong.of(seed), eventLoops);
        var server = LiveServer.start(options);
        var heard = new ArrayList<String>();
        try (var feed = server.listen("?recent=100000")) {
            feed.next("hello");
            for (int round = 0; round < 6; round++) {
                assertEquals(200, server.command("p:extra" + round + " max+0x4").statusCode());
                feed.events(100).forEach(event -> heard.add(event.encode()));
                assertEquals(200, server.command("-:extra" + round + "\np:loop" + round + " sum+0x10\n-:loop" + round).statusCode());
            }
            server.command("p:again max+0x8\n-:entry\np:entry foo+0x4");
            var stopped = server.live.stop();
            JsonObject message = feed.next();
            while (!message.getString("type").equals("bye")) {
                assertEquals("events", message.getString("type"), message::encode);
                message.getJsonArray("items").forEach(event -> heard.add(((JsonObject) event).encode()));
                message = feed.next();
            }
            assertEquals(1001, feed.closeCode());
            stopped.await();
        }
        String journal = server.live.journal().await();
        List<Event> replayed = replay(options, journal);
        assertTrue(replayed.stream().anyMatch(Event.PatchDelivered.class::isInstance), "no patch travelled");
        var again = replayed.stream().map(event -> new JsonObject(JsonEvents.render(event)).encode()).toList();
        assertEquals(String.join("\n", again), String.join("\n", heard));
        assertEquals(text(replayed), text(replay(options, journal)));
    }

    private static List<Event> replay(LiveOptions options, String journal) {
        var events = new ArrayList<Event>();
        Session.replay(options.experiment(), options.kernel(), journal, events::add);
        return events;
    }

    private static String text(List<Event> events) {
        return String.join("\n", events.stream().map(TraceText::render).toList());
    }

    @Test
    void a_paused_machine_stepped_by_hand_replays_too() {
        LiveOptions options = LiveServer.options(1, OptionalLong.empty(), 1);
        var server = LiveServer.start(options);
        server.simulation("{\"action\":\"pause\"}");
        for (int cpu = 1; cpu < 4; cpu++) {
            server.simulation("{\"action\":\"step\",\"cpu\":" + cpu + ",\"steps\":7}");
        }
        server.close();
        String journal = server.live.journal().await();
        assertTrue(journal.endsWith("2:irq-2 2*7 3:irq-2 3*7"), journal);
        assertEquals(text(replay(options, journal)), text(replay(options, journal)));
    }
}
