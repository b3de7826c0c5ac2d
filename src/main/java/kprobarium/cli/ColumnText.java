package kprobarium.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kprobarium.cli.Playback.Line;
import kprobarium.cli.Playback.Step;
import kprobarium.event.Event;
import kprobarium.event.render.TraceText;
import kprobarium.experiment.Expectation;
import kprobarium.explore.Ending;
import kprobarium.kernel.CNames;

/// A playback as a table of text: a row for each step, a column for each CPU, as a person reads a race.
final class ColumnText {
    private static final int NUMBER = 5;
    private static final String GAP = "  ";
    private static final int NARROWEST = 24;
    private static final String INDENT = "    ";

    /// A piece of text for one column, and how it is painted.
    private record Piece(String text, UnaryOperator<String> paint) {}

    private final PrintWriter out;
    private final Paint paint;
    private final Playback playback;
    private final boolean verbose;
    private final int width;

    /// `width` is the whole line's; `verbose` shows also what the kernel writes for itself.
    ColumnText(PrintWriter out, Paint paint, Playback playback, boolean verbose, int width) {
        this.out = out;
        this.paint = paint;
        this.playback = playback;
        this.verbose = verbose;
        this.width = Math.max(NARROWEST, (width - NUMBER) / playback.cpus() - GAP.length());
    }

    void print() {
        out.println(paint.strong(playback.variant().name() + " " + playback.kernel()) + "  " + paint.command(playback.schedule().toString()));
        out.println();
        head();
        for (Step step : playback.steps()) step(step);
        out.println();
        end();
    }

    private void head() {
        StringBuilder names = new StringBuilder(" ".repeat(NUMBER));
        StringBuilder rule = new StringBuilder("-".repeat(NUMBER));
        for (int cpu = 0; cpu < playback.cpus(); cpu++) {
            names.append(GAP).append(cell(new Piece("CPU " + cpu, paint::strong)));
            rule.append(GAP).append("-".repeat(width));
        }
        out.println(names.toString().stripTrailing());
        out.println(paint.faint(rule.toString()));
    }

    private void step(Step step) {
        String number = step.number() == 0 ? "" : Integer.toString(step.number());
        for (Piece piece : pieces(step)) {
            for (String line : wrap(piece.text())) {
                String before = " ".repeat(NUMBER - number.length()) + number + GAP + (" ".repeat(width) + GAP).repeat(step.cpu());
                out.println((before + piece.paint().apply(line)).stripTrailing());
                number = "";
            }
        }
    }

    private List<Piece> pieces(Step step) {
        List<Piece> pieces = new ArrayList<>();
        if (step.move().endsWith(":preempt")) pieces.add(new Piece("cpu_stopper_thread takes the CPU", paint::strong));
        for (Line line : step.lines()) add(line, pieces);
        if (pieces.isEmpty()) pieces.add(new Piece("(nothing that is seen)", paint::faint));
        return pieces;
    }

    private void add(Line line, List<Piece> pieces) {
        switch (line) {
            case Line.Ran(String at, String instruction, var inMemory, List<String> effects) -> {
                String what = pad(at, 10) + " " + instruction;
                pieces.add(new Piece(effects.isEmpty() ? what : pad(what, 34) + "  " + String.join(", ", effects), paint::place));
                inMemory.ifPresent(word -> pieces.add(new Piece(INDENT + "while memory holds " + word, paint::doubtful)));
            }
            case Line.Accessed(CNames.Function function, String what) ->
                pieces.add(new Piece(function(function) + (function.through().isEmpty() ? what : function.through() + "()"), UnaryOperator.identity()));
            case Line.Wrote(CNames.Function function, String what) -> {
                if (verbose) pieces.add(new Piece(INDENT + function(function) + what, paint::faint));
            }
            case Line.Said(Event event) -> said(event, pieces);
            case Line.Changed(List<String> changes) -> pieces.add(new Piece(INDENT + String.join(", ", changes), paint::good));
        }
    }

    static String function(CNames.Function function) {
        String name = function.name() + (function.patch().isEmpty() ? "" : " [" + function.patch() + "]");
        return name.isEmpty() ? "" : name + ": ";
    }

    /// The events that say something which the accesses do not.
    private void said(Event event, List<Piece> pieces) {
        switch (event) {
            case Event.TextPoked _, Event.StaleFetch _ -> {}
            case Event.CallStarted(_, String call) -> pieces.add(new Piece(call, paint::strong));
            case Event.CallReturned(_, String call, long value) -> pieces.add(new Piece(call + " = " + value, paint::strong));
            case Event.Oops _ -> pieces.add(new Piece(TraceText.text(event), paint::bad));
            case Event.SilentlyMissed _ -> pieces.add(new Piece(INDENT + TraceText.text(event), paint::bad));
            case Event.TrapTaken _, Event.KprobeHit _, Event.Missed _, Event.Reentered _, Event.PreHandled _, Event.PostHandled _,
                    Event.SingleStepped _, Event.Simulated _, Event.Armed _, Event.Disarmed _, Event.PatchDelivered _, Event.Logged _ ->
                pieces.add(new Piece(INDENT + TraceText.text(event), paint::doubtful));
        }
    }

    private String cell(Piece piece) {
        return piece.paint().apply(piece.text()) + " ".repeat(Math.max(0, width - piece.text().length()));
    }

    private static String pad(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /// Breaks a text at blanks so that it fits the column; what goes on is indented.
    private List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int at = rest.lastIndexOf(' ', width);
            if (at <= INDENT.length() * 2) at = width;
            lines.add(rest.substring(0, at));
            rest = INDENT + INDENT + rest.substring(at).strip();
        }
        lines.add(rest);
        return lines;
    }

    private void end() {
        Ending ending = playback.ending();
        long steps = playback.steps().stream().filter(step -> step.number() > 0).count();
        String how = switch (ending.verdict()) {
            case FINISHED -> "Every CPU has finished";
            case LIVELOCK -> paint.bad("Livelock") + ": the machine is where it was before, and will come here again";
            case DEADLOCK -> paint.bad("Deadlock") + ": no CPU can go on";
            case CUT -> paint.doubtful("The schedule ends here") + ", the machine could go on";
        };
        out.println(how + ", after " + Report.plural(steps, "step") + ".");
        for (int cpu = 0; cpu < playback.cpus(); cpu++) {
            if (!playback.standing().get(cpu).isEmpty()) out.println("  CPU " + cpu + " " + playback.standing().get(cpu));
        }
        for (String value : ending.observed()) out.println("  " + value);
        for (String oops : ending.oopses()) out.println("  " + paint.bad(oops));
        playback.expectation().ifPresent(this::predicates);
    }

    private void predicates(Expectation expectation) {
        List<Expectation.Line> lines = expectation.lines();
        int words = lines.stream().mapToInt(line -> line.quantifier().word().length()).max().orElse(0);
        for (int n = 0; n < lines.size(); n++) {
            boolean holds = playback.ending().holds(n);
            boolean wrong = switch (lines.get(n).quantifier()) {
                case NEVER -> holds;
                case ALWAYS -> !holds;
                case SOMETIMES -> false;
            };
            String text = pad(lines.get(n).quantifier().word(), words) + "  " + lines.get(n).predicate() + ": " + (holds ? "holds here" : "does not hold here");
            out.println("  " + (wrong ? paint.bad(text) : text));
        }
    }
}
