package kprobarium.model;

/// Threads that each set `a` and then `b`, and one that asks whether both are set or neither (reorder in SCTBench).
///
/// It fails only while the first of the setting threads is between its two writes and the others have not begun, or not got farther: the
/// more there are of them, the less does a sampler see it.
public final class Reorder extends Model {
    private static final int SET_A = 0;
    private static final int SET = 2;

    // The thread that asks: (a == 0 && b == 0) || (a == 1 && b == -1).
    private static final int A_IS_0 = 0;
    private static final int B_IS_0 = 1;
    private static final int A_IS_1 = 2;
    private static final int B_IS_MINUS_1 = 3;
    private static final int ASKED = 4;

    private final int setters;
    private final Location a = shared("a", 0);
    private final Location b = shared("b", 0);
    private final Local[] pc;

    public Reorder(int setters) {
        super(setters + 1);
        this.setters = setters;
        pc = locals(setters + 1);
    }

    @Override
    protected boolean canMove(int t) {
        return get(pc[t]) != (t < setters ? SET : ASKED);
    }

    @Override
    protected void announce(int t) {
        long at = get(pc[t]);
        if (t < setters) {
            writes(at == SET_A ? a : b);
        } else {
            reads(at == A_IS_0 || at == A_IS_1 ? a : b);
        }
    }

    @Override
    protected void move(int t) {
        if (t < setters) {
            if (get(pc[t]) == SET_A) store(a, 1);
            else store(b, -1);
            set(pc[t], get(pc[t]) + 1);
            return;
        }
        switch ((int) get(pc[t])) {
            case A_IS_0 -> set(pc[t], load(a) == 0 ? B_IS_0 : A_IS_1);
            case B_IS_0 -> set(pc[t], load(b) == 0 ? ASKED : A_IS_1);
            case A_IS_1 -> ask(load(a) == 1, t, B_IS_MINUS_1);
            default -> ask(load(b) == -1, t, ASKED);
        }
    }

    private void ask(boolean fine, int t, int then) {
        if (fine) set(pc[t], then);
        else fail("only one of them is set");
    }
}
