package kprobarium.explore;

/// Draws lots: splitmix64, the same for the same seed on every machine.
final class Lots {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    /// From now on what is drawn follows from `seed`.
    void begin(long seed) {
        state = seed;
    }

    long next() {
        return mix(state += GOLDEN);
    }

    /// One of 0 to `n - 1`, each with the same probability.
    int below(int n) {
        return (int) Math.unsignedMultiplyHigh(next(), n);
    }

    long below(long n) {
        return Math.unsignedMultiplyHigh(next(), n);
    }

    /// The seed of number `n` of those that follow from `seed`. Mixed once more than drawn, so that no two of them draw the same row of
    /// lots one place apart.
    static long seed(long seed, long n) {
        return mix(mix(seed + n * GOLDEN) ^ n);
    }

    static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
