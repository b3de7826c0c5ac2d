package kprobarium.bench;

import java.util.concurrent.TimeUnit;
import kprobarium.engine.Ram;
import kprobarium.engine.Snapshots;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long does it take to keep a megabyte of memory as it is, write to some of its pages of 4 KiB, and put it back? The stores are in the
/// figure, and `copied` is the same with all of it copied away and back.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class Restore {
    private static final int SIZE = 1 << 20, PAGE = 4096;

    @Param({"4", "32"})
    public int pages;

    /// In each of the pages.
    @Param({"1", "8"})
    public int stores;

    private final Ram ram = new Ram(SIZE);
    private final byte[] memory = new byte[SIZE];
    private final byte[] copy = new byte[SIZE];
    private Snapshots snapshots;

    @Setup(Level.Trial)
    public void setUp() {
        snapshots = ram.snapshots();
        snapshots.keep();
    }

    /// A mark inside a mark, and what it costs to take it away again.
    @Benchmark
    public int nested() {
        snapshots.keep();
        int word = kept();
        snapshots.release();
        return word;
    }

    @Benchmark
    public int kept() {
        for (int page = 0; page < pages; page++) {
            for (int store = 0; store < stores; store++) ram.store(place(page, store), 8, store + 1L);
        }
        snapshots.restore();
        return ram.word(0);
    }

    @Benchmark
    public int copied() {
        System.arraycopy(memory, 0, copy, 0, SIZE);
        for (int page = 0; page < pages; page++) {
            for (int store = 0; store < stores; store++) memory[place(page, store)] = (byte) (store + 1);
        }
        System.arraycopy(copy, 0, memory, 0, SIZE);
        return memory[0];
    }

    /// The pages lie apart, and the stores in a page too.
    private static int place(int page, int store) {
        return page * 7 % (SIZE / PAGE) * PAGE + store * PAGE / 8;
    }
}
