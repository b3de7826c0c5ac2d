package kprobarium.kernel.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/// The file `error_log`: the latest errors of commands and filters, each with the command and a caret under what is wrong.
final class ErrorLog {
    private static final int MAX_ENTRIES = 8;
    private static final String LEAD = "  Command: ";

    private final Deque<String> entries = new ArrayDeque<>();

    /// `tick` is the time, in microseconds.
    void add(long tick, String subsystem, String text, String command, int position) {
        if (entries.size() == MAX_ENTRIES) entries.removeFirst();
        entries.add(String.format(Locale.ROOT, "[%5d.%06d] %s: error: %s\n", tick / 1_000_000, tick % 1_000_000, subsystem, text)
                + LEAD + command + "\n" + " ".repeat(LEAD.length() + position) + "^\n");
    }

    void clear() {
        entries.clear();
    }

    @Override
    public String toString() {
        return String.join("", entries);
    }
}
