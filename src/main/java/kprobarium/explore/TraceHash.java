package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// The trace class of the play that runs: a number that is the same for two schedules if, and but for one chance in 2^64 only if, they
/// differ in no more than the order of moves that do not [conflict][kprobarium.schedule.Conflict] (Mazurkiewicz, 1977).
///
/// Each move has a hash of its own code and of the hashes of the moves that it depends on directly: the one before it on its CPU, the last
/// writes where it reads, and the reads since then where it writes. That hash stands for the move and all its causes, so the sum over all
/// moves, in whatever order they are added, stands for the class. Which access a move makes follows from its causes and is not asked.
final class TraceHash {
    private static final long READ = 0xd6e8feb86659fd93L;
    private static final long SYNC = 0xa0761d6478bd642fL;
    private static final long COMMIT = 0xe7037ed1a0b428dbL;
    private static final long ALL = 0x8ebc6af09c88c6e3L;
    private static final int CPUS = 256;

    private final Places places;
    private long[] lastWrite = new long[16];
    private long[] reads = new long[16];
    private final long[] last = new long[CPUS];
    private int cpus;
    private long writes;
    private long syncs;
    private long commits;
    private long all;
    private long sum;

    TraceHash(Places places) {
        this.places = places;
    }

    /// A play begins.
    void begin() {
        room();
        Arrays.fill(last, 0, cpus, 0);
        Arrays.fill(lastWrite, 0, places.size(), 0);
        Arrays.fill(reads, 0, places.size(), 0);
        writes = 0;
        syncs = 0;
        commits = 0;
        all = 0;
        sum = 0;
    }

    void move(ChoicePoint point, int option) {
        move(point.code(option), point.kind(option), point.address(option));
    }

    void move(int code, Access.Kind kind, long address) {
        int cpu = Move.cpu(code);
        if (cpu >= cpus) cpus = cpu + 1;
        long own = last[cpu] * 31 + code + all;
        long hash = switch (kind) {
            case LOCAL -> Lots.mix(own);
            case FETCH, READ, AWAIT -> read(own, place(address), cpu);
            case WRITE, UPDATE -> write(own, place(address), cpu);
            case COMMIT -> {
                commits = write(own + commits * COMMIT, place(address), cpu);
                yield commits;
            }
            case ALL -> {
                places.written(place(address), cpu);
                all = Lots.mix(own + sum * ALL);
                yield all;
            }
            case SYNC -> {
                long sync = Lots.mix(own + writes * SYNC);
                syncs += sync;
                yield sync;
            }
        };
        last[cpu] = hash;
        sum += hash;
    }

    private int place(long address) {
        int place = places.of(address);
        room();
        return place;
    }

    private void room() {
        if (places.size() <= lastWrite.length) return;
        lastWrite = Arrays.copyOf(lastWrite, 2 * places.size());
        reads = Arrays.copyOf(reads, 2 * places.size());
    }

    private long read(long own, int place, int cpu) {
        long causes = 0;
        for (int near : places.near(place)) causes += lastWrite[near];
        long hash = Lots.mix(own + causes);
        reads[place] += hash;
        places.read(place, cpu);
        return hash;
    }

    private long write(long own, int place, int cpu) {
        long causes = syncs * SYNC;
        for (int near : places.near(place)) causes += lastWrite[near] + reads[near] * READ;
        long hash = Lots.mix(own + causes);
        lastWrite[place] = hash;
        reads[place] = 0;
        writes += hash;
        places.written(place, cpu);
        return hash;
    }

    long get() {
        return Lots.mix(sum);
    }
}
