package kprobarium.farm;

/// How far a ledger has come.
///
/// @param jobs       how many there are
/// @param settled    how many of them are done
/// @param units      of all jobs
/// @param unitsDone  with their results
/// @param unitsOut   being done
/// @param handedOut  how often a unit was handed out
/// @param lost       how often a unit's worker was lost
/// @param unwanted   results that were there already, or had lost their meaning
/// @param done       by the units that are done
/// @param soFar      the same with what is known of those that are being done
public record Progress(int jobs, int settled, long units, long unitsDone, long unitsOut, long handedOut, long lost, long unwanted,
        Work done, Work soFar) {
    /// What was searched.
    ///
    /// @param schedules played, or counted
    /// @param depth     steps of the longest
    /// @param part      how much of a search that is under way is done, from 0 to 1, by an estimate; 0 if there is none
    public record Work(double schedules, long states, long transitions, int depth, double part) {
        static final Work NONE = new Work(0, 0, 0, 0, 0);

        Work and(Work more) {
            return new Work(schedules + more.schedules, states + more.states, transitions + more.transitions,
                    Math.max(depth, more.depth), Math.max(part, more.part));
        }
    }
}
