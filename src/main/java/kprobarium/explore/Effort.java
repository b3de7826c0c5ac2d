package kprobarium.explore;

import java.util.Optional;

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
public record Effort(long states, long transitions, int depth, long plays, long blocked, Unit unit, Assurance assurance,
        Optional<Samples> samples) {
    public Effort(long states, long transitions, int depth, long plays, long blocked, Unit unit, Assurance assurance) {
        this(states, transitions, depth, plays, blocked, unit, assurance, Optional.empty());
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
