package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;

/// Selectively uniform random walk: every order of the interesting accesses is equally likely, whatever else goes on, so that twenty stores
/// which concern nobody do not hide a race. (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025.)
///
/// An agent is drawn in proportion to the interesting accesses that it has left, the mean over the plays of the unit so far. Until it has
/// made its next one no other agent may make one, while all move freely, each as likely as the other, up to theirs.
///
/// Interesting is what the subject [declares][Subject#isInteresting(long)], and whatever synchronises. What is declared is never dropped
/// for not having been shared yet: a slot that only a rare trap reads is just what the race turns on. In every other unit, and where
/// nothing that is declared is ever touched, those addresses count as well that several CPUs have touched in this unit so far, one of them
/// writing: the race may be about something that nobody thought of.
public final class Surw implements Sampler {
    private static final int NOBODY = -1;
    private static final byte UNKNOWN = 0;
    private static final byte DECLARED = 1;
    private static final byte NOT_DECLARED = 2;

    private final Lots lots = new Lots();
    private final Movers movers = new Movers();
    private final EventCounts counts = new EventCounts();
    private final Places places = new Places();
    private byte[] declared = new byte[64];
    private Subject subject;
    private boolean widened;
    private boolean touchesDeclared;
    private boolean sharedCounts;
    private int intended;

    @Override
    public void unit(long unit, Subject of) {
        subject = of;
        counts.forget();
        places.clear();
        Arrays.fill(declared, UNKNOWN);
        widened = unit % 2 == 1;
        touchesDeclared = false;
    }

    @Override
    public void begin(long play, long seed) {
        lots.begin(seed);
        counts.begin();
        sharedCounts = widened || !touchesDeclared;
        intended = NOBODY;
    }

    @Override
    public int choose(ChoicePoint point) {
        int size = movers.read(point);
        int mover = 0;
        if (size > 1) {
            int intends = intended == NOBODY ? NOBODY : movers.moverOf(intended);
            if (intends == NOBODY) {
                intends = counts.draw(movers, size, lots);
                intended = movers.agent(intends);
            }
            mover = draw(free(point, size, intends));
        }
        int option = movers.draw(mover, point, lots);
        if (isInteresting(point, option)) {
            counts.happened(movers.agent(mover));
            intended = NOBODY;
        }
        touch(point, option);
        return option;
    }

    /// Who may move: the intended agent, and all whose next access is not interesting; a bit each.
    private long free(ChoicePoint point, int size, int intends) {
        long free = 1L << intends;
        for (int mover = 0; mover < size; mover++) if (mover != intends && !isInteresting(point, movers.plain(mover))) free |= 1L << mover;
        return free;
    }

    private int draw(long free) {
        long rest = free;
        for (int skip = lots.below(Long.bitCount(free)); skip > 0; skip--) rest &= rest - 1;
        return Long.numberOfTrailingZeros(rest);
    }

    private boolean isInteresting(ChoicePoint point, int option) {
        Access.Kind kind = point.kind(option);
        if (kind == Access.Kind.LOCAL) return false;
        if (kind == Access.Kind.SYNC) return true;
        int place = places.of(point.address(option));
        return isDeclared(place) || sharedCounts && places.isShared(place);
    }

    private boolean isDeclared(int place) {
        if (place >= declared.length) declared = Arrays.copyOf(declared, 2 * place);
        if (declared[place] == UNKNOWN) declared[place] = subject.isInteresting(places.address(place)) ? DECLARED : NOT_DECLARED;
        return declared[place] == DECLARED;
    }

    private void touch(ChoicePoint point, int option) {
        Access.Kind kind = point.kind(option);
        if (!kind.touches()) return;
        int place = places.of(point.address(option));
        touchesDeclared |= isDeclared(place);
        if (kind.writes()) places.written(place, point.cpu(option));
        else places.read(place, point.cpu(option));
    }

    @Override
    public void stuck() {
        intended = NOBODY;
    }
}
