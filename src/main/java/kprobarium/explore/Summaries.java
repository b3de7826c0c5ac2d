package kprobarium.explore;

/// A map from the digest of a state to 64 bits: open addressing in two arrays, 16 bytes an entry, of which up to three quarters are in use.
final class Summaries {
    private static final long EMPTY = 0;

    private long[] keys = new long[1 << 12];
    private long[] values = new long[1 << 12];
    private int size;

    int size() {
        return size;
    }

    boolean contains(long digest) {
        return keys[slot(digest)] != EMPTY;
    }

    /// Of a state that is there.
    long get(long digest) {
        return values[slot(digest)];
    }

    void put(long digest, long value) {
        int at = slot(digest);
        if (keys[at] == EMPTY) {
            if (4L * ++size > 3L * keys.length) {
                grow();
                at = slot(digest);
            }
            keys[at] = key(digest);
        }
        values[at] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new long[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] == EMPTY) continue;
            int at = slot(oldKeys[i]);
            keys[at] = oldKeys[i];
            values[at] = oldValues[i];
        }
    }

    /// Where this digest is, or where it would be.
    private int slot(long digest) {
        long key = key(digest);
        int at = (int) (key ^ key >>> 32) & keys.length - 1;
        while (keys[at] != EMPTY && keys[at] != key) at = at + 1 & keys.length - 1;
        return at;
    }

    private static long key(long digest) {
        return digest == EMPTY ? 1 : digest;
    }
}
