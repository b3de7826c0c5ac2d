package kprobarium.explore;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Replay;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Scheduler;

/// One schedule in a few letters, to be put into a mail or a bug report: `kp1-7Q2MK-3A9-X41C`.
///
/// | part | letters | what |
/// |---|---|---|
/// | `kp1` | | the form of what follows |
/// | digest | 5 | [what it belongs to][TokenScope]: experiment, kernel, version of the model |
/// | body | 1 or more | the choices |
/// | check | 3 + 1 | 15 bits of a fingerprint of the way and of the state where it ends; a [checksum][Crockford] of all letters before |
///
/// Letters are Crockford's, so case does not matter, nor do hyphens, and O is 0, I and L are 1. One wrong letter, or two exchanged, is
/// known without playing anything. Digest first, fingerprint last: a token never plays something else without saying so.
///
/// ## The body
///
/// Where there is only one way to go on, nothing is written. Where there are m, it is a number below m. 0 is the default: the
/// CPU that moved last makes another step, or, where it cannot, the first option is taken. The others are counted from 1 in their order.
/// The body is one integer in mixed radix, its lowest digit first: the form (below 3), then
///
/// 0. the number at each choice in turn. What is left at the end of an integer is zeros, so the default costs nothing once the last
///    deviation from it has been made.
/// 1. for each deviation: at how many choices before it the default was taken, plus one (three bits at a time, each with a bit whether
///    more follow), and its number less one, below m - 1. Whichever of the two is shorter is taken, and this one always beyond 2,000
///    choices.
/// 2. a digit below 2 for one of these forms, how many moves follow on the last deviation, and then what the form says: for a schedule that
///    stops before it comes to an end by itself.
///
/// By itself a play comes to an end where nothing can move, where it has closed a [circle][Agents] that leaves nobody out, or where the
/// default would go round for ever.
///
/// Option counts are not written down: the player asks the machine again. So a token that fits to its last digit fits every choice, and one
/// that was made under other rules, unknown to the version in its digest, shows it in one of two ways: the play is over at some step while
/// there are digits left, which names that step, or it ends elsewhere, which the fingerprint tells and which step was the first to
/// differ nobody can say. The record of the repository's findings therefore keeps the moves beside the tokens.
public record Token(TokenScope scope, BigInteger body, int fingerprint) {
    private static final String PREFIX = "KP1";
    private static final int DIGEST_LETTERS = TokenScope.BITS / Crockford.BITS;
    private static final int FINGERPRINT_LETTERS = 3;
    private static final int FINGERPRINT_BITS = FINGERPRINT_LETTERS * Crockford.BITS;
    private static final int SHORTEST = DIGEST_LETTERS + 1 + FINGERPRINT_LETTERS + 1;
    /// The longest text that is read as a token.
    private static final int LONGEST = 1 << 20;
    /// A play of so many moves is given up.
    private static final int MOST_MOVES = 1_000_000;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /// A text that was read.
    public sealed interface Parsed {
        record Good(Token token) implements Parsed {}

        /// What is no token, and why, in words.
        record Bad(String why) implements Parsed {}
    }

    /// A token that was played.
    ///
    /// @param schedule what was played
    /// @param mismatch why this is not what the token was made of; empty if it is
    public record Played(Schedule schedule, Ending ending, Optional<Mismatch> mismatch) {}

    /// What shows that a token was made under other rules.
    ///
    /// @param step the move after which it showed, from 1
    public record Mismatch(int step, String why) {}

