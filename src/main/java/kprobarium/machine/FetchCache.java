package kprobarium.machine;

/// CPUs with instruction caches that nobody keeps coherent: the worst that software can meet.
///
/// A cache may have taken any word that its address ever held, keep several copies and hand out any, so two fetches may go back to an
/// older word, and what was read as data says nothing about the next fetch. A `cacop` that invalidates the line by a hit on its address
/// reaches the caches of all CPUs, as Arm's `IC IVAU` does; each CPU lets go of what was invalidated at its own next synchronisation.
///
/// Of each word a CPU has the *set* of what it may fetch besides what memory holds, in the order in which they were last overwritten.
final class FetchCache implements FetchModel {
    private static final int LINE = 64;
    private static final long INVALIDATED = 1;

    private final Machine machine;
    private final WordLists old;

    FetchCache(Machine machine, int cpus) {
        this.machine = machine;
        old = new WordLists(machine.state(), cpus);
    }

    @Override
    public int words(Cpu cpu, long address) {
        int first = old.first(cpu, address);
        return 1 + old.end(cpu, address, first) - first;
    }

    @Override
    public int fetch(Cpu cpu, long address, int older) {
        if (older == 0) return machine.memory().word(address);
        int word = old.word(cpu, old.end(cpu, address, old.first(cpu, address)) - older);
        machine.vector().staleFetch(cpu, address, word, machine.memory().word(address));
        return word;
    }

    @Override
    public void wrote(Cpu by, long patch, long address, int was) {
        int now = machine.memory().word(address);
        if (was == now) return;
        for (Cpu cpu : machine.cpus()) {
            int first = old.first(cpu, address);
            for (int at = old.end(cpu, address, first) - 1; at >= first; at--) if (old.word(cpu, at) == now) old.remove(cpu, at, at + 1);
            if (old.full(cpu)) old.remove(cpu, 0, 1);
            int begin = old.first(cpu, address);
            old.insert(cpu, old.end(cpu, address, begin), address, was, 0);
        }
    }

    @Override
    public void invalidate(long address) {
        long line = address & -LINE;
        for (Cpu cpu : machine.cpus()) {
            for (int at = old.size(cpu) - 1; at >= 0; at--) if ((old.address(cpu, at) & -LINE) == line) old.note(cpu, at, INVALIDATED);
        }
    }

    @Override
    public void synchronise(Cpu cpu) {
        for (int at = old.size(cpu) - 1; at >= 0; at--) if (old.note(cpu, at) == INVALIDATED) old.remove(cpu, at, at + 1);
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
    public boolean caches() {
        return true;
    }
}
