package kprobarium.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Guest memory as data: what it holds now, for everyone at once. What a CPU *fetches* from it is another question, see [FetchModel].
///
/// Memory is a few regions, each with its own address range; between them nothing is mapped. Who may see a write is a property of
/// the region: [Sharing#PRIVATE] is one task's (its kernel stack), everything else is shared, and touching it is a visible access.
public final class Memory {
    public enum Sharing {
        SHARED, PRIVATE
    }

    /// A mapped range of addresses. Text is written by [Strand#poke], and where it is [writable][Machine#makeWritable(long)] by guest
    /// stores. `page` is the cell that says whether it is [present][Memory#setPresent] now, or [#ALWAYS].
    public record Region(String name, long base, int size, boolean text, Sharing sharing, int owner, int offset, int page) {
        /// In place of a cell: present from the start to the end.
        static final int ALWAYS = -1;

        boolean covers(long address, int length) {
            long at = address - base;
            return at >= 0 && at <= size - length;
        }
    }

    private static final int PAGE_BITS = 12;
    static final int ALIGNMENT = 1 << PAGE_BITS;
    private static final int CACHED_PAGES_BITS = 10;
    /// Pages lie at round addresses; times this, they lie anywhere.
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final State state;
    private final List<Region> list = new ArrayList<>();
    private long windowBase;
    private int windowSize;
    private boolean comesAndGoes;
    private final Region[] byPage = new Region[1 << CACHED_PAGES_BITS];

    Memory(State state) {
        this.state = state;
    }

    /// Maps a region that all CPUs share; `size` in bytes, rounded up to 8.
    public Region map(String name, long base, int size, boolean text) {
        return map(name, base, size, text, Sharing.SHARED, -1, Region.ALWAYS);
    }

    /// The same of a region that can come and go as a whole, as a page does. It is present now.
    public Region mapPage(String name, long base, int size, boolean text) {
        comesAndGoes = true;
        int page = state.allocate(1);
        state.set(page, 1);
        return map(name, base, size, text, Sharing.SHARED, -1, page);
    }

    /// Maps a region that only task `owner` ever touches.
    public Region mapPrivate(String name, long base, int size, int owner) {
        return map(name, base, size, false, Sharing.PRIVATE, owner, Region.ALWAYS);
    }

    /// Sets aside one piece of memory for all regions that will be mapped between `base`, a multiple of 4096, and `base + size`: a
    /// program's address space, which the [engine][kprobarium.engine] reaches directly. Before anything is mapped.
    public void window(long base, int size) {
        if (!list.isEmpty() || windowSize != 0) throw new IllegalStateException("something is mapped");
        state.allocateBytes(size, ALIGNMENT);
        windowBase = base;
        windowSize = size;
    }

    long windowBase() {
        return windowBase;
    }

    int windowSize() {
        return windowSize;
    }

    private Region map(String name, long base, int size, boolean text, Sharing sharing, int owner, int page) {
        int rounded = size + 7 & ~7;
        boolean inside = base >= windowBase && base - windowBase < windowSize;
        // What is executed lies in its page as its addresses do, so that it can be decoded page by page.
        int before = (int) base & ALIGNMENT - 8;
        int offset = inside ? (int) (base - windowBase) : state.allocateBytes(before + rounded, ALIGNMENT) + before;
        Region region = new Region(name, base, rounded, text, sharing, owner, offset, page);
        list.add(region);
        return region;
    }

    public List<Region> regions() {
        return List.copyOf(list);
    }

    public Optional<Region> region(long address) {
        return Optional.ofNullable(find(address, 1));
    }

    /// The region of an access, or null. Where a page was found last is tried first; regions are never unmapped.
    Region find(long address, int size) {
        int page = (int) ((address >>> PAGE_BITS) * SPREAD >>> Long.SIZE - CACHED_PAGES_BITS);
        Region last = byPage[page];
        return last != null && last.covers(address, size) ? last : search(address, size, page);
    }

    private Region search(long address, int size, int page) {
        for (Region region : list) {
            if (region.covers(address, size)) {
                byPage[page] = region;
                return region;
            }
        }
        return null;
    }

    /// Whether these bytes are in a region, present or not; which does not change.
    public boolean isRegion(long address, int size) {
        return find(address, size) != null;
    }

    /// Whether a CPU that touches these bytes now finds them.
    public boolean mapped(long address, int size) {
        Region region = find(address, size);
        return region != null && isPresent(region);
    }

    /// Whether a CPU that touches `region` now finds it. What it holds stays while it is not.
    public boolean isPresent(Region region) {
        return region.page() == Region.ALWAYS || state.get(region.page()) != 0;
    }

    /// Whether there is anything that may be present now and not then.
    boolean comesAndGoes() {
        return comesAndGoes;
    }

    /// Lets a region come or go that was mapped as a [page][#mapPage].
    public void setPresent(Region region, boolean present) {
        state.set(region.page(), present ? 1 : 0);
    }

    /// `size` bytes (1, 2, 4 or 8), zero-extended, whether they are present or not; the address must be in a region.
    public long load(long address, int size) {
        return state.load(offset(address, size), size);
    }

    public int word(long address) {
        return (int) load(address, 4);
    }

    public void store(long address, int size, long value) {
        state.store(offset(address, size), size, value);
    }

    /// Eight bytes at an address that is known beforehand, a multiple of 8.
    public static final class Cell {
        private final State state;
        private final int offset;

        private Cell(State state, int offset) {
            this.state = state;
            this.offset = offset;
        }

        public long get() {
            return state.load8(offset);
        }

        public void set(long value) {
            state.store8(offset, value);
        }
    }

    public Cell cell(long address) {
        return new Cell(state, offset(address, 8));
    }

    /// A C struct at an address that is known beforehand, a multiple of 8: a field is named by its offset in it.
    public static final class Struct {
        private final State state;
        private final long address;
        private final int offset;

        private Struct(State state, long address, int offset) {
            this.state = state;
            this.address = address;
            this.offset = offset;
        }

        public long address() {
            return address;
        }

        /// Where the field is in the [State]'s bytes.
        int place(int field) {
            return offset + field;
        }

        public long get(int field) {
            return state.load8(offset + field);
        }

        public void set(int field, long value) {
            state.store8(offset + field, value);
        }

        /// The first `size` bytes are [put][#put] next, one by one.
        public void aboutToPut(int size) {
            state.aboutToPut(offset, size);
        }

        public void put(int field, long value) {
            state.put8(offset + field, value);
        }
    }

    public Struct struct(long address, int size) {
        return new Struct(state, address, offset(address, size));
    }

    /// The word of text at `address`, zero-extended; or -1 where a CPU does not find it now.
    long text(long address) {
        Region region = find(address, Integer.BYTES);
        if (region == null || !isPresent(region)) return Strand.NOT_PRESENT;
        return state.load(region.offset() + (int) (address - region.base()), Integer.BYTES);
    }

    /// Where the access is in the [State]'s bytes.
    int offset(long address, int size) {
        Region region = find(address, size);
        if (region == null) throw new IllegalStateException("nothing is mapped at 0x" + Long.toHexString(address));
        return region.offset() + (int) (address - region.base());
    }
}
