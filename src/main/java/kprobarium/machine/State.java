package kprobarium.machine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import kprobarium.engine.Ram;

/// All that changes in a machine, flat: cells of 64 bits and the bytes of memory, with a journal to undo them and a digest to know them by.
///
/// A write costs what it writes: the old value goes to the journal, and the digest is brought up to date by taking the old value out
/// and putting the new one in (`h ^= mix(at, old) ^ mix(at, new)`). Going back to a [mark][#mark()] pops the journal.
///
/// There are three ways to write a cell, by what it means for the question "have we been here before?":
/// [set][#set(int, long)] for state proper; [count][#count(int, long)] for statistics, which grow while the machine goes in circles and are
/// kept in a digest of their own; [note][#note(int, long)] for what follows from the rest, or is of no consequence to it.
public final class State {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MARK_ENTRIES = 2;
    /// Nobody's cell: what a mark has put into the journal goes there when it is undone itself.
    private static final int NOWHERE = 0;

    private long[] cells = new long[1024];
    private int allocated = NOWHERE + 1;
    private byte[] bytes = new byte[0];

    private int[] places = new int[4096];
    private long[] before = new long[4096];
    private int top;
    private boolean journalling;
    private boolean plain;
    private Ram ram;

    private long digest;
    private long counts;

    /// Sets aside `n` cells, all 0, and answers the first; while the machine is being built.
    public int allocate(int n) {
        int first = allocated;
        allocated += n;
        if (allocated > cells.length) cells = Arrays.copyOf(cells, Math.max(allocated, 2 * cells.length));
        return first;
    }

    /// Sets aside `n` bytes of memory, a multiple of 8, all 0, and answers the first, a multiple of `alignment`; while the machine is being
    /// built.
    public int allocateBytes(int n, int alignment) {
        int first = bytes.length + alignment - 1 & -alignment;
        bytes = Arrays.copyOf(bytes, first + n);
        return first;
    }

    public long get(int cell) {
        return cells[cell];
    }

    /// From now on this is memory and nothing else: no journal, so nothing can be undone, and no digest, so it cannot be known again. It
    /// does not grow either: what the [engine][kprobarium.engine] executes from are these very arrays.
    public void makePlain() {
        if (journalling) throw new IllegalStateException("a journal is kept");
        plain = true;
        bytes = Arrays.copyOf(bytes, bytes.length + Ram.SLACK);
        ram = new Ram(bytes);
    }

    /// Whether it is [plain][#makePlain()].
    public boolean isPlain() {
        return plain;
    }

    /// The bytes as the engine has them, when this is [plain][#makePlain()].
    Ram ram() {
        return ram;
    }

    long[] cells() {
        return cells;
    }

    byte[] bytes() {
        return bytes;
    }

