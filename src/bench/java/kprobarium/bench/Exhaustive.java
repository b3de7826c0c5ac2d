package kprobarium.bench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kprobarium.experiment.Rig;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Watch;
import kprobarium.kernel.Kernels;
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

/// How long does it take to visit every state of the disarm race on three CPUs?
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class Exhaustive {
    @Param({"v1", "linux-6.3"})
    public String kernel;

    private Explorer explorer;

    @Setup(Level.Trial)
    public void setUp() {
        Rig rig = Rig.of(Experiments.read("conf/experiments/disarm-race-3.yaml"), Kernels.find(kernel).orElseThrow(), Optional.empty());
        explorer = new Explorer(rig, List.of());
    }

    @Benchmark
    public Exploration everySchedule() {
        return explorer.exhaustive(Long.MAX_VALUE, Watch.PATIENT);
    }
}
