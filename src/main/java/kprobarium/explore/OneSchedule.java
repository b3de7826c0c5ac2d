package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;

/// The schedule in which every CPU runs as far as it can, lowest first; all there is if there was never a choice.
public final class OneSchedule implements Strategy {
    private static final class First implements Sampler {
        @Override
        public void begin(long play, long seed) {}

        @Override
        public int choose(ChoicePoint point) {
            return 0;
        }
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        Sampling one = new Sampling(new First(), 0, 0, 1);
        Effort effort = one.search(subject, harvest, watch);
        return new Effort(0, effort.transitions(), effort.depth(), 1, 0, Effort.Unit.SCHEDULES,
                one.samples().visible().isNothing() ? Assurance.EXHAUSTIVE : Assurance.NONE);
    }
}
