package kprobarium.explore;

import java.util.function.IntPredicate;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// What makes one schedule simpler than another, move by move.
///
/// A preemption is making a task wait in the middle: it could go on, another goes before it, and it goes on later. It is counted when it
/// does, so a CPU that is left for good, because everything ends before its turn comes again, was not preempted; nor was one that had to
/// wait anyway. A thread of higher class that takes a CPU preempts the task there. Delivering a patch is no preemption.
///
/// What has to be known for that is the CPU that moved last, -1 at first, and which CPUs wait in the middle, a bit each.
final class Preemptions {
    private Preemptions() {}

    /// How many preemptions a move completes.
    static int of(int last, int waiting, int code, ChoicePoint point) {
        return of(last, waiting, code, step -> point.find(step) >= 0);
    }

    /// The same, where `offered` says whether a move could be made instead.
    static int of(int last, int waiting, int code, IntPredicate offered) {
        if (!Move.kind(code).isOfTheCpu()) return 0;
        int cpu = Move.cpu(code);
        int preemptions = cpu != last && (waiting >>> cpu & 1) != 0 ? 1 : 0;
        if (takesAway(code) && offered.test(Move.code(Move.Kind.STEP, cpu))) preemptions++;
        return preemptions;
    }

    /// How many tasks that could go on a move leaves: what it would cost if all of them went on later.
    static int left(int last, int code, IntPredicate offered) {
        if (!Move.kind(code).isOfTheCpu()) return 0;
        int left = last >= 0 && Move.cpu(code) != last && offered.test(Move.code(Move.Kind.STEP, last)) ? 1 : 0;
        if (takesAway(code) && offered.test(Move.code(Move.Kind.STEP, Move.cpu(code)))) left++;
        return left;
    }

    private static boolean takesAway(int code) {
        return Move.kind(code) == Move.Kind.PREEMPT || Move.kind(code) == Move.Kind.SWITCH;
    }

    /// Which CPUs wait in the middle after a move.
    static int waiting(int last, int waiting, int code, ChoicePoint point) {
        return waiting(last, waiting, code, step -> point.find(step) >= 0);
    }

    /// The same, where `offered` says whether a move could be made instead.
    static int waiting(int last, int waiting, int code, IntPredicate offered) {
        if (!Move.kind(code).isOfTheCpu() || Move.cpu(code) == last) return waiting;
        boolean leaves = last >= 0 && offered.test(Move.code(Move.Kind.STEP, last));
        return (leaves ? waiting | 1 << last : waiting) & ~(1 << Move.cpu(code));
    }

    /// Whether a schedule has such a move only if something out of the ordinary happens: an old word, a lost message, an interrupt.
    static boolean isSurprise(int code) {
        return switch (Move.kind(code)) {
            case SWITCH -> false;
            case STEP, FLUSH, PATCH, PREEMPT -> Move.alternative(code) > 0;
            case OLD, LOSE, TWICE, LATE, IRQ, FAULT -> true;
        };
    }

    /// How many preemptions a schedule of `subject` has, which is at its start.
    static int of(Subject subject, Schedule schedule) {
        State state = subject.state();
        int mark = state.mark();
        ChoicePoint point = new ChoicePoint();
        int preemptions = 0;
        int last = -1;
        int waiting = 0;
        for (int code : schedule.codes()) {
            subject.playable().choices(point);
            preemptions += of(last, waiting, code, point);
            waiting = waiting(last, waiting, code, point);
            last = Defaults.last(last, code);
            subject.playable().take(code);
        }
        state.release(mark);
        return preemptions;
    }
}
