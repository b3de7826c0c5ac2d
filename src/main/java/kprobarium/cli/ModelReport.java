package kprobarium.cli;

import static kprobarium.cli.Columns.pad;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kprobarium.event.render.Json;
import kprobarium.experiment.Search;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Exploration.Witness;
import kprobarium.model.Model;
import kprobarium.model.Models;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// What a search of a model has found: how its schedules end, and each step of the shortest to an end that should not be.
///
/// ```
/// Test textpatch 1 1 1 1 0 0
/// States 3
///  21    :> text=orig; table=0; slot=poison;  no preemption, 8 steps
///   1 *  :> unhandled break;                  2 preemptions, 8 steps
/// ```
record ModelReport(ModelChoice model, Search search, Exploration exploration, Trial.Limit limit, double seconds) {
    private static final int WIDEST_CELL = 28;
    private static final int MOST_STEPS = 200;

    /// The models that come along.
    static void list(Terminal terminal) {
        for (Models.Entry entry : Models.ALL) {
            terminal.out.println(terminal.paint().strong(entry.name()) + ": " + entry.about());
            for (Models.Parameter parameter : entry.parameters()) {
                terminal.out.println("  " + pad(parameter.name(), 14) + pad(parameter.least() + ".." + parameter.most(), 9) + "usually "
                        + parameter.usual() + "; " + parameter.about());
            }
        }
    }

    Verdict verdict() {
        if (exploration.endings().stream().anyMatch(row -> row.ending().isFatal())) return Verdict.NOT_MET;
        return exploration.complete() ? Verdict.MET : Verdict.UNDECIDED;
    }

    Exit exit() {
        return verdict() == Verdict.MET ? Exit.OK : Exit.NOT_MET;
    }

    void print(PrintWriter out, Paint paint, boolean withRate) {
        if (!model.isForeign()) {
            out.println(model.about());
            out.println(paint.faint(model.settings()));
            out.println();
        }
        out.println("Test " + paint.strong(model.title()));
        table(out, paint);
        out.println(covered(paint));
        if (withRate) out.println(paint.faint(rate()));
        out.println(switch (verdict()) {
            case MET -> paint.good("Ok") + ": no schedule fails";
            case NOT_MET -> paint.bad("No") + ": " + failing();
            case UNDECIDED -> paint.doubtful("Undecided") + ": no schedule failed that was played";
            case VACUOUS -> paint.bad("No") + ": nothing that another thread could see was ever chosen";
        });
        for (Row row : exploration.endings()) {
            if (row.ending().isFatal()) row.witness().ifPresent(witness -> witness(row, witness, out, paint));
        }
    }

    private void table(PrintWriter out, Paint paint) {
        List<Row> rows = exploration.endings();
        out.println("States " + rows.size());
        int counts = rows.stream().mapToInt(row -> Report.count(row.schedules()).length()).max().orElse(0);
        int endings = rows.stream().mapToInt(row -> Report.ending(row).length()).max().orElse(0);
        for (Row row : rows) {
            boolean fatal = row.ending().isFatal();
            String count = Report.count(row.schedules());
            String ending = pad(Report.ending(row), endings);
            out.println((" ".repeat(counts + 1 - count.length()) + count + (fatal ? " " + paint.bad("*") + "  :> " + paint.bad(ending)
                    : "    :> " + ending) + "  " + paint.faint(row.witness().map(Report::length).orElse(""))).stripTrailing());
        }
    }

    private String covered(Paint paint) {
        String effort = Report.effort(search, exploration);
        String schedules = Report.counted(exploration, exploration.schedules());
        if (exploration.complete()) return paint.faint("All " + schedules + ": " + effort);
        return paint.doubtful("Not all schedules, " + limit.reason) + paint.faint(": " + schedules + ", " + effort);
    }

    private String rate() {
        boolean states = exploration.states() > 0;
        double done = states ? exploration.states() : exploration.effort().plays();
        return String.format(Locale.ROOT, "%.3f s: %,.0f %s a second, %,.0f steps a second", seconds, done / seconds,
                states ? "states" : "schedules", exploration.transitions() / seconds);
    }

    private String failing() {
        double failing = exploration.endings().stream().filter(row -> row.ending().isFatal()).mapToDouble(Row::schedules).sum();
        return Report.count(failing) + " of " + Report.counted(exploration, exploration.schedules()) + (failing == 1 ? " fails" : " fail");
    }

