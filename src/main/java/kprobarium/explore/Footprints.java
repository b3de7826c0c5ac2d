package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Conflict;

/// Who may still access what: sets of pairs of a process and an access, as 64 bits.
///
/// The first 64 pairs have a bit each; later ones share them, so that a set may say too much, which costs a search time, and never too
/// little.
final class Footprints {
    private static final int BITS = Long.SIZE;

    private final Fingerprints numbers = new Fingerprints();
    private int size;
    private int[] process = new int[64];
    private int[] codes = new int[64];
    private int[] kinds = new int[64];
    private long[] addresses = new long[64];
    /// Which bits have a pair of another process that conflicts with this one.
    private long[] conflicts = new long[64];
    /// The pair of the same bit that came before, or -1.
    private final int[] newest = new int[BITS];
    private int[] older = new int[64];

    Footprints() {
        Arrays.fill(newest, Fingerprints.NONE);
    }

    /// The number of a pair; `code` is that of any move of the process.
    int of(int ofProcess, int code, int kind, long address) {
        long key = (address * 31 + kind) * 64 + ofProcess;
        key = (key ^ key >>> 32) * 0x9e3779b97f4a7c15L;
        int known = numbers.get(key);
        return known == Fingerprints.NONE ? add(key, ofProcess, code, kind, address) : known;
    }

    private int add(long key, int ofProcess, int code, int kind, long address) {
        if (size == codes.length) {
            int room = 2 * size;
            process = Arrays.copyOf(process, room);
            codes = Arrays.copyOf(codes, room);
            kinds = Arrays.copyOf(kinds, room);
            addresses = Arrays.copyOf(addresses, room);
            conflicts = Arrays.copyOf(conflicts, room);
            older = Arrays.copyOf(older, room);
        }
        int pair = size++;
        numbers.put(key, pair);
        process[pair] = ofProcess;
        codes[pair] = code;
        kinds[pair] = kind;
        addresses[pair] = address;
        older[pair] = newest[pair % BITS];
        newest[pair % BITS] = pair;
        for (int other = 0; other < pair; other++) {
            if (!conflict(pair, other)) continue;
            conflicts[pair] |= bit(other);
            conflicts[other] |= bit(pair);
        }
        return pair;
    }

    int size() {
        return size;
    }

    long bit(int pair) {
        return 1L << pair % BITS;
    }

    int process(int pair) {
        return process[pair];
    }

    /// Whether pairs of different processes conflict.
    boolean conflict(int pair, int other) {
        return process[pair] != process[other]
                && Conflict.between(codes[pair], kinds[pair], addresses[pair], codes[other], kinds[other], addresses[other]);
    }

    /// The bits of a set in which there may be a pair that conflicts with this one.
    long conflicting(int pair, long set) {
        return conflicts[pair] & set;
    }

    /// The newest pair that has this bit.
    int first(int bit) {
        return newest[bit];
    }

    /// The next pair that has the same bit, or -1.
    int next(int pair) {
        return older[pair];
    }
}
