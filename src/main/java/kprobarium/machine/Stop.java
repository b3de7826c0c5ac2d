package kprobarium.machine;

/// How a routine stops in the middle: thrown, never caught by kernel code, made once and without a stack trace, so that it costs a jump.
@SuppressWarnings("StaticAssignmentOfThrowable") // that they are made once is the point
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The routine has announced an access.
    static final Stop ANNOUNCED = new Stop();
    /// The routine has called guest code.
    static final Stop IN_GUEST = new Stop();
    /// The task that ran the routine is dead.
    static final Stop DEAD = new Stop();
    /// The routine has come to where it needs the log that it was begun without.
    static final Stop TO_BE_LOGGED = new Stop();
    /// The instruction has raised an exception.
    static final Stop TRAPPED = new Stop();

    private Stop() {
        super(null, null, false, false);
    }
}
