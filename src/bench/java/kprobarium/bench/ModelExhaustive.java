package kprobarium.bench;

import java.util.Arrays;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long does it take to visit every state of the text-patch race, as a model, on one core?
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class ModelExhaustive {
    /// Variant, executing CPUs, iterations, rounds and padding: 2,771 states and 208,975.
    @Param({"3 2 2 2 0", "3 3 3 3 0"})
    public String configuration;

    private Explorer explorer;

    @Setup(Level.Trial)
    public void setUp() {
        int[] a = Arrays.stream(configuration.split(" ")).mapToInt(Integer::parseInt).toArray();
        explorer = new Explorer(new ModelSubject(new TextPatch(a[0], a[1], a[2], a[3], a[4])), 1);
    }

    @Benchmark
    public Exploration everySchedule() {
        return explorer.exhaustive(Long.MAX_VALUE, Watch.PATIENT);
    }
}
