package kprobarium.explore;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// The moves from the start to where a search is, what else could have been chosen at each, and the marks to go back to.
///
/// Depth-first searches differ in which moves they follow and which states they cut off; going on, going back and noticing a circle
/// are the same, and here.
///
/// Circles that share a state can be gone round together: one may leave out a CPU and the other move it. So a state on the path remembers
/// the [circles][Round] that were found to come back to it, and when it is left they count for the state that it leads back to.
final class Path {
    /// A path of this many moves is cut: it goes on, but not in a circle.
    static final int DEEPEST = 50_000;

    /// A way from a state back to itself, through one circle or several: who moves on it, and who could.
    private record Round(int[] moves, long did, long could) {
        boolean isFair() {
            return Agents.nobodyLeftOut(could, did);
        }

        Round and(Round other) {
            return new Round(join(moves, other.moves), did | other.did, could | other.could);
        }
    }

    /// The way from an open state back to one nearer the start; who could move on it, from there on.
    private record Back(int move, long could, Back rest) {
        int[] moves() {
            return Stream.iterate(this, Objects::nonNull, Back::rest).mapToInt(Back::move).toArray();
        }
    }

    private final Playable playable;
    private final State state;
    private final ChoicePoint point = new ChoicePoint();

    private int depth;
    private int[] taken = new int[256];
    private int[] marks = new int[256];
    private int[] first = new int[256];
    private int[] count = new int[256];
    private int[] next = new int[256];
    private long[] control = new long[256];
    private long[] could = new long[256];
    private int[] leadsTo = new int[256];
    private Back[] back = new Back[256];
    private Round[] rounds = new Round[256];
    private int[] options = new int[1024];
    private final Fingerprints onPath = new Fingerprints();

    Path(Playable playable) {
        this.playable = playable;
        state = playable.state();
    }

    /// Opens the state that the machine is in: its moves can be taken now. Answers how many there are.
    int open() {
        playable.choices(point);
        if (depth == marks.length) grow();
        if (depth > 0 && first[depth - 1] + count[depth - 1] + point.size() > options.length || point.size() > options.length) {
            options = Arrays.copyOf(options, 2 * options.length + point.size());
        }
        first[depth] = depth == 0 ? 0 : first[depth - 1] + count[depth - 1];
        count[depth] = point.size();
        next[depth] = 0;
        for (int i = 0; i < point.size(); i++) options[first[depth] + i] = point.code(i);
        could[depth] = Agents.all(point);
        leadsTo[depth] = depth;
        back[depth] = null;
        rounds[depth] = null;
        control[depth] = state.digestWithoutCounts();
        onPath.put(control[depth], depth);
        marks[depth] = state.mark();
        depth++;
        return point.size();
    }

    private void grow() {
        int room = 2 * depth;
        taken = Arrays.copyOf(taken, room);
        marks = Arrays.copyOf(marks, room);
        first = Arrays.copyOf(first, room);
        count = Arrays.copyOf(count, room);
        next = Arrays.copyOf(next, room);
        control = Arrays.copyOf(control, room);
        could = Arrays.copyOf(could, room);
        leadsTo = Arrays.copyOf(leadsTo, room);
        back = Arrays.copyOf(back, room);
        rounds = Arrays.copyOf(rounds, room);
    }

    /// Closes the innermost open state: the machine is back in it, and its moves are done with. The answer is a schedule that comes here
    /// and then goes round in a livelock, if all the circles through this state together make one that none of them is.
    Optional<Schedule> close() {
        depth--;
        state.release(marks[depth]);
        onPath.remove(control[depth]);
        return leadsTo[depth] < depth ? lead(depth, leadsTo[depth]) : Optional.empty();
    }

