package kprobarium.explore;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// One search of [Dpor]: the path it is on, and what is still to be done at each state of it.
final class DporSearch {
    private static final int NONE = -1;
    private static final long ALL = -1L;
    /// What is known of an option: plays that begin with it need not be searched any more; it ended the play; it changes nothing; it is
    /// asleep beside a move that was explored to be on the safe side.
    private static final byte ASLEEP = 1, ENDS = 2, STUTTERS = 4, BESIDE = 8;
    private static final int AWAIT = Access.Kind.AWAIT.ordinal(), UPDATE = Access.Kind.UPDATE.ordinal(),
            COMMIT = Access.Kind.COMMIT.ordinal();

    private final Playable playable;
    private final State state;
    private final Harvest harvest;
    private final Watch watch;
    private final Supplier<Schedule> schedule = this::schedule;
    private final ChoicePoint point = new ChoicePoint();
    private final Happens happens = new Happens();
    private final Fingerprints onPath = new Fingerprints();
    /// Null for a search that notes only where to begin.
    private final Wakeups wakeups;

    // The open states.
    private int depth;
    private int[] marks = new int[256];
    private int[] first = new int[256];
    private int[] taken = new int[256];
    private long[] control = new long[256];
    private long[] could = new long[256];
    /// The processes to be explored, a bit each; or the root of the wakeup tree.
    private long[] backtrack = new long[256];
    private int[] root = new int[256];
    /// The root of the sequences of which it is still to be seen whether they can be made.
    private int[] maybe = new int[256];
    /// The root of those that need not be made, unless it turns out that they end the play.
    private int[] covered = new int[256];
    /// The moves of the circles through a state, one after another, and who moves in them and could.
    private int[][] rounds = new int[256][];
    private long[] roundDid = new long[256];
    private long[] roundCould = new long[256];

    // Their options, one state after another.
    private int[] codes = new int[1024];
    private int[] kinds = new int[1024];
    private long[] addresses = new long[1024];
    private byte[] flags = new byte[1024];

    // The races of moves that were made since the last play ended: of an optimal search, which looks at them then.
    private int races;
    private int[] raceFirst = new int[256];
    private int[] raceSecond = new int[256];
    private boolean[] raceMaybe = new boolean[256];

    private final int[] clock = new int[Happens.MOST_PROCESSES];
    private final int[] hiding = new int[Happens.MOST_PROCESSES];
    private int skips;
    private int[] skipped = new int[64];
    private final Sequence sequence = new Sequence();

    private boolean complete = true;
    private long transitions;
    private long plays;
    private long blocked;
    private int deepest;

    DporSearch(Subject subject, Harvest harvest, Watch watch, boolean optimal) {
        playable = subject.playable();
        state = subject.state();
        this.harvest = harvest;
        this.watch = watch;
        wakeups = optimal ? new Wakeups() : null;
    }

    Effort run() {
        playable.choices(point);
        if (point.size() == 0) end(Ending.How.FINISHED, schedule);
        else open(wakeups == null ? NONE : wakeups.root());
        while (depth > 0) {
            int option = complete ? next() : NONE;
            if (option == NONE) close();
            else take(option);
        }
        return new Effort(0, transitions, deepest, plays, blocked, Effort.Unit.TRACE_CLASSES,
                complete ? Assurance.EXHAUSTIVE : Assurance.NONE);
    }

    private void end(Ending.How how, Supplier<Schedule> by) {
        plays++;
        harvest.count(harvest.end(how, by), 1);
    }

    private Schedule schedule() {
        return Schedule.of(moves(0, happens.size()), happens.size());
    }

    private int[] moves(int from, int to) {
        return IntStream.range(from, to).map(happens::code).toArray();
    }

    // Going on and back.

    /// Opens the state that the playable is in, whose choices are in [#point].
    private void open(int tree) {
        int d = depth;
        if (d + 1 >= marks.length) grow();
        int from = first[d];
        int n = point.size();
        if (from + n > codes.length) growOptions(from + n);
        for (int i = 0; i < n; i++) {
            codes[from + i] = point.code(i);
            kinds[from + i] = point.kind(i).ordinal();
            addresses[from + i] = point.address(i);
            flags[from + i] = 0;
            happens.processOf(point.code(i));
        }
        first[d + 1] = from + n;
        marks[d] = state.mark();
        control[d] = state.digestWithoutCounts();
        onPath.put(control[d], d);
        could[d] = Agents.all(point);
        rounds[d] = null;
        roundDid[d] = 0;
        roundCould[d] = 0;
        root[d] = tree;
        backtrack[d] = 0;
        taken[d] = NONE;
        if (wakeups != null) {
            maybe[d] = wakeups.root();
            covered[d] = wakeups.root();
        }
        depth++;
        if (d > 0) inherit(d, tree != NONE && (wakeups.isExtra(tree) || wakeups.ends(tree)) ? BESIDE : 0);
        if (!begin(d)) {
            if (isLivelock(d)) livelock(d);
            else blocked++;
            lookForWhatWaits();
            lookBack(false);
        }
    }

