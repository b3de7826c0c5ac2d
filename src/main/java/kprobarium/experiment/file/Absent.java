package kprobarium.experiment.file;

import java.util.Optional;

/// What it means when a key is not there.
///
/// @param allowed whether it may be left out
/// @param value   what then holds, as the file would write it; empty if nothing does
record Absent(boolean allowed, Optional<String> value) {
    static final Absent REFUSED = new Absent(false, Optional.empty());
    static final Absent NOTHING = new Absent(true, Optional.empty());

    static Absent means(String value) {
        return new Absent(true, Optional.of(value));
    }
}
