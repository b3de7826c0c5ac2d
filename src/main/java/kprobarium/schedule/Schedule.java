package kprobarium.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// All answers of one play, as text that a person can edit: `1*2 0 1*3 0*4` is CPU 1 twice, CPU 0 once, …
///
/// Entries stand apart by blanks. `1` is a step of CPU 1, `1:patch` and the like are the other [kinds of move][Move.Kind], `…*3` is the
/// same three times, and `!"p:p1 foo+0x8"@0` a command given to CPU 0.
public record Schedule(List<Entry> entries) {
    public sealed interface Entry {
        record Moves(Move move, int times) implements Entry {
            @Override
            public String toString() {
                return times == 1 ? move.toString() : move + "*" + times;
            }
        }

        record Command(String text, int cpu) implements Entry {
            @Override
            public String toString() {
                return "!\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"@" + cpu;
            }
        }
    }

    /// Text that is no schedule: where it went wrong and what was expected there.
    public record Malformed(int column, String message) {}

    public sealed interface Parsed {
        record Good(Schedule schedule) implements Parsed {}

        record Bad(Malformed error) implements Parsed {}
    }

    private static final Pattern ENTRY = Pattern.compile("(?:(?<cpu>\\d{1,3})(?<kind>:[a-z]+)?"
            + "(?:-(?<alternative>[1-9]\\d{0,4}))?(?:\\*(?<times>\\d{1,9}))?"
            + "|!\"(?<command>(?:[^\"\\\\]|\\\\.)*+)\"@(?<at>\\d{1,3}))(?=\\s|$)");

    public Schedule {
        entries = List.copyOf(entries);
    }

    public static Parsed parse(String text) {
        List<Entry> entries = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            if (!matcher.region(at, text.length()).lookingAt()) return bad(at, text);
            Optional<Entry> entry = entry(matcher);
            if (entry.isEmpty()) return bad(at, text);
            entries.add(entry.get());
            at = matcher.end();
        }
        return new Parsed.Good(new Schedule(entries));
    }

    private static Optional<Entry> entry(Matcher m) {
        boolean command = m.group("command") != null;
        int cpu = Integer.parseInt(m.group(command ? "at" : "cpu"));
        if (cpu > 0xff) return Optional.empty();
        if (command) return Optional.of(new Entry.Command(m.group("command").replaceAll("\\\\(.)", "$1"), cpu));
        int times = m.group("times") == null ? 1 : Integer.parseInt(m.group("times"));
        if (times == 0) return Optional.empty();
        String suffix = m.group("kind") == null ? "" : m.group("kind");
        int alternative = m.group("alternative") == null ? 0 : Integer.parseInt(m.group("alternative"));
        if (alternative > Move.MAX_ALTERNATIVE || alternative > 0 && suffix.isEmpty()) return Optional.empty();
        return Arrays.stream(Move.Kind.values()).filter(kind -> kind.suffix.equals(suffix)).findFirst()
                .map(kind -> new Entry.Moves(new Move(kind, cpu, alternative), times));
    }

    private static Parsed bad(int at, String text) {
        String found = text.substring(at, Math.min(text.length(), at + 20)).split("\\s")[0];
        return new Parsed.Bad(new Malformed(at + 1,
                "found `" + found + "`, expected moves such as `1`, `0*4`, `1:patch`, `1:preempt` or `!\"p:p1 foo+0x8\"@0`"));
    }

    /// The entries that are moves; commands are left out.
    public List<Entry.Moves> moves() {
        return entries.stream().<Entry.Moves>mapMulti((entry, out) -> {
            if (entry instanceof Entry.Moves moves) out.accept(moves);
        }).toList();
    }

    /// The moves one by one, as [codes][Move#code()].
    public int[] codes() {
        return moves().stream().flatMapToInt(moves -> IntStream.generate(() -> moves.move().code()).limit(moves.times())).toArray();
    }

    /// How often the CPU that moves is not the one that moved before.
    public int switches() {
        List<Entry.Moves> moves = moves();
        int switches = 0;
        for (int i = 1; i < moves.size(); i++) if (moves.get(i).move().cpu() != moves.get(i - 1).move().cpu()) switches++;
        return switches;
    }

    public static Schedule of(int[] codes, int length) {
        Builder builder = new Builder();
        for (int i = 0; i < length; i++) builder.move(codes[i]);
        return builder.build();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries) text.append(text.isEmpty() ? "" : " ").append(entry);
        return text.toString();
    }

    /// A schedule while it is being played: equal moves in a row become one entry.
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private int code = -1;
        private int times;

        public void move(int moveCode) {
            if (moveCode != code) {
                flush();
                code = moveCode;
            }
            times++;
        }

        public void command(String text, int cpu) {
            flush();
            entries.add(new Entry.Command(text, cpu));
        }

        private void flush() {
            if (times > 0) entries.add(new Entry.Moves(Move.of(code), times));
            code = -1;
            times = 0;
        }

        public Schedule build() {
            List<Entry> all = new ArrayList<>(entries);
            if (times > 0) all.add(new Entry.Moves(Move.of(code), times));
            return new Schedule(all);
        }
    }
}
