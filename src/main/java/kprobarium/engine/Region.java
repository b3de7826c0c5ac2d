package kprobarium.engine;

/// A piece of text compiled to JVM bytecode: tier 1. Holds no state of any machine, and is dropped when its text changes.
abstract class Region {
    final long entry;
    /// The pc of each instruction that may unwind, and how many of its block's instructions come with it and after it.
    private final long[] pcs;
    private final int[] rests;
    /// The words it was compiled from, as first and last byte of each run of them in memory.
    private final int[] places;
    private final long[] jumps;
    private Regions owner;
    private boolean dropped;

    Region(Plan plan) {
        entry = plan.entry();
        pcs = plan.pcs();
        rests = plan.rests();
        places = plan.places();
        jumps = plan.jumps();
    }

    /// Executes from [#entry] on, as long as the budget covers a whole block and the text is here. Answers as [Op#exec], never an index.
    abstract int run(Core core);

    /// Has the text at `core`'s pc executed by regions until it is back at `returnTo`. Answers [Op#RETURNED] if it is and this region still
    /// holds, else why not, as [Op#exec] does.
    final int call(Core core, long returnTo) {
        int result = core.call(returnTo);
        return result == Op.RETURNED && dropped ? Op.LEFT_PAGE : result;
    }

    /// Instruction number `at` unwinds.
    final int unwound(Core core, Unwind unwind, int at, int left) {
        return core.unwound(unwind, pcs[at], left + rests[at]);
    }

    /// Whether it was compiled from a word within these bytes.
    final boolean touches(int first, int last) {
        for (int i = 0; i < places.length; i += 2) if (places[i] <= last && first <= places[i + 1]) return true;
        return false;
    }

    /// Whether the jump at `pc` is part of it.
    final boolean jumpsAt(long pc) {
        for (long jump : jumps) if (jump == pc) return true;
        return false;
    }

    final int[] places() {
        return places;
    }

    final boolean isDropped() {
        return dropped;
    }

    final void belongsTo(Regions table) {
        owner = table;
    }

    final Regions owner() {
        return owner;
    }

    final void drop() {
        dropped = true;
    }
}
