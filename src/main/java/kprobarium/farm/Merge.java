package kprobarium.farm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.experiment.Count;
import kprobarium.explore.Assurance;
import kprobarium.explore.Effort;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Samples;

/// What units have found, joined one after the other in the order of their numbers.
///
/// Of an ending's witnesses the one of the lowest unit stays. Only plays are ever spread over several units, so counts add up: no end of
/// one unit is the end of another.
final class Merge {
    private final Map<Ending, Row> rows = new LinkedHashMap<>();
    private final Samples samples = new Samples();
    private Optional<Exploration> joined = Optional.empty();

    void add(Exploration next) {
        joined = Optional.of(joined.map(before -> join(before, next)).orElseGet(() -> first(next)));
    }

    /// All that was added; empty if nothing was.
    Optional<Exploration> joined() {
        return joined;
    }

    private Exploration first(Exploration next) {
        next.effort().samples().ifPresent(samples::add);
        next.endings().forEach(row -> rows.put(row.ending(), row));
        return next;
    }

    private Exploration join(Exploration before, Exploration next) {
        for (Row row : next.endings()) {
            rows.merge(row.ending(), row, (known, more) -> new Row(known.ending(), known.schedules() + more.schedules(),
                    known.ends() + more.ends(), known.witness().or(more::witness)));
        }
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < before.counts().size(); i++) counts.add(join(before.counts().get(i), next.counts().get(i)));
        return new Exploration(join(before.effort(), next.effort()), before.schedules() + next.schedules(),
                rows.values().stream().sorted(Comparator.comparingDouble(Row::schedules).reversed()
                        .thenComparing(row -> row.ending().toString()).thenComparingLong(row -> row.ending().predicates())).toList(),
                counts);
    }

    private static Count join(Count before, Count next) {
        return new Count(before.holding() + next.holding(), before.total() + next.total(), before.complete() && next.complete());
    }

    private Effort join(Effort before, Effort next) {
        next.samples().ifPresent(samples::add);
        return new Effort(before.states() + next.states(), before.transitions() + next.transitions(),
                Math.max(before.depth(), next.depth()), before.plays() + next.plays(), before.blocked() + next.blocked(), before.unit(),
                join(before.assurance(), next.assurance()), before.samples().map(_ -> samples),
                before.covered()).covering(next.covered());
    }

    private static Assurance join(Assurance before, Assurance next) {
        return before instanceof Assurance.Sampled(long some) && next instanceof Assurance.Sampled(long more)
                ? new Assurance.Sampled(some + more)
                : Assurance.NONE;
    }
}
