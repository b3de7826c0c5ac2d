package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import kprobarium.symbol.Symbols;

/// `kprobe_blacklist`: the functions that must not be probed, since kprobes runs them itself or cannot be entered from them. It is filled
/// before the clock starts, and does not change.
public final class KprobeBlacklist {
    /// A function from its first byte to the first behind it.
    public record Entry(String symbol, long start, long end) {
        boolean contains(long addr) {
            return Long.compareUnsigned(addr, start) >= 0 && Long.compareUnsigned(addr, end) < 0;
        }
    }

    private final Kernel k;
    private final List<Entry> entries = new ArrayList<>();

    KprobeBlacklist(Kernel k) {
        this.k = k;
    }

    /// `kprobe_add_ksym_blacklist()`: a function reaches to the next label that has a name outside its file, or to the end of text.
    void add(String symbol) {
        long start = k.machine.symbols().address(symbol).orElseThrow();
        long end = k.machine.symbols().all().stream().mapToLong(Symbols.Symbol::address)
                .filter(next -> Long.compareUnsigned(next, start) > 0 && k.isKernelText(next)).min().orElse(k.textEnd());
        entries.add(new Entry(symbol, start, end));
    }

    boolean contains(long addr) {
        return entries.stream().anyMatch(entry -> entry.contains(addr));
    }

    /// In the order in which they were added.
    public List<Entry> entries() {
        return List.copyOf(entries);
    }
}
