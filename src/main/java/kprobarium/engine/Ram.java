package kprobarium.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The memory of a machine as its CPUs execute from it: flat bytes, a flag for each granule of 128, and the decoded text.
///
/// A store that finds its granule's flag 0 is done; anything else is the [slow way][#store]. So text that is patched, a page that may not
/// be written and a snapshot that wants the old contents cost nothing where there are none.
public final class Ram {
    static final int PAGE_BITS = 12;
    static final int PAGE = 1 << PAGE_BITS;
    static final int GRANULE_BITS = 7;
    /// Words here are decoded: a store has to undo that.
    static final byte TEXT = 1;
    /// Not written since the snapshot was taken: a store has to save what was there.
    static final byte CLEAN = 2;
    /// Guest stores are not done here but asked about, see [Core#storeSlow].
    static final byte GUARDED = 4;
    /// For [Snapshots], in passing.
    static final byte OLDER = 8;

    /// An access that begins in the last bytes of a window of all memory may reach that far behind it.
    public static final int SLACK = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    final byte[] bytes;
    final byte[] flags;
    private final Text[] text;
    private final List<Region>[] regions;
    private final List<Window> windows = new ArrayList<>();
    private int patches;
    private Snapshots snapshots;
    /// Whether no flag can be set but [#GUARDED].
    private boolean isFresh = true;

    public Ram(int size) {
        this(new byte[size + SLACK]);
    }

    /// Memory that others read and write too, with [#SLACK] bytes at the end that nobody uses; they must say what they are [about to
    /// write][#aboutToWrite].
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Ram(byte[] bytes) {
        this.bytes = bytes;
        flags = new byte[(bytes.length >>> GRANULE_BITS) + 1];
        text = new Text[(bytes.length >>> PAGE_BITS) + 1];
        regions = new List[text.length];
    }

    public int size() {
        return bytes.length - SLACK;
    }

    /// A larger memory that holds the same, guarded in the same places; with nothing decoded.
    public Ram grown(int size) {
        Ram grown = new Ram(size);
        System.arraycopy(bytes, 0, grown.bytes, 0, size());
        for (int granule = 0; granule < size() >>> GRANULE_BITS; granule++) grown.flags[granule] = (byte) (flags[granule] & GUARDED);
        return grown;
    }

    /// `size` bytes (1, 2, 4 or 8) at `offset`, zero-extended.
    public long load(int offset, int size) {
        return switch (size) {
            case 1 -> get1(bytes, offset);
            case 2 -> get2(bytes, offset);
            case 4 -> get4(bytes, offset);
            default -> get8(bytes, offset);
        };
    }

    static long get1(byte[] bytes, int at) {
        return bytes[at] & 0xffL;
    }

    static long get2(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xffffL;
    }

