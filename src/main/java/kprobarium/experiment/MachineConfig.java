package kprobarium.experiment;

import java.util.List;
import java.util.Objects;
import kprobarium.machine.FetchConfig;
import kprobarium.machine.FetchModel;

/// The machine the experiment runs on.
///
/// @param interrupts  which may come
/// @param preemptions how often, in one schedule, a CPU may leave a task that could go on for another
/// @param fetching    the finer points of `fetch`
/// @param space       which pages are there, and what happens where they are not
/// @param noProbe     which functions must not be probed
public record MachineConfig(Fetch fetch, List<InterruptDecl> interrupts, Preempt preempt, int preemptions, Fetching fetching,
        DataOrder memory, AddressSpace space, NoProbe noProbe) {
    private static final int PREEMPTIONS = 2;
    /// What a file gets that says nothing about its machine.
    public static final MachineConfig DEFAULT = new MachineConfig(Fetch.COHERENT, Preempt.FULL);

    public MachineConfig {
        Objects.requireNonNull(fetch);
        interrupts = List.copyOf(interrupts);
        Objects.requireNonNull(preempt);
        Objects.requireNonNull(fetching);
        Objects.requireNonNull(memory);
        Objects.requireNonNull(space);
        Objects.requireNonNull(noProbe);
    }

    public MachineConfig(Fetch fetch, List<InterruptDecl> interrupts, Preempt preempt, int preemptions, Fetching fetching, DataOrder memory,
            AddressSpace space) {
        this(fetch, interrupts, preempt, preemptions, fetching, memory, space, NoProbe.NOTHING);
    }

    public MachineConfig(Fetch fetch, Preempt preempt, Fetching fetching) {
        this(fetch, List.of(), preempt, PREEMPTIONS, fetching, DataOrder.SC, AddressSpace.PLAIN);
    }

    public MachineConfig(Fetch fetch, Preempt preempt) {
        this(fetch, preempt, Fetching.DEFAULT);
    }

    MachineConfig with(List<InterruptDecl> others) {
        return new MachineConfig(fetch, others, preempt, preemptions, fetching, memory, space, noProbe);
    }

    MachineConfig with(Fetch other) {
        return new MachineConfig(other, interrupts, preempt, preemptions, fetching, memory, space, noProbe);
    }

    MachineConfig with(Preempt other) {
        return new MachineConfig(fetch, interrupts, other, preemptions, fetching, memory, space, noProbe);
    }

    /// The same with these pages and fixups.
    public MachineConfig with(AddressSpace other) {
        return new MachineConfig(fetch, interrupts, preempt, preemptions, fetching, memory, other, noProbe);
    }

    /// The same where these functions must not be probed.
    public MachineConfig with(NoProbe other) {
        return new MachineConfig(fetch, interrupts, preempt, preemptions, fetching, memory, space, other);
    }

    /// The same with memory in this order.
    public MachineConfig with(DataOrder other) {
        return new MachineConfig(fetch, interrupts, preempt, preemptions, fetching, other, space, noProbe);
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
