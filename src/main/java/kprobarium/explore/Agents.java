package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// Sets of those who can make a move: each CPU by its steps, what empties its store buffer, what brings it patches, and who waits to
/// have it instead. A bit each. An interrupt is nobody: it may just as well never come.
///
/// A machine may go in a circle for ever only if nobody is left out who could move somewhere on the way round: then it is a livelock.
/// Otherwise only an unfair scheduler keeps it there.
final class Agents {
    private static final int CPUS = 16;
    /// How many there are, with interrupts as one more.
    static final int NUMBERS = Long.SIZE + 1;

    private Agents() {}

    private static final int NOBODY = -1;
    private static final int[] GROUPS = Arrays.stream(Move.Kind.values()).mapToInt(kind -> switch (kind) {
        case STEP, OLD, FAULT -> 0;
        case PREEMPT, SWITCH -> 1;
        case FLUSH -> 2;
        case PATCH, LOSE, TWICE, LATE -> 3;
        case IRQ -> NOBODY;
    }).toArray();

    static long of(int moveCode) {
        int group = GROUPS[Move.kindNumber(moveCode)];
        return group == NOBODY ? 0 : 1L << group * CPUS + Move.cpu(moveCode);
    }

    /// The number of who makes a move, below [#NUMBERS]; to be told apart, interrupts are somebody.
    static int number(int moveCode) {
        return Long.numberOfTrailingZeros(of(moveCode));
    }

    static long all(ChoicePoint point) {
        long all = 0;
        for (int i = 0; i < point.size(); i++) all |= of(point.code(i));
        return all;
    }

    static long all(int[] moveCodes) {
        long all = 0;
        for (int code : moveCodes) all |= of(code);
        return all;
    }

    /// Whether nobody who could move did not.
    static boolean nobodyLeftOut(long could, long did) {
        return (could & ~did) == 0;
    }
}
