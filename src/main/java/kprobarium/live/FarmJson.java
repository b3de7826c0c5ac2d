package kprobarium.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import kprobarium.experiment.Count;
import kprobarium.experiment.Search;
import kprobarium.explore.Assurance;
import kprobarium.explore.Effort;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Samples;
import kprobarium.farm.Description;
import kprobarium.farm.Job;
import kprobarium.farm.Progress;
import kprobarium.farm.Unit;
import kprobarium.farm.UnitResult;
import kprobarium.schedule.Schedule;

/// Units and their results as JSON, as they travel between the members of a farm. What is written reads back as an equal value; counts are
/// text, for they are doubles and every bit of them matters.
final class FarmJson {
    /// What a unit broke of on another machine.
    static final class Defect extends RuntimeException {
        private static final long serialVersionUID = 1;

        Defect(String message) {
            super(message, null, false, false);
        }
    }

    private FarmJson() {}

    static JsonObject unit(Unit unit) {
        Job task = unit.task();
        return new JsonObject()
                .put("job", unit.job())
                .put("number", unit.number())
                .put("subject", subject(task.subject()))
                .put("method", word(task.search().method()))
                .put("parameter", task.search().parameter())
                .put("most", task.search().most())
                .put("max_millis", task.search().maxMillis())
                .put("seed", task.seed())
                .put("until", word(task.until()));
    }

    static Unit unit(JsonObject json) {
        Search search = new Search(value(Search.Method.values(), json.getString("method")), json.getInteger("parameter"),
                json.getLong("most"), json.getLong("max_millis"));
        Job task = new Job(subject(json.getJsonObject("subject")), search, json.getLong("seed"),
                value(Job.Until.values(), json.getString("until")));
        return new Unit(json.getInteger("job"), json.getLong("number"), task);
    }

    private static JsonObject subject(Description subject) {
        return switch (subject) {
            case Description.OfExperiment(String file, String text, String variant, String kernel) ->
                new JsonObject().put("file", file).put("text", text).put("variant", variant).put("kernel", kernel);
            case Description.OfModel(String name, List<Integer> values) ->
                new JsonObject().put("model", name).put("values", new JsonArray(values));
        };
    }

    private static Description subject(JsonObject json) {
        return json.containsKey("model")
                ? new Description.OfModel(json.getString("model"),
                        json.getJsonArray("values").stream().map(Integer.class::cast).toList())
                : new Description.OfExperiment(json.getString("file"), json.getString("text"), json.getString("variant"),
                        json.getString("kernel"));
    }

    static JsonObject result(UnitResult result) {
        return switch (result) {
            case UnitResult.Broken(Throwable defect) -> new JsonObject().put("broken", defect.toString());
            case UnitResult.Found(Exploration found, UnitResult.Ended ended, boolean failed, List<String> warnings) -> new JsonObject()
                    .put("ended", word(ended))
                    .put("failed", failed)
                    .put("warnings", new JsonArray(warnings))
                    .put("schedules", Double.toString(found.schedules()))
                    .put("effort", effort(found.effort()))
                    .put("endings", array(found.endings(), FarmJson::row))
                    .put("counts", array(found.counts(), count -> new JsonObject()
                            .put("holding", count.holding()).put("total", count.total()).put("complete", count.complete())));
        };
    }

    static UnitResult result(JsonObject json) {
        if (json.containsKey("broken")) return new UnitResult.Broken(new Defect(json.getString("broken")));
        Exploration found = new Exploration(effort(json.getJsonObject("effort")), Double.parseDouble(json.getString("schedules")),
                list(json.getJsonArray("endings"), FarmJson::row), list(json.getJsonArray("counts"),
                        count -> new Count(count.getLong("holding"), count.getLong("total"), count.getBoolean("complete"))));
        return new UnitResult.Found(found, value(UnitResult.Ended.values(), json.getString("ended")), json.getBoolean("failed"),
                strings(json.getJsonArray("warnings")));
    }

    private static JsonObject effort(Effort effort) {
        return new JsonObject()
                .put("states", effort.states())
                .put("transitions", effort.transitions())
                .put("depth", effort.depth())
                .put("plays", effort.plays())
                .put("blocked", effort.blocked())
                .put("unit", word(effort.unit()))
                .put("assurance", assurance(effort.assurance()))
                .put("samples", effort.samples().map(samples -> new JsonArray(Arrays.stream(samples.toLongs()).boxed().toList()))
                        .orElse(null))
                .put("covered", new JsonArray(effort.covered()));
    }

