package kprobarium.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// Makes a schedule simpler by changing it and playing it again, for where the simplest cannot be searched for.
///
/// It is taken as runs of moves of one CPU. A run is left out, brought forward to its CPU's run before, or put off to its next one; what
/// can then not be played is passed over, and what is missing at the end goes on by [default][Defaults]. A change stays if the play
/// ends as wanted and is simpler: fewer preemptions, fewer surprises, fewer steps, fewer runs. That is delta debugging on changes of
/// the CPU; it ends where no single change helps, or after a fixed number of moves, so what comes out depends on nothing but what went in.
final class Shortening {
    private static final int MOST_MOVES = 2_000_000;
    private static final int LONGEST_PLAY = 50_000;

    private record Tried(List<int[]> runs, long cost, int[] codes) {}

    private final Playable playable;
    private final State state;
    private final Subject subject;
    private final Predicate<Ending> wanted;
    private final ChoicePoint point = new ChoicePoint();
    private int moves;

    /// `subject` is at its start, and is there again afterwards.
    Shortening(Subject subject, Predicate<Ending> wanted) {
        this.subject = subject;
        this.wanted = wanted;
        playable = subject.playable();
        state = subject.state();
    }

    Schedule shorten(Schedule schedule) {
        Optional<Tried> start = attempt(runs(schedule.codes(), schedule.codes().length));
        if (start.isEmpty()) return schedule;
        Tried best = start.get();
        boolean better = true;
        while (better) {
            better = false;
            for (int change = 0; change < 3 * best.runs.size() && moves < MOST_MOVES; change++) {
                Optional<Tried> tried = attempt(changed(best.runs, change / 3, change % 3));
                if (tried.isEmpty() || tried.get().cost >= best.cost) continue;
                best = tried.get();
                better = true;
                change = Math.max(-1, change - 4);
            }
        }
        return Schedule.of(best.codes, best.codes.length);
    }

    private static List<int[]> changed(List<int[]> runs, int which, int how) {
        List<int[]> changed = new ArrayList<>(runs);
        int[] run = changed.remove(which);
        if (how == 0) return changed;
        int step = how == 1 ? -1 : 1;
        int at = how == 1 ? which - 1 : which;
        while (at >= 0 && at < changed.size() && Move.cpu(changed.get(at)[0]) != Move.cpu(run[0])) at += step;
        if (at < 0 || at >= changed.size()) return changed;
        changed.set(at, how == 1 ? join(changed.get(at), run) : join(run, changed.get(at)));
        return changed;
    }

    private static int[] join(int[] one, int[] other) {
        int[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static List<int[]> runs(int[] codes, int length) {
        List<int[]> runs = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= length; i++) {
            if (i < length && Move.cpu(codes[i]) == Move.cpu(codes[from])) continue;
            runs.add(Arrays.copyOfRange(codes, from, i));
            from = i;
        }
        return runs;
    }

    /// Plays what can be played of `runs` and on to an end; empty if that is not as wanted.
    private Optional<Tried> attempt(List<int[]> runs) {
        int mark = state.mark();
        int[] codes = new int[64];
        int length = 0;
        int last = -1;
        int waiting = 0;
        long preemptions = 0;
        long surprises = 0;
        int run = 0;
        int at = 0;
        while (length < LONGEST_PLAY) {
            playable.choices(point);
            if (point.size() == 0) break;
            int option = -1;
            while (option < 0 && run < runs.size()) {
                option = point.find(runs.get(run)[at++]);
                if (at == runs.get(run).length) {
                    at = 0;
                    run++;
                }
            }
            int code = point.code(option < 0 ? Defaults.option(point, last) : option);
            preemptions += Preemptions.of(last, waiting, code, point);
            waiting = Preemptions.waiting(last, waiting, code, point);
            if (Preemptions.isSurprise(code)) surprises++;
            last = Defaults.last(last, code);
            playable.take(code);
            if (length == codes.length) codes = Arrays.copyOf(codes, 2 * length);
            codes[length++] = code;
        }
        moves += length;
        boolean good = point.size() == 0 && wanted.test(subject.ending(Ending.How.FINISHED));
        state.release(mark);
        if (!good) return Optional.empty();
        List<int[]> now = runs(codes, length);
        long cost = ((preemptions << 12) + surprises << 20) + length << 20 | now.size();
        return Optional.of(new Tried(now, cost, Arrays.copyOf(codes, length)));
    }
}
