package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import kprobarium.experiment.Search;
import kprobarium.farm.Description;
import kprobarium.farm.Job;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.SetUp;
import kprobarium.farm.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A farm is looked at while it works.
@Timeout(60)
final class FarmHttpTest {
    private final Ledger<String> ledger = new Ledger<>(List.of(
            new Job(new Description.OfModel("textpatch", List.of(1, 1, 2, 2, 0, 0, 0, 0)), Search.random(20_000), 7, Job.Until.END)));

    @Test
    void metrics_and_progress_say_what_the_ledger_says() throws Exception {
        BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        try (HttpClient http = HttpClient.newHttpClient();
                Farm farm = Farm.open(ledger, Optional.empty(), Farm.PATIENCE, OptionalInt.of(0), 2, _ -> {})) {
            URI home = URI.create(farm.url().orElseThrow());
            http.newWebSocketBuilder().buildAsync(URI.create("ws" + home.resolve("/api/v1/farm/progress").toString().substring(4)),
                    new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                            heard.add(new JsonObject(text.toString()));
                            return WebSocket.Listener.super.onText(socket, text, last);
                        }
                    }).join();
            try (Stream<String> events = http.send(HttpRequest.newBuilder(home.resolve("/api/v1/farm/progress")).build(),
                    BodyHandlers.ofLines()).body()) {
                assertEquals(0, heard.take().getInteger("units_done"));
                try (var _ = Workers.start(2, ledger, (_, _, _) -> "done", SetUp::ofTheTable)) {
                    assertEquals(new JobResult.Finished<>("done"), ledger.await(0, 60_000).orElseThrow());
                }
                JsonObject last = heard.take();
                while (last.getInteger("units_done") < 3) last = heard.take();
                assertEquals(20_000, last.getInteger("schedules"));
                assertTrue(events.filter(line -> line.startsWith("data: ")).map(line -> new JsonObject(line.substring(6)))
                        .anyMatch(progress -> progress.getInteger("units_done") == 3));
            }
            String metrics = http.send(HttpRequest.newBuilder(home.resolve("/metrics")).build(), BodyHandlers.ofString()).body();
            for (String line : List.of("kprobarium_farm_units_total{state=\"done\"} 3.0",
                    "kprobarium_farm_units_total{state=\"handed_out\"} 3.0",
                    "kprobarium_farm_units_total{state=\"lost\"} 0.0", "kprobarium_farm_nodes 0.0", "kprobarium_farm_workers 2.0",
                    "kprobarium_farm_schedules_total 20000.0", "kprobarium_farm_searches_settled 1.0")) {
                assertTrue(metrics.lines().anyMatch(line::equals), metrics);
            }
            var foreign = HttpRequest.newBuilder(home.resolve("/api/v1/farm")).header("Origin", "http://example.com").build();
            assertEquals(403, http.send(foreign, BodyHandlers.ofString()).statusCode());
        }
    }
}