    private static Effort effort(JsonObject json) {
        return new Effort(json.getLong("states"), json.getLong("transitions"), json.getInteger("depth"), json.getLong("plays"),
                json.getLong("blocked"), value(Effort.Unit.values(), json.getString("unit")), assurance(json.getJsonObject("assurance")),
                Optional.ofNullable(json.getJsonArray("samples"))
                        .map(numbers -> Samples.of(numbers.stream().mapToLong(number -> ((Number) number).longValue()).toArray())),
                strings(json.getJsonArray("covered")));
    }

    private static JsonObject assurance(Assurance assurance) {
        return switch (assurance) {
            case Assurance.Exhaustive() -> new JsonObject().put("is", "exhaustive");
            case Assurance.Bounded(int bound, Assurance.Bounded.Of of) ->
                new JsonObject().put("is", "bounded").put("bound", bound).put("of", word(of));
            case Assurance.Sampled(long schedules) -> new JsonObject().put("is", "sampled").put("schedules", schedules);
            case Assurance.None() -> new JsonObject().put("is", "none");
        };
    }

    private static Assurance assurance(JsonObject json) {
        return switch (json.getString("is")) {
            case "exhaustive" -> Assurance.EXHAUSTIVE;
            case "bounded" -> new Assurance.Bounded(json.getInteger("bound"), value(Assurance.Bounded.Of.values(), json.getString("of")));
            case "sampled" -> new Assurance.Sampled(json.getLong("schedules"));
            case "none" -> Assurance.NONE;
            default -> throw new IllegalArgumentException("no assurance: " + json);
        };
    }

    private static JsonObject row(Exploration.Row row) {
        JsonObject json = new JsonObject()
                .put("observed", new JsonArray(row.ending().observed()))
                .put("oopses", new JsonArray(row.ending().oopses()))
                .put("predicates", row.ending().predicates())
                .put("how", word(row.ending().verdict()))
                .put("schedules", Double.toString(row.schedules()))
                .put("ends", row.ends());
        row.witness().ifPresent(witness -> json.put("witness", new JsonObject()
                .put("schedule", witness.schedule().toString())
                .put("preemptions", witness.preemptions())
                .put("steps", witness.steps())
                .put("minimal", witness.minimal())
                .put("ruled_out", witness.ruledOut())));
        return json;
    }

    private static Exploration.Row row(JsonObject json) {
        Ending ending = new Ending(strings(json.getJsonArray("observed")), strings(json.getJsonArray("oopses")),
                json.getLong("predicates"), value(Ending.How.values(), json.getString("how")));
        return new Exploration.Row(ending, Double.parseDouble(json.getString("schedules")), json.getLong("ends"),
                Optional.ofNullable(json.getJsonObject("witness")).map(witness -> new Exploration.Witness(
                        schedule(witness.getString("schedule")), witness.getInteger("preemptions"), witness.getInteger("steps"),
                        witness.getBoolean("minimal"), witness.getLong("ruled_out"))));
    }

    private static Schedule schedule(String text) {
        if (Schedule.parse(text) instanceof Schedule.Parsed.Good(Schedule schedule)) return schedule;
        throw new IllegalArgumentException("no schedule: " + text);
    }

    /// How a farm is doing, for those who look on.
    static JsonObject progress(Progress progress, int nodes, int workers) {
        return new JsonObject()
                .put("jobs", progress.jobs())
                .put("jobs_settled", progress.settled())
                .put("units", progress.units())
                .put("units_done", progress.unitsDone())
                .put("units_out", progress.unitsOut())
                .put("units_lost", progress.lost())
                .put("nodes", nodes)
                .put("workers", workers)
                .put("schedules", progress.soFar().schedules())
                .put("states", progress.soFar().states())
                .put("transitions", progress.soFar().transitions())
                .put("depth", progress.soFar().depth());
    }

    private static List<String> strings(JsonArray array) {
        return array.stream().map(String.class::cast).toList();
    }

    private static <T> JsonArray array(List<T> values, Function<T, JsonObject> json) {
        return new JsonArray(values.stream().map(json).toList());
    }

    private static <T> List<T> list(JsonArray array, Function<JsonObject, T> value) {
        return array.stream().map(JsonObject.class::cast).map(value).toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E value(E[] values, String word) {
        for (E value : values) if (word(value).equals(word)) return value;
        throw new IllegalArgumentException("unknown word: " + word);
    }
}
