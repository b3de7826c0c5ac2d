package kprobarium.explore;

import java.util.Arrays;

/// How many events of each agent a play has: the mean of the plays of a unit so far, and how many of them are left in the play that runs.
///
/// In 256ths of an event, so that weights are whole numbers.
final class EventCounts {
    private static final int ONE = 256;

    private final int[] done = new int[Agents.NUMBERS];
    private final long[] total = new long[Agents.NUMBERS];
    private final long[] mean = new long[Agents.NUMBERS];
    private int plays;
    private boolean playing;

    /// A unit begins: nothing is known.
    void forget() {
        Arrays.fill(done, 0);
        Arrays.fill(total, 0);
        Arrays.fill(mean, 0);
        plays = 0;
        playing = false;
    }

    /// A play begins, and the one before it counts.
    void begin() {
        if (playing) {
            plays++;
            for (int agent = 0; agent < Agents.NUMBERS; agent++) {
                total[agent] += done[agent];
                mean[agent] = total[agent] * ONE / plays;
            }
            Arrays.fill(done, 0);
        }
        playing = true;
    }

    void happened(int agent) {
        done[agent]++;
    }

    /// What is left of an agent that can move, so at least one event.
    long left(int agent) {
        return Math.max(ONE, mean[agent] - (long) done[agent] * ONE);
    }

    /// A mover drawn with a probability in proportion to what its agent has left.
    int draw(Movers movers, int size, Lots lots) {
        long sum = 0;
        for (int mover = 0; mover < size; mover++) sum += left(movers.agent(mover));
        long lot = lots.below(sum);
        int mover = 0;
        while ((lot -= left(movers.agent(mover))) >= 0) mover++;
        return mover;
    }
}
