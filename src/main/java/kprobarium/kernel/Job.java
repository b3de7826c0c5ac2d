package kprobarium.kernel;

import java.util.List;

/// One call of a task's list, one after another.
public sealed interface Job {
    /// The call as it is written: `foo(41)`.
    String text();

    /// A function of the guest's text; up to eight arguments in `$a0` to `$a7`.
    record Guest(String text, long function, List<Long> arguments) implements Job {}

    /// A function of the guest's in user mode, which a signal ends; up to eight arguments.
    record User(String text, long function, List<Long> arguments) implements Job {}

    /// `munmap()` of the page at `address`.
    record Munmap(String text, long address) implements Job {}

    /// A function of kernel/kprobes.c.
    record Call(String text, Function function, Kprobe p) implements Job {}

    /// Waits until the list of task `task` has ended.
    record Await(String text, int task) implements Job {}

    /// Sends the IPI of this line to a CPU.
    record SendIpi(String text, int line, int cpu) implements Job {}

    enum Function {
        REGISTER_KPROBE, UNREGISTER_KPROBE, ENABLE_KPROBE, DISABLE_KPROBE
    }
}
