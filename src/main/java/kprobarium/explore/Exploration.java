package kprobarium.explore;

import java.util.List;
import java.util.Optional;
import kprobarium.experiment.Count;
import kprobarium.schedule.Schedule;

/// What a search has seen of one experiment on one kernel.
///
/// @param states      distinct states visited; 0 when schedules were sampled
/// @param transitions moves taken, all plays together
/// @param schedules   how many schedules there are, or were sampled; a double, for there can be more than 2^63
/// @param complete    whether every schedule was covered
/// @param endings     what they end in, the most frequent first
/// @param counts      per asked predicate: in how many distinct ends it holds, of how many
public record Exploration(
        long states, long transitions, int depth, double schedules, boolean complete, List<Row> endings, List<Count> counts) {
    /// One line of the outcome table.
    ///
    /// @param schedules how many schedules end so
    /// @param ends      how many distinct final states show it
    /// @param witness   the shortest schedule found that ends so, if one was looked for
    public record Row(Ending ending, double schedules, long ends, Optional<Witness> witness) {}

    /// A schedule, and how short it is.
    ///
    /// @param preemptions how often a CPU was left that could have gone on
    /// @param minimal     whether all schedules with fewer preemptions, and all shorter ones with as many, were ruled out
    public record Witness(Schedule schedule, int preemptions, int steps, boolean minimal) {}
}
