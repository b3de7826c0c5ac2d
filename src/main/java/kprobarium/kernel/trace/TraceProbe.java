package kprobarium.kernel.trace;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.Kretprobe;

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
        @Override
        public String name() {
            return p.name();
        }

        @Override
        public int register() {
            return k.kprobes.registerKprobe(p);
        }

        @Override
        public void unregister() {
            k.kprobes.unregisterKprobe(p);
        }

        @Override
        public int enable() {
            return k.kprobes.enableKprobe(p);
        }

        @Override
        public int disable() {
            return k.kprobes.disableKprobe(p);
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

    record Returning(Kernel k, Kretprobe rp) implements Target {
        @Override
        public String name() {
            return rp.name();
        }

        @Override
        public int register() {
            return k.kretprobes.registerKretprobe(rp);
        }

        @Override
        public void unregister() {
            k.kretprobes.unregisterKretprobe(rp);
        }

        @Override
        public int enable() {
            return k.kprobes.enableKprobe(rp.kp);
        }

        @Override
        public int disable() {
            return k.kprobes.disableKprobe(rp.kp);
        }

        @Override
        public long nmissed() {
            return rp.kp.nmissedNow() + rp.nmissedNow();
        }

        @Override
        public int maxactive() {
            return rp.maxactiveNow();
        }

        @Override
        public void forget() {
            k.forget(rp.kp);
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

    /// The arguments of the function that its entry has to keep for its return, without repetition.
    List<Integer> entryArguments() {
        if (!command.isReturn()) return List.of();
        return command.args().stream().flatMap(arg -> arg.ops().stream()).filter(FetchOp.Argument.class::isInstance)
                .map(op -> ((FetchOp.Argument) op).n()).sorted().distinct().toList();
    }

    /// As `kprobe_events` lists it.
    String listed() {
        return command.listed(target.map(Target::maxactive).orElse(command.maxactive()));
    }
}
