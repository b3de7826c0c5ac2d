package kprobarium.bench;

import java.util.concurrent.TimeUnit;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Watch;
import kprobarium.model.TextPatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How many random schedules of the text-patch race, as a model, are played in a second, on one core, from its start to its end and back?
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ModelSchedules {
    private static final int SCHEDULES = 1000;

    private Explorer explorer;
    private long seed;

    @Setup(Level.Trial)
    public void setUp() {
        explorer = new Explorer(new ModelSubject(new TextPatch(3, 2, 2, 2, 0)), 1);
    }

    @Benchmark
    @OperationsPerInvocation(SCHEDULES)
    public Exploration schedules() {
        return explorer.sample(seed++, SCHEDULES, Watch.PATIENT);
    }
}
