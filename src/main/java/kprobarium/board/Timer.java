package kprobarium.board;

/// The timer of one CPU: counts down once, or again and again, with the counter.
final class Timer {
    static final long NEVER = Long.MAX_VALUE;
    private static final long ENABLED = 1, PERIODIC = 2, COUNT = ~3L;
    /// A period of nothing would never end.
    private static final long SHORTEST = 4;

    private long configuration;
    private long due = NEVER;

    /// `TCFG` is written when the counter stands at `now`.
    void configure(long value, long now) {
        configuration = value;
        due = (value & ENABLED) == 0 ? NEVER : now + (value & COUNT);
    }

    /// What the counter says when the timer's interrupt comes next.
    long due() {
        return due;
    }

    /// What is left at `now`.
    long left(long now) {
        return due == NEVER ? 0 : Math.max(0, due - now);
    }

    /// Whether its time has come; if so, it starts anew or stops.
    boolean expires(long now) {
        if (now < due) return false;
        if ((configuration & PERIODIC) == 0) {
            due = NEVER;
        } else {
            long period = Math.max(SHORTEST, configuration & COUNT);
            due += ((now - due) / period + 1) * period;
        }
        return true;
    }
}
