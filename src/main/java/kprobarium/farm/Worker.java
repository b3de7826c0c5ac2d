package kprobarium.farm;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kprobarium.explore.Crew;
import kprobarium.explore.Exploration;
import kprobarium.explore.Strategy;
import kprobarium.explore.Watch;
import kprobarium.model.Model;

/// Somebody who does units, one at a time, with a machine of his own: not to be shared between threads.
///
/// What was set up last stays, for the next unit is mostly of the same job, and every search leaves its subject at the start.
public final class Worker {
    private final Function<Description.OfModel, Model> models;
    private final Crew crew;
    private Description description;
    private SetUp setUp;

    /// A worker who makes models with `models`, alone.
    public Worker(Function<Description.OfModel, Model> models) {
        this(models, Crew.ALONE);
    }

    /// A worker with a crew, for the units that several can do together.
    Worker(Function<Description.OfModel, Model> models, Crew crew) {
        this.models = models;
        this.crew = crew;
    }

    /// What `subject` says, at its start.
    public SetUp setUp(Description subject) {
        if (!subject.equals(description)) {
            description = null;
            setUp = SetUp.of(subject, models);
            description = subject;
        }
        return setUp;
    }

    /// Does `unit`, unless and until it is no longer `wanted`. Whatever goes wrong is the result.
    public UnitResult work(Unit unit, Watch watch, BooleanSupplier wanted) {
        try {
            SetUp at = setUp(unit.task().subject());
            Queue<SetUp> all = new ConcurrentLinkedQueue<>(List.of(at));
            Clock clock = new Clock(unit.task().search().maxMillis(), watch, wanted);
            Strategy strategy = unit.task().strategy(unit.number(), at.failure(), crew, () -> {
                SetUp another = SetUp.of(unit.task().subject(), models);
                all.add(another);
                return another.subject();
            });
            Exploration found = at.search(strategy, clock);
            List<String> warnings = all.stream().flatMap(one -> one.warnings().stream()).distinct().sorted().toList();
            // A machine remembers what it has warned of, and the next unit is to come out as if it were the first.
            if (!warnings.isEmpty()) forget();
            boolean failed = found.endings().stream().anyMatch(row -> at.failure().test(row.ending()));
            return new UnitResult.Found(found, clock.ended, failed, warnings);
        } catch (RuntimeException | Error defect) {
            // The machine was left somewhere on the way.
            forget();
            return new UnitResult.Broken(defect);
        }
    }

    private void forget() {
        description = null;
        setUp = null;
    }

    private static final class Clock implements Watch {
        private static final long MILLISECOND = 1_000_000;

        private final Watch watch;
        private final BooleanSupplier wanted;
        private final long began = System.nanoTime();
        private final long most;
        private volatile UnitResult.Ended ended = UnitResult.Ended.DONE;

        Clock(long millis, Watch watch, BooleanSupplier wanted) {
            this.watch = watch;
            this.wanted = wanted;
            most = millis < Long.MAX_VALUE / MILLISECOND ? millis * MILLISECOND : Long.MAX_VALUE;
        }

        @Override
        public boolean asksHowMuchIsDone() {
            return watch.asksHowMuchIsDone();
        }

        @Override
        public void done(double part) {
            watch.done(part);
        }

        @Override
        public boolean goOn(long states, long transitions, int depth) {
            if (!wanted.getAsBoolean() || !watch.goOn(states, transitions, depth)) return stop(UnitResult.Ended.TOLD);
            return System.nanoTime() - began <= most || stop(UnitResult.Ended.TIME);
        }

        private boolean stop(UnitResult.Ended why) {
            ended = why;
            return false;
        }
    }
}
