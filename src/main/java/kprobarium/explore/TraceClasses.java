package kprobarium.explore;

import java.util.Arrays;

/// How often each trace class was seen, in bounded memory.
///
/// Where there are too many, only those are kept whose hash ends in some zeros, and then in one zero more: a fair sample of all classes,
/// each with its exact count, so numbers of classes are those of the sample times 2 to that power (Wegman's adaptive sampling; Flajolet,
/// 1990). Which classes are kept depends on which were seen, not on the order; so the plays of many workers add up to the same as those of
/// one.
final class TraceClasses {
    private static final int MOST = 1 << 18;
    private static final long FREE = 0;

    private final int most;
    private long[] hashes = new long[1 << 8];
    private int[] counts = new int[1 << 8];
    private int size;
    private int level;

    TraceClasses() {
        this(MOST);
    }

    /// Keeps at most so many classes.
    TraceClasses(int most) {
        this.most = most;
    }

    void add(long hash) {
        add(hash, 1);
    }

    private void add(long hash, int more) {
        if (!isKept(hash)) return;
        long key = hash == FREE ? 1L << Long.SIZE - 1 : hash;
        int at = find(key);
        if (hashes[at] == FREE) {
            if (2 * (size + 1) > hashes.length) {
                rebuild(2 * hashes.length);
                at = find(key);
            }
            hashes[at] = key;
            counts[at] = more;
            size++;
            while (size > most) {
                level++;
                rebuild(hashes.length);
            }
        } else {
            counts[at] = (int) Math.min(Integer.MAX_VALUE, (long) counts[at] + more);
        }
    }

    void add(TraceClasses others) {
        if (others.level > level) {
            level = others.level;
            rebuild(hashes.length);
        }
        for (int i = 0; i < others.hashes.length; i++) if (others.hashes[i] != FREE) add(others.hashes[i], others.counts[i]);
    }

    private boolean isKept(long hash) {
        return Long.numberOfTrailingZeros(hash) >= level;
    }

    private int find(long key) {
        int at = (int) (key >>> 32) & hashes.length - 1;
        while (hashes[at] != FREE && hashes[at] != key) at = at + 1 & hashes.length - 1;
        return at;
    }

    private void rebuild(int room) {
        long[] oldHashes = hashes;
        int[] oldCounts = counts;
        hashes = new long[room];
        counts = new int[room];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] == FREE || !isKept(oldHashes[i])) continue;
            int at = find(oldHashes[i]);
            hashes[at] = oldHashes[i];
            counts[at] = oldCounts[i];
            size++;
        }
    }

    /// How many classes were seen: exact up to the most that are kept, from there on an estimate.
    double seen() {
        return scaled(size);
    }

    /// Whether [#seen()] and the like count every class, rather than a sample of them.
    boolean isExact() {
        return level == 0;
    }

    /// How many were seen just so often.
    double seen(int times) {
        int n = 0;
        for (int count : counts) if (count == times) n++;
        return scaled(n);
    }

    /// How many of `others` are not among these.
    double newIn(TraceClasses others) {
        int coarser = Math.max(level, others.level);
        int n = 0;
        for (long hash : others.hashes) {
            if (hash != FREE && Long.numberOfTrailingZeros(hash) >= coarser && hashes[find(hash)] == FREE) n++;
        }
        return Math.scalb((double) n, coarser);
    }

    private double scaled(int n) {
        return Math.scalb((double) n, level);
    }

    /// Level, then two numbers for each class, in the order of the hashes: the same for the same classes.
    long[] toLongs() {
        long[] sorted = Arrays.stream(hashes).filter(hash -> hash != FREE).sorted().toArray();
        long[] longs = new long[1 + 2 * sorted.length];
        longs[0] = level;
        for (int i = 0; i < sorted.length; i++) {
            longs[1 + 2 * i] = sorted[i];
            longs[2 + 2 * i] = counts[find(sorted[i])];
        }
        return longs;
    }

    /// What [#toLongs()] wrote.
    static TraceClasses of(long[] longs) {
        TraceClasses classes = new TraceClasses();
        classes.level = (int) longs[0];
        for (int i = 1; i < longs.length; i += 2) classes.add(longs[i], (int) longs[i + 1]);
        return classes;
    }
}
