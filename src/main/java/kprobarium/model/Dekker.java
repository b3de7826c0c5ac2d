package kprobarium.model;

import kprobarium.machine.MemoryOrder;

/// Mutual exclusion of two threads by Dekker's algorithm, the first that was right: raise your flag, and if the other's is up as well,
/// lower yours until it is your turn.
///
/// Without the turn, where both just lower their flags and raise them again, nobody is ever inside with another, but both can go on being
/// courteous for ever. On memory weaker than SC it needs a fence behind the raising of the flag.
public final class Dekker extends Model {
    private static final int RAISE = 0;
    private static final int HIS_FLAG = 1;
    private static final int WHOSE_TURN = 2;
    private static final int STEP_BACK = 3;
    private static final int MY_TURN = 4;
    private static final int ENTER = 5;
    private static final int LEAVE = 6;
    private static final int PASS_TURN = 7;
    private static final int LOWER = 8;
    private static final int FENCE = 9;

    private final int rounds;
    private final boolean turns;
    private final boolean fenced;
    private final Location[] flag = {shared("flag0", 0), shared("flag1", 0)};
    private final Location turn = shared("turn", 0);
    private final Location inside = shared("inside", 0);
    private final Local[] pc = locals(2);
    private final Local[] passed = locals(2);

    /// @param rounds how often each of them wants to get in
    /// @param turns  whether they take turns
    /// @param fenced whether there is a fence behind the raising of the flag
    public Dekker(int rounds, boolean turns, MemoryOrder order, boolean fenced) {
        super(2, order);
        this.rounds = rounds;
        this.turns = turns;
        this.fenced = fenced;
    }

    @Override
    protected boolean canMove(int t) {
        return get(passed[t]) < rounds;
    }

    @Override
    protected void announce(int t) {
        switch ((int) get(pc[t])) {
            case HIS_FLAG -> reads(flag[1 - t]);
            case WHOSE_TURN, MY_TURN -> reads(turn);
            case FENCE -> fences();
            case ENTER -> updates(inside);
            case LEAVE -> writes(inside);
            case PASS_TURN -> writes(turn);
            default -> writes(flag[t]);
        }
    }

    @Override
    protected void move(int t) {
        switch ((int) get(pc[t])) {
            case RAISE -> {
                store(flag[t], 1);
                set(pc[t], fenced ? FENCE : HIS_FLAG);
            }
            case FENCE -> set(pc[t], HIS_FLAG);
            case HIS_FLAG -> {
                if (load(flag[1 - t]) == 0) set(pc[t], ENTER);
                else set(pc[t], turns ? WHOSE_TURN : STEP_BACK);
            }
            case WHOSE_TURN -> set(pc[t], load(turn) == t ? HIS_FLAG : STEP_BACK);
            case STEP_BACK -> {
                store(flag[t], 0);
                set(pc[t], turns ? MY_TURN : RAISE);
            }
            case MY_TURN -> {
                if (load(turn) == t) set(pc[t], RAISE); // else looks again
            }
            case ENTER -> {
                if (load(inside) != 0) fail("both are inside");
                store(inside, 1);
                set(pc[t], LEAVE);
            }
            case LEAVE -> {
                store(inside, 0);
                set(pc[t], turns ? PASS_TURN : LOWER);
            }
            case PASS_TURN -> {
                store(turn, 1 - t);
                set(pc[t], LOWER);
            }
            default -> {
                store(flag[t], 0);
                set(passed[t], get(passed[t]) + 1);
                set(pc[t], RAISE);
            }
        }
    }
}
