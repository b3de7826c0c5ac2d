package kprobarium.bench;

import java.util.concurrent.TimeUnit;
import kprobarium.experiment.Session;
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

/// How many turns of 64 visible steps does the machine behind `serve` take in a second, events made and counted, without the bus around it?
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class LiveTurns {
    private static final int SLICE = 64;

    @Param({"linux-6.3", "mainline"})
    public String kernel;

    private Session session;
    private long events;
    private int cpu;

    /// A session of its own for every iteration, since its journal grows.
    @Setup(Level.Iteration)
    public void setUp() {
        session = Session.open(Experiments.read("conf/live.yaml"), kernel, _ -> events++);
    }

    @Benchmark
    public long turn() {
        do cpu = (cpu + 1) % session.cpus();
        while (!session.runnable(cpu));
        int steps = session.turn(cpu, SLICE);
        session.posted();
        return steps + events;
    }
}
