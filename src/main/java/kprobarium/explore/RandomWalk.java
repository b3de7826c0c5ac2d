package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Seeded;

/// Every move with the same probability at each choice: the baseline of all sampling.
public final class RandomWalk implements Sampler {
    private Seeded choices = new Seeded(0);

    @Override
    public void begin(long play, long seed) {
        choices = new Seeded(seed);
    }

    @Override
    public int choose(ChoicePoint point) {
        return choices.choose(point);
    }
}