    /// What is asleep stays so unless it conflicts with the move that led here.
    private void inherit(int d, int beside) {
        for (int i = first[d - 1]; i < first[d]; i++) {
            if ((flags[i] & (ASLEEP | ENDS)) != ASLEEP || happens.conflict(d - 1, codes[i], kinds[i], addresses[i])) continue;
            int here = point.find(codes[i]);
            if (here == NONE) continue;
            flags[first[d] + here] = (byte) (flags[i] & (ASLEEP | STUTTERS | BESIDE) | beside);
            if ((flags[i] & STUTTERS) != 0) round(d, new int[] {codes[i]}, Agents.of(codes[i]), could[d]);
        }
    }

    /// Chooses whom to explore first, unless that is known; false if all are asleep.
    private boolean begin(int d) {
        if (wakeups != null && dropUnless(d)) return true;
        int option = first[d];
        while (option < first[d + 1] && (flags[option] & ASLEEP) != 0) option++;
        if (option == first[d + 1]) return false;
        if (wakeups == null) backtrack[d] = 1L << happens.processOf(codes[option]);
        else wakeups.addChild(root[d], codes[option], kinds[option], addresses[option], false);
        return true;
    }

    /// Whoever moves is explored with all that it can choose, before any other is: so either all of its alternatives are asleep or none.
    private void addAlternatives(int d, int process) {
        for (int i = first[d]; i < first[d + 1]; i++) {
            if ((flags[i] & ASLEEP) == 0 && happens.processOf(codes[i]) == process) {
                wakeups.addSecond(root[d], codes[i], kinds[i], addresses[i]);
            }
        }
    }

    /// Drops what the wakeup tree wants first and cannot be made, or is asleep; whether something is left.
    private boolean dropUnless(int d) {
        while (wakeups.firstChild(root[d]) != Wakeups.NONE) {
            int option = find(d, wakeups.code(wakeups.firstChild(root[d])));
            if (option != NONE && (flags[option] & ASLEEP) == 0) return true;
            wakeups.removeFirst(root[d]);
        }
        return false;
    }

    /// The option of an open state with this code, or -1.
    private int find(int d, int code) {
        for (int i = first[d]; i < first[d + 1]; i++) if (codes[i] == code) return i;
        return NONE;
    }

    private void grow() {
        int room = 2 * marks.length;
        marks = Arrays.copyOf(marks, room);
        first = Arrays.copyOf(first, room);
        taken = Arrays.copyOf(taken, room);
        control = Arrays.copyOf(control, room);
        could = Arrays.copyOf(could, room);
        backtrack = Arrays.copyOf(backtrack, room);
        root = Arrays.copyOf(root, room);
        maybe = Arrays.copyOf(maybe, room);
        covered = Arrays.copyOf(covered, room);
        rounds = Arrays.copyOf(rounds, room);
        roundDid = Arrays.copyOf(roundDid, room);
        roundCould = Arrays.copyOf(roundCould, room);
    }

    private void growOptions(int atLeast) {
        int room = 2 * atLeast;
        codes = Arrays.copyOf(codes, room);
        kinds = Arrays.copyOf(kinds, room);
        addresses = Arrays.copyOf(addresses, room);
        flags = Arrays.copyOf(flags, room);
    }

    /// The next option of the innermost open state, or -1.
    private int next() {
        int d = depth - 1;
        if (wakeups != null) {
            tryWhatMayBe(d);
            if (!dropUnless(d)) return NONE;
            int option = find(d, wakeups.code(wakeups.firstChild(root[d])));
            addAlternatives(d, happens.processOf(codes[option]));
            return option;
        }
        int other = NONE;
        int same = taken[d] == NONE ? NONE : happens.processOf(codes[taken[d]]);
        for (int i = first[d]; i < first[d + 1]; i++) {
            if ((flags[i] & ASLEEP) != 0) continue;
            int process = happens.processOf(codes[i]);
            if (process == same) return i;
            if (other == NONE && (backtrack[d] >>> process & 1) != 0) other = i;
        }
        return other;
    }

