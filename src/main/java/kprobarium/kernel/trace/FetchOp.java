package kprobarium.kernel.trace;

/// One step of a fetch program: where its value comes from, or a dereference of the value so far.
public sealed interface FetchOp {
    /// The eight bytes at `offset` of pt_regs.
    record Register(int offset) implements FetchOp {}

    /// `$stackN`: the N-th long from the stack pointer up.
    record Stack(int n) implements FetchOp {}

    /// `$stack`.
    record StackPointer() implements FetchOp {}

    /// `$retval`.
    record ReturnValue() implements FetchOp {}

    /// `$comm`.
    record Comm() implements FetchOp {}

    /// Argument `n`, from 0: at a function's entry, from its registers; at its return, from what its entry has kept.
    record Argument(int n) implements FetchOp {}

    /// `\IMM`, or the address behind `@`.
    record Immediate(long value) implements FetchOp {}

    /// `@SYM+OFFS`: the address of a symbol, which may be unknown yet.
    record Symbol(String name, long offset) implements FetchOp {}

    /// `\"text"`.
    record Data(String text) implements FetchOp {}

    /// What memory holds at the value so far plus `offset`; `user`: only if it is the user's.
    record Dereference(long offset, boolean user) implements FetchOp {}
}
