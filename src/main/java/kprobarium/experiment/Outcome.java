package kprobarium.experiment;

import java.util.List;
import java.util.Optional;

/// The end of one play, as predicates ask about it. The explorer implements it over its machine; names in the questions
/// are those of the experiment, already checked by the reader.
public interface Outcome {
    /// What [#result(KprobesFunction, List)] answers when the latest such call never returned, or none was made.
    long NOT_RETURNED = Long.MIN_VALUE;

    /// A trap that no handler claimed: the kernel died here.
    ///
    /// @param function the last trap or kprobes function that declined it, under its C name
    /// @param era      where the trap was taken, or where the kernel had moved it to by then
    /// @param message  the kernel's first line, `Break instruction in kernel code[#1]:`
    record OopsSeen(String function, long era, int cpu, String message) {
    }

    /// General register `gpr`, 0 to 31, of CPU `cpu`.
    long register(int cpu, int gpr);

    /// General register `gpr`, 0 to 31, of the task of this name, wherever it is.
    long register(String task, int gpr);

    long pc(int cpu);

    long cpu(int cpu, CpuField field);

    long probe(String name, ProbeField field);

    /// The address of the probe's `struct kprobe`: what `current_kprobe` holds while it is handled.
    long probeAddressOf(String name);

    /// The address of the instruction slot the probe has, or had last; 0 if it never had one.
    long slot(String probe);

    /// Slots taken from the pool and not given back.
    long slotsUsed();

    /// The instruction word that memory holds at `address`, whatever a CPU would fetch.
    int word(long address);

    /// The 64 bits of data at `address`.
    long memory(long address);

    /// What the latest call of `function` for `probes`, of which the first counts, returned; 0 for a function that returns nothing.
    /// Registering a probe before the clock starts counts as a call of `register_kprobe` or `register_kretprobe`.
    long result(KprobesFunction function, List<String> probes);

    /// The address that `symbol+0xoff` names.
    long address(String symbolOffset);

    /// In the order in which they happened.
    List<OopsSeen> oopses();

    /// Whether the kernel has warned, in this function or anywhere.
    boolean warned(Optional<String> function);

    /// Whether the kernel has panicked.
    boolean panicked();

    /// Whether the play was cut because a CPU repeated itself without end.
    boolean livelock();

    /// Whether the kernel is alive at the end, and has not kept to this.
    boolean broken(Invariant invariant);

    /// Whether CPUs had work left and none could go on.
    boolean deadlock();
}
