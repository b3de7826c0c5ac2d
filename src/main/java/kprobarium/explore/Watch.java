package kprobarium.explore;

/// Looks on while a search runs, and may end it.
@FunctionalInterface
public interface Watch {
    /// Called every few thousand transitions; false ends the search with what it has.
    boolean goOn(long states, long transitions, int depth);

    /// How many transitions lie between two calls.
    int INTERVAL = 4096;

    /// Lets every search run to its end.
    Watch PATIENT = (_, _, _) -> true;
}
