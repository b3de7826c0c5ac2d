package kprobarium.explore;

import kprobarium.schedule.Scheduler;

/// Draws one schedule after another. What it may learn, it learns within a unit of [Sampling]: which schedule it draws for a play depends
/// on the play's seed and on the plays of the same unit before it, and on nothing that happened elsewhere.
///
/// Samplers that draw who moves rather than which move tell [agents][Agents] apart: a CPU by its own moves, what empties its store buffer,
/// what brings it patches, the thread that waits to preempt it, and interrupts. If an agent can move in several ways, the plain one, which
/// is offered first, is drawn as often as all others together: see [Movers].
public interface Sampler extends Scheduler {
    /// Unit number `unit` begins, with plays of `subject`: whatever was learned before is forgotten.
    default void unit(long unit, Subject subject) {}

    /// Play number `play` of all begins, with its choices to be drawn from `seed`.
    void begin(long play, long seed);

    /// The play has come back to a state that it was in before, while somebody who could move did not: who moved last had better wait for
    /// others.
    default void stuck() {}
}
