package kprobarium.explore;

import java.util.Arrays;
import java.util.Optional;
import kprobarium.machine.State;
import kprobarium.schedule.Move;

/// Every schedule that departs at most so often from a plain one, fewer departures first: most bugs need one or two.
///
/// A departure is a preemption (iterative context bounding: Musuvathi and Qadeer, PLDI 2007) or a delay (delay bounding: Emmi, Qadeer and
/// Rakamarić, POPL 2011). What may still come depends on who moved last, on who was left in the middle, and on how much of the bound is
/// used up, so a state is known again only with all of it; and nothing is left out for being equivalent, for the equivalent schedule may
/// depart more often.
public final class Bounded implements Strategy {
    private final Assurance.Bounded.Of of;
    private final int bound;
    private final long maxStates;

    public Bounded(Assurance.Bounded.Of of, int bound, long maxStates) {
        this.of = of;
        this.bound = bound;
        this.maxStates = maxStates;
    }

    /// What was found with one bound: it is only handed over when all of it was searched.
    private record Round(Harvest harvest, long states, long transitions, int depth, boolean whole, boolean cut) {}

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        Optional<Round> last = Optional.empty();
        long transitions = 0;
        int covered = -1;
        boolean everything = false;
        for (int departures = 0; departures <= bound && !everything; departures++) {
            Round round = round(subject, departures, transitions, watch);
            transitions += round.transitions;
            if (!round.whole) {
                if (last.isEmpty()) last = Optional.of(round);
                break;
            }
            last = Optional.of(round);
            covered = departures;
            everything = !round.cut;
        }
        Round found = last.orElseThrow();
        harvest.addAll(found.harvest);
        Assurance assurance = everything ? Assurance.EXHAUSTIVE : covered < 0 ? Assurance.NONE : new Assurance.Bounded(covered, of);
        return new Effort(found.states, transitions, found.depth, 0, 0, Effort.Unit.FINAL_STATES, assurance);
    }

    /// All schedules with at most `most` departures.
    private Round round(Subject subject, int most, long before, Watch watch) {
        State state = subject.state();
        Harvest harvest = new Harvest(subject);
        Fingerprints known = new Fingerprints();
        Fingerprints finals = new Fingerprints();
        Path path = new Path(subject.playable());
        int[] last = new int[256];
        int[] used = new int[256];
        int[] waiting = new int[256];
        long transitions = 0;
        int deepest = 0;
        boolean whole = true;
        boolean cut = false;
        last[0] = -1;
        known.put(key(state, -1, 0, 0), 0);
        if (path.open() == 0) {
            path.close();
            end(harvest, finals, state, path, Ending.How.FINISHED);
        }
        while (path.depth() > 0) {
            int depth = path.depth() - 1;
            int move = whole ? path.nextMove() : -1;
            if (move < 0) {
                path.close();
                continue;
            }
            int departures = used[depth] + departures(path, last[depth], waiting[depth], move);
            if (departures > most) {
                cut = true;
                continue;
            }
            int left = of == Assurance.Bounded.Of.PREEMPTIONS ? Preemptions.waiting(last[depth], waiting[depth], move, path::offers) : 0;
            path.take(move);
            if (++transitions % Watch.INTERVAL == 0 && !watch.goOn(known.size(), before + transitions, path.depth())) whole = false;
            int circle = path.circle();
            if (circle >= 0) {
                if (path.fair(circle)) end(harvest, finals, state, path, Ending.How.LIVELOCK);
                continue;
            }
            int mover = Move.kind(move).isOfTheCpu() ? Move.cpu(move) : last[depth];
            long key = key(state, mover, left, departures);
            if (known.get(key) != Fingerprints.NONE) continue;
            if (known.size() >= maxStates || path.depth() >= Path.DEEPEST) {
                whole = false;
                continue;
            }
            known.put(key, 0);
            deepest = Math.max(deepest, path.depth());
            if (path.open() == 0) {
                path.close();
                end(harvest, finals, state, path, Ending.How.FINISHED);
                continue;
            }
            if (path.depth() > last.length) {
                last = Arrays.copyOf(last, 2 * path.depth());
                used = Arrays.copyOf(used, 2 * path.depth());
                waiting = Arrays.copyOf(waiting, 2 * path.depth());
            }
            last[path.depth() - 1] = mover;
            used[path.depth() - 1] = departures;
            waiting[path.depth() - 1] = left;
        }
        return new Round(harvest, known.size(), transitions, deepest, whole, cut);
    }

    private static void end(Harvest harvest, Fingerprints finals, State state, Path path, Ending.How how) {
        long key = state.digest() + how.ordinal();
        if (finals.get(key) != Fingerprints.NONE) return;
        finals.put(key, 0);
        harvest.count(harvest.end(how, path::schedule), 1);
    }

    private static long key(State state, int mover, int waiting, int departures) {
        return state.digest() + (mover + 1L + 64L * waiting) * 0x9e3779b97f4a7c15L + departures * 0xc2b2ae3d27d4eb4fL;
    }

    /// What `move` costs at the innermost open state of `path`, after a move of CPU `last`, while the CPUs `waiting` wait in the middle.
    private int departures(Path path, int last, int waiting, int move) {
        return switch (of) {
            case PREEMPTIONS -> Preemptions.of(last, waiting, move, path::offers);
            case DELAYS -> path.placeAfter(Math.max(last, 0), move);
        };
    }
}
