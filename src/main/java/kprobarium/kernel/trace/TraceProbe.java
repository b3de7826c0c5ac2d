package kprobarium.kernel.trace;

import java.util.Optional;
import java.util.OptionalInt;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.Kprobes;

/// `struct trace_kprobe`: one probe of an event. Two probes with one name and alike arguments are one event.
final class TraceProbe {
    /// What is registered for it: a kprobe or, for `r`, a kretprobe.
    sealed interface Target {
        String name();

        int register();

        void unregister();

        int enable();

        int disable();

        long nmissed();

        /// How many instances a return probe has; 0 for another.
        int maxactive();

        /// Its place and its name may be used again.
        void forget();
    }

    record Hooked(Kernel k, Kprobe p) implements Target {
        private Kprobes kprobes() {
            return k.kprobes;
        }

        @Override
        public String name() {
            return p.name();
        }

        @Override
        public int register() {
            return kprobes().registerKprobe(p);
        }

        @Override
        public void unregister() {
            kprobes().unregisterKprobe(p);
        }

        @Override
        public int enable() {
            return kprobes().enableKprobe(p);
        }

        @Override
        public int disable() {
            return kprobes().disableKprobe(p);
        }

        @Override
        public long nmissed() {
            return p.nmissedNow();
        }

        @Override
        public int maxactive() {
            return 0;
        }

        @Override
        public void forget() {
            k.forget(p);
        }
    }

    private final TraceEvent event;
    private final ProbeCommand.Define command;
    private Optional<Target> target = Optional.empty();
    private OptionalInt index = OptionalInt.empty();

    TraceProbe(TraceEvent event, ProbeCommand.Define command) {
        this.event = event;
        this.command = command;
    }

    TraceEvent event() {
        return event;
    }

    ProbeCommand.Define command() {
        return command;
    }

    /// What is registered; nothing while the symbol that it needs is not there.
    Optional<Target> target() {
        return target;
    }

    /// The kernel's number of the kprobe that is hit for it.
    OptionalInt index() {
        return index;
    }

    void target(Target made, int kprobe) {
        target = Optional.of(made);
        index = OptionalInt.of(kprobe);
    }

    void nothingRegistered() {
        target = Optional.empty();
        index = OptionalInt.empty();
    }

    /// As `kprobe_events` lists it.
    String listed() {
        return command.listed(target.map(Target::maxactive).orElse(command.maxactive()));
    }
}
