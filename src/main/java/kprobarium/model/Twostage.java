package kprobarium.model;

/// Two values, each under a lock of its own, that belong together (twostage in SCTBench): whoever looks between the two stages sees one
/// without the other.
public final class Twostage extends Model {
    // A writing thread takes the locks one after the other, and so does a reading one.
    private static final int LOCK_1 = 0;
    private static final int VALUE_1 = 1;
    private static final int UNLOCK_1 = 2;
    private static final int LOCK_2 = 3;
    private static final int VALUE_2 = 4;
    private static final int UNLOCK_2 = 5;
    private static final int DONE = 6;

    private final int writers;
    private final Location lock1 = shared("lock1", 0);
    private final Location lock2 = shared("lock2", 0);
    private final Location value1 = shared("value1", 0);
    private final Location value2 = shared("value2", 0);
    private final Local[] pc;
    private final Local[] seen;

    public Twostage(int writers, int readers) {
        super(writers + readers);
        this.writers = writers;
        pc = locals(writers + readers);
        seen = locals(writers + readers);
    }

    @Override
    protected boolean canMove(int t) {
        return switch ((int) get(pc[t])) {
            case LOCK_1 -> load(lock1) == 0;
            case LOCK_2 -> load(lock2) == 0;
            case DONE -> false;
            default -> true;
        };
    }

    @Override
    protected boolean isDone(int t) {
        return get(pc[t]) == DONE;
    }

    @Override
    protected void announce(int t) {
        boolean writer = t < writers;
        switch ((int) get(pc[t])) {
            case LOCK_1 -> updates(lock1);
            case UNLOCK_1 -> writes(lock1);
            case LOCK_2 -> updates(lock2);
            case UNLOCK_2 -> writes(lock2);
            case VALUE_1 -> access(value1, writer);
            default -> access(value2, writer);
        }
    }

    private void access(Location value, boolean writer) {
        if (writer) writes(value);
        else reads(value);
    }

    @Override
    protected void move(int t) {
        boolean writer = t < writers;
        int at = (int) get(pc[t]);
        set(pc[t], at + 1);
        switch (at) {
            case LOCK_1 -> store(lock1, 1);
            case VALUE_1 -> {
                if (writer) store(value1, 1);
                set(seen[t], load(value1));
            }
            case UNLOCK_1 -> {
                store(lock1, 0);
                if (!writer && get(seen[t]) == 0) set(pc[t], DONE);
            }
            case LOCK_2 -> store(lock2, 1);
            case VALUE_2 -> {
                if (writer) store(value2, get(seen[t]) + 1);
                else if (load(value2) != get(seen[t]) + 1) fail("the first stage without the second");
            }
            default -> store(lock2, 0);
        }
    }
}
