package kprobarium.schedule;

/// Takes the first option of the next CPU, in turn: the plain schedule, and the only one where there is nothing to choose.
public final class RoundRobin implements Scheduler {
    private int last = -1;

    @Override
    public int choose(ChoicePoint point) {
        int best = 0;
        for (int i = point.size() - 1; i >= 0; i--) if (point.cpu(i) > last) best = i;
        last = point.cpu(best);
        return best;
    }
}
