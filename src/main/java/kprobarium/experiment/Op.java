package kprobarium.experiment;

/// A comparison.
public enum Op implements Word {
    EQ("==", "Equal, bit for bit."),
    NE("!=", "Not equal."),
    LE("<=", "Less or equal."),
    GE(">=", "Greater or equal."),
    LT("<", "Less."),
    GT(">", "Greater.");

    private final String word;
    private final String doc;

    Op(String word, String doc) {
        this.word = word;
        this.doc = doc;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    /// Whether the comparison is true of two values that `compareTo` ordered so.
    boolean holds(int order) {
        return switch (this) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LE -> order <= 0;
            case GE -> order >= 0;
            case LT -> order < 0;
            case GT -> order > 0;
        };
    }
}
