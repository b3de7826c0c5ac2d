package kprobarium.explore;

import java.util.List;
import kprobarium.machine.Playable;
import kprobarium.machine.State;

/// What is explored: something playable, at its start, and what can be said of it where a play ends.
///
/// Searches know nothing else, so a whole machine with a kernel on it and a [model][kprobarium.model.Model] of ten lines are explored
/// alike.
public interface Subject {
    Playable playable();

    /// How a play ends that ends in the state the playable is in now. What it says depends on that state and on `how` alone.
    Ending ending(Ending.How how);

    /// Whether the race turns on what lies at `address`: selective sampling (SURW) spreads its schedules evenly over the orders of these
    /// accesses, whatever else goes on.
    boolean isInteresting(long address);

    /// Which transitions of what is of interest were met in whatever was played, in words and in a fixed order; nothing if nobody looks.
    default List<String> covered() {
        return List.of();
    }

    /// Forgets what was [covered][#covered()].
    default void forgetCovered() {}

    default State state() {
        return playable().state();
    }
}
