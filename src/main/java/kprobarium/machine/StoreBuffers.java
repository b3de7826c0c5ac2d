package kprobarium.machine;

/// The stores that CPUs have made and memory has not seen: a queue for each CPU, or one for each aligned eight bytes that it stores to.
///
/// Stores of one CPU form groups: no store reaches memory before all of an earlier group have, and a barrier between stores begins a new
/// one. Within a group they are kept by address, and among those of one address by age, so that equal buffers are equal state.
final class StoreBuffers {
    /// A CPU with as many stores waiting can make no other before one of them has reached memory.
    static final int CAPACITY = 16;
    /// A store across two words counts as two, and the kernel's note that a list has ended always finds room.
    private static final int RESERVE = 4;
    private static final int BLOCK = 0, BITS = 1, VALUE = 2, GROUP = 3, TEXT = 4;
    private static final int FIELDS = 5;

    private final State state;
    private final boolean fifo;
    private final int[] count;
    private final int[] group;
    private final int[] entries;

    /// `fifo`: all stores of a CPU reach memory in the order in which it made them.
    StoreBuffers(State state, int cpus, boolean fifo) {
        this.state = state;
        this.fifo = fifo;
        count = new int[cpus];
        group = new int[cpus];
        entries = new int[cpus];
        for (int i = 0; i < cpus; i++) {
            count[i] = state.allocate(1);
            group[i] = state.allocate(1);
            entries[i] = state.allocate((CAPACITY + RESERVE) * FIELDS);
        }
    }

    int size(int cpu) {
        return (int) state.get(count[cpu]);
    }

    private long get(int cpu, int entry, int field) {
        return state.get(entries[cpu] + entry * FIELDS + field);
    }

    private void set(int cpu, int entry, int field, long value) {
        state.set(entries[cpu] + entry * FIELDS + field, value);
    }

    boolean hasRoom(int cpu) {
        return size(cpu) <= CAPACITY - 2;
    }

    /// `bits` of the eight bytes at `block` are to become those of `value`.
    void add(int cpu, long block, long bits, long value, boolean text) {
        int n = size(cpu);
        long last = state.get(group[cpu]);
        int at = n;
        while (!fifo && at > 0 && get(cpu, at - 1, GROUP) == last && get(cpu, at - 1, BLOCK) > block) {
            move(cpu, at - 1, at);
            at--;
        }
        set(cpu, at, BLOCK, block);
        set(cpu, at, BITS, bits);
        set(cpu, at, VALUE, value & bits);
        set(cpu, at, GROUP, last);
        set(cpu, at, TEXT, text ? 1 : 0);
        state.set(count[cpu], n + 1);
    }

    private void move(int cpu, int from, int to) {
        for (int field = 0; field < FIELDS; field++) set(cpu, to, field, get(cpu, from, field));
    }

    /// What is stored from now on reaches memory after all that waits now.
    void separate(int cpu) {
        int n = size(cpu);
        if (!fifo && n > 0) state.set(group[cpu], get(cpu, n - 1, GROUP) + 1);
    }

    /// How many of the waiting stores can be the next to reach memory.
    int heads(int cpu) {
        int heads = 0;
        while (entry(cpu, heads) >= 0) heads++;
        return heads;
    }

    /// The entry of head number `head`, by address; -1 if there are not so many.
    int entry(int cpu, int head) {
        int n = size(cpu);
        if (fifo) return head == 0 && n > 0 ? 0 : -1;
        int left = head;
        for (int i = 0; i < n && get(cpu, i, GROUP) == get(cpu, 0, GROUP); i++) {
            if ((i == 0 || get(cpu, i, BLOCK) != get(cpu, i - 1, BLOCK)) && left-- == 0) return i;
        }
        return -1;
    }

    long block(int cpu, int entry) {
        return get(cpu, entry, BLOCK);
    }

    long bits(int cpu, int entry) {
        return get(cpu, entry, BITS);
    }

    long value(int cpu, int entry) {
        return get(cpu, entry, VALUE);
    }

    boolean isText(int cpu, int entry) {
        return get(cpu, entry, TEXT) != 0;
    }

    void remove(int cpu, int entry) {
        int n = size(cpu) - 1;
        for (int i = entry; i < n; i++) move(cpu, i + 1, i);
        for (int field = 0; field < FIELDS; field++) set(cpu, n, field, 0);
        state.set(count[cpu], n);
        long first = n == 0 ? state.get(group[cpu]) : get(cpu, 0, GROUP);
        if (first == 0) return;
        for (int i = 0; i < n; i++) set(cpu, i, GROUP, get(cpu, i, GROUP) - first);
        state.set(group[cpu], state.get(group[cpu]) - first);
    }

    /// Whether a store to `block` could reach memory now: none waits that must come before it.
    boolean isNext(int cpu, long block) {
        int n = size(cpu);
        if (fifo) return n == 0;
        for (int i = 0; i < n; i++) if (get(cpu, i, BLOCK) == block || get(cpu, i, GROUP) != state.get(group[cpu])) return false;
        return true;
    }

    /// `value`, as the CPU itself sees it that has stored to `block` since.
    long over(int cpu, long block, long value) {
        long seen = value;
        int n = size(cpu);
        for (int i = 0; i < n; i++) {
            if (get(cpu, i, BLOCK) == block) seen = seen & ~get(cpu, i, BITS) | get(cpu, i, VALUE);
        }
        return seen;
    }

    /// Which bits of `block` the CPU has stored to.
    long covered(int cpu, long block) {
        long bits = 0;
        int n = size(cpu);
        for (int i = 0; i < n; i++) if (get(cpu, i, BLOCK) == block) bits |= get(cpu, i, BITS);
        return bits;
    }
}
