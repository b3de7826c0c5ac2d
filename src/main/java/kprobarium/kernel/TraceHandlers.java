package kprobarium.kernel;

/// What kprobe_events does at a hit, set by whoever has the events.
public interface TraceHandlers {
    TraceHandlers NONE = (_, _) -> 0;

    /// The pre_handler of a `p` event.
    int kprobeDispatcher(Kprobe p, PtRegs regs);
}