    /// What goes on at `to`, which state `from` leads back to, now that `from` is left.
    private Optional<Schedule> lead(int from, int to) {
        if (to < leadsTo[from - 1]) {
            leadsTo[from - 1] = to;
            back[from - 1] = new Back(taken[from - 1], could[from - 1] | back[from].could(), back[from]);
        }
        Round here = rounds[from];
        Round there = rounds[to];
        if (here == null || there != null && (here.did() & ~there.did()) == 0) return Optional.empty();
        int[] forth = Arrays.copyOfRange(taken, to, from);
        int[] home = back[from].moves();
        long did = here.did() | Agents.all(forth) | Agents.all(home);
        Round round = new Round(join(forth, here.moves(), home), did, here.could() | could(to, from) | back[from].could());
        rounds[to] = there == null ? round : there.and(round);
        if (!rounds[to].isFair()) return Optional.empty();
        int[] throughThere = there == null ? new int[0] : there.moves();
        int[] moves = join(Arrays.copyOf(taken, from), here.moves(), home, throughThere, forth);
        return Optional.of(Schedule.of(moves, moves.length));
    }

    private static int[] join(int[]... parts) {
        return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
    }

    private long could(int from, int to) {
        long all = 0;
        for (int i = from; i < to; i++) all |= could[i];
        return all;
    }

    int depth() {
        return depth;
    }

    /// The next move of the innermost open state, or -1.
    int nextMove() {
        int d = depth - 1;
        return next[d] < count[d] ? options[first[d] + next[d]++] : -1;
    }

    /// The place of that move among the moves of its state.
    int nextChoice() {
        return next[depth - 1];
    }

    /// Whether the open state at `at`, from 0 for the start, has moves that were not taken.
    boolean hasMoreAt(int at) {
        return next[at] < count[at];
    }

    int nextChoiceAt(int at) {
        return next[at];
    }

    int nextMoveAt(int at) {
        return options[first[at] + next[at]++];
    }

    /// The moves from the start to the open state at `at`.
    int[] wayTo(int at) {
        return Arrays.copyOf(taken, at);
    }

    /// Whether `code` is a move of the innermost open state.
    boolean offers(int code) {
        int d = depth - 1;
        for (int i = 0; i < count[d]; i++) if (options[first[d] + i] == code) return true;
        return false;
    }

    /// How many moves of the innermost open state come before `code` if one begins with those of CPU `cpu`, or the next that has one, and
    /// goes round.
    int placeAfter(int cpu, int code) {
        int d = depth - 1;
        int begin = 0;
        int place = 0;
        for (int i = count[d] - 1; i >= 0; i--) {
            int option = options[first[d] + i];
            if (option == code) place = i;
            if (Move.kind(option) == Move.Kind.STEP && Move.cpu(option) >= cpu) begin = i;
        }
        return Math.floorMod(place - begin, count[d]);
    }

    /// Goes back to the innermost open state, and from there by `code`.
    void take(int code) {
        state.undo(marks[depth - 1]);
        taken[depth - 1] = code;
        playable.take(code);
    }

    /// The depth of the open state that the machine is in again, but for its statistics; or -1.
    int circle() {
        return onPath.get(state.digestWithoutCounts());
    }

    /// Whether the circle from the open state `from` to where the machine is leaves nobody out.
    boolean fair(int from) {
        return Agents.nobodyLeftOut(could(from, depth), Agents.all(Arrays.copyOfRange(taken, from, depth)));
    }

    /// A schedule that goes round in a livelock, if there is one in the circle from the open state `from` to where the machine is, or in it
    /// and those that were found through `from` before.
    Optional<Schedule> livelock(int from) {
        int[] moves = Arrays.copyOfRange(taken, from, depth);
        Round circle = new Round(moves, Agents.all(moves), could(from, depth));
        if (circle.isFair()) return Optional.of(schedule());
        if (from < leadsTo[depth - 1]) {
            leadsTo[depth - 1] = from;
            back[depth - 1] = new Back(taken[depth - 1], could[depth - 1], null);
        }
        Round before = rounds[from];
        if (before == null) {
            rounds[from] = circle;
            return Optional.empty();
        }
        if ((circle.did() & ~before.did()) == 0) return Optional.empty();
        rounds[from] = before.and(circle);
        if (!rounds[from].isFair()) return Optional.empty();
        int[] all = join(Arrays.copyOf(taken, from), rounds[from].moves());
        return Optional.of(Schedule.of(all, all.length));
    }

    Schedule schedule() {
        return Schedule.of(taken, depth);
    }
}
