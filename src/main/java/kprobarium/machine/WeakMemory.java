package kprobarium.machine;

import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// Memory under a [MemoryOrder] other than SC, as each of several CPUs sees it: stores wait in buffers before they are made, and under LA a
/// load may look behind the newest writes. Both are choices.
///
/// A store that waits offers the move `1:flush`; where several queues have one, they are `1:flush`, `1:flush-1` … by address. A load offers
/// itself with the newest value, and `1:old-1`, `1:old-2` … with that from behind so many writes to the same bytes.
///
/// It keeps order, not values: memory itself is the [Words] below, which hold what has reached it.
public final class WeakMemory {
    /// What is ordered: aligned words of eight bytes.
    public interface Words {
        long load(long block);

        /// `bits` of the word at `block` become those of `value`: a store of `cpu` has reached memory. `text`: it is one to text.
        void store(int cpu, long block, long bits, long value, boolean text);

        /// As what a store is announced that reaches memory, if it is `kind` elsewhere.
        default Access.Kind announced(Access.Kind kind, boolean text) {
            return kind;
        }

        /// The CPUs that do nothing, and will see all there is when they begin something: a bit each.
        long idle();
    }

    /// `dbar`: everything before it is seen before everything after it. (Linux: smp_mb() is 0x10, which differs only for devices.)
    public static final int FULL = 0x00;
    /// Between loads before it and all that comes after: acquire.
    public static final int ACQUIRE = 0x14;
    /// Between all that comes before it and the stores after it: release.
    public static final int RELEASE = 0x12;
    /// Between two loads of the same address.
    public static final int SAME_ADDRESS_LOADS = 0x700;
    private static final int MOST_HINT = 0x1f;
    private static final int NOT_LOAD_BEFORE = 8, NOT_STORE_BEFORE = 4, NOT_LOAD_AFTER = 2, NOT_STORE_AFTER = 1;
    private static final int BLOCK = 8;

    private final Words words;
    private final int cpus;
    private final StoreBuffers buffers;
    private final Views views;

    public WeakMemory(MemoryOrder order, int cpus, State state, Words words) {
        if (order == MemoryOrder.SC) throw new IllegalArgumentException("SC needs no buffers");
        this.words = words;
        this.cpus = cpus;
        buffers = new StoreBuffers(state, cpus, order == MemoryOrder.TSO);
        views = order == MemoryOrder.LA ? new Views(state, cpus) : null;
    }

    // Which way to go.

    /// As what a store, or an atomic access, is announced: where others may look behind it, its place among all writes can be seen.
    public Access.Kind committing(Access.Kind kind) {
        return views == null ? kind : Access.Kind.COMMIT;
    }

