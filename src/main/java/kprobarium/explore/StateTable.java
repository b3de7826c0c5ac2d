package kprobarium.explore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The states that a search has seen, by their digests, each with a number. Workers share it; each takes its numbers from blocks of its
/// own, so those of one worker are 0, 1, 2, …, and those of several leave gaps at the end of their last blocks.
///
/// 12 bytes an entry at a load of 0.68 to 0.85: 14 to 18 bytes a state. It is in 256 parts, each with a lock of its own, so that two
/// workers seldom meet.
final class StateTable {
    private static final int PARTS = 256;
    private static final int SMALLEST = 16;
    private static final double FULLEST = 0.85;
    private static final long EMPTY = 0;
    private static final int MOST = Integer.MAX_VALUE / 2;
    /// The state is new, and there is no room for it.
    static final int FULL = Integer.MIN_VALUE;
    private static final int BLOCK = 1024;
    private static final VarHandle BLOCKS;

    static {
        try {
            BLOCKS = MethodHandles.lookup().findVarHandle(StateTable.class, "blocks", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Part[] parts = new Part[PARTS];
    private final int most;
    private volatile int blocks;

    /// A table of at most `most` states.
    StateTable(long most) {
        this.most = (int) Math.min(most, MOST);
        for (int i = 0; i < PARTS; i++) parts[i] = new Part();
    }

    /// The numbers of one worker's states.
    final class Numbers {
        private int next;
        private int end;
        private int used;

        private int take() {
            if (next == end) {
                next = (int) BLOCKS.getAndAdd(StateTable.this, 1) * BLOCK;
                end = next + BLOCK;
            }
            if (next >= most) return FULL;
            used++;
            return next++;
        }

        /// How many were taken.
        int used() {
            return used;
        }
    }

    /// The number of the state with this digest, from `numbers`, if it is new; if not, its complement; [#FULL] if it would be one too many.
    int add(long digest, Numbers numbers) {
        long key = digest == EMPTY ? 1 : digest;
        Part part = parts[(int) (key >>> 56)];
        synchronized (part) {
            return part.add(key, numbers);
        }
    }

    boolean contains(long digest) {
        long key = digest == EMPTY ? 1 : digest;
        Part part = parts[(int) (key >>> 56)];
        synchronized (part) {
            return part.keys[part.find(key)] == key;
        }
    }

    /// No state has a number as great as this.
    int numbers() {
        return Math.min(blocks * BLOCK, most);
    }

    private static final class Part {
        private long[] keys = new long[SMALLEST];
        private int[] numbers = new int[SMALLEST];
        private int used;

        int add(long key, Numbers from) {
            int at = find(key);
            if (keys[at] == key) return ~numbers[at];
            int number = from.take();
            if (number == FULL) return FULL;
            if (used + 1 > FULLEST * keys.length) {
                grow();
                at = find(key);
            }
            used++;
            keys[at] = key;
            numbers[at] = number;
            return number;
        }

        private int find(long key) {
            int at = (int) Math.unsignedMultiplyHigh(key << 8, keys.length);
            while (keys[at] != EMPTY && keys[at] != key) at = at + 1 == keys.length ? 0 : at + 1;
            return at;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldNumbers = numbers;
            int room = keys.length + Math.max(SMALLEST, keys.length / 4);
            keys = new long[room];
            numbers = new int[room];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] == EMPTY) continue;
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                numbers[at] = oldNumbers[i];
            }
        }
    }
}
