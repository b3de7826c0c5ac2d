package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;

/// A random walk that comes back to what was new: the lots of a play in which a read saw a write that it had never seen before are kept,
/// and drawn again with changes.
///
/// New lots are the same as the one before with a probability that is drawn for each play, from never to 31 times of 32: in a calm play
/// agents run on for long, and whoever is in the middle of something stays there.
///
/// What is told apart is which event of which CPU a read saw, not the trace class: in all but the smallest spaces nearly every play is of
/// a class of its own. The changes are: a few lots drawn anew, a stretch in which all lots are the same, so that one agent runs on, or all
/// lots drawn anew from some place on. (After FEST, NSDI 2026, and reads-from fuzzing, ASPLOS 2024.)
public final class Feedback implements Sampler {
    private static final int MOST_KEPT = 64;
    private static final int LONGEST_KEPT = 4096;
    private static final int PAIRS = 1 << 16;
    /// One play of so many is all new.
    private static final int FRESH = 4;
    private static final int CALMEST = 5;

    private final Lots lots = new Lots();
    private final Places places = new Places();
    private final int[][] kept = new int[MOST_KEPT][];
    private final int[] lengths = new int[MOST_KEPT];
    private int keptSoFar;
    private int[] row = new int[256];
    private int given;
    private int calm;
    private int drawn;
    private final long[] pairs = new long[PAIRS / Long.SIZE];
    private boolean isNew;
    private final int[] events = new int[Agents.NUMBERS];
    private int[] lastWriter = new int[64];

    @Override
    public void unit(long unit, Subject subject) {
        keptSoFar = 0;
        Arrays.fill(pairs, 0);
        isNew = false;
    }

    @Override
    public void begin(long play, long seed) {
        if (isNew) keep();
        lots.begin(seed);
        isNew = false;
        calm = lots.below(CALMEST + 1);
        given = 0;
        drawn = 0;
        Arrays.fill(events, 0);
        Arrays.fill(lastWriter, 0);
        if (keptSoFar > 0 && lots.below(FRESH) > 0) vary(lots.below(Math.min(keptSoFar, MOST_KEPT)));
    }

    private void keep() {
        int at = keptSoFar++ % MOST_KEPT;
        if (kept[at] == null || kept[at].length < drawn) kept[at] = new int[row.length];
        System.arraycopy(row, 0, kept[at], 0, drawn);
        lengths[at] = drawn;
    }

    private void vary(int number) {
        given = lengths[number];
        if (given == 0) return;
        if (row.length < given) row = new int[kept[number].length];
        System.arraycopy(kept[number], 0, row, 0, given);
        switch (lots.below(3)) {
            case 0 -> {
                for (int n = 1 + lots.below(4); n > 0; n--) row[lots.below(given)] = (int) lots.next();
            }
            case 1 -> {
                int from = lots.below(given);
                Arrays.fill(row, from, Math.min(given, from + 1 + lots.below(1 + lots.below(given))), (int) lots.next());
            }
            default -> given = lots.below(given);
        }
    }

    @Override
    public int choose(ChoicePoint point) {
        int option = point.size() == 1 ? 0 : (int) ((lot() & 0xffff_ffffL) * point.size() >>> Integer.SIZE);
        watch(point, option);
        return option;
    }

    private int lot() {
        if (drawn == LONGEST_KEPT) return (int) lots.next();
        if (drawn == row.length) row = Arrays.copyOf(row, 2 * drawn);
        if (drawn >= given) row[drawn] = drawn > 0 && lots.below(1 << calm) > 0 ? row[drawn - 1] : (int) lots.next();
        return row[drawn++];
    }

    private void watch(ChoicePoint point, int option) {
        int agent = Agents.number(point.code(option));
        int event = agent << Short.SIZE | ++events[agent] & 0xffff;
        Access.Kind kind = point.kind(option);
        if (!kind.touches()) return;
        int place = places.of(point.address(option));
        if (place >= lastWriter.length) lastWriter = Arrays.copyOf(lastWriter, 2 * place);
        if (kind != Access.Kind.WRITE) saw(lastWriter[place], event);
        if (kind.writes()) lastWriter[place] = event;
    }

    private void saw(int write, int read) {
        int pair = (int) (Lots.mix((long) write << Integer.SIZE | read) & PAIRS - 1);
        if ((pairs[pair / Long.SIZE] >>> pair & 1) != 0) return;
        pairs[pair / Long.SIZE] |= 1L << pair;
        isNew = true;
    }
}
