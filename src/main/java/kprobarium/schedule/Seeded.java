package kprobarium.schedule;

/// Every option with the same probability, drawn from a seed: a random walk, the same for the same seed on every machine.
public final class Seeded implements Scheduler {
    private long state;

    public Seeded(long seed) {
        state = seed;
    }

    @Override
    public int choose(ChoicePoint point) {
        return point.size() == 1 ? 0 : (int) Math.unsignedMultiplyHigh(next(), point.size());
    }

    /// splitmix64.
    private long next() {
        long z = state += 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
