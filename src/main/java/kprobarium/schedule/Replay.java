package kprobarium.schedule;

import java.util.List;
import java.util.stream.IntStream;

/// Plays the moves of a schedule that was written down; stops where it ends.
public final class Replay implements Scheduler {
    /// The schedule asked for a move that the machine did not offer: it belongs to another experiment, kernel or version of the model.
    public static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        Mismatch(int step, Move wanted, List<Move> offered) {
            super("step " + step + " of the schedule is " + wanted + ", but the machine offers "
                    + (offered.isEmpty() ? "nothing" : offered));
        }
    }

    private final int[] codes;
    private int at;

    public Replay(Schedule schedule) {
        codes = schedule.codes();
    }

    @Override
    public int choose(ChoicePoint point) {
        if (at == codes.length) return STOP;
        int option = point.find(codes[at]);
        if (option < 0) throw new Mismatch(at, Move.of(codes[at]), offered(point));
        at++;
        return option;
    }

    private static List<Move> offered(ChoicePoint point) {
        return IntStream.range(0, point.size()).mapToObj(point::move).toList();
    }
}
