package kprobarium.schedule;

import java.util.Arrays;

/// Every schedule there is, one play after another, like an odometer: the last wheel that can still turn turns, and those behind it start
/// at 0 again.
///
/// It knows nothing of states, so it is far too slow for most experiments, and so simple that the searches are checked against it.
public final class Odometer implements Scheduler {
    private int[] chosen = new int[64];
    private int[] options = new int[64];
    private int length;
    private int at;

    @Override
    public int choose(ChoicePoint point) {
        if (at == length) {
            if (length == chosen.length) {
                chosen = Arrays.copyOf(chosen, 2 * length);
                options = Arrays.copyOf(options, 2 * length);
            }
            chosen[length] = 0;
            options[length++] = point.size();
        }
        if (options[at] != point.size()) {
            throw new IllegalStateException("step " + at + " offered " + options[at] + " options before and " + point.size() + " now");
        }
        return chosen[at++];
    }

    /// Turns to the next schedule; false when all have been played.
    public boolean advance() {
        while (length > 0 && chosen[length - 1] == options[length - 1] - 1) length--;
        at = 0;
        if (length == 0) return false;
        chosen[length - 1]++;
        return true;
    }
}
