package kprobarium.explore;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// The nearest schedule that does not fail: the same up to one choice, taken otherwise, and on by [default][Defaults] from there. It is
/// the choice as late as possible, the first other option in order (Choi and Zeller 2002).
///
/// What the two disagree about is the order of one pair of accesses, or one word that can be seen old or new: that is what decides.
///
/// @param step     the move in which the two differ, from 1
/// @param failed   what the failing schedule does there
/// @param passed   what the passing one does instead
/// @param schedule the passing one
/// @param ending   how that ends
/// @param first    of the pair that decides, the access that comes first where it fails; empty if there is no such pair
/// @param second   the one that comes after it
public record Contrast(int step, Move failed, Move passed, Schedule schedule, Ending ending, Optional<Touched> first,
        Optional<Touched> second) {
    /// A passing play is given up after so many moves.
    private static final int LONGEST_PLAY = 5_000;

    /// An access of a CPU.
    ///
    /// @param step where it is made in the schedule that fails, from 1; 0 if it is not made there
    public record Touched(int step, int cpu, Access.Kind kind, long address) {}

    /// For `schedule`, at whose end `fails` is true. `subject` is at its start, and is there again afterwards. Empty if whatever single
    /// choice is taken otherwise, it fails still.
    public static Optional<Contrast> of(Subject subject, Schedule schedule, Predicate<Ending> fails) {
        subject.state().keepJournal();
        return new Search(subject, schedule.codes(), fails).nearest();
    }

    private static final class Search {
        private final Subject subject;
        private final Playable playable;
        private final State state;
        private final int[] codes;
        private final Predicate<Ending> fails;
        private final ChoicePoint point = new ChoicePoint();
        private final Touched[] touched;
        private int[] played = new int[0];
        private Optional<Touched> overtaking = Optional.empty();

        Search(Subject subject, int[] codes, Predicate<Ending> fails) {
            this.subject = subject;
            playable = subject.playable();
            state = subject.state();
            this.codes = codes;
            this.fails = fails;
            touched = new Touched[codes.length];
        }

        Optional<Contrast> nearest() {
            int start = state.mark();
            int[] marks = new int[codes.length];
            int[] last = new int[codes.length + 1];
            last[0] = -1;
            for (int i = 0; i < codes.length; i++) {
                playable.choices(point);
                touched[i] = touched(i + 1, point.find(codes[i]));
                marks[i] = state.mark();
                playable.take(codes[i]);
                last[i + 1] = Defaults.last(last[i], codes[i]);
            }
            Optional<Contrast> found = Optional.empty();
            for (int i = codes.length - 1; i >= 0 && found.isEmpty(); i--) {
                state.release(marks[i]);
                found = otherwise(i, last[i]);
            }
            state.release(start);
            return found;
        }

        private Touched touched(int step, int option) {
            return new Touched(step, point.cpu(option), point.kind(option), point.address(option));
        }

        /// With another choice at move `at`, where the subject is now.
        private Optional<Contrast> otherwise(int at, int last) {
            playable.choices(point);
            int options = point.size();
            for (int option = 0; option < options; option++) {
                playable.choices(point);
                int code = point.code(option);
                if (code == codes[at]) continue;
                Touched instead = touched(0, option);
                overtaking = Optional.empty();
                int mark = state.mark();
                int length = finish(at, option, last);
                boolean over = point.size() == 0;
                Ending ending = subject.ending(over ? Ending.How.FINISHED : Ending.How.CUT);
                state.release(mark);
                if (over && !fails.test(ending)) return Optional.of(contrast(at, instead, code, Schedule.of(played, length), ending));
            }
            return Optional.empty();
        }

        /// Takes `option` at move `at` and goes on by default; writes the moves into [#played], and into [#overtaking] the first access of
        /// another CPU that it matters to that it comes before the one of move `at` now.
        private int finish(int at, int firstOption, int lastMoved) {
            played = Arrays.copyOf(codes, at + 64);
            int length = at;
            int last = lastMoved;
            int option = firstOption;
            boolean overtakes = true;
            while (length < LONGEST_PLAY) {
                int code = point.code(option);
                overtakes &= Move.cpu(code) != touched[at].cpu();
                if (overtakes && overtaking.isEmpty() && conflict(at, code, touched(0, option))) {
                    overtaking = Optional.of(touched(0, option));
                }
                if (length == played.length) played = Arrays.copyOf(played, 2 * length);
                played[length++] = code;
                playable.take(code);
                last = Defaults.last(last, code);
                playable.choices(point);
                if (point.size() == 0) break;
                option = Defaults.option(point, last);
            }
            return length;
        }

        /// The pair is the move that is put off and what overtakes it; or else what the other CPU was about to do, and the first move from
        /// here on that it matters to.
        private Contrast contrast(int at, Touched instead, int code, Schedule passing, Ending ending) {
            Optional<Touched> first = overtaking.map(_ -> touched[at]);
            Optional<Touched> second = overtaking.map(access -> later(at, access));
            for (int i = at; i < codes.length && first.isEmpty() && instead.cpu() != touched[at].cpu(); i++) {
                if (touched[i].cpu() == instead.cpu() || !conflict(i, code, instead)) continue;
                first = Optional.of(touched[i]);
                second = Optional.of(later(i, instead));
            }
            return new Contrast(at + 1, Move.of(codes[at]), Move.of(code), passing, ending, first, second);
        }

        private boolean conflict(int i, int code, Touched other) {
            return Conflict.between(codes[i], touched[i].kind().ordinal(), touched[i].address(), code, other.kind().ordinal(),
                    other.address());
        }

        /// The same access, where the schedule that fails makes it, if it does.
        private Touched later(int from, Touched access) {
            for (int i = from; i < codes.length; i++) {
                if (touched[i].cpu() == access.cpu() && touched[i].kind() == access.kind() && touched[i].address() == access.address()) {
                    return touched[i];
                }
            }
            return access;
        }
    }
}
