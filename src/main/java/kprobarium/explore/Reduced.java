package kprobarium.explore;

/// Every ending there is, from fewer states than there are: a depth-first search over states that explores from each of them only a
/// persistent set of processes, found on the way (Flanagan, Godefroid, POPL 2005), and knows states again (Yang, Chen, Gopalakrishnan,
/// Kirby, SPIN 2008).
///
/// It begins each state with one process. Wherever the search then comes to a move that conflicts with an earlier one of its path, and
/// did not have to come after it, its process is added at the state before that one; or everybody, if that process could not move there.
/// A state met again is not searched again: instead the moves that its search came to, which are kept with it as 64 bits
/// ([Footprints]), are treated as if the path came to them.
///
/// On a circle that is not enough, for what follows a state of it is not known before all of it has been searched. So all states of a
/// circle explore everybody, and get the sum of all their moves when the last of them is left. A failure conflicts with everything, so that
/// all the states in which it can happen are found.
///
/// There are no sleep sets: what they would cut off are moves to states that are known already, and they would have to be kept with each
/// state, too. Rows count final states.
public final class Reduced implements Strategy {
    private final long maxStates;

    public Reduced(long maxStates) {
        this.maxStates = maxStates;
    }

    @Override
    public Effort search(Subject subject, Harvest harvest, Watch watch) {
        return new ReducedSearch(subject, harvest, watch, maxStates).run();
    }
}
