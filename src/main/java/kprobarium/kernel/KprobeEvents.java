package kprobarium.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The kernel's own language for probes, as tracefs takes it in `kprobe_events` (kernel/trace/trace_kprobe.c): `p:p1 foo+0x8` puts a probe
/// there, `-:p1` takes it away.
///
/// `p[:[GRP/]EVENT] SYM[+OFFS]|ADDR` and `-:[GRP/]EVENT`; the group is `kprobes` unless given, and an event without a name
/// is called `p_SYM_OFFS`.
public final class KprobeEvents {
    public sealed interface Command {
        /// Puts a probe named `event` at `place`, a symbol with an offset or an address.
        record Define(String group, String event, String place) implements Command {}

        record Delete(String group, String event) implements Command {}
    }

    /// What is wrong with a command: the kernel's text for it, and the column of the word it is about, from 0.
    public record Refused(String message, int column) {}

    public sealed interface Parsed {
        record Good(Command command) implements Parsed {}

        record Bad(Refused refused) implements Parsed {}
    }

    private static final int MAX_EVENT_NAME_LEN = 63;
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern PLACE = Pattern.compile("([A-Za-z_.$][\\w.$]*)(?:\\+(0x[0-9a-fA-F]+|\\d+))?|0x[0-9a-fA-F]+");

    private KprobeEvents() {}

    public static Parsed parse(String line) {
        Matcher words = WORD.matcher(line);
        if (!words.find()) return bad("No command: expected `p:EVENT SYM+OFFS` or `-:EVENT`", 0);
        String head = words.group();
        int headAt = words.start();
        char kind = head.charAt(0);
        if (kind != 'p' && kind != '-') return bad("Unknown command `" + head + "`: expected `p:EVENT SYM+OFFS` or `-:EVENT`", headAt);
        if (head.length() > 1 && head.charAt(1) != ':') {
            return bad(kind == 'p' ? "Maxactive is only for function exit" : "Expected `-:EVENT`", headAt + 1);
        }
        if (head.length() == 2) return bad("Event name is not specified", headAt + 2);
        return kind == 'p' ? define(head, headAt, words) : delete(head, headAt, words);
    }

    private static Parsed define(String head, int headAt, Matcher words) {
        if (!words.find()) return bad("Invalid probed address or symbol", headAt + head.length());
        String place = words.group();
        int placeAt = words.start();
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) return bad("Invalid probed address or symbol", placeAt);
        if (words.find()) return bad("Fetch arguments are not recorded here: expected the end of the command", words.start());
        String given = head.length() > 2 ? head.substring(2) : "kprobes/" + automatic(matcher);
        return named(given, headAt + 2).<Parsed>map(Parsed.Bad::new)
                .orElseGet(() -> new Parsed.Good(new Command.Define(group(given), event(given), place)));
    }

    /// `p_SYM_OFFS`, offset in decimal; `p_0xADDR` for an address.
    private static String automatic(Matcher place) {
        if (place.group(1) == null) return "p_" + place.group();
        long offset = place.group(2) == null ? 0 : Long.decode(place.group(2));
        return "p_" + place.group(1).replaceAll("\\W", "_") + "_" + offset;
    }

    private static Parsed delete(String head, int headAt, Matcher words) {
        if (head.length() == 1) return bad("Event name is not specified", headAt + 1);
        if (words.find()) return bad("Expected the end of the command after `" + head + "`", words.start());
        String given = head.substring(2);
        return named(given, headAt + 2).<Parsed>map(Parsed.Bad::new)
                .orElseGet(() -> new Parsed.Good(new Command.Delete(group(given), event(given))));
    }

    private static Optional<Refused> named(String given, int at) {
        int slash = given.indexOf('/');
        if (slash == 0) return Optional.of(new Refused("Group name is not specified", at));
        if (slash > MAX_EVENT_NAME_LEN) return Optional.of(new Refused("Group name is too long", at));
        if (slash > 0 && !NAME.matcher(given.substring(0, slash)).matches()) {
            return Optional.of(new Refused("Group name must follow the same rules as C identifiers", at));
        }
        String event = given.substring(slash + 1);
        if (event.isEmpty()) return Optional.of(new Refused("Event name is not specified", at + slash + 1));
        if (event.length() > MAX_EVENT_NAME_LEN) return Optional.of(new Refused("Event name is too long", at + slash + 1));
        if (!NAME.matcher(event).matches()) {
            return Optional.of(new Refused("Event name must follow the same rules as C identifiers", at + slash + 1));
        }
        return Optional.empty();
    }

    private static String group(String given) {
        return given.contains("/") ? given.substring(0, given.indexOf('/')) : "kprobes";
    }

    private static String event(String given) {
        return given.substring(given.indexOf('/') + 1);
    }

    private static Parsed bad(String message, int column) {
        return new Parsed.Bad(new Refused(message, column));
    }
}
