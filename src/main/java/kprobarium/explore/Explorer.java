package kprobarium.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kprobarium.experiment.Count;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.schedule.Schedule;

/// Plays one subject in every way there is or in some, by one [Strategy] or another, and says what came out.
public final class Explorer {
    private final Subject subject;
    private final int predicates;

    /// `subject` is at its start, and is there again after every search. It is asked `predicates` questions at each end.
    public Explorer(Subject subject, int predicates) {
        this.subject = subject;
        this.predicates = predicates;
        subject.state().keepJournal();
    }

    /// `rig` is at its start, and is there again after every search.
    public Explorer(Rig rig, List<Predicate> predicates) {
        this(new ExperimentSubject(rig, predicates), predicates.size());
    }

    /// Every schedule there is, as long as there are at most `maxStates` states and `watch` lets it go on.
    public Exploration exhaustive(long maxStates, Watch watch) {
        return search(new Exhaustive(maxStates), watch);
    }

    /// `schedules` plays, each with its choices drawn from `seed` and its number.
    public Exploration sample(long seed, long schedules, Watch watch) {
        return search(new Sampling(new RandomWalk(), seed, 0, schedules), watch);
    }

    /// The schedule in which every CPU runs as far as it can, lowest first; all there is if there was never a choice.
    public Exploration one() {
        return search(new OneSchedule(), Watch.PATIENT);
    }

    public Exploration search(Strategy strategy, Watch watch) {
        Harvest harvest = new Harvest(subject);
        subject.forgetCovered();
        Effort effort = strategy.search(subject, harvest, watch);
        return exploration(harvest, effort.covering(subject.covered()));
    }

    private Exploration exploration(Harvest harvest, Effort effort) {
        boolean complete = effort.assurance() instanceof Assurance.Exhaustive;
        List<Exploration.Row> rows = new ArrayList<>();
        double schedules = 0;
        for (int ending = 0; ending < harvest.size(); ending++) {
            double n = harvest.schedules(ending);
            schedules += n;
            Schedule witness = harvest.witness(ending);
            rows.add(new Exploration.Row(harvest.get(ending), n, harvest.ends(ending),
                    Optional.of(new Exploration.Witness(witness, Preemptions.of(subject, witness), witness.codes().length, false))));
        }
        rows.sort(Comparator.comparingDouble(Exploration.Row::schedules).reversed()
                .thenComparing(row -> row.ending().toString()).thenComparingLong(row -> row.ending().predicates()));
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < predicates; i++) {
            long holding = 0;
            long total = 0;
            for (Exploration.Row row : rows) {
                total += row.ends();
                if (row.ending().holds(i)) holding += row.ends();
            }
            counts.add(new Count(holding, total, complete));
        }
        return new Exploration(effort, schedules, rows, counts);
    }
}
