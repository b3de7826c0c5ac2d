package kprobarium.kernel.trace;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A line of `kprobe_events` that could be read.
public sealed interface ProbeCommand {
    /// `p…` or `r…`: a probe at a place, with what to fetch there.
    ///
    /// @param maxactive 0 where the kernel is to choose
    /// @param words     the line's words
    record Define(boolean isReturn, int maxactive, String group, String event, Place place, List<FetchArg> args, List<String> words)
            implements ProbeCommand {
        public Define {
            args = List.copyOf(args);
            words = List.copyOf(words);
        }

        /// As `kprobe_events` lists it; `shown`: how many instances a return probe has now, 0 if it is not registered.
        String listed(int shown) {
            String head = isReturn ? "r" + (shown == 0 ? "" : shown) : "p";
            return head + ":" + group + "/" + event + " " + place
                    + args.stream().map(arg -> " " + arg.name() + "=" + arg.body()).collect(Collectors.joining());
        }
    }

    /// `-:[GRP/]EVENT [SYM [ARGS]]`: away with an event, or with those of its probes that look like this.
    record Delete(Optional<String> group, String event, List<String> head) implements ProbeCommand {
        public Delete {
            head = List.copyOf(head);
        }
    }

    /// Where a probe stands: a symbol and an offset, or an address.
    sealed interface Place {
        record AtSymbol(String symbol, long offset) implements Place {
            @Override
            public String toString() {
                return offset == 0 ? symbol : symbol + "+" + offset;
            }
        }

        record AtAddress(long address) implements Place {
            @Override
            public String toString() {
                return "0x%016x".formatted(address);
            }
        }
    }

    /// What became of a line. A refusal that the kernel does not explain has no error.
    sealed interface Parsed {
        record Good(ProbeCommand command) implements Parsed {}

        record Bad(kprobarium.kernel.Errno errno, Optional<CommandError> error) implements Parsed {}
    }
}
