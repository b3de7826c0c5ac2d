package kprobarium.kernel.trace;

import java.util.List;
import java.util.Optional;

/// One argument of an event: what it is called, and the program that fetches it.
///
/// @param name  as given, or `arg1`, `arg2`, …
/// @param body  the text behind the `=`, as it is listed
/// @param count how many of an array; 0 for one that is none
/// @param ops   a source, then dereferences, innermost first
/// @param bits  the bits of it that are meant, if not all
public record FetchArg(String name, String body, FetchType type, int count, List<FetchOp> ops, Optional<Bits> bits) {
    /// `b<width>@<offset>/<size>`, the container's size being the type's.
    record Bits(int width, int offset) {
        /// Shifted up to where the container ends and down again, as the kernel does it.
        long of(long value, FetchType container) {
            int size = 8 * container.size();
            long up = container.narrow(value << size - width - offset);
            return container.narrow(up >>> size - width);
        }
    }

    public FetchArg {
        ops = List.copyOf(ops);
    }

    /// How many bytes it takes in the event's record.
    int size() {
        return type.size() * Math.max(1, count);
    }

    /// The same name, type and number of elements: what two probes of one event must agree in.
    boolean isLike(FetchArg other) {
        return type == other.type && count == other.count && name.equals(other.name);
    }
}
