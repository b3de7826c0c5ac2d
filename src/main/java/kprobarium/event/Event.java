package kprobarium.event;

/// Something that happened on one CPU. Addresses are guest addresses; `where` beside one is its `symbol+0xoff` text.
public sealed interface Event {
    Stamp stamp();

    /// The exception hardware saved `era` and entered the kernel; `exception` is the manual's name (BRK, ALE, …).
    record TrapTaken(Stamp stamp, String exception, long era, String where, int word) implements Event {}

    /// `current_kprobe` became `probe` and its status KPROBE_HIT_ACTIVE.
    record KprobeHit(Stamp stamp, String probe, long address) implements Event {}

    /// `current_kprobe` became the manager of several probes at one address, which calls theirs one after another.
    record AggregateHit(Stamp stamp, String manager, long address) implements Event {}

    /// A call of the function of return probe `probe` will return to the trampoline, and from there to `returnAddress`.
    record Hooked(Stamp stamp, String probe, long returnAddress, String where) implements Event {}

    /// `nmissed` of return probe `probe` went up: no instance was left for a call, which returns unnoticed.
    record Unhooked(Stamp stamp, String probe, long nmissed) implements Event {}

    /// The handler of return probe `probe` returned.
    record ReturnHandled(Stamp stamp, String probe) implements Event {}

    /// `nmissed` of `probe` went up: the probe was hit while another was being handled on this CPU.
    record Missed(Stamp stamp, String probe, long address, long nmissed) implements Event {}

    /// The status became KPROBE_REENTER for `probe`, hit while `outer` was current.
    record Reentered(Stamp stamp, String probe, String outer) implements Event {}

    /// The pre_handler of `probe` returned `value`; non-zero means that nothing is stepped.
    record PreHandled(Stamp stamp, String probe, long value) implements Event {}

    /// The post_handler of `probe` returned.
    record PostHandled(Stamp stamp, String probe) implements Event {}

    /// ERA was pointed at the slot of `probe`, where the original instruction will run.
    record SingleStepped(Stamp stamp, String probe, long slot) implements Event {}

    /// The kernel did the work of the probed instruction itself; execution goes on at `era`.
    record Simulated(Stamp stamp, String probe, long era, String where) implements Event {}

    /// An armed probe's address was executed without a trap: the CPU still fetched the word of before.
    record SilentlyMissed(Stamp stamp, String probe, long address) implements Event {}

    /// The breakpoint of `probe` was written to text.
    record Armed(Stamp stamp, String probe, long address, String where) implements Event {}

    /// The original instruction of `probe` was written back to text.
    record Disarmed(Stamp stamp, String probe, long address, String where) implements Event {}

    /// A word of text changed in memory; other CPUs may not fetch it yet. `patch` numbers the writes of a machine from 1.
    record TextPoked(Stamp stamp, long patch, long address, String where, int was, int now) implements Event {}

    /// This CPU's fetch view took over patch number `patch`, written by `fromCpu`.
    record PatchDelivered(Stamp stamp, long patch, long address, String where, int word, int fromCpu) implements Event {}

    /// This CPU fetched `fetched` where memory holds `inMemory`.
    record StaleFetch(Stamp stamp, long address, String where, int fetched, int inMemory) implements Event {}

    /// A call of this CPU's list began: `foo(41)`, `unregister_kprobe(p)`.
    record CallStarted(Stamp stamp, String call) implements Event {}

    /// The call ended with `value`: what `$a0` holds, or the errno as a negative number.
    record CallReturned(Stamp stamp, String call, long value) implements Event {}

    /// An event of `kprobe_events` was recorded: a line of the `trace` file in its parts. `flags` are its five columns, `text` is what
    /// stands behind the event's name.
    record TraceRecord(Stamp stamp, String group, String event, String comm, long pid, String flags, String text) implements Event {}

    /// A line in the kernel's log.
    record Logged(Stamp stamp, String level, String text) implements Event {}

    /// The task that runs here is sent signal `name`, with `si_code` and `si_addr`, for an exception in user mode.
    record Signal(Stamp stamp, String name, int code, long address, String where) implements Event {}

    /// The kernel gave up, and with it every CPU.
    record Panic(Stamp stamp, String reason) implements Event {}

    /// The kernel died of `message`; `function` is the last trap or kprobes function that declined the exception.
    record Oops(Stamp stamp, String message, String function, long era, String where) implements Event {}
}
