package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class HttpTest {
    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.atRate(20_000);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_probe_is_armed_listed_and_removed_in_the_kernels_words() {
        assertEquals(200, server.command("p:mine max+0x8").statusCode());
        assertTrue(server.get("/tracing/kprobe_events").body().contains("p:kprobes/mine max+8\n"));
        assertTrue(server.get("/tracing/kprobes/list").body().matches("(?s).*[0-9a-f]{16}  k  max\\+0x8 {4}\n.*"));
        var line = server.json("/api/v1/text").getJsonArray("lines").stream().map(JsonObject.class::cast)
                .filter(l -> l.getString("where").equals("max+0x8")).findFirst().orElseThrow();
        assertEquals("0x002a000a", line.getString("word"));
        assertEquals("break 10", line.getString("instruction"));
        assertEquals(200, server.command("-:mine").statusCode());
        assertFalse(server.get("/tracing/kprobe_events").body().contains("mine"));
    }

    @Test
    void a_refused_command_has_the_kernels_errno_and_its_words() {
        var problem = problem(400, server.command("p:here nosuch+0x4"));
        assertEquals(-22, problem.getInteger("errno"));
        assertEquals("EINVAL", problem.getString("errno_name"));
        assertEquals("urn:kprobarium:problem:kprobe-events-einval", problem.getString("type"));
        assertTrue(problem.getString("detail").startsWith("trace_kprobe: error: Invalid probed address or symbol"), problem::encode);
        assertEquals("EINVAL", problem(400, server.command("x:here max")).getString("errno_name"));
        assertEquals("EEXIST", problem(409, server.command("r:entry max")).getString("errno_name"));
        assertEquals("EILSEQ", problem(422, server.command("p:odd max+0x2")).getString("errno_name"));
    }

    @Test
    void what_an_event_fetches_is_in_the_trace() {
        assertEquals(200, server.command("p:args max first=%r4:s64 +0(%r3):x64\nr:larger_one max got=$retval:s64").statusCode());
        String trace;
        do {
            trace = server.get("/tracing/trace").body();
        } while (!trace.matches("(?s).*: larger_one: \\(\\S+ <- max\\) got=8\n.*"));
        assertTrue(trace.matches("(?s).*: args: \\(max\\S*\\) first=8 arg2=0x[0-9a-f]+\n.*"), trace);
        assertTrue(server.get("/tracing/events/kprobes/args/format").body().contains("field:s64 first;"));
        problem(404, server.get("/tracing/events/kprobes/nobody/format"));
        assertEquals(200, server.command("-:args\n-:larger_one").statusCode());
    }

    @Test
    void a_bad_argument_is_shown_with_a_caret() {
        assertEquals("""
                trace_kprobe: error: Invalid register name
                  Command: p:bad max n=%a9
                                       ^""", problem(400, server.command("p:bad max n=%a9")).getString("detail"));
    }

    @Test
    void probes_are_shown_by_their_type_and_with_who_shares_their_address() {
        assertEquals(200, server.command("p:lodger leaf").statusCode());
        var probes = new TreeMap<String, JsonObject>();
        server.json("/api/v1/probes").getJsonArray("probes").stream().map(JsonObject.class::cast)
                .forEach(probe -> probes.put(probe.getString("name"), probe));
        assertEquals("r", probes.get("back").getString("type"));
        assertTrue(probes.get("back").containsKey("returned"));
        assertEquals("p", probes.get("loop").getString("type"));
        assertFalse(probes.get("loop").containsKey("returned"));
        assertEquals("[\"nested\"]", probes.get("lodger").getJsonArray("siblings").encode());
        assertEquals("[\"lodger\"]", probes.get("nested").getJsonArray("siblings").encode());
        assertEquals(200, server.command("-:lodger").statusCode());
    }

    @Test
    void a_panic_stops_every_cpu_and_everybody_is_told() {
        try (var panics = LiveServer.start(new LiveOptions(TestExperiments.panics(), "mainline", "127.0.0.1", 0, 20_000, 50,
                OptionalLong.empty(), 1)); var feed = panics.listen("?type=panic&recent=1000")) {
            feed.next("hello");
            assertEquals("Fatal exception in interrupt",
                    feed.next("events").getJsonArray("items").getJsonObject(0).getString("reason"));
            var states = panics.json("/api/v1/cpus").getJsonArray("cpus").stream()
                    .map(cpu -> ((JsonObject) cpu).getString("state")).toList();
            assertEquals(List.of("panicked", "panicked"), states);
            String metrics = panics.get("/metrics").body();
            assertTrue(metrics.contains("kprobarium_kernel_panicked 1.0\n"), metrics);
            assertTrue(metrics.contains("kprobarium_oopses_total{function=\"do_page_fault\"} 1.0\n"), metrics);
        }
    }

    @Test
    void a_write_of_several_lines_stops_at_the_first_that_fails() {
        var problem = problem(404, server.command("""
                # two that are good
                p:one max

                p:two max+0x4  # this too
                -:three
                p:four max+0xc
                """));
        assertEquals(3, problem.getInteger("line"));
        assertEquals(3, problem.getJsonArray("commands").size());
        String probes = server.get("/tracing/kprobe_events").body();
        assertTrue(probes.contains("kprobes/one") && probes.contains("kprobes/two") && !probes.contains("kprobes/four"), probes);
        assertEquals(200, server.command("-:one\n-:two").statusCode());
    }

    @Test
    void a_command_of_a_paused_machine_is_accepted_and_told_of_later() {
        try (var paused = LiveServer.paused()) {
            var accepted = paused.post("/tracing/kprobe_events?wait=0", "p:later max+0x4\n-:later");
            assertEquals(202, accepted.statusCode());
            String location = accepted.headers().firstValue("Location").orElseThrow();
            assertFalse(paused.json(location).getBoolean("ended"));
            paused.simulation("{\"action\":\"pace\",\"rate\":0}");
            paused.simulation("{\"action\":\"run\"}");
            JsonObject command;
            do {
                command = paused.json(location);
            } while (!command.getBoolean("ended"));
            assertEquals(0, command.getInteger("value"));
            problem(409, paused.get("/api/v1/commands/4711"));
        }
    }

    @Test
    void a_step_is_one_turn_of_the_cpu_that_was_named() {
        try (var paused = LiveServer.paused()) {
            long before = paused.json("/api/v1/simulation").getLong("steps");
            var after = paused.simulation("{\"action\":\"step\",\"cpu\":2,\"steps\":3}");
            assertEquals(before + 3, after.getLong("steps"));
            assertEquals("paused", after.getString("state"));
            assertEquals(after.getLong("steps") + 1, paused.simulation("{\"action\":\"step\"}").getLong("steps"));
        }
    }

    @Test
    void looking_at_a_cpu_takes_no_patch_over() {
        try (var paused = LiveServer.paused()) {
            paused.post("/tracing/kprobe_events?wait=0", "p:seen max+0x4");
            paused.simulation("{\"action\":\"step\",\"cpu\":0,\"steps\":10}");
            String journal = paused.get("/api/v1/journal").body();
            for (int cpu = 0; cpu < 4; cpu++) {
                assertEquals(32, paused.json("/api/v1/cpus/" + cpu).getJsonObject("gprs").size());
            }
            assertEquals(journal, paused.get("/api/v1/journal").body());
        }
    }

    @Test
    void paths_that_are_not_here_are_problems() {
        assertTrue(problem(404, server.get("/api/v1/nothing")).getString("detail").contains("/api/v1/nothing"));
        problem(404, server.get("/%2e%2e/%2e%2e/etc/passwd"));
        problem(404, server.get("/..%2f..%2fpom.xml"));
        assertEquals("CPU 9: this machine has CPUs 0-3.", problem(404, server.get("/api/v1/cpus/9")).getString("detail"));
        problem(404, server.post("/tracing/kprobe_events?cpu=4", "p:p max"));
    }

    @Test
    void requests_that_make_no_sense_are_problems() {
        problem(400, server.command(""));
        problem(400, server.post("/tracing/kprobe_events?wait=long", "p:p max"));
        problem(400, server.post("/api/v1/simulation", "{"));
        problem(400, server.post("/api/v1/simulation", "[]"));
        problem(400, server.post("/api/v1/simulation", "{\"action\":\"dance\"}"));
        problem(400, server.post("/api/v1/simulation", "{\"action\":\"step\",\"steps\":0}"));
        problem(400, server.post("/api/v1/simulation", "{\"action\":\"step\",\"steps\":\"many\"}"));
        problem(400, server.get("/api/v1/cpus/one"));
        problem(413, server.command("#".repeat(HttpVerticle.MAX_BODY + 1)));
        assertEquals("GET, POST", header(405, "Allow", server.send(HttpRequest.newBuilder(server.uri("/api/v1/simulation")).DELETE())));
        assertEquals("GET", header(405, "Allow", server.post("/metrics", "")));
        assertEquals("websocket", header(426, "Upgrade", server.get("/ws/v1/events")));
    }

    @Test
    void a_feed_that_cannot_be_is_refused_before_the_upgrade() throws IOException {
        String upgrade = String.join("\r\n", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "");
        for (String query : new String[] {"cpu=x", "cpu=3-", "type=nothing", "probe=!", "since=1", "recent=all"}) {
            assertEquals(400, raw("GET /ws/v1/events?" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + upgrade + "\r\n"), query);
        }
    }

    @Test
    void pages_of_other_sites_cannot_ask_or_order() throws IOException {
        problem(403, server.post("/api/v1/simulation", "{}", "Origin", "http://evil.example"));
        problem(403, server.get("/api/v1/cpus", "Origin", "null"));
        assertEquals(421, raw("GET /api/v1 HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        assertEquals(200, raw("GET /api/v1 HTTP/1.1\r\nHost: localhost:" + server.live.port() + "\r\n\r\n"));
        String own = server.live.url().substring(0, server.live.url().length() - 1);
        assertEquals(200, server.get("/api/v1/cpus", "Origin", own).statusCode());
    }

    @Test
    void orders_beyond_the_limit_are_told_to_wait() {
        try (var another = LiveServer.paused()) {
            HttpResponse<String> answer;
            int orders = 0;
            do {
                answer = another.post("/api/v1/simulation", "{\"action\":\"pause\"}");
            } while (answer.statusCode() == 200 && ++orders < 100_000);
            assertEquals("1", header(429, "Retry-After", answer));
            assertTrue(orders >= 2 * Guard.ORDERS - 1, "only " + orders + " orders were taken");
        }
    }

    @Test
    void the_page_runs_no_code_but_its_own() {
        var page = server.get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.headers().firstValue("Content-Type").orElseThrow().startsWith("text/html"));
        assertTrue(page.headers().firstValue("Content-Security-Policy").orElseThrow().contains("script-src 'self';"));
        assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElseThrow());
        assertTrue(server.get("/main.js").headers().firstValue("Content-Type").orElseThrow().contains("javascript"));
        assertFalse(page.body().matches("(?s).*(<script>|<style>|style=|onclick=|https?:).*"));
    }

    @Test
    void every_resource_is_in_the_contract_and_nothing_else() throws IOException {
        String contract = server.get("/api/v1/openapi.yaml").body();
        var resources = server.json("/api/v1").getJsonArray("resources").stream().map(Object::toString).sorted().toList();
        var described = new TreeSet<String>();
        String path = "";
        for (String line : contract.lines().toList()) {
            if (line.matches("  /.*:")) path = line.strip().replaceFirst(":$", "");
            if (line.matches("    (get|post|put|delete):")) {
                described.add(line.strip().replace(":", "").toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        assertEquals(resources, described.stream().filter(resource -> !resource.equals("GET /")).toList());
        assertEquals(Files.readString(Path.of("src/main/resources/asyncapi.yaml")), server.get("/api/v1/asyncapi.yaml").body());
    }

    @Test
    void a_port_that_is_taken_fails_the_start() {
        var taken = new LiveOptions(TestExperiments.live(), "mainline", "127.0.0.1", server.live.port(), 1, 1, OptionalLong.empty(), 1);
        var failure = assertThrows(Exception.class, () -> Live.start(taken).await());
        assertTrue(String.valueOf(failure.getMessage()).contains("already in use"), failure::toString);
    }

    private static String header(int status, String name, HttpResponse<String> answer) {
        problem(status, answer);
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static JsonObject problem(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        var problem = new JsonObject(answer.body());
        assertEquals(status, problem.getInteger("status"));
        assertTrue(problem.getString("type").startsWith("urn:kprobarium:problem:"), problem::encode);
        return problem;
    }

    /// The status that a request gets which an HTTP client would not send.
    private static int raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.live.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(status.substring(9));
        }
    }
}
