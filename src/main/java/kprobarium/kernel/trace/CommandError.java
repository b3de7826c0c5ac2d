package kprobarium.kernel.trace;

import kprobarium.kernel.Errno;

/// Why a command was refused, and where: an entry of `error_log` but for its time.
///
/// @param errno    what the write answers, negated
/// @param command  its words, joined by single blanks
/// @param position what the caret stands under, in characters of the command from 0
public record CommandError(Errno errno, ErrorId id, String command, int position) {
    private static final String LEAD = "  Command: ";

    /// The entry's three lines, the first without its time and none ended but by the next.
    public String text() {
        return "trace_kprobe: error: " + id.text() + "\n" + LEAD + command + "\n" + " ".repeat(LEAD.length() + position) + "^";
    }
}
