package kprobarium.experiment.file;

import java.util.Optional;

import kprobarium.experiment.Experiment;

/// Reads experiment files. Whatever the content, the answer is a value, and comes soon.
public final class ExperimentFile {
    /// The longest file that is read, in characters.
    public static final int MAX_LENGTH = 1 << 20;

    private ExperimentFile() {
    }

    /// Reads one file: all that is wrong with it is reported, not only the first. A syntax error of YAML itself hides
    /// what follows it.
    ///
    /// @param fileName for diagnostics
    /// @param content  what the file holds
    /// @param kernels  the kernels it may name
    public static Parsed read(String fileName, String content, Kernels kernels) {
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        var source = new Source(fileName, text.length() > MAX_LENGTH ? "" : text);
        Optional<Experiment> experiment = readable(text, source)
                ? YamlTree.compose(text, source).flatMap(root -> new ExperimentReader(source, kernels).read(root))
                : Optional.empty();
        return new Parsed(source.isSound() ? experiment : Optional.empty(), source.problems());
    }

    /// Whether the content is text of bearable length, in lines as every editor counts them.
    private static boolean readable(String text, Source source) {
        if (text.length() > MAX_LENGTH) {
            source.problem(new Position(1, 1), text.length() + " characters", "at most " + MAX_LENGTH, "");
            return false;
        }
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean newline = c == '\n';
            if (!newline && c != '\t' && !(c == '\r' && text.startsWith("\n", i + 1)) && !isPrintable(c)) {
                source.problem(new Position(line, column), "the character U+%04X".formatted(c), "text in UTF-8", "");
                return false;
            }
            line += newline ? 1 : 0;
            column = newline ? 1 : column + 1;
        }
        return true;
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> c != 0xFFFD && c != 0xFEFF;
        };
    }
}
