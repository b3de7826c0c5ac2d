package kprobarium.model;

import kprobarium.machine.MemoryOrder;

/// Mutual exclusion of two threads by Peterson's algorithm: raise your flag, give way, and wait while the other's flag is up and it is his
/// turn.
///
/// Giving way before the flag is up is the classic mistake. On memory weaker than SC it needs fences as well, or each looks at the other's
/// flag before his own can be seen.
public final class Peterson extends Model {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int HIS_FLAG = 2;
    private static final int WHOSE_TURN = 3;
    private static final int ENTER = 4;
    private static final int LEAVE = 5;
    private static final int LOWER = 6;
    private static final int FENCE = 7;

    private final int rounds;
    private final boolean swapped;
    private final boolean fenced;
    private final Location[] flag = {shared("flag0", 0), shared("flag1", 0)};
    private final Location turn = shared("turn", 0);
    private final Location inside = shared("inside", 0);
    private final Local[] pc = locals(2);
    private final Local[] passed = locals(2);

    /// @param rounds  how often each of them wants to get in
    /// @param swapped whether they give way first and raise the flag then
    /// @param fenced  whether there is a fence behind that
    public Peterson(int rounds, boolean swapped, MemoryOrder order, boolean fenced) {
        super(2, order);
        this.rounds = rounds;
        this.swapped = swapped;
        this.fenced = fenced;
    }

    @Override
    protected boolean canMove(int t) {
        return get(passed[t]) < rounds;
    }

    @Override
    protected void announce(int t) {
        switch ((int) get(pc[t])) {
            case FIRST -> writes(swapped ? turn : flag[t]);
            case SECOND -> writes(swapped ? flag[t] : turn);
            case HIS_FLAG -> reads(flag[1 - t]);
            case WHOSE_TURN -> reads(turn);
            case FENCE -> fences();
            case ENTER -> updates(inside);
            case LEAVE -> writes(inside);
            default -> writes(flag[t]);
        }
    }

    @Override
    protected void move(int t) {
        int at = (int) get(pc[t]);
        switch (at) {
            case FIRST, SECOND -> {
                if ((at == FIRST) == swapped) store(turn, 1 - t);
                else store(flag[t], 1);
                set(pc[t], at == FIRST ? SECOND : fenced ? FENCE : HIS_FLAG);
            }
            case FENCE -> set(pc[t], HIS_FLAG);
            case HIS_FLAG -> set(pc[t], load(flag[1 - t]) == 0 ? ENTER : WHOSE_TURN);
            case WHOSE_TURN -> set(pc[t], load(turn) == t ? ENTER : HIS_FLAG);
            case ENTER -> {
                if (load(inside) != 0) fail("both are inside");
                store(inside, 1);
                set(pc[t], LEAVE);
            }
            case LEAVE -> {
                store(inside, 0);
                set(pc[t], LOWER);
            }
            default -> {
                store(flag[t], 0);
                set(passed[t], get(passed[t]) + 1);
                set(pc[t], FIRST);
            }
        }
    }
}
