package kprobarium.schedule;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// Plays the moves of a schedule that was written down; stops where it ends.
public final class Replay implements Scheduler {
    /// The schedule asked for a move that the machine did not offer: it belongs to another experiment, kernel or version of the model.
    public static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        Mismatch(int step, Move wanted, List<Move> offered) {
            super("step " + step + " of the schedule is " + wanted + ", but the machine offers " + (offered.isEmpty() ? "nothing" : offered));
        }
    }

    private final Iterator<Schedule.Entry> entries;
    private Move move;
    private int times;
    private int step;

    public Replay(Schedule schedule) {
        entries = schedule.entries().iterator();
    }

    @Override
    public int choose(ChoicePoint point) {
        while (times == 0) {
            if (!entries.hasNext()) return STOP;
            if (entries.next() instanceof Schedule.Entry.Moves next) {
                move = next.move();
                times = next.times();
            }
        }
        int option = point.find(move.code());
        if (option < 0) throw new Mismatch(step, move, offered(point));
        times--;
        step++;
        return option;
    }

    private static List<Move> offered(ChoicePoint point) {
        return IntStream.range(0, point.size()).mapToObj(point::move).toList();
    }
}
