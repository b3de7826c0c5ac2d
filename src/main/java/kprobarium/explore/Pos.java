package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.ChoicePoint;

/// Partial order sampling: every agent has a random priority, the highest moves, and then it and all whose next access conflicts with its
/// own draw anew. So each pair of accesses that race is ordered by a fresh lot. (Yuan, Yang, Gu, CAV 2018.)
public final class Pos implements Sampler {
    private static final long UNDRAWN = 0;

    private final Lots lots = new Lots();
    private final Movers movers = new Movers();
    private final long[] priorities = new long[Agents.NUMBERS];

    @Override
    public void begin(long play, long seed) {
        lots.begin(seed);
        Arrays.fill(priorities, UNDRAWN);
    }

    @Override
    public int choose(ChoicePoint point) {
        int size = movers.read(point);
        int best = 0;
        for (int mover = 0; mover < size; mover++) {
            int agent = movers.agent(mover);
            if (priorities[agent] == UNDRAWN) priorities[agent] = lots.next() | 1;
            if (priorities[agent] > priorities[movers.agent(best)]) best = mover;
        }
        int option = movers.draw(best, point, lots);
        for (int mover = 0; mover < size; mover++) {
            if (mover == best || point.conflict(option, movers.plain(mover))) priorities[movers.agent(mover)] = UNDRAWN;
        }
        return option;
    }

    @Override
    public void stuck() {
        Arrays.fill(priorities, UNDRAWN);
    }
}
