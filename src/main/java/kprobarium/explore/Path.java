package kprobarium.explore;

import java.util.Arrays;
import kprobarium.machine.Machine;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// The moves from the start to where a search is, what else could have been chosen at each, and the marks to go back to.
///
/// Depth-first searches differ in which moves they follow and which states they cut off; going on, going back and noticing a circle
/// are the same, and here.
final class Path {
    /// A path of this many moves is cut: it goes on, but not in a circle.
    static final int DEEPEST = 50_000;

    private final Machine machine;
    private final State state;
    private final ChoicePoint point = new ChoicePoint();

    private int depth;
    private int[] taken = new int[256];
    private int[] marks = new int[256];
    private int[] first = new int[256];
    private int[] count = new int[256];
    private int[] next = new int[256];
    private long[] control = new long[256];
    private int[] options = new int[1024];
    private final Fingerprints onPath = new Fingerprints();

    Path(Machine machine) {
        this.machine = machine;
        state = machine.state();
    }

    /// Opens the state that the machine is in: its moves can be taken now. Answers how many there are.
    int open() {
        machine.choices(point);
        if (depth == marks.length) grow();
        if (depth > 0 && first[depth - 1] + count[depth - 1] + point.size() > options.length || point.size() > options.length) {
            options = Arrays.copyOf(options, 2 * options.length + point.size());
        }
        first[depth] = depth == 0 ? 0 : first[depth - 1] + count[depth - 1];
        count[depth] = point.size();
        next[depth] = 0;
        for (int i = 0; i < point.size(); i++) options[first[depth] + i] = point.code(i);
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
    }

    /// Closes the innermost open state: the machine is back in it, and its moves are done with.
    void close() {
        depth--;
        state.release(marks[depth]);
        onPath.remove(control[depth]);
    }

    int depth() {
        return depth;
    }

    /// The next move of the innermost open state, or -1.
    int nextMove() {
        int d = depth - 1;
        return next[d] < count[d] ? options[first[d] + next[d]++] : -1;
    }

    /// Whether `code` is a move of the innermost open state.
    boolean offers(int code) {
        int d = depth - 1;
        for (int i = 0; i < count[d]; i++) if (options[first[d] + i] == code) return true;
        return false;
    }

    /// Goes back to the innermost open state, and from there by `code`.
    void take(int code) {
        state.undo(marks[depth - 1]);
        taken[depth - 1] = code;
        machine.take(code);
    }

    /// The depth of the open state that the machine is in again, but for its statistics; or -1.
    int circle() {
        return onPath.get(state.digestWithoutCounts());
    }

    /// Whether every CPU that could move at `from` has moved since: then the circle can go on for ever, with nobody left out.
    boolean fair(int from) {
        long moved = 0;
        for (int i = from; i < depth; i++) moved |= 1L << Move.cpu(taken[i]);
        for (int i = 0; i < count[from]; i++) {
            int code = options[first[from] + i];
            if (Move.kind(code) == Move.Kind.STEP && (moved >>> Move.cpu(code) & 1) == 0) return false;
        }
        return true;
    }

    Schedule schedule() {
        return Schedule.of(taken, depth);
    }
}
