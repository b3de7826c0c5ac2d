package kprobarium.engine;

/// Leaves an instruction, or compiled code after one: thrown and caught within the engine, made once and without a stack trace.
@SuppressWarnings("StaticAssignmentOfThrowable") // that they are made once is the point
final class Unwind extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The instruction raises an exception, and has not retired.
    static final Unwind TRAPPED = new Unwind(false);
    /// The instruction has retired, and what follows must not go on before it is looked around.
    static final Unwind LEAVING = new Unwind(true);

    private final boolean done;

    private Unwind(boolean done) {
        super(null, null, false, false);
        this.done = done;
    }

    /// Whether the instruction has retired.
    boolean isDone() {
        return done;
    }
}
