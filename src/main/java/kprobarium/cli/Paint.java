package kprobarium.cli;

/// Colours for a terminal that shows them; [#PLAIN] has none. A text is painted by what it means.
enum Paint {
    PLAIN, COLOURED;

    String strong(String text) {
        return in("1", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    /// As it should be.
    String good(String text) {
        return in("32", text);
    }

    /// Not as it should be: a death, an expectation that does not hold.
    String bad(String text) {
        return in("1;31", text);
    }

    /// Open, or worth a second look.
    String doubtful(String text) {
        return in("33", text);
    }

    /// A place in the text.
    String place(String text) {
        return in("36", text);
    }

    /// Something to type.
    String command(String text) {
        return in("36", text);
    }

    private String in(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
