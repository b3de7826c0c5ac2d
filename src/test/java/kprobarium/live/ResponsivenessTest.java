package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// CPUs that run flat out, on a single event loop, leave room for everything else. Time is told in turns: an event loop that is
/// starved serves its sockets about once a second, which is tens of thousands of turns.
@Timeout(120)
final class ResponsivenessTest {
    private static final int REQUESTS = 200;

    @Test
    void requests_are_answered_while_all_cpus_run_flat_out() {
        try (var server = LiveServer.start(LiveServer.options(0, OptionalLong.empty(), 1))) {
            long[] turnsBetween = new long[REQUESTS];
            long before = turns(server);
            for (int i = 0; i < REQUESTS; i++) {
                long now = turns(server);
                turnsBetween[i] = now - before;
                before = now;
            }
            Arrays.sort(turnsBetween);
            assertTrue(LongStream.of(turnsBetween).sum() > 0, "the machine stood still");
            assertTrue(turnsBetween[REQUESTS / 2] < 2_000, () -> "turns between two answers, median: " + turnsBetween[REQUESTS / 2]);
        }
    }

    @Test
    void a_flood_of_looks_does_not_stop_the_machine() {
        try (var server = LiveServer.start(LiveServer.options(0, OptionalLong.empty(), 1))) {
            long before = turns(server);
            for (int i = 0; i < REQUESTS; i++) {
                assertEquals(200, server.get("/api/v1/cpus").statusCode());
            }
            long given = turns(server) - before;
            assertTrue(given >= REQUESTS, () -> given + " turns during " + REQUESTS + " looks");
        }
    }

    @Test
    void every_cpu_gets_its_turn() {
        try (var server = LiveServer.atRate(0)) {
            while (turns(server) < 4_000) {
                assertEquals(200, server.get("/health/live").statusCode());
            }
            server.simulation("{\"action\":\"pause\"}");
            var slices = Pattern.compile("kprobarium_cpu_slices_total\\{cpu=\"\\d\"} (\\S+)")
                    .matcher(server.get("/metrics").body()).results()
                    .mapToDouble(match -> Double.parseDouble(match.group(1))).summaryStatistics();
            assertEquals(4, slices.getCount());
            assertTrue(slices.getMax() - slices.getMin() <= 1, slices::toString);
        }
    }

    private static long turns(LiveServer server) {
        return server.json("/api/v1/simulation").getLong("turns");
    }
}
