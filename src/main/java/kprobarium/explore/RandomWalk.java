package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;

/// Every move with the same probability at each choice: the baseline of all sampling.
public final class RandomWalk implements Sampler {
    private final Lots lots = new Lots();

    @Override
    public void begin(long play, long seed) {
        lots.begin(seed);
    }

    @Override
    public int choose(ChoicePoint point) {
        return point.size() == 1 ? 0 : lots.below(point.size());
    }
}