    /// Adds the stores that can reach memory next.
    public void addFlushes(ChoicePoint point) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            for (int head = 0, entry; (entry = buffers.entry(cpu, head)) >= 0; head++) {
                long at = buffers.block(cpu, entry) + (Long.numberOfTrailingZeros(buffers.bits(cpu, entry)) >> 3);
                Access.Kind kind = words.announced(committing(Access.Kind.WRITE), buffers.isText(cpu, entry));
                point.add(Move.code(Move.Kind.FLUSH, cpu, head), kind, at);
            }
        }
    }

    /// Adds the older values that a load by `cpu` may see instead of the newest. `registers` made its address, a bit each; or `follows`:
    /// it depends on all that the CPU has loaded before.
    public void addOlder(ChoicePoint point, int cpu, long address, int size, int registers, boolean follows) {
        if (views == null || crosses(address, size)) return;
        long block = address & -BLOCK;
        long bits = bits(address, size) & ~buffers.covered(cpu, block);
        int view = follows ? views.loaded(cpu) : views.registers(cpu, registers);
        int older = bits == 0 ? 0 : views.older(cpu, block, bits, view);
        for (int i = 1; i <= older; i++) point.add(Move.code(Move.Kind.OLD, cpu, i), Access.Kind.READ, address);
    }

    /// A store of `cpu` reaches memory: the one that waits at this head.
    public void flush(int cpu, int head) {
        int entry = buffers.entry(cpu, head);
        long block = buffers.block(cpu, entry);
        long bits = buffers.bits(cpu, entry);
        long value = buffers.value(cpu, entry);
        boolean text = buffers.isText(cpu, entry);
        buffers.remove(cpu, entry);
        commit(cpu, block, bits, value, text);
    }

    private void commit(int cpu, long block, long bits, long value, boolean text) {
        if (views != null) views.write(cpu, block, bits, words.load(block), words.idle());
        words.store(cpu, block, bits, value, text);
    }

    // What a CPU waits for.

    /// Whether `cpu` can make another store: otherwise one must reach memory first.
    public boolean hasRoom(int cpu) {
        return buffers.hasRoom(cpu);
    }

    /// Whether all that `cpu` has stored has reached memory.
    public boolean isDrained(int cpu) {
        return buffers.size(cpu) == 0;
    }

    /// Whether no store of `cpu` waits that must reach memory before a write to `address` does.
    public boolean isNext(int cpu, long address) {
        return buffers.isNext(cpu, address & -BLOCK);
    }

    /// Whether a `dbar` with this hint lets nobody pass before the CPU [is drained][#isDrained(int)].
    public static boolean drains(int hint) {
        int is = known(hint);
        return is != SAME_ADDRESS_LOADS && (is & (NOT_STORE_BEFORE | NOT_LOAD_AFTER)) == 0;
    }

    /// What is not known acts as the full barrier.
    private static int known(int hint) {
        return hint <= MOST_HINT || hint == SAME_ADDRESS_LOADS ? hint : FULL;
    }

    // What it does.

    /// `size` bytes at `address`, zero-extended, as `cpu` sees them: its own stores, over what is behind the `older` newest writes.
    public long load(int cpu, long address, int size, int older) {
        long block = address & -BLOCK;
        int shift = (int) (address - block) * 8;
        long value = see(cpu, block, bits(address, size), older) >>> shift;
        if (crosses(address, size)) value |= see(cpu, block + BLOCK, bitsBehind(address, size), 0) << -shift;
        return size == BLOCK ? value : value & (1L << 8 * size) - 1;
    }

    private long see(int cpu, long block, long bits, int older) {
        long now = words.load(block);
        long uncovered = bits & ~buffers.covered(cpu, block);
        return buffers.over(cpu, block, views == null || uncovered == 0 ? now : views.load(cpu, block, uncovered, now, older));
    }

    /// The eight bytes at `address`, aligned, as [#load] has them with the newest value; but it counts for nothing: for whoever only waits.
    public long peek(int cpu, long address) {
        return buffers.over(cpu, address & -BLOCK, words.load(address & -BLOCK));
    }

    /// Whether a load there sees a store of the CPU's own that memory has not seen.
    boolean forwards(int cpu, long address) {
        return buffers.covered(cpu, address & -BLOCK) != 0;
    }

    /// Makes a store, which waits; `text`: one to text.
    public void store(int cpu, long address, int size, long value, boolean text) {
        long block = address & -BLOCK;
        int shift = (int) (address - block) * 8;
        buffers.add(cpu, block, bits(address, size), value << shift, text);
        if (crosses(address, size)) buffers.add(cpu, block + BLOCK, bitsBehind(address, size), value >>> -shift, text);
    }

    /// Makes a store that does not wait, part of an atomic access: [#isNext(int, long)] held.
    public void storeAtOnce(int cpu, long address, int size, long value, boolean text) {
        long block = address & -BLOCK;
        commit(cpu, block, bits(address, size), value << (int) (address - block) * 8, text);
    }

    /// `dbar`: if it [drains][#drains(int)], the CPU is drained.
    public void dbar(int cpu, int hint) {
        int is = known(hint);
        if (is == SAME_ADDRESS_LOADS) {
            if (views != null) views.keep(cpu);
            return;
        }
        if ((is & (NOT_STORE_BEFORE | NOT_STORE_AFTER)) == 0) buffers.separate(cpu);
        if (views == null || (is & NOT_LOAD_AFTER) != 0) return;
        if ((is & NOT_LOAD_BEFORE) == 0) views.raise(cpu, views.loaded(cpu));
        if ((is & NOT_STORE_BEFORE) == 0) views.raise(cpu, views.stored(cpu));
    }

    /// What `cpu` does from now on sees all that has reached memory.
    public void seeAll(int cpu) {
        if (views != null) views.raise(cpu, views.size());
    }

    /// The views, or null where no load looks back.
    Views views() {
        return views;
    }

    private static boolean crosses(long address, int size) {
        return (address & BLOCK - 1) + size > BLOCK;
    }

    /// Those of the bytes that lie in the word of the first.
    private static long bits(long address, int size) {
        long all = size == BLOCK ? -1 : (1L << 8 * size) - 1;
        return all << (int) (address & BLOCK - 1) * 8;
    }

    /// Those that lie in the next.
    private static long bitsBehind(long address, int size) {
        return (1L << 8 * ((address & BLOCK - 1) + size - BLOCK)) - 1;
    }
}
