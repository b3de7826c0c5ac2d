package kprobarium.machine;

import java.util.Arrays;
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

    private boolean isLeft(int at) {
        return !matters[at] || left[at] != found[at];
    }

    /// Words of one kind and what was in them: cells by number, memory by offset.
    record Words(int[] places, long[] values) {}

    Words cellsFound() {
        return words(IntStream.range(0, size).filter(at -> matters[at] && words[at] >= 0).toArray(), found);
    }

    Words cellsLeft() {
        return words(IntStream.range(0, size).filter(at -> isLeft(at) && words[at] >= 0).toArray(), left);
    }

    Words memoryFound() {
        return words(IntStream.range(0, size).filter(at -> matters[at] && words[at] < 0).toArray(), found);
    }

    Words memoryLeft() {
        return words(IntStream.range(0, size).filter(at -> isLeft(at) && words[at] < 0).toArray(), left);
    }

    private Words words(int[] which, long[] values) {
        return new Words(Arrays.stream(which).map(at -> words[at] < 0 ? ~words[at] : words[at]).toArray(),
                Arrays.stream(which).mapToLong(at -> values[at]).toArray());
    }

    int[] counted() {
        return Arrays.copyOf(counted, counts);
    }
}
