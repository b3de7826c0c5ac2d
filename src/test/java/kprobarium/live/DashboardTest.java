package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.Test;

/// What can be said about the dashboard without looking at it. [GrafanaPanelsIT] runs its queries.
final class DashboardTest {
    private static final Pattern NAME = Pattern.compile("\\b(kprobarium|vertx|jvm|process|system)_\\w+");
    private static final Pattern RANGE_FUNCTION = Pattern.compile("\\b(rate|increase)\\(");

    private final Dashboard dashboard = Dashboard.read();

    @Test
    void it_can_be_provisioned_and_not_be_edited_behind_our_back() {
        JsonObject json = dashboard.json();
        assertEquals(39, json.getInteger("schemaVersion"));
        assertEquals("kprobarium", json.getString("uid"));
        assertTrue(json.containsKey("id") && json.getValue("id") == null);
        assertFalse(json.getBoolean("editable"));
        assertFalse(json.containsKey("__inputs") || json.containsKey("rows"));
        var variables = json.getJsonObject("templating").getJsonArray("list").stream()
                .map(variable -> ((JsonObject) variable).getString("name")).toList();
        assertEquals(List.of("datasource", "job", "instance"), variables);
    }

    @Test
    void panels_have_a_place_of_their_own() {
        var ids = new HashSet<Integer>();
        var taken = new HashSet<String>();
        for (JsonObject panel : dashboard.boxes()) {
            String title = panel.getString("title");
            assertTrue(ids.add(panel.getInteger("id")), title);
            JsonObject at = panel.getJsonObject("gridPos");
            assertTrue(at.getInteger("x") + at.getInteger("w") <= 24, title);
            for (int x = at.getInteger("x"); x < at.getInteger("x") + at.getInteger("w"); x++) {
                for (int y = at.getInteger("y"); y < at.getInteger("y") + at.getInteger("h"); y++) {
                    assertTrue(taken.add(x + " " + y), title + " overlaps at " + x + "," + y);
                }
            }
        }
    }

    @Test
    void panels_say_what_they_show_and_in_which_unit() {
        var titles = new HashSet<String>();
        for (JsonObject panel : dashboard.panels()) {
            String title = panel.getString("title");
            assertTrue(titles.add(title), () -> title + " is there twice");
            assertTrue(panel.getString("description", "").endsWith("."), title);
            JsonObject defaults = panel.getJsonObject("fieldConfig").getJsonObject("defaults");
            assertTrue(defaults.containsKey("unit") || panel.encode().contains("\"yAxis\":{\"unit\":"), title);
            assertEquals("${datasource}", panel.getJsonObject("datasource").getString("uid"), title);
        }
    }

    @Test
    void queries_are_of_the_chosen_instances_over_the_scrape_interval() {
        for (JsonObject panel : dashboard.panels()) {
            for (JsonObject target : Dashboard.targets(panel)) {
                String query = target.getString("expr");
                assertEquals(count(query, NAME), count(query, Pattern.compile("\\{job=~\"\\$job\", instance=~\"\\$instance\"")), query);
                assertEquals(count(query, RANGE_FUNCTION), count(query, Pattern.compile("\\[\\$__rate_interval]")), query);
                assertFalse(target.getString("legendFormat").isEmpty(), query);
            }
        }
    }

    @Test
    void our_metrics_are_in_the_catalogue() {
        for (JsonObject panel : dashboard.panels()) {
            for (JsonObject target : Dashboard.targets(panel)) {
                NAME.matcher(target.getString("expr")).results().map(match -> match.group()).filter(name -> name.startsWith("kprobarium_"))
                        .forEach(name -> assertTrue(Metrics.names().contains(name), name));
            }
        }
    }

    @Test
    void alerts_fire_when_they_should_and_only_then() throws IOException, InterruptedException {
        String promtool = OutsideTool.require("the test of the alerts", "prometheus", "promtool").toString();
        for (var command : List.of(
                List.of(promtool, "check", "config", "grafana/prometheus/prometheus.yml"),
                List.of(promtool, "test", "rules", "grafana/prometheus/tests/kprobarium.yml"))) {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
        }
    }

    private static long count(String text, Pattern pattern) {
        return pattern.matcher(text).results().count();
    }
}
