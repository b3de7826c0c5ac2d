package kprobarium.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import kprobarium.cli.Playback.Line;
import kprobarium.cli.Playback.Step;
import kprobarium.event.Event;
import kprobarium.event.render.Json;
import kprobarium.event.render.JsonEvents;
import kprobarium.kernel.CNames;

/// A playback as JSON, an object a line. The keys and what they hold stay; new ones may come.
///
/// First `{"experiment", "kernel", "schedule", "token", "cpus"}`. Then for each step `{"step", "cpu", "move", "left", "others", "lines"}`;
/// `left` says what became of the CPU that moved before, if that was another, and `others` what could have happened instead. Step 0, once
/// for each CPU, is what it does up to its first visible access. A line has `line`, one of
///
/// | `line` | and |
/// |---|---|
/// | `instruction` | `at`, `instruction`, `fetched`, `memory_holds`, `effects` |
/// | `access`, `own` | `function`, `through`, `patch`, `what` |
/// | `event` | `event`, as everywhere |
/// | `change` | `changes` |
///
/// `fetched` is the word, null where text is not patched, and `memory_holds` what memory holds instead, null if it does not.
///
/// At last `{"end", "steps", "circle_from", "standing", "observed", "oopses", "predicates"}`, where a predicate is `{"quantifier",
/// "predicate", "holds"}`, and `circle_from` is null or, of a livelock, the step after which the machine was where it is at the end.
final class PlaybackJson {
    private PlaybackJson() {}

    static void print(Playback playback, PrintWriter out) {
        out.println(new Json().put("experiment", playback.variant().name()).put("kernel", playback.kernel())
                .put("schedule", playback.schedule().toString()).put("token", playback.token().toString()).put("cpus", playback.cpus()));
        for (Step step : playback.steps()) {
            out.println(new Json().put("step", step.number()).put("cpu", step.cpu())
                    .put("move", step.number() == 0 ? "" : step.move().toString())
                    .put("left", step.left()).put("others", step.others())
                    .put("lines", step.lines().stream().map(PlaybackJson::line).toList()));
        }
        Epilogue epilogue = Epilogue.of(playback);
        out.println(new Json().put("end", playback.ending().verdict().name().toLowerCase(Locale.ROOT))
                .put("steps", playback.steps().getLast().number())
                .put("circle_from", playback.circleFrom().isPresent() ? playback.circleFrom().getAsInt() : null)
                .put("standing", playback.standing()).put("observed", epilogue.observed()).put("oopses", epilogue.oopses())
                .put("predicates", epilogue.predicates().stream().map(PlaybackJson::predicate).toList()));
    }

    private static Json predicate(Epilogue.Asked asked) {
        return new Json().put("quantifier", asked.quantifier()).put("predicate", asked.predicate()).put("holds", asked.holds());
    }

    private static Json line(Line line) {
        return switch (line) {
            case Line.Ran(String at, String instruction, var fetched, var inMemory, List<String> effects) ->
                new Json().put("line", "instruction").put("at", at).put("instruction", instruction)
                        .put("fetched", fetched.orElse(null)).put("memory_holds", inMemory.orElse(null)).put("effects", effects);
            case Line.Accessed(CNames.Function function, String what) -> kernel("access", function, what);
            case Line.Wrote(CNames.Function function, String what) -> kernel("own", function, what);
            case Line.Said(Event event) -> new Json().put("line", "event").put("event", JsonEvents.json(event));
            case Line.Changed(List<String> changes) -> new Json().put("line", "change").put("changes", changes);
        };
    }

    private static Json kernel(String line, CNames.Function function, String what) {
        return new Json().put("line", line).put("function", function.name()).put("through", function.through())
                .put("patch", function.patch()).put("what", what);
    }
}
