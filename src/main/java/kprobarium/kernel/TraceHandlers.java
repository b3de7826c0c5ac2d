package kprobarium.kernel;

/// What an event of kernel/trace/trace_kprobe.c does at its probe: the handlers behind [Kprobe#TRACE].
///
/// They are kernel code: what they read they read through the strand.
public interface TraceHandlers {
    /// For a kernel without events.
    TraceHandlers NONE = new TraceHandlers() {};

    /// `kprobe_dispatcher()`.
    default int kprobe(Kprobe p, PtRegs regs) {
        return 0;
    }

    /// `trace_kprobe_entry_handler()`; not 0: the return is not wanted. `ri` is the address of the `struct kretprobe_instance`.
    default int entry(Kretprobe rp, long ri, PtRegs regs) {
        return 0;
    }

    /// `kretprobe_dispatcher()`.
    default void returned(Kretprobe rp, long ri, PtRegs regs) {}
}
