package kprobarium.explore;

/// One play for each trace: dynamic partial order reduction (Abdulla, Aronis, Jonsson, Sagonas: *Source Sets: A Foundation for Optimal
/// Dynamic Partial Order Reduction*, POPL 2014, JACM 2017).
///
/// It remembers no states, so it needs no memory to speak of, and depends on no digest; in return it searches a state again for every
/// trace that leads there. Where two moves of a play race, it sees to it that they are also made the other way round:
///
/// - [#source()] notes at the state before the first of them a process that can begin a play in which the second comes first. Sleep sets
///   keep it from playing a trace twice, but now and then it finds out only on the way, and gives up: a blocked play.
/// - [#optimal()] notes the whole sequence up to the second (a wakeup tree), and is never blocked.
///
/// Moves that end the play for all, as a failure does, count as racing with everything. A move that takes another away, or waits for one,
/// races with it at the state before; a process that waits is seen where it waits, so that locks and deadlocks are found.
///
/// A play is cut where the subject comes back, but for its statistics, to a state on its own path; so loops that wait end. At the last
/// state of such a circle all that can move is explored, and so every other end is still found: what a schedule that goes in circles ends
/// in, one without them does. A circle that [leaves nobody out][Agents], alone or with others through the same state, is a livelock; those
/// made of circles that share no state are found by [Exhaustive] only. Cut plays count as blocked. With circles, or where a sequence
/// waits for what does not come, optimal search may be blocked too.
public final class Dpor implements Strategy {
    private final boolean optimal;

    private Dpor(boolean optimal) {
        this.optimal = optimal;
    }

    public static Dpor source() {
        return new Dpor(false);
    }

    public static Dpor optimal() {
        return new Dpor(true);
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        return new DporSearch(subject, harvest, watch, optimal).run();
    }
}
