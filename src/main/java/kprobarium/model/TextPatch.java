package kprobarium.model;

import java.util.List;
import kprobarium.machine.MemoryOrder;

/// The race of the first LoongArch kprobes patch: one CPU arms and disarms a probe while others run into it.
///
/// An executing CPU fetches the probed word. If that is the breakpoint it traps, looks the probe up, and single-steps the copy in the
/// slot. The patching CPU fills the slot, inserts the probe in the table, writes the breakpoint, writes the old word back, removes the
/// probe, and recycles the slot, so many rounds long.
///
/// - Variant 1, as posted: a look-up that finds nothing is fatal, though the probe may just have been removed.
/// - Variant 2: such a CPU reads the word again and goes back to it; but the slot is recycled under a CPU that is about to step it.
/// - Variant 3, repaired: a CPU in the handler says so, and then the patching CPU leaves the slot alone. It says so, and looks the probe
///   up; the patching CPU removes the probe, and looks who says so: that is store buffering, so on weaker memory than SC each of them needs
///   a barrier in between.
public final class TextPatch extends Model {
    private static final int ORIG = 1;
    private static final int BRK = 2;
    private static final int POISON = 3;
    private static final String[] WORDS = {"-", "orig", "brk", "poison"};

    // Where an executing CPU is.
    private static final int FETCH = 0;
    private static final int ENTER = 1;
    private static final int LOOK_UP = 2;
    private static final int READ_AGAIN = 3;
    private static final int LEAVE_TO_FETCH = 4;
    private static final int STEP = 5;
    private static final int LEAVE = 6;
    private static final int DONE = 7;
    /// Between what either of them stores and then looks at.
    private static final int FENCE = 32;

    // Where the patching CPU is, which is DONE as well at last.
    private static final int PREPARE = 0;
    private static final int INSERT = 1;
    private static final int ARM = 2;
    private static final int DISARM = 3;
    private static final int REMOVE = 4;
    private static final int PAD = 5;
    private static final int RECYCLE = 6;
    /// And the CPU after the next is looked at in `LOOK + 1`, and so on.
    private static final int LOOK = 8;

    private final boolean repaired;
    private final boolean fatal;
    private final boolean stale;
    private final boolean fenced;
    private final int execs;
    private final int iters;
    private final int rounds;
    private final int pad;

    private final Location text = shared("text", ORIG);
    private final Location table = shared("table", 0);
    private final Location slot = shared("slot", POISON);
    private final Location scratch = shared("scratch", 0, false);
    private final Location[] inHandler;
    private final Local[] pc;
    /// How often an executing CPU has passed, or how many rounds the patching CPU has behind it.
    private final Local[] passed;
    private final Local padded = local(0);
    /// With stale fetch: the words that each executing CPU may still fetch, a bit each.
    private final Local[] window;

    /// Every fetch sees the newest word.
    public TextPatch(int variant, int execs, int iters, int rounds, int pad) {
        this(variant, execs, iters, rounds, pad, false, MemoryOrder.SC, false);
    }

    /// @param execs  executing CPUs, 1 to 3; the patching CPU has the number after them
    /// @param iters  how often each of them passes the probed word
    /// @param rounds how often it is armed and disarmed
    /// @param pad    unrelated writes of the patching CPU before it recycles the slot
    /// @param stale  whether a fetch may see any word that was there since the CPU's last trap
    public TextPatch(int variant, int execs, int iters, int rounds, int pad, boolean stale) {
        this(variant, execs, iters, rounds, pad, stale, MemoryOrder.SC, false);
    }

    /// The same on memory of this order; `fenced`: with the barriers that variant 3 needs there.
    public TextPatch(int variant, int execs, int iters, int rounds, int pad, boolean stale, MemoryOrder order, boolean fenced) {
        super(execs + 1, order);
        if (stale && order != MemoryOrder.SC) throw new IllegalArgumentException("stale fetch is for sequential consistency");
        this.fenced = fenced;
        this.execs = execs;
        this.iters = iters;
        this.rounds = rounds;
        this.pad = pad;
        this.stale = stale;
        fatal = variant == 1;
        repaired = variant == 3;
        inHandler = new Location[execs];
        for (int i = 0; i < execs; i++) inHandler[i] = shared("in_handler" + i, 0);
        pc = locals(execs + 1);
        passed = locals(execs + 1);
        window = new Local[execs];
        for (int i = 0; i < execs; i++) window[i] = local(stale ? 1 << ORIG : 0);
    }

