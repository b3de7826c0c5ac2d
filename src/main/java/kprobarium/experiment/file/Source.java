package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A file's text by lines, and the list of what is wrong in it.
final class Source {
    /// So many problems are kept; a file with more is not an experiment.
    static final int MAX_PROBLEMS = 100;

    private final String file;
    private final String[] lines;
    private final List<Diagnostic> problems = new ArrayList<>();

    Source(String file, String content) {
        this.file = file;
        this.lines = content.split("\r?\n", -1);
    }

    String file() {
        return file;
    }

    void problem(Position at, String found, String expected, String hint) {
        String shown = line(at.line()).replaceAll("[\\p{Cntrl}\u2028\u2029&&[^\t]]", "\uFFFD");
        var problem = new Diagnostic(file, at.line(), at.column(), found, expected, hint, shown);
        if (problems.size() < MAX_PROBLEMS && !problems.contains(problem)) {
            problems.add(problem);
        }
    }

    boolean isSound() {
        return problems.isEmpty();
    }

    List<Diagnostic> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column))
                .toList();
    }

    /// Line `number`, from 1; empty where the file has none.
    String line(int number) {
        return number >= 1 && number <= lines.length ? lines[number - 1] : "";
    }

    /// The place of character `offset` of a scalar's value; the scalar's own place where the value is not written out
    /// on one line as it is.
    Position within(Node.Scalar scalar, int offset) {
        String line = line(scalar.at().line());
        int start = line.offsetByCodePoints(0, Math.min(scalar.at().column() - 1, line.codePointCount(0, line.length())));
        int quote = scalar.style() == Node.Style.QUOTED ? 1 : 0;
        if (!line.startsWith(scalar.value(), start + quote)) {
            return scalar.at();
        }
        return scalar.at().right(quote + scalar.value().codePointCount(0, Math.min(offset, scalar.value().length())));
    }
}
