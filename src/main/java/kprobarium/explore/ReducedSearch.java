package kprobarium.explore;

import java.util.Arrays;
import java.util.Optional;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;

/// One search of [Reduced]: the path it is on, and whom it explores from each state of it.
final class ReducedSearch {
    private static final int NONE = -1;
    private static final long ALL = -1L;

    private final Playable playable;
    private final State state;
    private final Harvest harvest;
    private final Watch watch;
    private final long maxStates;
    private final Path path;
    private final ChoicePoint point = new ChoicePoint();
    private final Happens happens = new Happens();
    private final Footprints footprints = new Footprints();
    private final Summaries visited = new Summaries();

    // The open states.
    private long[] digests = new long[256];
    private int[] first = new int[256];
    private int[] offered = new int[256];
    /// The processes to be explored, a bit each.
    private long[] backtrack = new long[256];
    /// Processes that could not move there, and would have had to be explored because of the move that is.
    private long[] wanted = new long[256];
    /// What the search from here has come to.
    private long[] reached = new long[256];
    /// The footprint of the move that is being explored.
    private int[] made = new int[256];
    /// The depth of the nearest state to the start that a circle through here comes back to.
    private int[] low = new int[256];
    private int[] base = new int[256];

    // Their options, then what waits there, one state after another.
    private int[] codes = new int[1024];
    private int[] prints = new int[1024];
    private boolean[] explored = new boolean[1024];

    // States that were left, but lie on circles with open ones.
    private int left;
    private long[] leftDigests = new long[64];
    private final Fingerprints leftAt = new Fingerprints();

    private final int[] clock = new int[Happens.MOST_PROCESSES];
    private long transitions;
    private int deepest;
    private boolean complete = true;

    ReducedSearch(Subject subject, Harvest harvest, Watch watch, long maxStates) {
        playable = subject.playable();
        state = subject.state();
        this.harvest = harvest;
        this.watch = watch;
        this.maxStates = maxStates;
        path = new Path(playable);
    }

    Effort run() {
        visited.put(state.digest(), 0);
        open();
        while (path.depth() > 0) {
            int option = complete ? next() : NONE;
            if (option == NONE) close();
            else take(option);
        }
        return new Effort(visited.size(), transitions, deepest, 0, 0, Effort.Unit.FINAL_STATES,
                complete ? Assurance.EXHAUSTIVE : Assurance.NONE);
    }

    private void end(Ending.How how) {
        harvest.count(harvest.end(how, path::schedule), 1);
    }

    private void livelock(Optional<Schedule> round) {
        round.ifPresent(schedule -> harvest.count(harvest.end(Ending.How.LIVELOCK, () -> schedule), 1));
    }

    // Going on and back.

    /// Opens the state that the playable is in; one at which the play ends is left again at once.
    private void open() {
        int d = path.depth();
        if (d + 1 >= first.length) grow();
        deepest = Math.max(deepest, d);
        playable.choices(point);
        if (path.open() == 0) {
            path.close();
            end(Ending.How.FINISHED);
            long seen = come(d, 0);
            if (d > 0) reached[d - 1] |= seen;
            visited.put(state.digest(), seen);
            return;
        }
        digests[d] = state.digest();
        backtrack[d] = 0;
        low[d] = d;
        base[d] = left;
        reached[d] = come(d, point.size());
        backtrack[d] |= 1L << footprints.process(prints[begin(d)]);
    }

    private void grow() {
        int room = 2 * first.length;
        digests = Arrays.copyOf(digests, room);
        first = Arrays.copyOf(first, room);
        offered = Arrays.copyOf(offered, room);
        backtrack = Arrays.copyOf(backtrack, room);
        wanted = Arrays.copyOf(wanted, room);
        reached = Arrays.copyOf(reached, room);
        made = Arrays.copyOf(made, room);
        low = Arrays.copyOf(low, room);
        base = Arrays.copyOf(base, room);
    }

