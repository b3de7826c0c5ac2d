package kprobarium.bench;

import java.util.concurrent.TimeUnit;
import kprobarium.experiment.Rig;
import kprobarium.machine.Machine;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/// What does one step of kernel code cost, and what does going back cost? A step is a visible access of CPU 1 while it handles the probe
/// of the disarm race; the traps, the step in the slot and the return are among them.
///
/// `step` plays a whole hit; `stepAndUndo` goes back to where it was after every step and takes it again, so their difference is one undo
/// and one more step; `mark` is the rest of that.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class StrandStep {
    private static final int STEPS = 16;
    private static final int STEP = Move.code(Move.Kind.STEP, 1);

    @Param({"v1"})
    public String kernel;

    private Machine machine;
    private State state;

    @Setup(Level.Trial)
    public void setUp() {
        Rig rig = Experiments.disarmRace(kernel);
        machine = rig.machine();
        state = machine.state();
        int mark = state.mark();
        ChoicePoint point = new ChoicePoint();
        int steps = 0;
        for (machine.choices(point); point.find(STEP) >= 0; machine.choices(point)) {
            machine.take(STEP);
            steps++;
        }
        if (steps != STEPS) throw new IllegalStateException("a hit is " + steps + " steps, not " + STEPS);
        state.release(mark);
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long step() {
        int mark = state.mark();
        for (int i = 0; i < STEPS; i++) machine.take(STEP);
        long digest = state.digest();
        state.release(mark);
        return digest;
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long stepAndUndo() {
        int mark = state.mark();
        for (int i = 0; i < STEPS; i++) {
            int here = state.mark();
            machine.take(STEP);
            state.release(here);
            machine.take(STEP);
        }
        long digest = state.digest();
        state.release(mark);
        return digest;
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public long mark() {
        for (int i = 0; i < STEPS; i++) state.release(state.mark());
        return state.digest();
    }
}
