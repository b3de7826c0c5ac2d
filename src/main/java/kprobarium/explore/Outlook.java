package kprobarium.explore;

import java.util.Arrays;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Seeded;

/// An estimate of how much of all states has been visited, by capture and recapture: of the states that a number of random walks met just
/// once, how many the search has met by now.
///
/// What walks meet again and again lies near the start or on the beaten track, where a depth-first search has long been; what they meet
/// once is hardly better known than what they never meet, so it stands for the states at large. It tells people how long a search will
/// take, and nothing that is reported depends on it.
final class Outlook {
    private static final int WALKS = 20_000;
    private static final int LONGEST_WALK = 2000;
    private static final int MOST_STEPS = 4_000_000;
    private static final int FEWEST = 32;

    private final long[] metOnce;

    /// Walks from where `playable` is, and leaves it there.
    Outlook(Playable playable) {
        State state = playable.state();
        ChoicePoint point = new ChoicePoint();
        Seeded lots = new Seeded(0);
        long[] met = new long[1 << 14];
        int size = 0;
        int mark = state.mark();
        for (int walk = 0; walk < WALKS && size < MOST_STEPS; walk++) {
            playable.choices(point);
            for (int steps = 0; point.size() > 0 && steps < LONGEST_WALK; steps++) {
                playable.take(point.code(lots.choose(point)));
                if (size == met.length) met = Arrays.copyOf(met, 2 * size);
                met[size++] = state.digest();
                playable.choices(point);
            }
            state.undo(mark);
        }
        state.release(mark);
        Arrays.sort(met, 0, size);
        int once = 0;
        for (int from = 0, to; from < size; from = to) {
            for (to = from + 1; to < size && met[to] == met[from];) to++;
            if (to == from + 1) met[once++] = met[from];
        }
        metOnce = Arrays.copyOf(met, once);
    }

    /// Which part of all states is among `visited`, from 0 to 1; 0 if too little was met to tell.
    double visited(StateTable visited) {
        if (metOnce.length < FEWEST) return 0;
        int found = 0;
        for (long digest : metOnce) if (visited.contains(digest)) found++;
        return (double) found / metOnce.length;
    }
}
