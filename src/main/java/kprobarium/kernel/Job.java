package kprobarium.kernel;

import java.util.List;
import java.util.function.ToLongFunction;

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

    /// A function of kernel/kprobes.c, with the probes that it takes: one, several, or none.
    record Call(String text, Function function, List<Kprobe> probes) implements Job {
        public Call {
            probes = List.copyOf(probes);
        }

        public Call(String text, Function function, Kprobe p) {
            this(text, function, List.of(p));
        }

        Kprobe p() {
            return probes.getFirst();
        }
    }

    /// Waits until the list of task `task` has ended.
    record Await(String text, int task) implements Job {}

    /// Sends the IPI of this line to a CPU.
    record SendIpi(String text, int line, int cpu) implements Job {}

    /// A routine of kernel code by itself: the write to a file, say.
    record Routine(String text, ToLongFunction<Kernel> code) implements Job {}

    enum Function {
        REGISTER_KPROBE, UNREGISTER_KPROBE, ENABLE_KPROBE, DISABLE_KPROBE, REGISTER_KPROBES, UNREGISTER_KPROBES, REGISTER_KRETPROBE,
        UNREGISTER_KRETPROBE, ARM_ALL_KPROBES, DISARM_ALL_KPROBES
    }
}