    /// The search has come to the moves that are offered at depth `d`, or wait there. Answers their footprints.
    private long come(int d, int offers) {
        int from = first[d];
        int n = offers + point.waiting();
        if (from + n > codes.length) {
            codes = Arrays.copyOf(codes, 2 * (from + n));
            prints = Arrays.copyOf(prints, 2 * (from + n));
            explored = Arrays.copyOf(explored, 2 * (from + n));
        }
        offered[d] = offers;
        first[d + 1] = from + n;
        long all = 0;
        int known = footprints.size();
        for (int i = 0; i < n; i++) {
            boolean waits = i >= offers;
            int code = waits ? point.waitingCode(i - offers) : point.code(i);
            int kind = (waits ? point.waitingKind(i - offers) : point.kind(i)).ordinal();
            int print = footprints.of(happens.processOf(code), code, kind, waits ? point.waitingAddress(i - offers) : point.address(i));
            codes[from + i] = code;
            prints[from + i] = print;
            explored[from + i] = false;
            all |= footprints.bit(print);
        }
        for (; known < footprints.size(); known++) enables(known, d);
        for (int i = from; i < from + n; i++) races(prints[i], d > 0 && wasThere(d - 1, prints[i]) ? d - 1 : 0, d);
        if (d > 0) whoIsGone(d - 1);
        return all;
    }

    private boolean wasThere(int d, int print) {
        for (int i = first[d]; i < first[d + 1]; i++) if (prints[i] == print) return true;
        return false;
    }

    /// Adds those at state `d` that could move there and no longer can.
    private void whoIsGone(int d) {
        for (int i = first[d]; i < first[d] + offered[d]; i++) {
            if (point.find(codes[i]) == NONE) backtrack[d] |= 1L << footprints.process(prints[i]);
        }
    }

    /// The option to begin with: of a process that conflicts with nobody now, if there is one.
    private int begin(int d) {
        for (int i = first[d]; i < first[d] + offered[d]; i++) {
            boolean free = true;
            for (int k = first[d]; k < first[d + 1] && free; k++) free = !footprints.conflict(prints[i], prints[k]);
            if (free) return i;
        }
        return first[d];
    }

    private int next() {
        int d = path.depth() - 1;
        for (int i = first[d]; i < first[d] + offered[d]; i++) {
            if (!explored[i] && (backtrack[d] >>> footprints.process(prints[i]) & 1) != 0) return i;
        }
        return NONE;
    }

