package kprobarium.explore;

import java.util.function.IntPredicate;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Odometer;

/// No lots at all: every schedule without a preemption, one after another, then every one with at most one preemption, and so on. It is
/// there for the bugs that need few preemptions and much patience, such as those that show when one CPU is through before another starts.
///
/// Each unit starts anew and takes the options in an order of its own, so that they look into different corners.
public final class Sweep implements Sampler {
    private static final int NOBODY = -1;

    private final ChoicePoint allowed = new ChoicePoint();
    private final IntPredicate offered = this::isOffered;
    private Odometer schedules = new Odometer();
    private ChoicePoint point = allowed;
    private long order;
    private int bound;
    private boolean refused;
    private boolean begun;
    private int step;
    private int last;
    private int preemptions;
    private boolean waits;

    @Override
    public void unit(long unit, Subject subject) {
        order = unit;
        bound = 0;
        begun = false;
        schedules = new Odometer();
    }

    @Override
    public void begin(long play, long seed) {
        if (begun && !schedules.advance()) {
            schedules = new Odometer();
            bound = refused ? bound + 1 : 0;
            refused = false;
        }
        begun = true;
        step = 0;
        last = NOBODY;
        preemptions = 0;
        waits = false;
    }

    @Override
    public int choose(ChoicePoint of) {
        point = of;
        allow();
        int code = allowed.code(schedules.choose(allowed));
        preemptions += preemptions(code);
        if (Move.kind(code).isOfTheCpu()) last = Move.cpu(code);
        waits = false;
        step++;
        return point.find(code);
    }

    private void allow() {
        allowed.clear();
        int size = point.size();
        int first = order == 0 ? 0 : (int) Math.unsignedMultiplyHigh(Lots.seed(order, step), size);
        for (int i = 0; i < size; i++) {
            int option = first + i < size ? first + i : first + i - size;
            if (waits && point.cpu(option) == last) continue;
            if (preemptions + preemptions(point.code(option)) > bound) refused = true;
            else allowed.add(point.code(option), point.kind(option), point.address(option));
        }
        if (allowed.size() == 0) for (int i = 0; i < size; i++) allowed.add(point.code(i), point.kind(i), point.address(i));
    }

    /// Who waits can be left for nothing.
    private int preemptions(int code) {
        return waits ? 0 : Preemptions.left(last, code, offered);
    }

    private boolean isOffered(int code) {
        return point.find(code) >= 0;
    }

    @Override
    public void stuck() {
        waits = true;
    }
}