    /// The token of `schedule`, which is one of `subject`; that is at its start, and is there again afterwards.
    ///
    /// @throws kprobarium.schedule.Replay.Mismatch if it is not
    public static Token of(TokenScope scope, Subject subject, Schedule schedule) {
        subject.state().keepJournal();
        int mark = subject.state().mark();
        try {
            Course course = new Course(subject);
            TokenBody.Encoder encoder = new TokenBody.Encoder();
            Replay replay = new Replay(schedule);
            boolean endedBefore = false;
            while (!replay.done()) {
                endedBefore = encoder.sinceDeviation() > 0 && endedBefore || course.ends(encoder.sinceDeviation());
                int option = course.option(replay);
                encoder.choice(course.options(), course.number(option));
                course.take(option);
            }
            endedBefore &= encoder.sinceDeviation() > 0;
            boolean endsByItself = !endedBefore && course.ends(encoder.sinceDeviation());
            return new Token(scope, encoder.body(endsByItself), course.fingerprint());
        } finally {
            subject.state().release(mark);
        }
    }

    /// Plays what is in it. `subject` is at its start, and is there again afterwards. Its scope has to be compared before.
    public Played play(Subject subject) {
        subject.state().keepJournal();
        int mark = subject.state().mark();
        try {
            Course course = new Course(subject);
            TokenBody.Decoder decoder = new TokenBody.Decoder(body);
            Optional<Mismatch> mismatch = Optional.empty();
            while (mismatch.isEmpty()) {
                if (course.steps() >= MOST_MOVES) {
                    mismatch = Optional.of(new Mismatch(course.steps(), "after " + MOST_MOVES + " moves it has not ended"));
                } else if (course.options() == 0) {
                    if (!decoder.done()) {
                        mismatch = Optional.of(new Mismatch(course.steps(), "nothing can move any more, and the token has more moves"));
                    }
                    break;
                } else if (decoder.done() && (decoder.counted() || course.ends(decoder.sinceDeviation()))) {
                    break;
                } else {
                    course.take(course.option(decoder.choice(course.options())));
                }
            }
            if (mismatch.isEmpty() && course.fingerprint() != fingerprint) {
                mismatch = Optional.of(new Mismatch(course.steps(), "it ends in another state than the token was made of"));
            }
            return new Played(course.schedule(), course.ending(), mismatch);
        } finally {
            subject.state().release(mark);
        }
    }

    /// A play under way, and how far it has come from the moment where only the default is left.
    private static final class Course {
        private final Subject subject;
        private final ChoicePoint point = new ChoicePoint();
        private final List<Long> states = new ArrayList<>();
        private final List<Long> could = new ArrayList<>();
        private final List<Integer> lasts = new ArrayList<>();
        private final Fingerprints seen = new Fingerprints();
        private final Schedule.Builder schedule = new Schedule.Builder();
        private final List<Integer> taken = new ArrayList<>();
        private int last = -1;
        private long way = GOLDEN;

        Course(Subject subject) {
            this.subject = subject;
            arrive();
        }

        private void arrive() {
            subject.playable().choices(point);
            states.add(subject.state().digestWithoutCounts());
            could.add(Agents.all(point));
            lasts.add(last);
            for (int i = 0; i < point.size(); i++) way = mix(mix(way, move(point.code(i))), point.kind(i).name().hashCode());
        }

        /// A move by its name, whatever numbers the simulator has for kinds of moves.
        private static long move(int code) {
            return (long) Move.kind(code).name().hashCode() << 32 | (long) Move.cpu(code) << 16 | Move.alternative(code);
        }

        int options() {
            return point.size();
        }

        int steps() {
            return taken.size();
        }

        int option(Scheduler scheduler) {
            return scheduler.choose(point);
        }

        int number(int option) {
            return Defaults.number(point, last, option);
        }

        int option(int number) {
            return Defaults.option(point, last, number);
        }

        void take(int option) {
            int code = point.code(option);
            seen.put(states.getLast(), taken.size());
            way = mix(way, move(code));
            subject.playable().take(code);
            taken.add(code);
            schedule.move(code);
            last = Defaults.last(last, code);
            arrive();
        }

        /// Whether a play that goes on by default, and has for `sinceDeviation` moves, is over.
        boolean ends(int sinceDeviation) {
            if (point.size() == 0) return true;
            if (seen.get(states.getLast()) == Fingerprints.NONE) return false;
            long did = 0;
            long all = 0;
            for (int i = taken.size() - 1; i >= 0; i--) {
                did |= Agents.of(taken.get(i));
                all |= could.get(i);
                if (!states.get(i).equals(states.getLast())) continue;
                if (Agents.nobodyLeftOut(all, did)) return true;
                if (taken.size() - i <= sinceDeviation && lasts.get(i) == last) return true;
            }
            return false;
        }

