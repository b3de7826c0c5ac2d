package kprobarium.machine;

/// CPUs that fetch ahead of what they execute: pipeline and window.
///
/// A CPU may have fetched a word at any time since it last synchronised. So of each word of text it has a *window* over what that word has
/// held since then: the older words one by one, and what memory holds. It may fetch any of them, and then nothing older than that: the
/// window begins there from now on. Of two equal words in a window the older stands for both, for whatever can be fetched after the
/// newer one can be fetched after the older.
///
/// With a reach of *n* instructions, a word stays in a CPU's window until that CPU has executed *n* more instructions: those may have been
/// fetched before it was overwritten, and no others. Windows of different words have nothing to do with each other, as instructions beyond
/// a branch that was predicted are fetched before others that run first.
///
/// A window has room for what is in all windows of a CPU together; beyond that the oldest words are dropped.
final class FetchAhead implements FetchModel {
    static final int UNLIMITED = -1;

    private final Machine machine;
    private final int reach;
    /// What each CPU may fetch besides what memory holds; as note, how many more instructions may have been fetched with it.
    private final WordLists old;

    FetchAhead(Machine machine, int cpus, int reach) {
        this.machine = machine;
        this.reach = reach;
        old = new WordLists(machine.state(), cpus);
    }

    @Override
    public int words(Cpu cpu, long address) {
        int first = old.first(cpu, address);
        int end = old.end(cpu, address, first);
        int inMemory = first == end ? 0 : machine.memory().word(address);
        int words = 1;
        for (int at = end - 1; at >= first; at--) if (isNew(cpu, at, end, inMemory)) words++;
        return words;
    }

    /// Whether the word there is none of the newer ones.
    private boolean isNew(Cpu cpu, int at, int end, int inMemory) {
        int word = old.word(cpu, at);
        for (int newer = at + 1; newer < end; newer++) if (old.word(cpu, newer) == word) return false;
        return word != inMemory;
    }

    @Override
    public int fetch(Cpu cpu, long address, int older) {
        int inMemory = machine.memory().word(address);
        int first = old.first(cpu, address);
        int end = old.end(cpu, address, first);
        if (first == end) return inMemory;
        int word = inMemory;
        for (int at = end - 1, left = older; left > 0; at--) {
            if (!isNew(cpu, at, end, inMemory)) continue;
            word = old.word(cpu, at);
            left--;
        }
        int begin = first;
        while (begin < end && old.word(cpu, begin) != word) begin++;
        old.remove(cpu, first, begin);
        if (word != inMemory) machine.vector().staleFetch(cpu, address, word, inMemory);
        return word;
    }

    @Override
    public void wrote(Cpu by, long patch, long address, int was) {
        if (was == machine.memory().word(address) || reach == 0) return;
        for (Cpu cpu : machine.cpus()) {
            int first = old.first(cpu, address);
            int end = old.end(cpu, address, first);
            if (old.full(cpu)) {
                int dropped = first == end ? 0 : first;
                old.remove(cpu, dropped, dropped + 1);
                if (dropped < end) end--;
            }
            old.insert(cpu, end, address, was, reach);
        }
    }

    @Override
    public void synchronise(Cpu cpu) {
        old.clear(cpu);
    }

    @Override
    public void settle(Cpu cpu) {
        old.clear(cpu);
    }

    @Override
    public boolean fetchesAhead() {
        return true;
    }

    @Override
    public boolean ages() {
        return reach != UNLIMITED;
    }

    @Override
    public void executed(Cpu cpu) {
        for (int at = old.size(cpu) - 1; at >= 0; at--) {
            long left = old.note(cpu, at) - 1;
            if (left == 0) old.remove(cpu, at, at + 1);
            else old.note(cpu, at, left);
        }
    }
}
