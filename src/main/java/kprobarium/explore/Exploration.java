package kprobarium.explore;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kprobarium.experiment.Count;
import kprobarium.schedule.Schedule;

/// What a search has seen of one subject.
///
/// @param schedules how many schedules there are, or were sampled, or what else the effort's [unit][Effort.Unit] says; a double, for there
///                  can be more than 2^63
/// @param endings   what they end in, the most frequent first
/// @param counts    per asked predicate: in how many distinct ends it holds, of how many
public record Exploration(Effort effort, double schedules, List<Row> endings, List<Count> counts) {
    public boolean complete() {
        return effort.assurance() instanceof Assurance.Exhaustive;
    }

    public long states() {
        return effort.states();
    }

    public long transitions() {
        return effort.transitions();
    }

    public int depth() {
        return effort.depth();
    }

    /// Of the same search, only the ends in which a predicate holds.
    public Exploration where(int predicate) {
        List<Row> rows = endings.stream().filter(row -> row.ending().holds(predicate)).toList();
        long total = rows.stream().mapToLong(Row::ends).sum();
        List<Count> fewer = IntStream.range(0, counts.size())
                .mapToObj(n -> new Count(rows.stream().filter(row -> row.ending().holds(n)).mapToLong(Row::ends).sum(), total,
                        counts.get(n).complete()))
                .toList();
        return new Exploration(effort, rows.stream().mapToDouble(Row::schedules).sum(), rows, fewer);
    }

    /// One line of the outcome table.
    ///
    /// @param schedules how many schedules end so
    /// @param ends      how many distinct final states show it
    /// @param witness   the shortest schedule found that ends so, if one was looked for
    public record Row(Ending ending, double schedules, long ends, Optional<Witness> witness) {}

    /// A schedule, and how short it is.
    ///
    /// @param preemptions how often a CPU was left that could have gone on
    /// @param minimal     whether it is the simplest there is, as [Shortest] says
    /// @param ruledOut    in how many states everything was tried to end so with fewer preemptions, in vain; of a minimal one
    public record Witness(Schedule schedule, int preemptions, int steps, boolean minimal, long ruledOut) {
        public Witness(Schedule schedule, int preemptions, int steps, boolean minimal) {
            this(schedule, preemptions, steps, minimal, 0);
        }
    }
}