        private boolean isCircle() {
            return ends(0);
        }

        Schedule schedule() {
            return schedule.build();
        }

        Ending ending() {
            return subject.ending(point.size() == 0 ? Ending.How.FINISHED : isCircle() ? Ending.How.LIVELOCK : Ending.How.CUT);
        }

        /// Of the way, every option on it, and the state at its end.
        int fingerprint() {
            long h = mix(way, ending().verdict().name().hashCode());
            h = subject.playable() instanceof Machine machine ? state(machine, h) : mix(h, subject.state().digest());
            return (int) (h >>> Long.SIZE - FINGERPRINT_BITS);
        }

        /// What programs see of a machine: text, data and slots, argument registers and where each CPU is. Not the digest of its
        /// [State][kprobarium.machine.State], which knows where in the simulator something is kept.
        private static long state(Machine machine, long seed) {
            long h = seed;
            for (Memory.Region region : machine.memory().regions()) {
                if (!region.text() && !region.name().equals("data")) continue;
                for (long at = region.base(); at < region.base() + region.size(); at += 8) {
                    long value = machine.memory().load(at, 8);
                    if (value != 0) h = mix(mix(h, at), value);
                }
            }
            for (Cpu cpu : machine.cpus()) {
                h = mix(h, cpu.pc());
                for (int i = 0; i < 8; i++) h = mix(h, cpu.get(Cpu.A0 + i));
            }
            return h;
        }

        private static long mix(long h, long value) {
            return Lots.mix((h ^ value) * GOLDEN);
        }
    }

    /// Reads a token as somebody typed it.
    public static Parsed parse(String text) {
        if (!isToken(text)) return new Parsed.Bad("found `" + shown(text) + "`, expected a token such as `kp1-7Q2MK-3A9-X41C`");
        String letters = letters(text).substring(PREFIX.length());
        for (int i = 0; i < letters.length(); i++) {
            if (Crockford.value(letters.charAt(i)) < 0) {
                return new Parsed.Bad("`" + letters.charAt(i) + "` is in no token; its letters are 0 to 9 and A to Z without U");
            }
        }
        if (letters.length() < SHORTEST) return new Parsed.Bad("a token has at least " + SHORTEST + " letters after `kp1`, this one "
                + letters.length());
        int end = letters.length() - 1;
        if (Crockford.value(letters.charAt(end)) != Crockford.value(Crockford.checksum(letters.substring(0, end)))) {
            return new Parsed.Bad("a letter of it is wrong, missing or out of place: its last letter, a checksum, does not fit the others");
        }
        int bodyEnd = end - FINGERPRINT_LETTERS;
        TokenScope scope = new TokenScope(Crockford.number(letters.substring(0, DIGEST_LETTERS)).intValue());
        int fingerprint = Crockford.number(letters.substring(bodyEnd, end)).intValue();
        return new Parsed.Good(new Token(scope, Crockford.number(letters.substring(DIGEST_LETTERS, bodyEnd)), fingerprint));
    }

    /// Whether `text` is meant as a token, and not as a schedule or a file.
    public static boolean isToken(String text) {
        if (text.length() > LONGEST) return false;
        String letters = letters(text);
        return letters.startsWith(PREFIX) || letters.startsWith("KPI") || letters.startsWith("KPL");
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-' && !Character.isWhitespace(c)) letters.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return letters.toString();
    }

    private static String shown(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    @Override
    public String toString() {
        String digest = scope.toString();
        String choices = Crockford.letters(body);
        String check = Crockford.letters(fingerprint, FINGERPRINT_LETTERS);
        return "kp1-" + digest + "-" + choices + "-" + check + Crockford.checksum(digest + choices + check);
    }
}