    /// Brings the sequences that turn out to be possible from state `d` into its wakeup tree.
    private void tryWhatMayBe(int d) {
        while (wakeups.firstChild(maybe[d]) != Wakeups.NONE) {
            wakeups.removeBranch(maybe[d], sequence);
            if (!isAsleep(d, false) && canBeMade(d)) insertTried(d);
        }
        while (wakeups.firstChild(covered[d]) != Wakeups.NONE) {
            wakeups.removeBranch(covered[d], sequence);
            if (!isAsleep(d, false) && canBeMade(d) && playable.isStopped()) insertTried(d);
        }
    }

    private void insertTried(int d) {
        if (playable.isStopped()) sequence.lastEnds();
        wakeups.insert(root[d], sequence, true);
    }

    private boolean canBeMade(int d) {
        state.undo(marks[d]);
        for (int i = 0; i < sequence.size(); i++) {
            playable.choices(point);
            if (point.find(sequence.code(i)) == NONE) return false;
            playable.take(sequence.code(i));
        }
        return true;
    }

    private void take(int option) {
        int d = depth - 1;
        state.undo(marks[d]);
        taken[d] = option;
        playable.take(codes[option]);
        if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(plays, transitions, depth)) complete = false;
        deepest = Math.max(deepest, depth);
        playable.choices(point);
        boolean ends = point.size() == 0 && (playable.isStopped() || othersThan(option, d));
        happened(option, ends);
        lookForWhatIsGone(d, option);
        int circle;
        boolean whole = point.size() == 0 && !ends;
        if (point.size() == 0) {
            end(Ending.How.FINISHED, schedule);
            if (ends) backBefore(d);
        } else if ((circle = onPath.get(state.digestWithoutCounts())) != NONE) {
            circle(circle, d, option);
        } else if (depth >= Path.DEEPEST) {
            end(Ending.How.CUT, schedule);
            complete = false;
        } else {
            open(wakeups == null ? NONE : wakeups.firstChild(root[d]));
            return;
        }
        lookForWhatWaits();
        lookBack(whole);
        explored(d);
    }

    /// Closes the innermost open state.
    private void close() {
        depth--;
        state.release(marks[depth]);
        onPath.remove(control[depth]);
        if (wakeups != null) {
            wakeups.release(maybe[depth]);
            wakeups.release(covered[depth]);
        }
        if (depth > 0) explored(depth - 1);
        else if (wakeups != null) wakeups.release(root[0]);
    }

    /// All plays that begin with the move that was made at state `d` have been searched.
    private void explored(int d) {
        int option = taken[d];
        flags[option] |= happens.ends(d) ? ASLEEP | ENDS : ASLEEP;
        happens.remove();
        while (races > 0 && raceSecond[races - 1] >= happens.size()) races--;
        if (wakeups != null) wakeups.removeFirst(root[d]);
    }

    private boolean othersThan(int option, int d) {
        int process = happens.processOf(codes[option]);
        for (int i = first[d]; i < first[d + 1]; i++) if (happens.processOf(codes[i]) != process) return true;
        return false;
    }

    /// Goes back to state `d`, for who waits there: the move that followed has ended the play for all.
    private void backBefore(int d) {
        state.undo(marks[d]);
        playable.choices(point);
    }

    // Circles.

    /// The move of state `d` closed a circle that began at state `from`.
    private void circle(int from, int d, int option) {
        if (from == d) flags[option] |= STUTTERS;
        int[] moves = moves(from, d + 1);
        long couldMove = 0;
        for (int i = from; i <= d; i++) couldMove |= could[i];
        round(from, moves, Agents.all(moves), couldMove);
        if (isLivelock(from)) livelock(from);
        else blocked++;
        if (wakeups == null) {
            backtrack[d] = ALL;
            return;
        }
        for (int i = first[d]; i < first[d + 1]; i++) {
            if ((flags[i] & ASLEEP) == 0) wakeups.addChild(root[d], codes[i], kinds[i], addresses[i], true);
        }
    }

    private boolean isLivelock(int d) {
        return rounds[d] != null && Agents.nobodyLeftOut(roundCould[d], roundDid[d]);
    }

    private void livelock(int d) {
        int[] all = Stream.of(moves(0, d), rounds[d]).flatMapToInt(IntStream::of).toArray();
        end(Ending.How.LIVELOCK, () -> Schedule.of(all, all.length));
    }

    private void round(int d, int[] moves, long did, long couldMove) {
        roundCould[d] |= couldMove;
        if ((did & ~roundDid[d]) == 0) return;
        roundDid[d] |= did;
        rounds[d] = rounds[d] == null ? moves : Stream.of(rounds[d], moves).flatMapToInt(IntStream::of).toArray();
    }

    // Races.

    /// The move of the innermost open state has been made: finds the moves that it races with.
    private void happened(int option, boolean ends) {
        int move = happens.size();
        races(anyOf(codes[option]), kinds[option], addresses[option], ends, move);
        happens.add(codes[option], kinds[option], addresses[option], ends, clock);
    }

    /// The alternative that there always is where a CPU can make this move, and that makes the same access.
    private static int anyOf(int code) {
        return switch (Move.kind(code)) {
            case OLD, FAULT -> Move.code(Move.Kind.STEP, Move.cpu(code));
            case STEP, PREEMPT, SWITCH, IRQ, FLUSH, PATCH, LOSE, TWICE, LATE -> code;
        };
    }

    /// Finds the moves with which the one that is made next, or waits to be, races: those that it happens after through no others. Leaves
    /// in [#clock] what it happens after.
    ///
    /// What can be made only because another move has been made does not race with that one, but perhaps with others before.
    private void races(int code, int kind, long address, boolean ends, int move) {
        int process = happens.processOf(code);
        happens.begin(clock, process);
        happens.begin(hiding, process);
        skips = 0;
        for (int i = happens.size() - 1; i >= 0; i--) {
            if (happens.before(i, hiding) || !ends && !happens.conflict(i, code, kind, address)) continue;
            if (ends || couldBeMade(i, process, code, kind, address)) {
                race(i, code, kind, address, ends, move, false);
                happens.join(hiding, i);
            } else {
                if (mayBeMadeWithout(i, process)) race(i, code, kind, address, false, move, true);
                skip(i);
            }
            happens.join(clock, i);
        }
    }

    /// Whether the move, of which move `i` of the path is to be made independent, could certainly be made instead of that.
    private boolean couldBeMade(int i, int process, int code, int kind, long address) {
        if (skips == 0 && Move.cpu(code) != Move.cpu(happens.code(i)) && isUnconditional(code, kind)) return true;
        if (happens.lastOf(process) > i) return false;
        int option = find(i, code);
        return option != NONE && kinds[option] == kind && addresses[option] == address;
    }

    /// Whether a process that comes to this move can make it, whatever other CPUs do.
    private static boolean isUnconditional(int code, int kind) {
        return switch (Move.kind(code)) {
            case STEP, OLD, FAULT -> kind != AWAIT && kind != UPDATE && kind != COMMIT;
            case PREEMPT, SWITCH, IRQ, FLUSH, PATCH, LOSE, TWICE, LATE -> false;
        };
    }

    /// Whether it may be that it can be made without move `i`: it has been made possible by others.
    private boolean mayBeMadeWithout(int i, int process) {
        if (happens.lastOf(process) > i) return true;
        for (int k = 0; k < skips; k++) if (!happens.before(i, skipped[k])) return true;
        return false;
    }

    private void skip(int i) {
        if (skips == skipped.length) skipped = Arrays.copyOf(skipped, 2 * skips);
        skipped[skips++] = i;
    }

    /// Move `i` of the path races with this one, which comes after all of the path; `mayWait`: it may be that it waits there.
    private void race(int i, int code, int kind, long address, boolean ends, int move, boolean mayWait) {
        if (wakeups == null) {
            noteWhereToBegin(i, code);
        } else if (move == NONE) {
            collectWithout(i);
            sequence.add(code, kind, address, ends);
            noteSequence(i, mayWait, false);
        } else {
            if (races == raceFirst.length) {
                raceFirst = Arrays.copyOf(raceFirst, 2 * races);
                raceSecond = Arrays.copyOf(raceSecond, 2 * races);
                raceMaybe = Arrays.copyOf(raceMaybe, 2 * races);
            }
            raceFirst[races] = i;
            raceMaybe[races] = mayWait;
            raceSecond[races++] = move;
        }
    }

    /// Collects the moves of the path after `i` that do not happen after it.
    private void collectWithout(int i) {
        sequence.clear();
        for (int k = i + 1; k < happens.size(); k++) {
            if (!happens.before(i, k)) sequence.add(happens.code(k), happens.kind(k), happens.address(k), happens.ends(k));
        }
    }

    /// Sees to it that a process is explored at state `i` with which [#sequence] can begin; `code` is its last.
    private void noteWhereToBegin(int i, int code) {
        long initials = 0;
        int begin = NONE;
        for (int k = i + 1; k < happens.size(); k++) {
            if (happens.latestBefore(k) >= i) continue;
            if (isAsleep(i, happens.code(k))) return;
            initials |= 1L << happens.process(k);
            if (begin == NONE) begin = happens.code(k);
        }
        if (isFirstAfter(i)) {
            if (isAsleep(i, code)) return;
            initials |= 1L << happens.processOf(code);
            if (begin == NONE) begin = code;
        }
        if ((initials & backtrack[i]) != 0) return;
        backtrack[i] |= begin == NONE || find(i, begin) == NONE ? ALL : 1L << happens.processOf(begin);
    }

    /// Whether what [#hiding] belongs to happens after nothing that comes after `i` and does not happen after it.
    private boolean isFirstAfter(int i) {
        for (int k = 0; k < hiding.length && k < happens.width(); k++) if (hiding[k] > i) return false;
        for (int k = 0; k < skips; k++) if (!happens.before(i, skipped[k])) return false;
        return true;
    }

    private boolean isAsleep(int i, int code) {
        int option = find(i, code);
        return option != NONE && (flags[option] & ASLEEP) != 0;
    }

    /// Whether what can begin with [#sequence] has been searched from state `i` already, or before that. If the sequence is of a play that
    /// was cut short, what might have followed could conflict with moves that it does not contain, so these do not count.
    private boolean isAsleep(int i, boolean whole) {
        for (int k = first[i]; k < first[i + 1]; k++) {
            if ((flags[k] & ASLEEP) == 0 || (!whole || (flags[k] & BESIDE) != 0) && !sequence.contains(codes[k])) continue;
            if (sequence.canBeginWith(codes[k], kinds[k], addresses[k], (flags[k] & ENDS) != 0)) return true;
        }
        return false;
    }

    private boolean noteSequence(int i, boolean mayWait, boolean whole) {
        if (isAsleep(i, false)) return false;
        if (whole && isAsleep(i, true)) {
            wakeups.addBranch(covered[i], sequence);
            return false;
        }
        if (mayWait) wakeups.addBranch(maybe[i], sequence);
        else wakeups.insert(root[i], sequence, !whole);
        return true;
    }

    /// The play is over, or cut: an optimal search now sees to it that the races of its moves also end the other way round.
    private void lookBack(boolean whole) {
        if (wakeups == null) return;
        int kept = 0;
        for (int race = 0; race < races; race++) {
            int second = raceSecond[race];
            collectWithout(raceFirst[race]);
            sequence.add(anyOf(happens.code(second)), happens.kind(second), happens.address(second), happens.ends(second));
            // If another play stands for this one, it need not do so when the moves after the race differ.
            if (noteSequence(raceFirst[race], raceMaybe[race], whole)) continue;
            raceFirst[kept] = raceFirst[race];
            raceMaybe[kept] = raceMaybe[race];
            raceSecond[kept++] = second;
        }
        races = kept;
    }

    /// Moves that other processes could have made at state `d`, and now cannot.
    private void lookForWhatIsGone(int d, int option) {
        int process = happens.processOf(codes[option]);
        for (int i = first[d]; i < first[d + 1]; i++) {
            if (happens.processOf(codes[i]) == process || (flags[i] & ASLEEP) != 0) continue;
            int here = point.find(codes[i]);
            if (here != NONE && point.kind(here).ordinal() == kinds[i] && point.address(here) == addresses[i]) continue;
            if (wakeups == null) backtrack[d] |= 1L << happens.processOf(codes[i]);
            else wakeups.addChild(root[d], codes[i], kinds[i], addresses[i], true);
        }
    }

    /// What waits where the play ends waits for ever; in another order of the moves it may not.
    private void lookForWhatWaits() {
        for (int i = 0; i < point.waiting(); i++) {
            races(point.waitingCode(i), point.waitingKind(i).ordinal(), point.waitingAddress(i), false, NONE);
        }
    }
}
