package kprobarium.schedule;

/// Writes down what another scheduler chooses.
public final class Recording implements Scheduler {
    private final Scheduler scheduler;
    private final Schedule.Builder schedule = new Schedule.Builder();

    public Recording(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public int choose(ChoicePoint point) {
        int option = scheduler.choose(point);
        if (option != STOP) schedule.move(point.code(option));
        return option;
    }

    public Schedule schedule() {
        return schedule.build();
    }
}
