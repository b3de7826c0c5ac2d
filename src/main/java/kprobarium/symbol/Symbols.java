package kprobarium.symbol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names for addresses: an immutable table of symbols in address order.
///
/// A symbol covers `[address, address + size)`. One of size 0 is of unknown extent and covers what lies between it and the next symbol, at
/// most [#UNSIZED_REACH] bytes, so that an address far from all text is printed as the number it is. Where symbols overlap, the one that
/// starts last speaks for the address; of several that start together, the one added first.
///
/// Addresses compare unsigned: the kernel lives in the upper half.
public final class Symbols {
    /// A symbol as it was added.
    ///
    /// @param name    unique in its table
    /// @param address the first byte
    /// @param size    in bytes; 0 when unknown
    public record Symbol(String name, long address, long size) {
    }

    /// How far a symbol of unknown size reaches: 64 KiB.
    public static final long UNSIZED_REACH = 0x10000;

    private static final Pattern NUMBER = Pattern.compile("0[xX]([0-9a-fA-F]{1,16})|([0-9]{1,19})");
    private static final Pattern NAME_AND_OFFSET = Pattern.compile("(.+?)\\s*([+-])\\s*(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19})");
    private static final Symbols NONE = new Builder().build();

    private final Map<String, Symbol> byName;
    /// Sorted by address; of several at one address the one added first stands last, where [#at] looks first.
    private final List<Symbol> byAddress;
    /// For each of [#byAddress], the last byte that it covers.
    private final long[] last;
    /// For each of [#byAddress], the last byte that it or one before it covers: tells how far down a search must go.
    private final long[] lastSoFar;

    private Symbols(Map<String, Symbol> byName, List<Symbol> byAddress, long[] last, long[] lastSoFar) {
        this.byName = byName;
        this.byAddress = byAddress;
        this.last = last;
        this.lastSoFar = lastSoFar;
    }

    /// The table without any symbol.
    public static Symbols none() {
        return NONE;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// A builder that already holds these symbols.
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.symbols.putAll(byName);
        return builder;
    }

    public OptionalLong address(String name) {
        Symbol symbol = byName.get(name);
        return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.address());
    }

    public Optional<Symbol> symbol(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /// The symbol that covers an address and the distance from its start; empty where no symbol reaches.
    public Optional<SymbolOffset> at(long address) {
        int i = covering(address);
        return i < 0 ? Optional.empty() : Optional.of(new SymbolOffset(byAddress.get(i).name(), address - byAddress.get(i).address()));
    }

    /// The address that a text names: `foo`, `foo+0x8`, `foo+8`, `foo-0x4`, `0x9000000000200000` or a decimal number; empty for others.
    public OptionalLong resolve(String text) {
        String trimmed = text.strip();
        if (byName.containsKey(trimmed)) {
            return address(trimmed);
        }
        OptionalLong number = number(trimmed);
        if (number.isPresent()) {
            return number;
        }
        Matcher m = NAME_AND_OFFSET.matcher(trimmed);
        if (!m.matches()) {
            return OptionalLong.empty();
        }
        OptionalLong base = byName.containsKey(m.group(1)) ? address(m.group(1)) : number(m.group(1));
        OptionalLong offset = number(m.group(3));
        if (base.isEmpty() || offset.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(m.group(2).equals("+") ? base.getAsLong() + offset.getAsLong() : base.getAsLong() - offset.getAsLong());
    }

    /// `foo+0x8`, plain `foo` at its start, `0x…` where no symbol reaches.
    public String render(long address) {
        return at(address).map(SymbolOffset::toString).orElseGet(() -> hex(address));
    }

    /// `foo+0x8/0x18`: offset and size, as the kernel's `%pS` prints them (`foo+0x0/0x18` at the start).
    public String renderSized(long address) {
        int i = covering(address);
        if (i < 0) {
            return hex(address);
        }
        Symbol symbol = byAddress.get(i);
        return symbol.name() + "+" + hex(address - symbol.address()) + "/" + hex(last[i] - symbol.address() + 1);
    }

    /// All names, in the order in which they were added.
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /// All symbols in address order.
    public List<Symbol> all() {
        return byAddress;
    }

    /// The known name nearest to a misspelt one; empty when none is near.
    public Optional<String> nearest(String name) {
        return Nearest.to(name, byName.keySet());
    }

    private int covering(long address) {
        int low = 0;
        int high = byAddress.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(byAddress.get(middle).address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low - 1; i >= 0 && Long.compareUnsigned(lastSoFar[i], address) >= 0; i--) {
            if (Long.compareUnsigned(last[i], address) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static OptionalLong number(String text) {
        Matcher m = NUMBER.matcher(text);
        if (!m.matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(m.group(1) != null ? Long.parseUnsignedLong(m.group(1), 16) : Long.parseLong(m.group(2)));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    private static long unsignedMin(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /// Collects symbols; a name added again moves to its new address.
    public static final class Builder {
        private final Map<String, Symbol> symbols = new LinkedHashMap<>();

        private Builder() {
        }

        /// Adds a symbol of known size, in bytes; size 0 says that the extent is unknown.
        public Builder add(String name, long address, long size) {
            if (name.isBlank() || size < 0) {
                throw new IllegalArgumentException("symbol `" + name + "` of size " + size + ": a symbol has a name and a size >= 0");
            }
            symbols.put(name, new Symbol(name, address, size));
            return this;
        }

        /// Adds all symbols of another table.
        public Builder add(Symbols others) {
            symbols.putAll(others.byName);
            return this;
        }

        public Symbols build() {
            List<Symbol> sorted = new ArrayList<>(symbols.values()).reversed();
            sorted.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
            long[] last = new long[sorted.size()];
            long[] lastSoFar = new long[sorted.size()];
            long beforeNext = -1;
            for (int i = last.length - 1; i >= 0; i--) {
                Symbol symbol = sorted.get(i);
                if (i + 1 < last.length && sorted.get(i + 1).address() != symbol.address()) {
                    beforeNext = sorted.get(i + 1).address() - 1;
                }
                long extent = symbol.size() != 0 ? symbol.size() - 1 : unsignedMin(beforeNext - symbol.address(), UNSIZED_REACH - 1);
                last[i] = symbol.address() + extent;
            }
            for (int i = 0; i < last.length; i++) {
                lastSoFar[i] = i > 0 && Long.compareUnsigned(lastSoFar[i - 1], last[i]) > 0 ? lastSoFar[i - 1] : last[i];
            }
            return new Symbols(new LinkedHashMap<>(symbols), List.copyOf(sorted), last, lastSoFar);
        }
    }
}