    private void witness(Row row, Witness witness, PrintWriter out, Paint paint) {
        out.println();
        out.println((witness.minimal() ? "Shortest schedule to " : "A schedule to ") + paint.bad(Report.ending(row)));
        out.println("  " + witness.schedule());
        out.println("  " + Report.length(witness) + paint.faint(Report.proof(exploration, witness)));
        ContrastText.of(model.make().get(), witness.schedule())
                .ifPresent(contrast -> out.println("  " + paint.faint(contrast.sentence())));
        out.println();
        steps(witness, out, paint);
    }

    /// Each step, in a column for each thread: what it reads and finds there, or what it writes.
    private void steps(Witness witness, PrintWriter out, Paint paint) {
        Model played = model.make().get();
        List<String> cells = new ArrayList<>();
        List<Integer> threads = new ArrayList<>();
        ChoicePoint point = new ChoicePoint();
        int[] codes = witness.schedule().codes();
        int steps = Math.min(codes.length, MOST_STEPS);
        for (int i = 0; i < steps; i++) {
            played.choices(point);
            int option = point.find(codes[i]);
            cells.add(cell(played, point, option));
            threads.add(point.cpu(option));
        }
        int width = Math.min(WIDEST_CELL, 2 + cells.stream().mapToInt(String::length).max().orElse(0));
        width = Math.max(width, "thread 15  ".length());
        StringBuilder head = new StringBuilder("      ");
        for (int t = 0; t < played.threads(); t++) head.append(pad("thread " + t, width));
        out.println(paint.faint(head.toString().stripTrailing()));
        for (int i = 0; i < steps; i++) out.println(pad(" ".repeat(4 - Math.min(4, Integer.toString(i + 1).length())) + (i + 1), 6)
                + " ".repeat(threads.get(i) * width) + cells.get(i));
        if (steps < codes.length) out.println("      and " + Report.plural(codes.length - steps, "step") + " more");
    }

    /// Makes the move, and says what it was, as its thread sees it.
    private static String cell(Model played, ChoicePoint point, int option) {
        int code = point.code(option);
        int thread = Move.cpu(code);
        if (Move.kind(code) == Move.Kind.FLUSH) {
            long at = point.address(option);
            played.take(code);
            return played.nameOf(at) + " " + played.valueFor(thread, at) + " reaches memory";
        }
        Access access = played.accessOf(thread);
        String old = Move.kind(code) == Move.Kind.STEP ? "" : ", " + Move.of(code);
        if (access.address() == 0) {
            played.take(code);
            return (access.kind() == Access.Kind.AWAIT ? "fence" : access.kind().verb()) + old;
        }
        long before = played.valueFor(thread, access.address());
        played.take(code);
        long after = played.valueFor(thread, access.address());
        return access.kind().verb() + " " + played.nameOf(access.address()) + " "
                + (before == after ? Long.toString(after) : before + " -> " + after) + old;
    }

    Json json() {
        Json arguments = new Json();
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < model.values().length; i++) {
            values.add(model.values()[i]);
            if (!model.isForeign()) arguments.put(model.names().get(i), model.values()[i]);
        }
        return new Json()
                .put("kprobarium", Main.version())
                .put("model", model.name())
                .put("arguments", model.isForeign() ? values : arguments)
                .put("search", search.toString())
                .put("complete", exploration.complete())
                .put("limit", limit == Trial.Limit.NONE ? null : limit.reason)
                .put("states", exploration.states())
                .put("transitions", exploration.transitions())
                .put("depth", exploration.depth())
                .put("schedules", exploration.schedules())
                .put("seconds", seconds)
                .put("verdict", verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .put("endings", exploration.endings().stream().map(ModelReport::json).toList());
    }

    private static Json json(Row row) {
        return new Json()
                .put("observed", row.ending().observed())
                .put("failure", row.ending().oopses().isEmpty() ? null : row.ending().oopses().getFirst())
                .put("how", row.ending().verdict().name().toLowerCase(Locale.ROOT))
                .put("fatal", row.ending().isFatal())
                .put("schedules", row.schedules())
                .put("final_states", row.ends())
                .put("witness", row.witness().map(witness -> new Json()
                        .put("schedule", witness.schedule().toString())
                        .put("preemptions", witness.preemptions())
                        .put("steps", witness.steps())
                        .put("minimal", witness.minimal())).orElse(null));
    }
}
