package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class MetricsTest {
    private static LiveServer server;
    private static String scraped;

    @BeforeAll
    static void start() {
        server = LiveServer.atRate(20_000);
        assertEquals(200, server.command("p:p max+0x4").statusCode());
        try (var feed = server.listen("")) {
            feed.next("hello");
            feed.next("events");
            scraped = server.get("/metrics").body();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Vert.x and its metrics module are versioned apart; a set that does not fit loses these without a word.
    @Test
    void vertx_metrics_are_there_after_use() {
        for (String name : List.of("vertx_http_server_requests_total", "vertx_http_server_active_ws_connections",
                "vertx_eventbus_delivered_total", "vertx_pool_usage_seconds_count")) {
            assertTrue(names(scraped).contains(name), name);
        }
    }

    @Test
    void the_catalogue_is_what_is_exported() {
        var exported = names(scraped).stream().filter(name -> name.startsWith("kprobarium_")).collect(Collectors.toSet());
        assertEquals(Set.copyOf(Metrics.names()), exported);
    }

    @Test
    void counters_count_what_the_machine_did() {
        assertTrue(value("kprobarium_probe_hits_total{probe=\"loop\"}") > 0);
        assertTrue(value("kprobarium_kprobe_missed_total{cpu=\"2\"}") > 0);
        assertTrue(value("kprobarium_steps_total") > 0);
        assertEquals(1, value("kprobarium_commands_total{errno=\"0\"}"));
        assertEquals(1, value("kprobarium_simulation_state{state=\"running\"}"));
        assertEquals(7, value("kprobarium_probes{state=\"armed\"}"));
        assertTrue(value("kprobarium_cpu_interrupts_total{cpu=\"1\",interrupt=\"tick\"}") > 0);
        assertTrue(value("kprobarium_kretprobe_hooked_total{cpu=\"2\"}") > 0);
        assertTrue(value("kprobarium_probe_returned_total{probe=\"back\"}") > 0);
        assertTrue(value("kprobarium_trace_records_total{cpu=\"3\"}") > 0);
        assertEquals(0, value("kprobarium_kernel_panicked"));
        assertTrue(value("kprobarium_text_patch_duration_seconds_count") > 0);
    }

    @Test
    void a_scraper_that_accepts_openmetrics_gets_it() {
        var answer = server.get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertTrue(answer.headers().firstValue("Content-Type").orElseThrow().startsWith("application/openmetrics-text"));
        assertTrue(answer.body().endsWith("# EOF\n"));
    }

    @Test
    void promtool_finds_nothing_to_say() throws IOException, InterruptedException {
        String promtool = OutsideTool.require("the linting of /metrics", "prometheus", "promtool").toString();
        Process process = new ProcessBuilder(promtool, "check", "metrics").redirectErrorStream(true).start();
        process.outputWriter(StandardCharsets.UTF_8).append(scraped).close();
        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, process.waitFor());
    }

    private static double value(String series) {
        return scraped.lines().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst().orElseThrow(() -> new AssertionError("no " + series));
    }

    private static Set<String> names(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceFirst("[{ ].*", "")).collect(Collectors.toSet());
    }
}
