package kprobarium.cli;

/// What a command says to whoever started it; the numbers above 63 are those of BSD's sysexits.h.
enum Exit {
    OK(0, "done; all expectations hold"),
    NOT_MET(1, "an expectation does not hold, or is undecided"),
    USAGE(64, "the command line is wrong"),
    BAD_INPUT(65, "a file or an input is wrong, or not there"),
    UNAVAILABLE(69, "something that is needed is not available, such as a port"),
    INTERNAL(70, "a defect of kprobarium itself"),
    INTERRUPTED(130, "ended by Ctrl-C");

    final int code;
    final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }
}
