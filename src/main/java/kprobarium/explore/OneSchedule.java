package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;

/// The schedule in which every CPU runs as far as it can, lowest first; all there is if there was never a choice.
public final class OneSchedule implements Strategy {
    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        boolean[] chose = {false};
        int steps = new Sampling(new RandomWalk(), 0, 0, 1).play(subject, (ChoicePoint point) -> {
            chose[0] |= point.size() > 1;
            return 0;
        }, harvest);
        return new Effort(0, steps, steps, 1, 0, Effort.Unit.SCHEDULES, chose[0] ? Assurance.NONE : Assurance.EXHAUSTIVE);
    }
}
