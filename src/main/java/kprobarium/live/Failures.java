package kprobarium.live;

/// Failure codes of bus replies.
final class Failures {
    /// The code below this verticle threw: the machine must not go on.
    static final int BUG = 1;
    /// The request cannot be met; the message says why.
    static final int REFUSED = 2;

    private Failures() {}
}
