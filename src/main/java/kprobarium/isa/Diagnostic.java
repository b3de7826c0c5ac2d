package kprobarium.isa;

/// Something wrong in assembly source, said for the person who wrote it.
///
/// @param line    from 1
/// @param column  from 1
/// @param message what was found, what was expected, what to write instead
public record Diagnostic(int line, int column, String message) {
    /// `3:9: unknown instruction …`
    @Override
    public String toString() {
        return line + ":" + column + ": " + message;
    }
}
