package kprobarium.machine;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What one run of a routine found and left, word by word, for a [Habit].
///
/// A word is a cell of the [State], or eight bytes of memory, at a multiple of 8, whose place is written as its complement.
final class Notes {
    private static final int MOST = 256;

    private final int[] words = new int[MOST];
    private final long[] found = new long[MOST];
    private final long[] left = new long[MOST];
    /// Whether it was looked at before it was written, so that what was found matters.
    private final boolean[] matters = new boolean[MOST];
    private int size;
    private final int[] counted = new int[MOST];
    private int counts;
    private boolean tooMany;

    void clear() {
        size = 0;
        counts = 0;
        tooMany = false;
    }

    boolean areComplete() {
        return !tooMany;
    }

    /// The routine has looked at a word.
    void found(int word, long value) {
        if (index(word) < 0) add(word, value, true);
    }

    /// It has written a word.
    void left(int word, long value) {
        int at = index(word);
        if (at < 0) add(word, value, false);
        else left[at] = value;
    }

    /// It has counted one more in a cell that it never looks at.
    void counted(int cell) {
        if (counts == MOST) tooMany = true;
        else counted[counts++] = cell;
    }

    private int index(int word) {
        for (int at = 0; at < size; at++) if (words[at] == word) return at;
        return -1;
    }

    private void add(int word, long value, boolean looked) {
        if (size == MOST) {
            tooMany = true;
            return;
        }
        words[size] = word;
        found[size] = value;
        left[size] = value;
        matters[size++] = looked;
    }

    /// A cell by its number, or eight bytes of memory by where they are, and what is there.
    record Word(int place, long value) {}

    /// What is kept of a run: what must be found again, what is left then, and the cells that count one more.
    record Kept(List<Word> memoryFound, List<Word> cellsFound, List<Word> memoryLeft, List<Word> cellsLeft, List<Integer> counted) {}

    Kept keep() {
        IntPredicate isCell = at -> words[at] >= 0;
        IntPredicate isLeft = at -> !matters[at] || left[at] != found[at];
        IntPredicate isFound = at -> matters[at];
        return new Kept(words(isCell.negate().and(isFound), found), words(isCell.and(isFound), found),
                words(isCell.negate().and(isLeft), left), words(isCell.and(isLeft), left),
                Arrays.stream(counted, 0, counts).boxed().toList());
    }

    private List<Word> words(IntPredicate which, long[] values) {
        return IntStream.range(0, size).filter(which).mapToObj(at -> new Word(words[at] < 0 ? ~words[at] : words[at], values[at])).toList();
    }
}
