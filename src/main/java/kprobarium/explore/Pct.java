package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.ChoicePoint;

/// Probabilistic concurrency testing: agents run by fixed random priorities, and at `depth - 1` random steps the one that is about to move
/// falls behind all others.
///
/// A bug that needs `depth` orders of events is hit by one play with a probability of at least `1 / (n k^(depth-1))`, for n agents and k
/// steps. That speaks of who moves; where an agent can move in several ways, the bug must show in those that are drawn. k is the length of
/// the longest play of the unit so far. (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010.)
public final class Pct implements Sampler {
    private static final long UNDRAWN = Long.MIN_VALUE;
    /// Priorities that are drawn lie above all that are given to those who fall behind.
    private static final long DRAWN = 1L << 62;
    private static final int FIRST_GUESS = 16;

    private final Lots lots = new Lots();
    private final Movers movers = new Movers();
    private final long[] priorities = new long[Agents.NUMBERS];
    private final long[] changes;
    private long lowest;
    private int step;
    private int longest;
    private int last;

    /// @param depth how many orders of events a bug needs; 1 needs no change of priority
    public Pct(int depth) {
        if (depth < 1) throw new IllegalArgumentException("depth " + depth);
        changes = new long[depth - 1];
    }

    public int depth() {
        return changes.length + 1;
    }

    @Override
    public void unit(long unit, Subject subject) {
        step = 0;
        longest = 0;
    }

    @Override
    public void begin(long play, long seed) {
        lots.begin(seed);
        longest = Math.max(longest, step);
        step = 0;
        lowest = 0;
        Arrays.fill(priorities, UNDRAWN);
        for (int i = 0; i < changes.length; i++) changes[i] = lots.below(longest == 0 ? FIRST_GUESS : longest);
    }

    @Override
    public int choose(ChoicePoint point) {
        int size = movers.read(point);
        for (int mover = 0; mover < size; mover++) {
            int agent = movers.agent(mover);
            if (priorities[agent] == UNDRAWN) priorities[agent] = lots.next() >>> 2 | DRAWN;
        }
        int best = best(size);
        for (int i = 0; i < changes.length; i++) {
            if (changes[i] == step) {
                priorities[movers.agent(best)] = changes.length - 1L - i;
                best = best(size);
            }
        }
        step++;
        last = movers.agent(best);
        return movers.draw(best, point, lots);
    }

    private int best(int size) {
        int best = 0;
        for (int mover = 1; mover < size; mover++) {
            if (priorities[movers.agent(mover)] > priorities[movers.agent(best)]) best = mover;
        }
        return best;
    }

    @Override
    public void stuck() {
        priorities[last] = --lowest;
    }
}
