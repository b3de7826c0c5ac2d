package kprobarium.experiment;

import java.util.Objects;
import java.util.Optional;

/// An entry of the exception table: an access at `at` that fails goes on at `fixup`, with -EFAULT in `error` if that is given.
public record FixupDecl(String at, String fixup, Optional<Integer> error) {
    public FixupDecl {
        Objects.requireNonNull(at);
        Objects.requireNonNull(fixup);
        Objects.requireNonNull(error);
    }

    /// As a file has it.
    @Override
    public String toString() {
        return error.isEmpty() ? fixup : "{ fixup: " + fixup + ", error: " + Gpr.name(error.get()) + " }";
    }
}
