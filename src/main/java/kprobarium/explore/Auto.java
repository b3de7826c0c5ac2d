package kprobarium.explore;

import java.util.function.Predicate;

/// All states if there is room for them, otherwise a sample.
///
/// Nothing is estimated: the exhaustive search is made as far as its bound goes. If it is through, or has met a failure by then, that is
/// the answer; else the sample is.
final class Auto implements Strategy {
    /// How many schedules are drawn where the states are too many.
    static final long SAMPLE = 100_000;

    private final Strategy exhaustive;
    private final Strategy sample;
    private final Predicate<Ending> failure;

    Auto(Strategy exhaustive, Strategy sample, Predicate<Ending> failure) {
        this.exhaustive = exhaustive;
        this.sample = sample;
        this.failure = failure;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        boolean[] stopped = {false};
        Harvest all = new Harvest(subject);
        Effort effort = exhaustive.search(subject, all, new Watch() {
            @Override
            public boolean goOn(long states, long transitions, int depth) {
                stopped[0] |= !watch.goOn(states, transitions, depth);
                return !stopped[0];
            }

            @Override
            public boolean asksHowMuchIsDone() {
                return watch.asksHowMuchIsDone();
            }

            @Override
            public void done(double part) {
                watch.done(part);
            }
        });
        boolean answers = effort.assurance() instanceof Assurance.Exhaustive || stopped[0] || all.endings().stream().anyMatch(failure);
        if (!answers) return sample.search(subject, harvest, watch);
        harvest.addAll(all);
        return effort;
    }
}
