package kprobarium.cli;

/// Why a command cannot go on, for the person who typed it: what was found, what was expected, what to type instead. Not a defect.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;

    private Refusal(Exit exit, String message) {
        super(message, null, false, false);
        this.exit = exit;
    }

    static Refusal usage(String message) {
        return new Refusal(Exit.USAGE, message);
    }

    static Refusal badInput(String message) {
        return new Refusal(Exit.BAD_INPUT, message);
    }

    static Refusal unavailable(String message) {
        return new Refusal(Exit.UNAVAILABLE, message);
    }

    Exit exit() {
        return exit;
    }
}
