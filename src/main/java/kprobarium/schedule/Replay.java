package kprobarium.schedule;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// Plays the moves of a schedule that was written down; stops where it ends.
public final class Replay implements Scheduler {
    /// The schedule asked for a move that the machine did not offer: it belongs to another experiment, kernel or version of the model.
    public static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int step;

        Mismatch(int step, Move wanted, List<Move> offered) {
            super("step " + step + " of the schedule is `" + wanted + "`, but " + (offered.isEmpty() ? "the machine can do nothing more"
                    : "the machine offers " + String.join(", ", offered.stream().map(move -> "`" + move + "`").toList())));
            this.step = step;
        }

        /// The move's place in the schedule, from 1.
        public int step() {
            return step;
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
        if (done()) return STOP;
        step++;
        int option = point.find(move.code());
        if (option < 0) throw new Mismatch(step, move, offered(point));
        times--;
        return option;
    }

    /// Whether all moves have been made.
    public boolean done() {
        while (times == 0 && entries.hasNext()) {
            if (entries.next() instanceof Schedule.Entry.Moves next) {
                move = next.move();
                times = next.times();
            }
        }
        return times == 0;
    }

    private static List<Move> offered(ChoicePoint point) {
        return IntStream.range(0, point.size()).mapToObj(point::move).toList();
    }
}
