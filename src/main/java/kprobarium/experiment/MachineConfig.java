package kprobarium.experiment;

import java.util.Objects;

/// The machine the experiment runs on.
public record MachineConfig(Fetch fetch, Interrupts interrupts, Preempt preempt) {
    /// What a file gets that says nothing about its machine.
    public static final MachineConfig DEFAULT = new MachineConfig(Fetch.COHERENT, Interrupts.NONE, Preempt.FULL);

    public MachineConfig {
        Objects.requireNonNull(fetch);
        Objects.requireNonNull(interrupts);
        Objects.requireNonNull(preempt);
    }
}
