package kprobarium.experiment.file;

import java.util.List;

/// A piece of YAML and where it stands. An alias stands where its anchor does.
sealed interface Node {
    Position at();

    /// What this is, for a diagnostic.
    String found();

    /// How a scalar was written.
    enum Style {
        PLAIN, QUOTED, LITERAL, FOLDED
    }

    record Scalar(Position at, String value, Style style) implements Node {
        @Override
        public String found() {
            if (style == Style.LITERAL || style == Style.FOLDED) {
                return "a block of text";
            }
            return isMissing() ? "no value" : "`" + (value.length() > 40 ? value.substring(0, 40) + "…" : value) + "`";
        }

        /// Whether nothing was written, or one of YAML's words for nothing.
        boolean isMissing() {
            return style == Style.PLAIN && (value.isEmpty() || value.equals("~") || value.equals("null"));
        }
    }

    record Sequence(Position at, List<Node> items) implements Node {
        @Override
        public String found() {
            return "a list";
        }
    }

    record Mapping(Position at, List<Entry> entries) implements Node {
        @Override
        public String found() {
            return "a mapping";
        }
    }

    /// A key and its value.
    record Entry(Scalar key, Node value) {
    }
}
