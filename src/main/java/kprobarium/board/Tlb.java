package kprobarium.board;

/// The translation lookaside buffer of one CPU: an STLB of 256 sets by 8 ways for pages of one size, and an MTLB of 64 entries of any size.
///
/// Index `way * 256 + set` is in the STLB, 2048 and above in the MTLB, as `TLBIDX` says it. An entry is two pages side by side.
final class Tlb {
    static final int WAYS = 8, SETS = 256, STLB = WAYS * SETS, MTLB = 64, ENTRIES = STLB + MTLB;

    /// `TLBEHI.VPPN`: the address of a pair of pages.
    static final long VPPN = 0xffff_ffff_e000L;
    /// Fields of `TLBELO`.
    static final long V = 1, D = 1 << 1, G = 1 << 6, NR = 1L << 61, NX = 1L << 62, RPLV = 1L << 63, PPN = 0xffff_ffff_f000L;
    static final int PLV_SHIFT = 2;
    /// What of a `TLBELO` is kept: V, D, PLV, MAT, G, PPN, NR, NX, RPLV. The rest belongs to software.
    static final long LOW = RPLV | NX | NR | PPN | 0x7f;
    private static final int ADDRESS_BITS = 48;

    private final long[] pair = new long[ENTRIES];
    private final int[] pageBits = new int[ENTRIES];
    private final int[] asid = new int[ENTRIES];
    private final boolean[] global = new boolean[ENTRIES];
    private final boolean[] exists = new boolean[ENTRIES];
    private final long[] even = new long[ENTRIES];
    private final long[] odd = new long[ENTRIES];
    private int victim;

    /// The index of the entry for an address in an address space, or -1.
    int find(long address, int space, int stlbPageBits) {
        for (int at = set(address, stlbPageBits); at < STLB; at += SETS) if (matches(at, address, space)) return at;
        for (int at = STLB; at < ENTRIES; at++) if (matches(at, address, space)) return at;
        return -1;
    }

    private static int set(long address, int stlbPageBits) {
        return (int) (address >>> stlbPageBits + 1) & SETS - 1;
    }

    private boolean matches(int at, long address, int space) {
        return exists[at] && (global[at] || asid[at] == space) && covers(at, address);
    }

    private boolean covers(int at, long address) {
        return ((address ^ pair[at]) & (1L << ADDRESS_BITS) - 1) >>> pageBits[at] + 1 == 0;
    }

    /// Writes an entry; it is global if both of its halves are.
    void write(int at, long address, int size, int space, long low0, long low1) {
        pair[at] = address & VPPN;
        pageBits[at] = size;
        asid[at] = space;
        global[at] = (low0 & low1 & G) != 0;
        even[at] = low0;
        odd[at] = low1;
        exists[at] = true;
    }

    /// Writes an entry where there is none, else in place of one that is the next to go; drops what it would collide with.
    void fill(long address, int size, int space, long low0, long low1, int stlbPageBits) {
        boolean global0 = (low0 & low1 & G) != 0;
        for (int at = set(address, stlbPageBits); at < STLB; at += SETS) dropIfOverlaps(at, address, size, space, global0);
        for (int at = STLB; at < ENTRIES; at++) dropIfOverlaps(at, address, size, space, global0);
        int at = size == stlbPageBits ? free(set(address, stlbPageBits), SETS, STLB) : free(STLB, 1, ENTRIES);
        write(at, address, size, space, low0, low1);
    }

    private void dropIfOverlaps(int at, long address, int size, int space, boolean global0) {
        int bits = Math.max(size, pageBits[at]) + 1;
        boolean overlaps = ((address ^ pair[at]) & (1L << ADDRESS_BITS) - 1) >>> bits == 0;
        if (overlaps && (global0 || global[at] || asid[at] == space)) exists[at] = false;
    }

    private int free(int first, int step, int end) {
        for (int at = first; at < end; at += step) if (!exists[at]) return at;
        victim++;
        return first + victim % ((end - first + step - 1) / step) * step;
    }

    void drop(int at) {
        exists[at] = false;
    }

    /// `tlbclr` and `tlbflush`: the entries of the MTLB, or those of the set of the STLB, that `index` is in; all of them, or only those
    /// of an address space.
    void dropAround(int index, boolean all, int space) {
        int step = index < STLB ? SETS : 1;
        int first = index < STLB ? index % SETS : STLB;
        int end = index < STLB ? STLB : ENTRIES;
        for (int at = first; at < end; at += step) if (all || !global[at] && asid[at] == space) exists[at] = false;
    }

    /// `invtlb` with an operation from 0 to 6.
    void invalidate(int operation, int space, long address) {
        for (int at = 0; at < ENTRIES; at++) {
            boolean own = asid[at] == space;
            boolean drops = switch (operation) {
                case 2 -> global[at];
                case 3 -> !global[at];
                case 4 -> !global[at] && own;
                case 5 -> !global[at] && own && covers(at, address);
                case 6 -> (global[at] || own) && covers(at, address);
                default -> true;
            };
            if (drops) exists[at] = false;
        }
    }

    boolean exists(int at) {
        return at < ENTRIES && exists[at];
    }

    /// The address of the pair of pages.
    long pair(int at) {
        return pair[at];
    }

    int pageBits(int at) {
        return pageBits[at];
    }

    int asid(int at) {
        return asid[at];
    }

    long even(int at) {
        return even[at];
    }

    long odd(int at) {
        return odd[at];
    }

    /// The half of an entry that is for an address.
    long low(int at, long address) {
        return (address >>> pageBits[at] & 1) == 0 ? even[at] : odd[at];
    }

    /// Where a page lies in physical memory, and an address in it.
    long physical(int at, long address) {
        long inside = (1L << pageBits[at]) - 1;
        return low(at, address) & PPN & ~inside | address & inside;
    }
}
