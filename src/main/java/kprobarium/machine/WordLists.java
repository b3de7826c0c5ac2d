package kprobarium.machine;

/// For each CPU a short list of words of text that memory held, or holds, and what is to be known of each: in the order of their addresses,
/// and for one address in the order in which they were added.
///
/// The lists are kept packed from their start and sorted, so that equal lists are equal state, whatever went through them before. They
/// have a fixed room; who adds to a [full][#full(Cpu)] one decides what is left out.
final class WordLists {
    static final int CAPACITY = 64;
    private static final int FIELDS = 3;
    private static final int ADDRESS = 0, WORD = 1, NOTE = 2;

    private final State state;
    private final int[] count;
    private final int[] entries;

    WordLists(State state, int cpus) {
        this.state = state;
        count = new int[cpus];
        entries = new int[cpus];
        for (int i = 0; i < cpus; i++) {
            count[i] = state.allocate(1);
            entries[i] = state.allocate(CAPACITY * FIELDS);
        }
    }

    int size(Cpu cpu) {
        return (int) state.get(count[cpu.number()]);
    }

    boolean full(Cpu cpu) {
        return size(cpu) == CAPACITY;
    }

    /// Where the entries of `address` begin, or would.
    int first(Cpu cpu, long address) {
        int n = size(cpu);
        int at = 0;
        while (at < n && address(cpu, at) < address) at++;
        return at;
    }

    /// Where those that begin at `first` end.
    int end(Cpu cpu, long address, int first) {
        int n = size(cpu);
        int at = first;
        while (at < n && address(cpu, at) == address) at++;
        return at;
    }

    long address(Cpu cpu, int at) {
        return get(cpu, at, ADDRESS);
    }

    int word(Cpu cpu, int at) {
        return (int) get(cpu, at, WORD);
    }

    /// What is to be known of the entry, a number of the list's owner.
    long note(Cpu cpu, int at) {
        return get(cpu, at, NOTE);
    }

    void note(Cpu cpu, int at, long note) {
        state.set(cell(cpu, at, NOTE), note);
    }

    void word(Cpu cpu, int at, int word) {
        state.set(cell(cpu, at, WORD), word);
    }

    void insert(Cpu cpu, int at, long address, int word, long note) {
        int n = size(cpu);
        for (int i = n; i > at; i--) for (int field = 0; field < FIELDS; field++) move(cpu, i - 1, i, field);
        state.set(cell(cpu, at, ADDRESS), address);
        state.set(cell(cpu, at, WORD), word);
        state.set(cell(cpu, at, NOTE), note);
        state.set(count[cpu.number()], n + 1);
    }

    /// Removes the entries from `from` up to `to`.
    void remove(Cpu cpu, int from, int to) {
        int gone = to - from;
        if (gone == 0) return;
        int n = size(cpu);
        for (int i = from; i < n; i++) {
            for (int field = 0; field < FIELDS; field++) {
                if (i + gone < n) move(cpu, i + gone, i, field);
                else state.set(cell(cpu, i, field), 0);
            }
        }
        state.set(count[cpu.number()], n - gone);
    }

    void clear(Cpu cpu) {
        remove(cpu, 0, size(cpu));
    }

    private void move(Cpu cpu, int from, int to, int field) {
        state.set(cell(cpu, to, field), get(cpu, from, field));
    }

    private long get(Cpu cpu, int at, int field) {
        return state.get(cell(cpu, at, field));
    }

    private int cell(Cpu cpu, int at, int field) {
        return entries[cpu.number()] + at * FIELDS + field;
    }
}