    private void take(int option) {
        int d = path.depth() - 1;
        explored[option] = true;
        made[d] = prints[option];
        wanted[d] = 0;
        path.take(codes[option]);
        if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(visited.size(), transitions, d + 1)) complete = false;
        happened(d, option);
        if (playable.isStopped()) stopped(d, option);
        int circle = path.circle();
        if (circle != NONE) {
            livelock(path.livelock(circle));
            circle(circle, d);
        } else if (d + 1 >= Path.DEEPEST) {
            end(Ending.How.CUT);
            complete = false;
        } else if (visited.contains(state.digest())) {
            again(d, state.digest());
        } else if (visited.size() >= maxStates) {
            complete = false;
        } else {
            visited.put(state.digest(), 0);
            open();
            if (path.depth() > d + 1) return;
        }
        happens.remove();
    }

    private void happened(int d, int option) {
        int code = codes[option];
        happens.begin(clock, happens.processOf(code));
        int print = prints[option];
        for (int i = d - 1; i >= 0; i--) {
            if (!happens.before(i, clock) && footprints.conflict(made[i], print)) happens.join(clock, i);
        }
        happens.add(code, Access.Kind.LOCAL.ordinal(), 0, false, clock);
    }

    /// The move has ended the play for all: it conflicts with every other.
    private void stopped(int d, int option) {
        int print = footprints.of(footprints.process(prints[option]), codes[option], Access.Kind.ALL.ordinal(), 0);
        reached[d] |= footprints.bit(print);
        backtrack[d] = ALL;
        for (int i = 0; i < d; i++) {
            if (!happens.before(i, d)) add(i, footprints.process(print));
        }
    }

    private void close() {
        Optional<Schedule> round = path.close();
        livelock(round);
        int d = path.depth();
        if (d > 0) {
            reached[d - 1] |= reached[d];
            low[d - 1] = Math.min(low[d - 1], low[d]);
            happens.remove();
        }
        if (low[d] < d) leave(d);
        else settle(d);
    }

    // States met again.

    /// A state that has been visited is met again, after the move of state `d`.
    private void again(int d, long digest) {
        int position = leftAt.get(digest);
        if (position != Fingerprints.NONE) {
            int above = d;
            while (base[above] > position) above--;
            circle(low[above], d);
            return;
        }
        long set = visited.get(digest);
        reached[d] |= set;
        for (int i = d; i >= 0; i--) {
            long bits = backtrack[i] == ALL ? 0 : footprints.conflicting(made[i], set);
            for (; bits != 0; bits &= bits - 1) conflicts(i, Long.numberOfTrailingZeros(bits));
        }
    }

    private void conflicts(int i, int bit) {
        for (int print = footprints.first(bit); print != NONE; print = footprints.next(print)) {
            if (footprints.conflict(made[i], print) && !isBefore(i, footprints.process(print))) add(i, footprints.process(print));
        }
    }

    /// Whether move `i` happens before the next move of a process.
    private boolean isBefore(int i, int process) {
        int last = happens.lastOf(process);
        return last >= i && happens.before(i, last);
    }

    /// The moves of the path from `from` to before `to` that conflict with this one, which comes after all of it.
    private void races(int print, int from, int to) {
        int process = footprints.process(print);
        for (int i = to - 1; i >= from; i--) {
            if (backtrack[i] != ALL && footprints.conflict(made[i], print) && !isBefore(i, process)) add(i, process);
        }
    }

    /// A process is to be explored at state `d`, for it may come to what conflicts with the move made there. If it waits there, whoever can
    /// end that without conflicting with the move is explored instead; if it is not there at all, everybody.
    private void add(int d, int process) {
        if (((backtrack[d] | wanted[d]) >>> process & 1) != 0) return;
        boolean waits = false;
        for (int i = first[d]; i < first[d + 1]; i++) {
            if (footprints.process(prints[i]) != process) continue;
            if (i < first[d] + offered[d]) {
                backtrack[d] |= 1L << process;
                return;
            }
            waits = true;
        }
        if (!waits) {
            backtrack[d] = ALL;
            return;
        }
        wanted[d] |= 1L << process;
        for (int print = 0; print < footprints.size(); print++) addIfEnables(d, process, print);
    }

    private void addIfEnables(int d, int process, int print) {
        if (footprints.process(print) == footprints.process(made[d]) || footprints.conflict(print, made[d])) return;
        for (int i = first[d] + offered[d]; i < first[d + 1]; i++) {
            if (footprints.process(prints[i]) == process && footprints.conflict(print, prints[i])) add(d, footprints.process(print));
        }
    }

    /// A footprint that was not known before may end a wait for which nobody was found.
    private void enables(int print, int to) {
        for (int d = 0; d < to; d++) {
            for (long want = backtrack[d] == ALL ? 0 : wanted[d]; want != 0; want &= want - 1) {
                addIfEnables(d, Long.numberOfTrailingZeros(want), print);
            }
        }
    }

    // Circles.

    /// From state `d` a move leads back to one from which state `from` can be reached.
    private void circle(int from, int d) {
        for (int i = from; i <= d; i++) backtrack[i] = ALL;
        low[d] = Math.min(low[d], from);
    }

    /// State `d`, which has been closed, lies on a circle with open ones.
    private void leave(int d) {
        if (left == leftDigests.length) leftDigests = Arrays.copyOf(leftDigests, 2 * left);
        leftAt.put(digests[d], left);
        leftDigests[left++] = digests[d];
    }

    /// All that can be reached from state `d` has been searched, and from all states that lie on circles with it.
    private void settle(int d) {
        visited.put(digests[d], reached[d]);
        while (left > base[d]) {
            leftAt.remove(leftDigests[--left]);
            visited.put(leftDigests[left], reached[d]);
        }
    }
}