    static long get4(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) & 0xffff_ffffL;
    }

    static long get8(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void put1(byte[] bytes, int at, long value) {
        bytes[at] = (byte) value;
    }

    static void put2(byte[] bytes, int at, long value) {
        SHORT.set(bytes, at, (short) value);
    }

    static void put4(byte[] bytes, int at, long value) {
        INT.set(bytes, at, (int) value);
    }

    static void put8(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    public int word(int offset) {
        return (int) INT.get(bytes, offset);
    }

    /// Writes `size` bytes, whatever the flags say, and has all who must know of it know.
    public void store(int offset, int size, long value) {
        if ((flags[offset >>> GRANULE_BITS] | flags[offset + size - 1 >>> GRANULE_BITS]) != 0) aboutToWrite(offset, size);
        put(offset, size, value);
    }

    /// The same of eight bytes at a multiple of 8.
    public void store8(int offset, long value) {
        if (flags[offset >>> GRANULE_BITS] != 0) aboutToWrite(offset, Long.BYTES);
        put8(bytes, offset, value);
    }

    private void put(int offset, int size, long value) {
        switch (size) {
            case 1 -> put1(bytes, offset, value);
            case 2 -> put2(bytes, offset, value);
            case 4 -> put4(bytes, offset, value);
            default -> put8(bytes, offset, value);
        }
    }

    /// Copies `source` to `offset`.
    public void write(int offset, byte[] source) {
        if (source.length == 0) return;
        aboutToWrite(offset, source.length);
        System.arraycopy(source, 0, bytes, offset, source.length);
    }

    /// Sets `length` bytes to 0.
    public void clear(int offset, int length) {
        if (length == 0) return;
        aboutToWrite(offset, length);
        Arrays.fill(bytes, offset, offset + length, (byte) 0);
    }

    /// Somebody who does not write through this object is about to write these bytes, or has just written them.
    public void aboutToWrite(int offset, int length) {
        for (int granule = offset >>> GRANULE_BITS; granule <= offset + length - 1 >>> GRANULE_BITS; granule++) {
            int flag = flags[granule];
            if ((flag & CLEAN) != 0) snapshots.save(granule);
            if ((flag & TEXT) != 0) forget(granule, offset, length);
        }
    }

    /// Whether any of these bytes, at most 384, is in a granule with a flag.
    public boolean isFlagged(int offset, int length) {
        int third = length / 3;
        int ends = flags[offset >>> GRANULE_BITS] | flags[offset + length - 1 >>> GRANULE_BITS];
        return (ends | flags[offset + third >>> GRANULE_BITS] | flags[offset + 2 * third >>> GRANULE_BITS]) != 0;
    }

    /// Whether guest stores to these bytes are to be [asked about][Core#storeSlow] rather than done.
    public void guard(int offset, int length, boolean guarded) {
        int first = offset >>> GRANULE_BITS;
        int past = (offset + length - 1 >>> GRANULE_BITS) + 1;
        if (isFresh && guarded) {
            fill(flags, first, past, GUARDED);
            return;
        }
        for (int granule = first; granule < past; granule++) {
            if (guarded) flags[granule] |= GUARDED;
            else flags[granule] &= ~GUARDED;
        }
    }

    /// The same as [Arrays#fill], in steps that HotSpot need not have compiled.
    private static void fill(byte[] bytes, int first, int past, byte value) {
        if (first == past) return;
        bytes[first] = value;
        for (int done = 1; done < past - first; done *= 2) {
            System.arraycopy(bytes, first, bytes, first + done, Math.min(done, past - first - done));
        }
    }

    boolean isGuarded(int offset, int size) {
        return ((flags[offset >>> GRANULE_BITS] | flags[offset + size - 1 >>> GRANULE_BITS]) & GUARDED) != 0;
    }

    /// Keeps the contents as they are now, to be put back as often as wanted; see [Snapshots].
    public Snapshots snapshots() {
        isFresh = false;
        if (snapshots == null) snapshots = new Snapshots(this);
        return snapshots;
    }

    /// The decoded text of the page at `offset`, a multiple of [#PAGE].
    Text text(int offset) {
        int page = offset >>> PAGE_BITS;
        Text found = text[page];
        if (found == null) {
            isFresh = false;
            found = new Text(this, offset);
            text[page] = found;
        }
        return found;
    }

    /// The word at `offset` has been decoded.
    void decoded(int offset) {
        flags[offset >>> GRANULE_BITS] |= TEXT;
    }

    /// Whether the word at `offset` has been, and not been written since.
    boolean isDecoded(int offset) {
        Text page = text[offset >>> PAGE_BITS];
        return page != null && page.isDecoded((offset & PAGE - 1) >> 2);
    }

    /// What has been compiled for CPUs that see the first `size` bytes at `base`.
    Regions compiled(long base, long size) {
        for (Window window : windows) if (window.base == base && window.size == size) return window.compiled;
        windows.add(new Window(base, size, new Regions()));
        return windows.getLast().compiled;
    }

    private record Window(long base, long size, Regions compiled) {}

    /// `region` was compiled: its text must not change unnoticed.
    void compiledFrom(Region region) {
        int[] places = region.places();
        for (int i = 0; i < places.length; i += 2) {
            for (int page = places[i] >>> PAGE_BITS; page <= places[i + 1] >>> PAGE_BITS; page++) {
                if (regions[page] == null) regions[page] = new ArrayList<>();
                if (!regions[page].contains(region)) regions[page].add(region);
            }
            for (int granule = places[i] >>> GRANULE_BITS; granule <= places[i + 1] >>> GRANULE_BITS; granule++) flags[granule] |= TEXT;
        }
    }

    /// How often text was written that had been decoded.
    public int patches() {
        return patches;
    }

    /// How often that was so in the page at `offset`.
    int patches(int offset) {
        Text page = text[offset >>> PAGE_BITS];
        return page == null ? 0 : page.patches;
    }

    private void forget(int granule, int offset, int length) {
        int page = granule >>> PAGE_BITS - GRANULE_BITS;
        int first = Math.max(offset, granule << GRANULE_BITS);
        int last = Math.min(offset + length - 1, (granule + 1 << GRANULE_BITS) - 1);
        patches++;
        if (text[page] != null) text[page].patches++;
        if (text[page] != null) text[page].forget(first, last);
        if (regions[page] == null) return;
        for (Region region : regions[page]) if (!region.isDropped() && region.touches(first, last)) region.owner().drop(region);
        regions[page].removeIf(Region::isDropped);
    }
}
