package kprobarium.explore;

import java.util.Map;
import kprobarium.schedule.Move;

/// What there was to choose in the plays of a search, and what they shared. Where nothing was, nothing was tested, and a clean result says
/// nothing.
///
/// @param choicePoints points with more than one option that were passed, all plays together
/// @param options      what was offered there, by kind of move
/// @param locations    distinct addresses that were touched
/// @param shared       those of them that several CPUs touched, one of them writing
public record Visible(long choicePoints, Map<Move.Kind, Long> options, int locations, int shared) {
    /// Whether there was never a choice.
    public boolean isNothing() {
        return choicePoints == 0;
    }
}
