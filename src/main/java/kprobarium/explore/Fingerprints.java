package kprobarium.explore;

/// A map from the digest of a state to a number: open addressing in two arrays, 12 bytes an entry and twice that of room.
final class Fingerprints {
    static final int NONE = -1;
    private static final long EMPTY = 0;

    private long[] keys;
    private int[] values;
    private int size;

    Fingerprints() {
        keys = new long[1 << 12];
        values = new int[1 << 12];
    }

    int size() {
        return size;
    }

    int get(long digest) {
        long key = key(digest);
        for (int at = slot(key);; at = at + 1 & keys.length - 1) {
            if (keys[at] == key) return values[at];
            if (keys[at] == EMPTY) return NONE;
        }
    }

    void put(long digest, int value) {
        if (2 * size >= keys.length) grow();
        if (insert(key(digest), value)) size++;
    }

    void remove(long digest) {
        long key = key(digest);
        int at = slot(key);
        while (keys[at] != key) {
            if (keys[at] == EMPTY) return;
            at = at + 1 & keys.length - 1;
        }
        size--;
        // Entries behind the gap move up, so that none is cut off from where its search starts.
        int gap = at;
        for (int next = gap + 1 & keys.length - 1; keys[next] != EMPTY; next = next + 1 & keys.length - 1) {
            int home = slot(keys[next]);
            if ((next - home & keys.length - 1) >= (next - gap & keys.length - 1)) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
        }
        keys[gap] = EMPTY;
    }

    private boolean insert(long key, int value) {
        int at = slot(key);
        while (keys[at] != EMPTY && keys[at] != key) at = at + 1 & keys.length - 1;
        boolean fresh = keys[at] == EMPTY;
        keys[at] = key;
        values[at] = value;
        return fresh;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) if (oldKeys[i] != EMPTY) insert(oldKeys[i], oldValues[i]);
    }

    private static long key(long digest) {
        return digest == EMPTY ? 1 : digest;
    }

    private int slot(long key) {
        return (int) (key ^ key >>> 32) & keys.length - 1;
    }
}
