package kprobarium.experiment;

import java.util.Objects;

/// A probe of the experiment: its name in this file, its address as `symbol+0xoff`, its handlers, its first state.
public record KprobeDecl(String name, String at, Handler preHandler, Handler postHandler, ProbeState state) {
    public KprobeDecl {
        Objects.requireNonNull(name);
        Objects.requireNonNull(at);
        Objects.requireNonNull(preHandler);
        Objects.requireNonNull(postHandler);
        Objects.requireNonNull(state);
    }
}
