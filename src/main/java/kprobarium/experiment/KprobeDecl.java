package kprobarium.experiment;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A probe of the experiment: its name in this file, its address as `symbol+0xoff`, its handlers, its first state.
///
/// @param returns what it does at the return of the function; nothing for a kprobe
public record KprobeDecl(String name, String at, Handler preHandler, Handler postHandler, ProbeState state, Optional<Returns> returns) {
    /// A return probe's part.
    ///
    /// @param handler      called when the function returns: `int (struct kretprobe_instance *ri, struct pt_regs *regs)`
    /// @param entryHandler called at its entry, likewise; not 0 means that the return is not wanted
    /// @param maxactive    how many calls can be hooked at once; 0 for the kernel's own choice
    public record Returns(Handler handler, Handler entryHandler, int maxactive) {
        public Returns {
            Objects.requireNonNull(handler);
            Objects.requireNonNull(entryHandler);
        }
    }

    public KprobeDecl {
        Objects.requireNonNull(name);
        Objects.requireNonNull(at);
        Objects.requireNonNull(preHandler);
        Objects.requireNonNull(postHandler);
        Objects.requireNonNull(state);
        Objects.requireNonNull(returns);
    }

    /// A kprobe.
    public KprobeDecl(String name, String at, Handler preHandler, Handler postHandler, ProbeState state) {
        this(name, at, preHandler, postHandler, state, Optional.empty());
    }

    /// A kretprobe.
    public KprobeDecl(String name, String at, Returns returns, ProbeState state) {
        this(name, at, new Handler.None(), new Handler.None(), state, Optional.of(returns));
    }

    public boolean isKretprobe() {
        return returns.isPresent();
    }

    /// All that it calls.
    public Stream<Handler> handlers() {
        return Stream.concat(Stream.of(preHandler, postHandler), returns.stream().flatMap(r -> Stream.of(r.handler(), r.entryHandler())));
    }

    /// The same with other handlers of its own.
    public KprobeDecl with(Handler pre, Handler post) {
        return new KprobeDecl(name, at, pre, post, state, returns);
    }

    /// What registers it.
    public KprobesFunction registering() {
        return isKretprobe() ? KprobesFunction.REGISTER_KRETPROBE : KprobesFunction.REGISTER_KPROBE;
    }
}
