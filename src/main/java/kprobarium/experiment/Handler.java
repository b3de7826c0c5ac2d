package kprobarium.experiment;

/// What a probe calls at its hit (pre_handler) or after its step (post_handler).
public sealed interface Handler {
    /// No handler: the field of `struct kprobe` is NULL. Written `none`.
    record None() implements Handler {
        @Override
        public String toString() {
            return "none";
        }
    }

    /// A handler of the simulator's own that only counts, and returns 0. Written `count`.
    record Count() implements Handler {
        @Override
        public String toString() {
            return "count";
        }
    }

    /// A function of the experiment's text, run on the CPU that hit: `int (struct kprobe *p, struct pt_regs *regs)` as
    /// pre_handler, `void (struct kprobe *p, struct pt_regs *regs, unsigned long flags)` as post_handler.
    record Guest(String symbol) implements Handler {
        @Override
        public String toString() {
            return symbol;
        }
    }

    /// The handler that `text` names: `none`, `count`, or else a symbol of the text.
    static Handler of(String text) {
        return switch (text) {
            case "none" -> new None();
            case "count" -> new Count();
            default -> new Guest(text);
        };
    }
}
