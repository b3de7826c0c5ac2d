package kprobarium.engine;

/// A piece of text compiled to JVM bytecode: tier 1. Holds no state of any machine, and is dropped when its text changes.
abstract class Region {
    /// How often it is run while HotSpot still profiles and compiles it.
    private static final int YOUNG = 1 << 17;
    /// A loop then is given small budgets: HotSpot exchanges a method for better only where it is called. Others are given one now and
    /// then: where a budget never ended while HotSpot looked on, it expects that none ever does, and compiles anew when one ends.
    private static final int SMALL_BUDGET = 200, VARIATIONS = 1 << 10, SELDOM = 1 << 5;

    /// Where it can be entered, by number, or [Plan#NO_ENTRY]; the first is what it was compiled for.
    final long[] entries;
    /// The pc of each instruction that may unwind, and how many of its block's instructions come with it and after it.
    private final long[] pcs;
    private final int[] rests;
    /// The words it was compiled from, as first and last byte of each run of them in memory.
    private final int[] places;
    private final long[] jumps;
    private final long[] unseen;
    private final boolean loops;
    private int runs;
    /// How often it has been compiled anew with more text.
    int growths;
    private Regions owner;
    private boolean dropped;

    Region(Plan plan) {
        entries = plan.entries();
        pcs = plan.pcs();
        rests = plan.rests();
        places = plan.places();
        jumps = plan.jumps();
        unseen = plan.unseen();
        loops = plan.isLoop();
    }

    /// Executes from entrance `from` on, as long as the budget suffices and the text is here. Answers as [Op#exec], never an index.
    abstract int run(Core core, int from);

    /// The same, with a part of the budget only while the region is young. `left` is the budget, which `core` has too.
    final int run(Core core, int from, int left) {
        if (runs >= YOUNG) return run(core, from);
        runs++;
        int small = loops ? SMALL_BUDGET : runs % SELDOM == 0 ? SMALL_BUDGET + runs % VARIATIONS : left;
        if (left <= small) return run(core, from);
        core.left = small;
        int result = run(core, from);
        core.left += left - small;
        return result;
    }

    final long entry() {
        return entries[0];
    }

    /// Whether HotSpot has hardly begun with it.
    final boolean isYoung() {
        return runs < 1 << 11;
    }

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

    /// Whether control leaves it at `pc` because that had not been executed when it was compiled.
    final boolean leavesUnseenAt(long pc) {
        for (long unseenPc : unseen) if (unseenPc == pc) return true;
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