    static long load8(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    long load8(int offset) {
        return load8(bytes, offset);
    }

    public void set(int cell, long value) {
        if (plain) {
            cells[cell] = value;
            return;
        }
        long old = cells[cell];
        if (old == value) return;
        remember(cell, old);
        digest ^= mix(cell, old) ^ mix(cell, value);
        cells[cell] = value;
    }

    public void count(int cell, long value) {
        if (plain) {
            cells[cell] = value;
            return;
        }
        long old = cells[cell];
        remember(cell, old);
        counts ^= mix(cell, old) ^ mix(cell, value);
        cells[cell] = value;
    }

    public void note(int cell, long value) {
        if (plain) {
            cells[cell] = value;
            return;
        }
        long old = cells[cell];
        if (old == value) return;
        remember(cell, old);
        cells[cell] = value;
    }

    /// Puts the meaning of `value` at `cell` into the digest, or takes it out again: for cells written with [#note(int, long)] that count
    /// only for a while.
    void fold(int cell, long value) {
        if (!plain) digest ^= mix(cell, value);
    }

    /// `size` bytes (1, 2, 4 or 8) at `offset`, zero-extended.
    public long load(int offset, int size) {
        return switch (size) {
            case 1 -> bytes[offset] & 0xffL;
            case 2 -> (short) SHORT.get(bytes, offset) & 0xffffL;
            case 4 -> (int) INT.get(bytes, offset) & 0xffff_ffffL;
            default -> (long) LONG.get(bytes, offset);
        };
    }

    public void store(int offset, int size, long value) {
        if (plain) {
            ram.store(offset, size, value);
            return;
        }
        int first = offset & ~7;
        int last = offset + size - 1 & ~7;
        long oldFirst = (long) LONG.get(bytes, first);
        long oldLast = (long) LONG.get(bytes, last);
        switch (size) {
            case 1 -> bytes[offset] = (byte) value;
            case 2 -> SHORT.set(bytes, offset, (short) value);
            case 4 -> INT.set(bytes, offset, (int) value);
            default -> LONG.set(bytes, offset, value);
        }
        changed(first, oldFirst);
        if (last != first) changed(last, oldLast);
    }

    /// The same of eight bytes at a multiple of 8.
    void store8(int offset, long value) {
        if (plain) ram.store8(offset, value);
        else store(offset, 8, value);
    }

    /// What follows is [put][#put8] there.
    void aboutToPut(int offset, int length) {
        if (plain && ram.isFlagged(offset, length)) ram.aboutToWrite(offset, length);
    }

    /// [Stores][#store8(int, long)] eight bytes of those that are [about][#aboutToPut] to be.
    void put8(int offset, long value) {
        if (plain) LONG.set(bytes, offset, value);
        else store(offset, 8, value);
    }

    private void changed(int offset, long old) {
        long now = (long) LONG.get(bytes, offset);
        if (old == now) return;
        int place = ~(offset >> 3);
        remember(place, old);
        digest ^= mix(place, old) ^ mix(place, now);
    }

    /// [Puts][#put8] the `n` cells from `cell` on, eight bytes each.
    void putCells(int cell, int n, int offset) {
        if (plain) copy(cells, cell, bytes, offset, n);
        else for (int i = 0; i < n; i++) store(offset + 8 * i, 8, cells[cell + i]);
    }

    /// The way back.
    void getCells(int cell, int n, int offset) {
        if (plain) copy(bytes, offset, cells, cell, n);
        else for (int i = 0; i < n; i++) set(cell + i, load(offset + 8 * i, 8));
    }

    private static void copy(long[] cells, int cell, byte[] bytes, int offset, int n) {
        for (int i = 0; i < n; i++) LONG.set(bytes, offset + 8 * i, cells[cell + i]);
    }

    private static void copy(byte[] bytes, int offset, long[] cells, int cell, int n) {
        for (int i = 0; i < n; i++) cells[cell + i] = (long) LONG.get(bytes, offset + 8 * i);
    }

    /// Two states that differ have different digests, but for one chance in 2^64.
    public long digest() {
        return digest ^ Long.rotateLeft(counts, 1);
    }

    /// The digest without the statistics: equal again on one path, the machine goes in a circle.
    public long digestWithoutCounts() {
        return digest;
    }

    /// Starts to remember what is overwritten. Without it, as in a live machine, nothing can be undone and nothing piles up.
    public void keepJournal() {
        journalling = true;
    }

    public boolean keepsJournal() {
        return journalling;
    }

    /// A point to [go back][#undo(int)] to, as often as wanted, until it is [released][#release(int)].
    public int mark() {
        assert journalling : "no journal is kept";
        remember(NOWHERE, digest);
        remember(NOWHERE, counts);
        return top;
    }

    /// Puts everything back as it was at `mark`, which stays.
    public void undo(int mark) {
        while (top > mark) {
            int place = places[--top];
            if (place >= 0) cells[place] = before[top];
            else LONG.set(bytes, ~place << 3, before[top]);
        }
        counts = before[mark - 1];
        digest = before[mark - MARK_ENTRIES];
    }

    /// [Goes back][#undo(int)] to `mark` and forgets it.
    public void release(int mark) {
        undo(mark);
        top = mark - MARK_ENTRIES;
    }

    private void remember(int place, long old) {
        if (!journalling) return;
        if (top == places.length) {
            places = Arrays.copyOf(places, 2 * top);
            before = Arrays.copyOf(before, 2 * top);
        }
        places[top] = place;
        before[top++] = old;
    }

    /// A finaliser of splitmix64 over place and value.
    private static long mix(int place, long value) {
        long z = value + (place + 0x1_0000_0001L) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
