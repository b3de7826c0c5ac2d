package kprobarium.explore;

import java.util.function.Supplier;

/// Every schedule there is, as long as there are at most `maxStates` states: each state is visited once, and its schedules are counted.
///
/// Where nothing goes in circles, [AcyclicSearch] does it, with as many workers as there are, and says the same for every number of them.
/// Where something does, it depends on the path what a circle is, so one worker does it alone, with [CyclicSearch].
public final class Exhaustive implements Strategy {
    private final long maxStates;
    private final Crew crew;
    private final Supplier<Subject> another;

    /// For one worker.
    public Exhaustive(long maxStates) {
        this(maxStates, Crew.ALONE, () -> {
            throw new IllegalStateException("one worker needs no other subject");
        });
    }

    /// `another` makes a subject like the one that is searched, for each worker but the first.
    public Exhaustive(long maxStates, Crew crew, Supplier<Subject> another) {
        this.maxStates = maxStates;
        this.crew = crew;
        this.another = another;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        if (crew.size() > 1) {
            AcyclicSearch together = new AcyclicSearch(subject, maxStates, crew, another, watch);
            // Which states there is room for, and which circle is met first, is chance among several: then one does it again.
            if (together.run() && !together.isFull()) return together.reap(harvest);
            subject.forgetCovered();
        }
        AcyclicSearch alone = new AcyclicSearch(subject, maxStates, Crew.ALONE, another, watch);
        return alone.run() ? alone.reap(harvest) : new CyclicSearch(maxStates).search(subject, harvest, watch);
    }
}
