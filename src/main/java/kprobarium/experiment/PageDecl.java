package kprobarium.experiment;

import java.util.Objects;

/// A page of the experiment: it has what follows `label`, up to the next label.
public record PageDecl(String label, Paging paging) {
    public PageDecl {
        Objects.requireNonNull(label);
        Objects.requireNonNull(paging);
    }
}
