package kprobarium.explore;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a search went through.
///
/// @param states      distinct states visited; 0 where states are not known again
/// @param transitions moves taken, all plays together
/// @param depth       moves of the longest play
/// @param plays       plays that came to an end: one for each trace class where the search is stateless and reduced
/// @param blocked     plays that were given up because others stand for them
/// @param unit        what the harvest's schedules count
/// @param assurance   what a clean result says
/// @param samples     what was seen on the way, of schedules that were drawn
/// @param covered     which [transitions][Subject#covered()] were met
public record Effort(long states, long transitions, int depth, long plays, long blocked, Unit unit, Assurance assurance,
        Optional<Samples> samples, List<String> covered) {
    public Effort {
        covered = List.copyOf(covered);
    }

    public Effort(long states, long transitions, int depth, long plays, long blocked, Unit unit, Assurance assurance,
            Optional<Samples> samples) {
        this(states, transitions, depth, plays, blocked, unit, assurance, samples, List.of());
    }

    public Effort(long states, long transitions, int depth, long plays, long blocked, Unit unit, Assurance assurance) {
        this(states, transitions, depth, plays, blocked, unit, assurance, Optional.empty());
    }

    /// The same, and these transitions were met as well.
    public Effort covering(List<String> more) {
        List<String> all = Stream.concat(covered.stream(), more.stream()).distinct().sorted().toList();
        return new Effort(states, transitions, depth, plays, blocked, unit, assurance, samples, all);
    }

    /// What a row of the outcome table counts.
    public enum Unit {
        SCHEDULES("schedules"), TRACE_CLASSES("trace classes"), SAMPLES("schedules"), FINAL_STATES("final states");

        public final String plural;

        Unit(String plural) {
            this.plural = plural;
        }
    }
}
