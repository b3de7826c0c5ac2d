package kprobarium.model;

/// The dining philosophers: each takes the fork on the left and then the one on the right, until all hold one and wait for the other.
///
/// If one of them is polite and begins on the right, they all get to eat.
public final class Philosophers extends Model {
    private static final int TAKE_FIRST = 0;
    private static final int TAKE_SECOND = 1;
    private static final int PUT_FIRST = 2;
    private static final int PUT_SECOND = 3;

    private final int philosophers;
    private final int meals;
    private final boolean polite;
    private final Location[] forks;
    private final Local[] pc;
    private final Local[] eaten;

    /// @param polite whether the last one begins on the right
    public Philosophers(int philosophers, int meals, boolean polite) {
        super(philosophers);
        this.philosophers = philosophers;
        this.meals = meals;
        this.polite = polite;
        forks = new Location[philosophers];
        for (int i = 0; i < philosophers; i++) forks[i] = shared("fork" + i, 0);
        pc = locals(philosophers);
        eaten = locals(philosophers);
    }

    private Location fork(int t, boolean first) {
        boolean left = first != (polite && t == philosophers - 1);
        return forks[left ? t : (t + 1) % philosophers];
    }

    @Override
    protected boolean canMove(int t) {
        return switch ((int) get(pc[t])) {
            case TAKE_FIRST -> !isDone(t) && load(fork(t, true)) == 0;
            case TAKE_SECOND -> load(fork(t, false)) == 0;
            default -> true;
        };
    }

    @Override
    protected boolean isDone(int t) {
        return get(eaten[t]) == meals;
    }

    @Override
    protected void announce(int t) {
        switch ((int) get(pc[t])) {
            case TAKE_FIRST -> updates(fork(t, true));
            case TAKE_SECOND -> updates(fork(t, false));
            case PUT_FIRST -> writes(fork(t, true));
            default -> writes(fork(t, false));
        }
    }

    @Override
    protected void move(int t) {
        int at = (int) get(pc[t]);
        store(fork(t, at == TAKE_FIRST || at == PUT_FIRST), at <= TAKE_SECOND ? 1 : 0);
        set(pc[t], at == PUT_SECOND ? TAKE_FIRST : at + 1);
        if (at == PUT_SECOND) set(eaten[t], get(eaten[t]) + 1);
    }
}
