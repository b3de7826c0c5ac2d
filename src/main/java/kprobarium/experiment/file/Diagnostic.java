package kprobarium.experiment.file;

/// One thing wrong in a file: where, what was found, what was expected, what to type next.
///
/// @param line       from 1
/// @param column     from 1, in characters
/// @param found      what stands there
/// @param expected   what could stand there; may be empty
/// @param hint       what to do about it, as a sentence; may be empty
/// @param sourceLine the line itself; empty if the file has no such line
public record Diagnostic(String file, int line, int column, String found, String expected, String hint, String sourceLine) {
    private static final int WIDEST = 120;

    /// One line: `x.yaml:12:5: unknown key `kprobe`; expected one of … Did you mean `kprobes`?`
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + found
                + (expected.isEmpty() ? "" : "; expected " + expected)
                + (hint.isEmpty() ? "" : ". " + hint);
    }

    /// That line, then the line of the file, then a caret below the place.
    public String render() {
        if (sourceLine.isBlank()) {
            return this + "\n";
        }
        int caret = Math.min(sourceLine.offsetByCodePoints(0, Math.min(column - 1, sourceLine.codePointCount(0, sourceLine.length()))),
                sourceLine.length());
        int from = Math.max(0, caret - WIDEST / 2);
        int to = Math.min(sourceLine.length(), from + WIDEST);
        var pad = new StringBuilder();
        sourceLine.substring(from, caret).codePoints().forEach(c -> pad.append(c == '\t' ? '\t' : ' '));
        String margin = "%6d | ".formatted(line);
        return this + "\n" + margin + sourceLine.substring(from, to) + "\n" + " ".repeat(margin.length() - 2) + "| " + pad + "^\n";
    }
}
