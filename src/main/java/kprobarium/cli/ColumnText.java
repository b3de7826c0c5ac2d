package kprobarium.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import kprobarium.cli.Columns.Piece;
import kprobarium.cli.Columns.Row;

/// A playback as a table of text: a row for each step, a column for each CPU, as a person reads a race.
final class ColumnText {
    private static final int NARROWEST_NUMBER = 5;
    private static final String GAP = "  ";
    private static final int NARROWEST = 24;
    private static final String INDENT = "    ";

    private final PrintWriter out;
    private final Paint paint;
    private final Playback playback;
    private final List<Row> rows;
    private final int number;
    private final int width;

    /// `width` is the whole line's; `verbose` shows also what the kernel writes for itself.
    ColumnText(PrintWriter out, Paint paint, Playback playback, boolean verbose, int width) {
        this.out = out;
        this.paint = paint;
        this.playback = playback;
        rows = new Columns(playback, verbose).rows(playback.steps());
        number = Math.max(NARROWEST_NUMBER, rows.stream().mapToInt(row -> row.number().length()).max().orElse(0));
        this.width = Math.max(NARROWEST, (width - number) / playback.cpus() - GAP.length());
    }

    void print() {
        String title = playback.variant().name() + " " + playback.kernel();
        out.println(paint.strong(title) + "  " + paint.command(playback.schedule().toString()));
        out.println(paint.faint("Token " + playback.token()));
        out.println();
        printSteps();
        out.println();
        end(Epilogue.of(playback));
    }

    /// The table alone.
    void printSteps() {
        head();
        rows.forEach(this::row);
    }

    private void head() {
        StringBuilder names = new StringBuilder(" ".repeat(number));
        StringBuilder rule = new StringBuilder("-".repeat(number));
        for (int cpu = 0; cpu < playback.cpus(); cpu++) {
            names.append(GAP).append(paint.strong("CPU " + cpu)).append(" ".repeat(width - ("CPU " + cpu).length()));
            rule.append(GAP).append("-".repeat(width));
        }
        out.println(names.toString().stripTrailing());
        out.println(paint.faint(rule.toString()));
    }

    private void row(Row row) {
        String shown = row.number();
        for (Piece piece : row.pieces()) {
            for (String line : wrap((piece.kind().below ? INDENT : "") + piece.text())) {
                String before = Columns.padLeft(shown, number) + GAP + (" ".repeat(width) + GAP).repeat(row.cpu());
                out.println(before + painted(piece, line));
                shown = "";
            }
        }
    }

    private String painted(Piece piece, String line) {
        return switch (piece.kind()) {
            case CALL, SURPRISE -> paint.strong(line);
            case INSTRUCTION -> paint.place(line);
            case ACCESS -> line;
            case SWITCH, OWN, OTHERS, FOLD, NOTHING -> paint.faint(line);
            case MEMORY, EVENT -> paint.doubtful(line);
            case CHANGE -> paint.good(line);
            case LOSS, DEATH -> paint.bad(line);
        };
    }

    /// Breaks a text at blanks so that it fits the column; what goes on is indented.
    private List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int at = breakPoint(rest);
            lines.add(rest.substring(0, at).stripTrailing());
            rest = INDENT + INDENT + rest.substring(at).strip();
        }
        lines.add(rest);
        return lines;
    }

    /// The last blank that fits, outside of parentheses if possible.
    private int breakPoint(String text) {
        int depth = 0;
        int outside = 0;
        int anywhere = 0;
        for (int i = 0; i <= width; i++) {
            switch (text.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                case ' ' -> {
                    anywhere = i;
                    if (depth == 0) outside = i;
                }
                default -> {}
            }
        }
        int best = outside > width / 2 ? outside : anywhere;
        return best > 2 * INDENT.length() ? best : width;
    }

    private void end(Epilogue epilogue) {
        out.println(epilogue.bad() ? paint.bad(epilogue.how()) : epilogue.how());
        for (String cpu : epilogue.standing()) out.println("  " + cpu);
        for (String value : epilogue.observed()) out.println("  " + value);
        for (String oops : epilogue.oopses()) out.println("  " + paint.bad(oops));
        int words = epilogue.predicates().stream().mapToInt(asked -> asked.quantifier().length()).max().orElse(0);
        int predicates = epilogue.predicates().stream().mapToInt(asked -> asked.predicate().length()).max().orElse(0);
        if (!epilogue.predicates().isEmpty()) out.println("Expected of " + playback.kernel() + ":");
        for (Epilogue.Asked asked : epilogue.predicates()) {
            String text = Columns.pad(asked.quantifier(), words) + "  " + Columns.pad(asked.predicate(), predicates) + "  "
                    + asked.answer();
            out.println("  " + (asked.against() ? paint.bad(text) : text));
        }
    }
}