    @Override
    protected boolean canMove(int t) {
        return get(pc[t]) != DONE;
    }

    @Override
    protected void announce(int t) {
        if (t < execs) announceExecuting(t);
        else announcePatching((int) get(pc[t]));
    }

    private void announceExecuting(int t) {
        switch ((int) get(pc[t])) {
            case FETCH -> reads(text, stale ? Long.bitCount(get(window[t])) - 1 : 0);
            case READ_AGAIN -> reads(text);
            case LOOK_UP -> reads(table);
            case STEP -> reads(slot);
            case FENCE -> fences();
            default -> writes(inHandler[t]);
        }
    }

    private void announcePatching(int at) {
        switch (at) {
            case PREPARE, RECYCLE -> writes(slot);
            case INSERT, REMOVE -> writes(table);
            case ARM, DISARM -> writes(text);
            case PAD -> writes(scratch);
            case FENCE -> fences();
            default -> reads(inHandler[at - LOOK]);
        }
    }

    @Override
    protected void move(int t) {
        if (t < execs) execute(t);
        else patch(t);
    }

    private void execute(int t) {
        switch ((int) get(pc[t])) {
            case FETCH -> {
                if (fetch() != BRK) {
                    pass(t, iters, FETCH);
                } else {
                    if (stale) set(window[t], 1L << load(text)); // a trap synchronises
                    set(pc[t], repaired ? ENTER : LOOK_UP);
                }
            }
            case ENTER -> {
                store(inHandler[t], 1);
                set(pc[t], fenced ? FENCE : LOOK_UP);
            }
            case FENCE -> set(pc[t], LOOK_UP);
            case LOOK_UP -> {
                if (load(table) != 0) set(pc[t], STEP);
                else if (fatal) fail("unhandled break");
                else set(pc[t], READ_AGAIN);
            }
            case READ_AGAIN -> set(pc[t], repaired ? LEAVE_TO_FETCH : FETCH);
            case LEAVE_TO_FETCH -> {
                store(inHandler[t], 0);
                set(pc[t], FETCH);
            }
            case STEP -> {
                if (load(slot) != ORIG) fail("recycled slot stepped");
                else if (repaired) set(pc[t], LEAVE);
                else pass(t, iters, FETCH);
            }
            default -> {
                store(inHandler[t], 0);
                pass(t, iters, FETCH);
            }
        }
    }

    private long fetch() {
        long newest = load(text);
        return age() == 0 ? newest : ORIG + BRK - newest;
    }

    private void patch(int t) {
        int at = (int) get(pc[t]);
        int recycle = pad > 0 ? PAD : RECYCLE;
        switch (at) {
            case PREPARE -> {
                store(slot, ORIG);
                set(pc[t], INSERT);
            }
            case INSERT -> {
                store(table, 1);
                set(pc[t], ARM);
            }
            case ARM -> {
                write(BRK);
                set(pc[t], DISARM);
            }
            case DISARM -> {
                write(ORIG);
                set(pc[t], REMOVE);
            }
            case REMOVE -> {
                store(table, 0);
                set(pc[t], !repaired ? recycle : fenced ? FENCE : LOOK);
            }
            case FENCE -> set(pc[t], LOOK);
            case PAD -> {
                long i = get(padded);
                store(scratch, i);
                set(padded, i + 1 < pad ? i + 1 : 0);
                if (i + 1 == pad) set(pc[t], RECYCLE);
            }
            case RECYCLE -> {
                store(slot, POISON);
                pass(t, rounds, PREPARE);
            }
            default -> {
                if (load(inHandler[at - LOOK]) != 0) set(pc[t], DONE);
                else set(pc[t], at + 1 < LOOK + execs ? at + 1 : recycle);
            }
        }
    }

    private void write(int word) {
        store(text, word);
        if (!stale) return;
        for (Local words : window) set(words, get(words) | 1L << word);
    }

    private void pass(int t, int times, int again) {
        long n = get(passed[t]) + 1;
        set(passed[t], n);
        set(pc[t], n < times ? again : DONE);
    }

    @Override
    public List<String> observed() {
        if (hasFailed()) return List.of();
        return List.of("text=" + WORDS[(int) load(text)], "table=" + load(table), "slot=" + WORDS[(int) load(slot)]);
    }
}
