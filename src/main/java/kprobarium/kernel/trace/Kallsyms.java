package kprobarium.kernel.trace;

import kprobarium.symbol.Symbols;

/// What a command's reader asks of the kernel's symbol table.
public interface Kallsyms {
    boolean knows(String symbol);

    /// Whether a function begins at `symbol+offset`.
    boolean isFunctionEntry(String symbol, long offset);

    /// The labels of a guest's text and data.
    static Kallsyms of(Symbols symbols) {
        return new Kallsyms() {
            @Override
            public boolean knows(String symbol) {
                return symbols.address(symbol).isPresent();
            }

            @Override
            public boolean isFunctionEntry(String symbol, long offset) {
                long address = symbols.address(symbol).orElseThrow() + offset;
                return symbols.at(address).map(at -> at.offset() == 0).orElse(false);
            }
        };
    }
}
