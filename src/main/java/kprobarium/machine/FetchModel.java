package kprobarium.machine;

/// Which words a CPU may fetch, when text has been written since.
///
/// Data reads always see memory as it is; a fetch may lag behind. The architecture promises no more than that a CPU's own `ibar`
/// brings it up to date (LoongArch Reference Manual, volume 1, `IBAR`), so there are several models, each a promise that a machine may
/// keep. From the strongest to the weakest, where x is a word of text and c a CPU:
///
/// | model | what c may fetch at x | what ends that |
/// |---|---|---|
/// | [coherent][Coherent] | what memory holds | – |
/// | [bus][FetchBus] | what the last patch of x that has reached c says | its delivery, or an `ibar` of c |
/// | window | what x has held since the last synchronisation of c, unless it was overwritten *n* or more instructions of c ago | the same |
/// | [pipeline][FetchAhead] | what x has held since the last synchronisation of c | `ibar`, the entry of an exception, `ertn` |
/// | [incoherent][FetchCache] | what x has ever held | `cacop` for the line of x, on any CPU, and then a synchronisation of c |
///
/// Under window and pipeline two fetches of x by c never go back to an older word; under incoherent they may. Under all three a CPU's own
/// store counts as any other's, so code that modifies itself needs its `ibar`.
///
/// Where several words may be fetched they are numbered by how many *different* words are newer, so 0 is always what memory holds.
public sealed interface FetchModel permits FetchModel.Coherent, FetchBus, FetchAhead, FetchCache {
    enum Kind {
        COHERENT, BUS, WINDOW, PIPELINE, INCOHERENT
    }

    static FetchModel of(Machine machine, int cpus, FetchConfig config) {
        return switch (config.kind()) {
            case COHERENT -> new Coherent(machine.memory());
            case BUS -> new FetchBus(machine, cpus, config.bus());
            case WINDOW -> new FetchAhead(machine, cpus, config.reach());
            case PIPELINE -> new FetchAhead(machine, cpus, FetchAhead.UNLIMITED);
            case INCOHERENT -> new FetchCache(machine, cpus);
        };
    }

    /// How many different words `cpu` may fetch at `address` now: at least one.
    int words(Cpu cpu, long address);

    /// Fetches the one that so many different ones are newer than.
    int fetch(Cpu cpu, long address, int older);

    /// CPU `by` has written the word of text at `address`, which held `was`.
    void wrote(Cpu by, long patch, long address, int was);

    /// `cpu` synchronises its fetches with memory, as `ibar` does.
    void synchronise(Cpu cpu);

    /// `cpu` starts afresh: it fetches what memory holds.
    void settle(Cpu cpu);

    /// Whether exceptions synchronise too, and not `ibar` alone.
    default boolean fetchesAhead() {
        return false;
    }

    /// Whether what a CPU may fetch depends on how many instructions it has executed since a write.
    default boolean ages() {
        return false;
    }

    /// `cpu` has executed an instruction; asked for only if it [matters][#ages()].
    default void executed(Cpu cpu) {}

    /// Whether words must be invalidated before a synchronisation lets go of them.
    default boolean caches() {
        return false;
    }

    /// Every CPU's cached copy of the line at `address` is invalidated.
    default void invalidate(long address) {}

    /// In how many ways the next patch can reach `cpu`: none if there is none on its way.
    default int deliverable(Cpu cpu) {
        return 0;
    }

    /// Whether `cpu` has patches that it has not taken over.
    default boolean pending(Cpu cpu) {
        return deliverable(cpu) > 0;
    }

    /// One of the [patches that can reach][#deliverable(Cpu)] `cpu` does.
    default void deliver(Cpu cpu, int which) {
        throw new IllegalStateException("nothing is on its way under this model");
    }

    /// Which of them was written first.
    default int oldest(Cpu cpu) {
        return 0;
    }

    /// The number of the newest patch that `cpu` has seen, with none older missing.
    default long delivered(Cpu cpu) {
        return Long.MAX_VALUE;
    }

    /// Every fetch sees memory.
    record Coherent(Memory memory) implements FetchModel {
        @Override
        public int words(Cpu cpu, long address) {
            return 1;
        }

        @Override
        public int fetch(Cpu cpu, long address, int older) {
            return memory.word(address);
        }

        @Override
        public void wrote(Cpu by, long patch, long address, int was) {}

        @Override
        public void synchronise(Cpu cpu) {}

        @Override
        public void settle(Cpu cpu) {}
    }
}
