package kprobarium.schedule;

/// Answers everything the architecture and the kernel leave open.
@FunctionalInterface
public interface Scheduler {
    /// The number of the option taken, from 0 to `point.size() - 1`; [#STOP] ends the play here.
    int choose(ChoicePoint point);

    int STOP = -1;
}
