package kprobarium.explore;

/// Looks on while a search runs, and may end it.
@FunctionalInterface
public interface Watch {
    /// Called every few thousand transitions; false ends the search with what it has.
    boolean goOn(long states, long transitions, int depth);

    /// Whether somebody wants to know [how much is done][#done(double)]: asked when a search begins, and then again and again.
    default boolean asksHowMuchIsDone() {
        return false;
    }

    /// The answer, where it can be estimated: which part of the work is done, from 0 to 1.
    default void done(double part) {}

    /// How many transitions lie between two calls.
    int INTERVAL = 4096;

    /// Lets every search run to its end.
    Watch PATIENT = (_, _, _) -> true;
}
