package kprobarium.model;

/// A lock-free stack of array slots by Dmitry Vyukov that loses one of them, but only if threads are left at five places or more: the
/// hardest of the classic small benchmarks (SafeStack in SCTBench).
///
/// Each thread pops a slot, writes its number into it, finds it there still, and pushes it back. Popping takes the slot's link out first,
/// so that nobody else can take the slot, and puts it back if the head has moved on. But the head may have moved on and come back.
public final class SafeStack extends Model {
    private static final int THREADS = 3;
    private static final int SLOTS = 3;
    private static final int NOTHING = -1;

    // Pop.
    private static final int COUNT = 0;
    private static final int HEAD = 1;
    private static final int TAKE_LINK = 2;
    private static final int MOVE_HEAD = 3;
    private static final int GIVE_LINK_BACK = 4;
    private static final int COUNT_DOWN = 5;
    // Use.
    private static final int MARK = 6;
    private static final int CHECK = 7;
    // Push.
    private static final int OLD_HEAD = 8;
    private static final int LINK = 9;
    private static final int SET_HEAD = 10;
    private static final int COUNT_UP = 11;
    private static final int DONE = 12;

    private final int iters;
    private final Location head = shared("head", 0);
    private final Location count = shared("count", SLOTS);
    private final Location[] next = new Location[SLOTS];
    private final Location[] value = new Location[SLOTS];
    private final Local[] pc = locals(THREADS);
    private final Local[] slot = locals(THREADS);
    private final Local[] link = locals(THREADS);
    private final Local[] passed = locals(THREADS);

    /// @param iters how often each thread pops and pushes
    public SafeStack(int iters) {
        super(THREADS);
        this.iters = iters;
        for (int i = 0; i < SLOTS; i++) {
            next[i] = shared("next" + i, i + 1 < SLOTS ? i + 1 : NOTHING);
            value[i] = shared("value" + i, NOTHING);
        }
    }

    @Override
    protected boolean canMove(int t) {
        return get(pc[t]) != DONE;
    }

    @Override
    protected void announce(int t) {
        int mine = (int) get(slot[t]);
        switch ((int) get(pc[t])) {
            case COUNT -> reads(count);
            case HEAD, OLD_HEAD -> reads(head);
            case TAKE_LINK, GIVE_LINK_BACK -> updates(next[mine]);
            case MOVE_HEAD, SET_HEAD -> updates(head);
            case MARK -> writes(value[mine]);
            case CHECK -> reads(value[mine]);
            case LINK -> writes(next[mine]);
            default -> updates(count);
        }
    }

    @Override
    protected void move(int t) {
        int mine = (int) get(slot[t]);
        switch ((int) get(pc[t])) {
            case COUNT -> {
                if (load(count) > 1) set(pc[t], HEAD); // else tries again
            }
            case HEAD -> {
                set(slot[t], load(head));
                set(pc[t], TAKE_LINK);
            }
            case TAKE_LINK -> {
                set(link[t], load(next[mine]));
                store(next[mine], NOTHING);
                if (get(link[t]) == NOTHING) begin(t);
                else set(pc[t], MOVE_HEAD);
            }
            case MOVE_HEAD -> set(pc[t], moveHead(mine, get(link[t])) ? COUNT_DOWN : GIVE_LINK_BACK);
            case GIVE_LINK_BACK -> {
                store(next[mine], get(link[t]));
                begin(t);
            }
            case COUNT_DOWN -> {
                store(count, load(count) - 1);
                set(link[t], 0);
                set(pc[t], MARK);
            }
            case MARK -> {
                store(value[mine], t);
                set(pc[t], CHECK);
            }
            case CHECK -> {
                if (load(value[mine]) == t) set(pc[t], OLD_HEAD);
                else fail("two threads have one slot");
            }
            case OLD_HEAD -> {
                set(link[t], load(head));
                set(pc[t], LINK);
            }
            case LINK -> {
                store(next[mine], get(link[t]));
                set(pc[t], SET_HEAD);
            }
            case SET_HEAD -> {
                long now = load(head);
                boolean moved = moveHead(get(link[t]), mine);
                set(link[t], now);
                set(pc[t], moved ? COUNT_UP : LINK);
            }
            default -> {
                store(count, load(count) + 1);
                set(passed[t], get(passed[t]) + 1);
                begin(t);
                if (get(passed[t]) == iters) set(pc[t], DONE);
            }
        }
    }

    private boolean moveHead(long from, long to) {
        if (load(head) != from) return false;
        store(head, to);
        return true;
    }

    private void begin(int t) {
        set(slot[t], 0);
        set(link[t], 0);
        set(pc[t], COUNT);
    }
}
