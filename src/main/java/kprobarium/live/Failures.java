package kprobarium.live;

/// Failure codes of bus replies, and how a bug in a turn is told.
final class Failures {
    /// The code below this verticle threw: the machine must not go on.
    static final int BUG = 1;
    /// The request cannot be met; the message says why.
    static final int REFUSED = 2;

    private Failures() {}

    /// One line: who, what, and the innermost frame, which is where to look.
    static String describe(String holder, Throwable bug) {
        StackTraceElement[] frames = bug.getStackTrace();
        return holder + ": " + bug + (frames.length == 0 ? "" : " at " + frames[0]);
    }
}
