package kprobarium.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Checks that nothing but the choices decides what happens: notes what each choice point of a first play offers and what another scheduler
/// takes there, then answers the same in further plays and throws where one offers anything else.
///
/// Whatever had a part in a play and is no choice shows up here: a field that undoing forgets, an order that a hash decides, a clock.
public final class TwiceOver implements Scheduler {
    /// A play was not like the first, though the choices were the same.
    public static final class Difference extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Difference(int step, List<Way> first, List<Way> now) {
            super("step " + (step + 1) + " offered " + first + " in the first play, and now " + now);
        }
    }

    private record Way(Move move, Access access) {
        @Override
        public String toString() {
            return move + " " + access.kind().verb() + " 0x" + Long.toHexString(access.address());
        }
    }

    private record Choice(List<Way> ways, int taken) {}

    private final Scheduler scheduler;
    private final List<Choice> first = new ArrayList<>();
    private boolean firstIsOver;
    private int step;

    public TwiceOver(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public int choose(ChoicePoint point) {
        List<Way> ways = ways(point);
        if (!firstIsOver) {
            first.add(new Choice(ways, scheduler.choose(point)));
        } else {
            List<Way> before = step < first.size() ? first.get(step).ways() : List.of();
            if (!before.equals(ways)) throw new Difference(step, before, ways);
        }
        return first.get(step++).taken();
    }

    private static List<Way> ways(ChoicePoint point) {
        return IntStream.range(0, point.size()).mapToObj(i -> new Way(point.move(i), new Access(point.kind(i), point.address(i)))).toList();
    }

    /// The play is over; the next one, from the same start, is to be like the first.
    public void over() {
        if (step < first.size()) throw new Difference(step, first.get(step).ways(), List.of());
        firstIsOver = true;
        step = 0;
    }
}
