package kprobarium.experiment;

import java.util.List;
import java.util.stream.Collectors;

/// One entry of a CPU's program; entries run in order, each when the one before has returned.
public sealed interface Call {
    /// A function of the experiment's text, called with `arguments` in `$a0`, `$a1`, … and a return address that ends it.
    record GuestCall(String symbol, List<Long> arguments) implements Call {
        public GuestCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return symbol + arguments.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /// A function of the experiment's text in user mode, on a page that user mode can reach; written `user foo(41)`. A signal ends it.
    record UserCall(String symbol, List<Long> arguments) implements Call {
        public UserCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return "user " + new GuestCall(symbol, arguments);
        }
    }

    /// Takes the page of label `symbol` away, and its VMA; written `munmap(buf)`.
    record Munmap(String symbol) implements Call {
        @Override
        public String toString() {
            return "munmap(" + symbol + ")";
        }
    }

    /// A function of `kernel/kprobes.c`, called for one probe, several, or none.
    record KprobesCall(KprobesFunction function, List<String> probes) implements Call {
        public KprobesCall {
            probes = List.copyOf(probes);
        }

        public KprobesCall(KprobesFunction function, String probe) {
            this(function, List.of(probe));
        }

        @Override
        public String toString() {
            return function.word() + "(" + String.join(", ", probes) + ")";
        }
    }

    /// Goes on when every entry of a task's program has ended; written `wait(worker)`.
    record AwaitTask(String task) implements Call {
        @Override
        public String toString() {
            return "wait(" + task + ")";
        }
    }

    /// Sends an IPI, which comes on CPU `cpu` where that has interrupts on; written `send_ipi(resched, cpu1)`.
    record SendIpi(String interrupt, int cpu) implements Call {
        @Override
        public String toString() {
            return "send_ipi(" + interrupt + ", cpu" + cpu + ")";
        }
    }

    /// Goes on when every entry of CPU `cpu`'s program has ended; written `wait(cpu0)`.
    record Await(int cpu) implements Call {
        @Override
        public String toString() {
            return "wait(cpu" + cpu + ")";
        }
    }
}
