package kprobarium.kernel.trace;

/// What a command's reader asks of the kernel's symbol table.
public interface Kallsyms {
    boolean knows(String symbol);

    /// Whether a function begins at `symbol+offset`.
    boolean isFunctionEntry(String symbol, long offset);
}
