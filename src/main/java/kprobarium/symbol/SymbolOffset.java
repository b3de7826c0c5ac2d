package kprobarium.symbol;

/// A place inside a symbol, as the kernel writes it: `foo` at offset 0, else `foo+0x8` or `foo-0x4`.
///
/// @param symbol the symbol's name
/// @param offset bytes from the symbol's start; may be negative
public record SymbolOffset(String symbol, long offset) {
    @Override
    public String toString() {
        if (offset == 0) {
            return symbol;
        }
        return offset > 0 ? symbol + "+0x" + Long.toHexString(offset) : symbol + "-0x" + Long.toHexString(-offset);
    }
}
