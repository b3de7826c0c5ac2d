package kprobarium.explore;

import kprobarium.schedule.ChoicePoint;

/// Uniform random walk: an agent moves with a probability in proportion to the events that it has left, so that every order of events is
/// equally likely, where a plain random walk prefers those in which agents keep pace.
///
/// How many events an agent has is the mean over the plays of the unit so far. (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025.)
public final class Urw implements Sampler {
    private final Lots lots = new Lots();
    private final Movers movers = new Movers();
    private final EventCounts counts = new EventCounts();

    @Override
    public void unit(long unit, Subject subject) {
        counts.forget();
    }

    @Override
    public void begin(long play, long seed) {
        lots.begin(seed);
        counts.begin();
    }

    @Override
    public int choose(ChoicePoint point) {
        int size = movers.read(point);
        int mover = size == 1 ? 0 : counts.draw(movers, size, lots);
        counts.happened(movers.agent(mover));
        return movers.draw(mover, point, lots);
    }
}
