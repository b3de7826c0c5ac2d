package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every query of the dashboard, asked of a real Prometheus that scrapes a real machine.
@Timeout(120)
final class GrafanaPanelsIT {
    private static final Pattern LISTENING = Pattern.compile("msg=\"?Listening on\"?.*address=127\\.0\\.0\\.1:(\\d+)");

    @Test
    void every_panel_has_something_to_show(@TempDir Path folder) throws IOException, InterruptedException {
        String binary = OutsideTool.require("the dashboard against Prometheus", "prometheus", "prometheus").toString();
        try (var server = LiveServer.atRate(5_000); var feed = server.listen("")) {
            feed.next("hello");
            Path config = folder.resolve("prometheus.yml");
            Files.writeString(config, """
                    global: { scrape_interval: 1s }
                    scrape_configs:
                      - { job_name: kprobarium, static_configs: [ { targets: [ '127.0.0.1:%d' ] } ] }
                    """.formatted(server.live.port()));
            Process prometheus = new ProcessBuilder(binary, "--config.file=" + config, "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:0").redirectErrorStream(true).start();
            try {
                BufferedReader output = prometheus.inputReader();
                String url = "http://127.0.0.1:" + port(output);
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                // Rates want several scrapes on either side of something that happens.
                for (int scrapes = 0; scrapes < 5; scrapes = scrapes(url)) {
                    server.command("p:panel max+0x4\n-:panel");
                    feed.next("events");
                }
                assertEquals(List.of(), emptyPanels(url));
            } finally {
                prometheus.destroy();
                prometheus.waitFor(30, TimeUnit.SECONDS);
            }
        }
    }

    private static List<String> emptyPanels(String url) throws IOException, InterruptedException {
        var empty = new ArrayList<String>();
        for (JsonObject panel : Dashboard.read().panels()) {
            for (JsonObject target : Dashboard.targets(panel)) {
                String expression = target.getString("expr")
                        .replace("$__rate_interval", "10s").replace("$job", ".+").replace("$instance", ".+");
                JsonObject answer = query(url, expression);
                if (!answer.getString("status").equals("success") || answer.getJsonObject("data").getJsonArray("result").isEmpty()) {
                    empty.add(panel.getString("title") + ": " + expression + ": " + answer.encode());
                }
            }
        }
        return empty;
    }

    private static int scrapes(String url) throws IOException, InterruptedException {
        var result = query(url, "count_over_time(up[1m])").getJsonObject("data").getJsonArray("result");
        return result.isEmpty() ? 0 : Integer.parseInt(result.getJsonObject(0).getJsonArray("value").getString(1));
    }

    private static JsonObject query(String url, String expression) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var uri = URI.create(url + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            return new JsonObject(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
        }
    }

    private static int port(BufferedReader output) throws IOException {
        var said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("Prometheus did not start:\n" + said);
    }
}
