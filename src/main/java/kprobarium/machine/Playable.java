package kprobarium.machine;

import kprobarium.schedule.ChoicePoint;

/// A concurrent system that can be played move by move and put back: its moves, each with the access that it is about to make, and all
/// that changes in one [State].
///
/// Nothing but the moves taken decides what happens. Two moves that do not [conflict][kprobarium.schedule.Conflict] lead to the same state
/// in either order, and neither takes the other away.
public interface Playable {
    State state();

    /// Fills in the ways to go on, in a fixed order; none if it is at its end.
    void choices(ChoicePoint point);

    /// Whether the last move has ended the play for all, as a failure does: it takes every other move away.
    default boolean isStopped() {
        return false;
    }

    /// Goes on by the move with this code, one of [#choices(ChoicePoint)].
    void take(int moveCode);
}
