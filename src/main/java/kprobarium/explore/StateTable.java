package kprobarium.explore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The states that a search has seen, by their digests, numbered from 0 as they come. Workers share it.
///
/// 12 bytes an entry at a load of 0.68 to 0.85: 14 to 18 bytes a state. It is in 256 parts, each with a lock of its own, so that two
/// workers seldom meet.
final class StateTable {
    private static final int PARTS = 256;
    private static final int SMALLEST = 16;
    private static final double FULLEST = 0.85;
    private static final long EMPTY = 0;
    /// The state is new, and there is no room for it.
    static final int FULL = Integer.MIN_VALUE;
    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(StateTable.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Part[] parts = new Part[PARTS];
    private final int most;
    private volatile int size;

    /// A table of at most `most` states.
    StateTable(long most) {
        this.most = (int) Math.min(most, Integer.MAX_VALUE - 1);
        for (int i = 0; i < PARTS; i++) parts[i] = new Part();
    }

    /// The number of the state with this digest if it is new; if not, its complement; [#FULL] if it would be one too many.
    int add(long digest) {
        long key = digest == EMPTY ? 1 : digest;
        Part part = parts[(int) (key >>> 56)];
        synchronized (part) {
            return part.add(key);
        }
    }

    boolean contains(long digest) {
        long key = digest == EMPTY ? 1 : digest;
        Part part = parts[(int) (key >>> 56)];
        synchronized (part) {
            return part.keys[part.find(key)] == key;
        }
    }

    int size() {
        return Math.min(size, most);
    }

    private final class Part {
        private long[] keys = new long[SMALLEST];
        private int[] numbers = new int[SMALLEST];
        private int used;

        int add(long key) {
            int at = find(key);
            if (keys[at] == key) return ~numbers[at];
            if (size >= most) return FULL;
            int number = (int) SIZE.getAndAdd(StateTable.this, 1);
            if (number >= most) return FULL;
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
