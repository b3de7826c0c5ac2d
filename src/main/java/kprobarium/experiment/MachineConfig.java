package kprobarium.experiment;

import java.util.Objects;
import kprobarium.machine.FetchConfig;
import kprobarium.machine.FetchModel;

/// The machine the experiment runs on.
///
/// @param fetching the finer points of `fetch`
public record MachineConfig(Fetch fetch, Interrupts interrupts, Preempt preempt, Fetching fetching, DataOrder memory) {
    /// What a file gets that says nothing about its machine.
    public static final MachineConfig DEFAULT = new MachineConfig(Fetch.COHERENT, Interrupts.NONE, Preempt.FULL);

    public MachineConfig {
        Objects.requireNonNull(fetch);
        Objects.requireNonNull(interrupts);
        Objects.requireNonNull(preempt);
        Objects.requireNonNull(fetching);
        Objects.requireNonNull(memory);
    }

    public MachineConfig(Fetch fetch, Interrupts interrupts, Preempt preempt, Fetching fetching) {
        this(fetch, interrupts, preempt, fetching, DataOrder.SC);
    }

    public MachineConfig(Fetch fetch, Interrupts interrupts, Preempt preempt) {
        this(fetch, interrupts, preempt, Fetching.DEFAULT);
    }

    MachineConfig with(Fetch other) {
        return new MachineConfig(other, interrupts, preempt, fetching, memory);
    }

    MachineConfig with(Preempt other) {
        return new MachineConfig(fetch, interrupts, other, fetching, memory);
    }

    /// The same with memory in this order.
    public MachineConfig with(DataOrder other) {
        return new MachineConfig(fetch, interrupts, preempt, fetching, other);
    }

    /// What the machine is told of how its CPUs fetch.
    FetchConfig fetchConfig() {
        FetchModel.Kind kind = switch (fetch) {
            case COHERENT -> FetchModel.Kind.COHERENT;
            case BUS -> FetchModel.Kind.BUS;
            case WINDOW -> FetchModel.Kind.WINDOW;
            case PIPELINE -> FetchModel.Kind.PIPELINE;
            case INCOHERENT -> FetchModel.Kind.INCOHERENT;
        };
        return new FetchConfig(kind, fetching.window(), fetching.synchronises().stream().map(Synchronises::barrier).toList(),
                fetching.bus().config(), fetching.cmodxSafe());
    }
}
