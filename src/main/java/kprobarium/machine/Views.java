package kprobarium.machine;

/// How far back each CPU may still look: the writes that some CPU need not have seen, in the order in which they reached memory, and each
/// CPU's views on them.
///
/// A view is a number of writes, counted from the oldest: these have been seen. A CPU has a floor, below which none of its loads looks; it
/// has seen each of its own writes to the bytes they wrote; and each of its registers has the view that what is in it was computed with,
/// which a load must not look below whose address it makes. Reading a write puts it, and so all before it, into the view of what was
/// read; it does not raise the floor, nor keep the next load of the same bytes from looking further back: a LoongArch CPU promises
/// neither without `dbar` (configuration word 3, bit 23, is 0).
///
/// These are the views of *Promising-ARM/RISC-V* (Pulte, Pichon-Pharabod, Kang, Lee, Hur; PLDI 2019) without its promises, on writes that
/// come out of [StoreBuffers].
///
/// Writes below every floor are forgotten, and views below the own floor are 0: so equal possibilities are equal state.
final class Views {
    /// Of more writes than this, everyone has seen the oldest.
    static final int CAPACITY = 32;
    /// The last three say of which CPUs: a bit each.
    private static final int BLOCK = 0, BITS = 1, BEFORE = 2, WRITER = 3, READ = 4, KEPT = 5;
    private static final int FIELDS = 6;
    private static final int FLOOR = 0, LOADED = 1, STORED = 2, REGISTERS = 3;
    private static final int VIEWS = REGISTERS + 32;

    private final State state;
    private final int cpus;
    private final int count;
    private final int writes;
    private final int views;
    private int last;

    Views(State state, int cpus) {
        this.state = state;
        this.cpus = cpus;
        count = state.allocate(1);
        writes = state.allocate(CAPACITY * FIELDS);
        views = state.allocate(cpus * VIEWS);
    }

    int size() {
        return (int) state.get(count);
    }

    private long get(int write, int field) {
        return state.get(writes + write * FIELDS + field);
    }

    private void set(int write, int field, long value) {
        state.set(writes + write * FIELDS + field, value);
    }

    private int view(int cpu, int which) {
        return (int) state.get(views + cpu * VIEWS + which);
    }

    private void view(int cpu, int which, int value) {
        state.set(views + cpu * VIEWS + which, value > view(cpu, FLOOR) || which == FLOOR ? value : 0);
    }

    /// The view of all that `cpu` has loaded so far.
    int loaded(int cpu) {
        return Math.max(view(cpu, FLOOR), view(cpu, LOADED));
    }

    /// The view of all that `cpu` has stored so far and memory has seen.
    int stored(int cpu) {
        return Math.max(view(cpu, FLOOR), view(cpu, STORED));
    }

    /// The view of what was computed from these registers, a bit each.
    int registers(int cpu, int mask) {
        int view = view(cpu, FLOOR);
        for (int left = mask; left != 0; left &= left - 1) {
            view = Math.max(view, view(cpu, REGISTERS + Integer.numberOfTrailingZeros(left)));
        }
        return view;
    }

    void register(int cpu, int gpr, int view) {
        view(cpu, REGISTERS + gpr, view);
    }

    /// How many writes a load of `bits` of `block` may look behind that must have seen `view`.
    int older(int cpu, long block, long bits, int view) {
        int older = 0;
        int floor = Math.max(view, view(cpu, FLOOR));
        for (int i = size() - 1; i >= floor; i--) {
            if (get(i, BLOCK) != block || (get(i, BITS) & bits) == 0) continue;
            if (((get(i, WRITER) | get(i, KEPT)) >>> cpu & 1) != 0) break;
            older++;
        }
        return older;
    }

    /// `cpu` loads `bits` of `block`, which holds `now`, from behind the `older` newest writes to them. The other bits mean nothing.
    long load(int cpu, long block, long bits, long now, int older) {
        long value = now;
        int left = older;
        last = 0;
        for (int i = size() - 1; i >= 0; i--) {
            if (get(i, BLOCK) != block) continue;
            if ((get(i, BITS) & bits) != 0 && left-- == 0) {
                last = i + 1;
                if (i >= view(cpu, FLOOR)) set(i, READ, get(i, READ) | 1L << cpu);
                break;
            }
            value = value & ~get(i, BITS) | get(i, BEFORE);
        }
        view(cpu, LOADED, Math.max(last, view(cpu, LOADED)));
        return value;
    }

    /// The view of what the latest [#load] has read.
    int last() {
        return last;
    }

    /// `cpu` writes `bits` of `block`, which holds `now`. Whoever is `idle` sees it, having nothing to load before it is told to.
    void write(int cpu, long block, long bits, long now, long idle) {
        for (int c = 0; size() == CAPACITY; c++) raise(c, 1);
        int n = size();
        set(n, BLOCK, block);
        set(n, BITS, bits);
        set(n, BEFORE, now & bits);
        set(n, WRITER, 1L << cpu);
        state.set(count, n + 1);
        view(cpu, STORED, n + 1);
        for (int c = 0; c < cpus; c++) if ((idle >>> c & 1) != 0) raise(c, size());
    }

    /// From now on no load of `cpu` looks below `view`.
    void raise(int cpu, int view) {
        if (view <= view(cpu, FLOOR)) return;
        view(cpu, FLOOR, view);
        for (int which = LOADED; which < VIEWS; which++) view(cpu, which, view(cpu, which));
        for (int i = 0; i < view; i++) for (int of = WRITER; of < FIELDS; of++) set(i, of, get(i, of) & ~(1L << cpu));
        forget();
    }

    /// From now on no load of `cpu` looks behind a write that it has read: `dbar 0x700`.
    void keep(int cpu) {
        for (int i = 0; i < size(); i++) set(i, KEPT, get(i, KEPT) | get(i, READ) & 1L << cpu);
    }

    /// Forgets the writes below every floor.
    private void forget() {
        int first = size();
        for (int cpu = 0; cpu < cpus; cpu++) first = Math.min(first, view(cpu, FLOOR));
        if (first == 0) return;
        int n = size() - first;
        for (int i = 0; i < n; i++) for (int field = 0; field < FIELDS; field++) set(i, field, get(i + first, field));
        for (int i = n; i < n + first; i++) for (int field = 0; field < FIELDS; field++) set(i, field, 0);
        state.set(count, n);
        last = Math.max(0, last - first);
        for (int cpu = 0; cpu < cpus; cpu++) {
            for (int which = FLOOR; which < VIEWS; which++) view(cpu, which, Math.max(0, view(cpu, which) - first));
        }
    }
}
