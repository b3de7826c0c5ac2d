package kprobarium.live;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The dashboard as it is checked in.
record Dashboard(JsonObject json) {
    static Dashboard read() {
        try {
            return new Dashboard(new JsonObject(Files.readString(Path.of("grafana/dashboards/kprobarium.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<JsonObject> all() {
        return json.getJsonArray("panels").stream().map(JsonObject.class::cast);
    }

    List<JsonObject> boxes() {
        return all().toList();
    }

    /// Panels that show something: all but the headings of rows.
    List<JsonObject> panels() {
        return all().filter(panel -> !panel.getString("type").equals("row")).toList();
    }

    static List<JsonObject> targets(JsonObject panel) {
        return panel.getJsonArray("targets").stream().map(JsonObject.class::cast).toList();
    }
}
