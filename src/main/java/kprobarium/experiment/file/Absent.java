package kprobarium.experiment.file;

import java.util.Optional;

/// What it means when a key is not there.
///
/// @param allowed whether it may be left out
/// @param value   what then holds, as the file would write it; empty if nothing does
/// @param instead a key that takes its place, if there is one
record Absent(boolean allowed, Optional<String> value, Optional<String> instead) {
    static final Absent REFUSED = new Absent(false, Optional.empty());
    static final Absent NOTHING = new Absent(true, Optional.empty());

    private Absent(boolean allowed, Optional<String> value) {
        this(allowed, value, Optional.empty());
    }

    /// It may be left out where the other key stands, and only there.
    static Absent where(String other) {
        return new Absent(false, Optional.empty(), Optional.of(other));
    }

    static Absent means(String value) {
        return new Absent(true, Optional.of(value));
    }
}
