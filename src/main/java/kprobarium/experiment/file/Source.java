package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A file's text by lines, and the list of what is wrong in it.
final class Source {
    /// So many problems are kept; a file with more is not an experiment.
    static final int MAX_PROBLEMS = 100;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029&&[^\t]]");

    /// What an aliased node would make the reader say once for each alias.
    private record Said(Position at, String found) {
    }

    private final String file;
    private final String[] lines;
    private final List<Diagnostic> problems = new ArrayList<>();
    private final Set<Said> said = new HashSet<>();

    Source(String file, String content) {
        this.file = file;
        this.lines = content.split("\r?\n", -1);
    }

    String file() {
        return file;
    }

    /// Notes what is wrong at a place; the same is noted once.
    void problem(Position at, String found, String expected, String hint) {
        if (problems.size() < MAX_PROBLEMS && said.add(new Said(at, found))) {
            problems.add(new Diagnostic(file, at.line(), at.column(), printable(found), printable(expected), printable(hint),
                    printable(line(at.line()))));
        }
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text.replace('\n', ' ')).replaceAll("\uFFFD");
    }

    boolean isSound() {
        return problems.isEmpty();
    }

    List<Diagnostic> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column))
                .toList();
    }

    int lines() {
        return lines.length;
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
