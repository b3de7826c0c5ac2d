package kprobarium.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import kprobarium.symbol.Nearest;

/// The words of a line, read from left to right: what every notation is made of, with the names that it can refer to.
///
/// ```
/// number := DECIMAL | '0x'HEX
/// cpu    := 'cpu'N
/// probes := [PROBE {',' PROBE}]
/// ```
/// A method passes what it reads, and the spaces before it; what does not fit is a [Refusal]. A name that is not known is refused as a
/// word out of place is: with the nearest one that would do.
abstract sealed class Words permits Notation, CallNotation, SearchNotation {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_.$][A-Za-z0-9_.$]*");
    static final Pattern NUMBER = Pattern.compile("-?[0-9][A-Za-z0-9_.]*");
    static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)");
    static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f]{1,16}");
    private static final Pattern CPU = Pattern.compile("cpu(0|[1-9][0-9]{0,3})");

    /// Leaves a reader from any depth; never leaves [#whole].
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Refusal(int offset, String found, String expected, String hint) {
            super(found, null, false, false);
            fault = new Fault(offset, found, expected, hint);
        }
    }

    @FunctionalInterface
    interface Rule<T> {
        T read() throws Refusal;
    }

    final String text;
    final Names names;
    /// Where the reader is in the text.
    int at;

    Words(String text, Names names) {
        this.text = text;
        this.names = names;
    }

    /// What `rule` reads, if that is the whole text.
    final <T> Reading<T> whole(Rule<T> rule) {
        try {
            T value = rule.read();
            end();
            return new Reading.Read<>(value);
        } catch (Refusal refusal) {
            return new Reading.Refused<>(refusal.fault);
        }
    }

    /// Whether `wanted` stands here as a whole word; if so it is passed.
    boolean word(String wanted) {
        spaces();
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt() && word.group().equals(wanted)) {
            at = word.end();
            return true;
        }
        return false;
    }

    /// Whether these characters stand here; if so they are passed.
    boolean passes(String wanted) {
        spaces();
        if (!text.startsWith(wanted, at)) {
            return false;
        }
        at += wanted.length();
        return true;
    }

    String name(String expected) throws Refusal {
        spaces();
        return take(WORD).orElseThrow(() -> new Refusal(at, found(), expected, ""));
    }

    boolean looking(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).lookingAt();
    }

    Optional<String> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        return Optional.of(matcher.group());
    }

    void expect(char wanted) throws Refusal {
        spaces();
        if (at == text.length() || text.charAt(at) != wanted) {
            throw new Refusal(at, found(), "`" + wanted + "`", "");
        }
        at++;
    }

    private void end() throws Refusal {
        spaces();
        if (at < text.length()) {
            throw new Refusal(at, found(), "nothing more", "");
        }
    }

    void spaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    String rest() {
        return text.substring(at);
    }

    String found() {
        String rest = rest();
        return rest.isEmpty() ? "the end" : shown(rest);
    }

    static String shown(String text) {
        return "`" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "`";
    }

    static Refusal unknown(String kind, String word, int start, String expected, Iterable<String> candidates) {
        return new Refusal(start, "unknown " + kind + " " + shown(word), expected,
                Nearest.to(word, candidates).map(near -> "Did you mean `" + near + "`?").orElse(""));
    }

    static List<String> list(Word[] words) {
        return Arrays.stream(words).map(Word::word).toList();
    }

    static String oneOf(List<String> words) {
        return words.isEmpty() ? "nothing: there is none"
                : words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(", ", words.size() == 1 ? "" : "one of ", ""));
    }

    /// `(`, what `rule` reads, `)`.
    <T> T argument(Rule<T> rule) throws Refusal {
        expect('(');
        T value = rule.read();
        expect(')');
        return value;
    }

    Term.Number number() throws Refusal {
        spaces();
        int start = at;
        String digits = take(NUMBER).orElseThrow(() -> new Refusal(at, found(), "a number", ""));
        if (HEX.matcher(digits).matches()) {
            return new Term.Number(Long.parseUnsignedLong(digits.substring(2), 16), true);
        }
        if (DECIMAL.matcher(digits).matches()) {
            try {
                return new Term.Number(Long.parseLong(digits), false);
            } catch (NumberFormatException _) {
                throw new Refusal(start, shown(digits), "a number of 64 bits", "");
            }
        }
        throw new Refusal(start, shown(digits), "a number such as 42, -1 or 0x2a", "");
    }

    /// A label, or the refusal of what is neither one nor a word of `also`.
    String symbol(String name, int start, boolean textOnly, List<String> also) throws Refusal {
        var candidates = new ArrayList<>(also);
        candidates.addAll(names.symbolNames(textOnly));
        if (names.symbols().isPresent() && !candidates.subList(also.size(), candidates.size()).contains(name)) {
            throw unknown(also.isEmpty() ? "label" : "word", name, start, oneOf(candidates), candidates);
        }
        return name;
    }

    String probe(KprobesFunction.Takes takes) throws Refusal {
        spaces();
        int start = at;
        String name = name("a probe");
        List<String> known = names.probeNames(takes);
        if (names.probes().isPresent() && !known.contains(name)) {
            if (!names.isProbe(name)) throw unknown("probe", name, start, oneOf(known), known);
            throw new Refusal(start, "`" + name + "`, which is " + (names.isKretprobe(name) ? "a kretprobe" : "a kprobe"),
                    takes.words(), "");
        }
        return name;
    }

    /// `(`, the probes that a function takes, `)`.
    List<String> probes(KprobesFunction function) throws Refusal {
        expect('(');
        var probes = new ArrayList<String>();
        KprobesFunction.Takes takes = function.takes();
        if (takes != KprobesFunction.Takes.NOTHING) probes.add(probe(takes));
        while (takes == KprobesFunction.Takes.KPROBES && passes(",")) probes.add(probe(takes));
        expect(')');
        return probes;
    }

    int cpu(String word, int start) throws Refusal {
        Matcher cpu = CPU.matcher(word);
        if (!cpu.matches()) {
            throw new Refusal(start, shown(word), "a CPU such as `cpu0`", "");
        }
        int number = Integer.parseInt(cpu.group(1));
        if (number >= names.cpus()) {
            throw new Refusal(start, "no CPU " + number, names.cpus() == 1 ? "`cpu0`, the only one"
                    : "`cpu0` to `cpu" + (names.cpus() - 1) + "`", "");
        }
        return number;
    }
}
