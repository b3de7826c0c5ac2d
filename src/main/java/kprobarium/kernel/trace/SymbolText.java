package kprobarium.kernel.trace;

import java.util.Optional;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.symbol.SymbolOffset;

/// Addresses as `%pS` prints them: `foo+0x8/0x18`.
///
/// The assembler knows labels and no sizes, so a function is what lies between its label and the next one, or the end of the region
/// that it is in.
final class SymbolText {
    private final Machine machine;

    SymbolText(Machine machine) {
        this.machine = machine;
    }

    /// The symbol that an address belongs to, and how far in; nothing where nothing is mapped.
    Optional<SymbolOffset> at(long address) {
        return machine.memory().mapped(address, 1) ? machine.symbols().at(address) : Optional.empty();
    }

    /// The symbol's name alone.
    String name(long address) {
        return at(address).map(SymbolOffset::symbol).orElseGet(() -> hex(address));
    }

    String sized(long address) {
        return at(address).map(place -> place.symbol() + "+" + hex(place.offset()) + "/" + hex(size(address, place)))
                .orElseGet(() -> hex(address));
    }

    private long size(long address, SymbolOffset place) {
        long start = address - place.offset();
        long known = machine.symbols().symbol(place.symbol()).orElseThrow().size();
        if (known != 0) return known;
        Memory.Region region = machine.memory().region(address).orElseThrow();
        long end = machine.symbols().all().stream().mapToLong(symbol -> symbol.address())
                .filter(next -> Long.compareUnsigned(next, start) > 0).findFirst().orElse(-1);
        long last = region.base() + region.size();
        return (Long.compareUnsigned(end, last) < 0 ? end : last) - start;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
