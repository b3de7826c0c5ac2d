package kprobarium.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Guest memory as data: what it holds now, for everyone at once. What a CPU *fetches* from it is another question, see [FetchView].
///
/// Memory is a few regions, each with its own address range; between them nothing is mapped. Who may see a write is a property of
/// the region: [Sharing#PRIVATE] is one CPU's (its kernel stack), everything else is shared, and touching it is a visible access.
public final class Memory {
    public enum Sharing {
        SHARED, PRIVATE
    }

    /// A mapped range of addresses. Text is read-only for guest stores; only [Strand#poke] writes it.
    public record Region(String name, long base, int size, boolean text, Sharing sharing, int owner, int offset) {
        boolean covers(long address, int length) {
            long at = address - base;
            return at >= 0 && at <= size - length;
        }
    }

    static final int NOWHERE = -1;

    private final State state;
    private final List<Region> list = new ArrayList<>();
    private Region[] regions = {};

    Memory(State state) {
        this.state = state;
    }

    /// Maps a region that all CPUs share; `size` in bytes, rounded up to 8.
    public Region map(String name, long base, int size, boolean text) {
        return map(name, base, size, text, Sharing.SHARED, -1);
    }

    /// Maps a region that only CPU `owner` ever touches.
    public Region mapPrivate(String name, long base, int size, int owner) {
        return map(name, base, size, false, Sharing.PRIVATE, owner);
    }

    private Region map(String name, long base, int size, boolean text, Sharing sharing, int owner) {
        int rounded = size + 7 & ~7;
        Region region = new Region(name, base, rounded, text, sharing, owner, state.allocateBytes(rounded));
        list.add(region);
        regions = list.toArray(Region[]::new);
        return region;
    }

    public List<Region> regions() {
        return List.copyOf(list);
    }

    public Optional<Region> region(long address) {
        return Optional.ofNullable(find(address, 1));
    }

    Region find(long address, int size) {
        for (Region region : regions) if (region.covers(address, size)) return region;
        return null;
    }

    public boolean mapped(long address, int size) {
        return find(address, size) != null;
    }

    /// `size` bytes (1, 2, 4 or 8), zero-extended; the address must be [mapped][#mapped(long, int)].
    public long load(long address, int size) {
        return state.load(offset(address, size), size);
    }

    public int word(long address) {
        return (int) load(address, 4);
    }

    public void store(long address, int size, long value) {
        state.store(offset(address, size), size, value);
    }

    private int offset(long address, int size) {
        Region region = find(address, size);
        if (region == null) throw new IllegalStateException("nothing is mapped at 0x" + Long.toHexString(address));
        return region.offset() + (int) (address - region.base());
    }
}
