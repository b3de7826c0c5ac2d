package kprobarium.bench;

import java.util.concurrent.TimeUnit;
import kprobarium.engine.Ram;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.symbol.Symbols;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How many times a second can a scheduler choose who goes on, when it chooses before every instruction? Two cores or four count words of
/// text on one memory; who is next is drawn, and written down in a byte.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class Step {
    private static final int PICKS = 10_000;
    private static final int SIZE = 1 << 16;
    private static final String TEXT = """
            next: ld.w    $a0, $s0, 0
                  addi.w  $a0, $a0, 3
                  xor     $a1, $a1, $a0
                  st.w    $a0, $s0, 0
                  slli.d  $a2, $a1, 3
                  add.d   $a3, $a3, $a2
                  bnez    $s0, next
            """;

    @Param({"2", "4"})
    public int cpus;

    private final byte[] log = new byte[PICKS];
    private FlatCore[] cores;
    private long drawn;

    @Setup(Level.Trial)
    public void setUp() {
        Ram ram = new Ram(SIZE);
        Assembly text = Assembler.assemble(TEXT, 0, Symbols.none());
        ram.write(0, text.image());
        cores = new FlatCore[cpus];
        for (int i = 0; i < cpus; i++) {
            cores[i] = new FlatCore(ram, SIZE);
            cores[i].set(23, 0x4000 + 0x1000 * i);
        }
        drawn = 88172645463325252L;
    }

    private int pick() {
        drawn ^= drawn << 13;
        drawn ^= drawn >>> 7;
        drawn ^= drawn << 17;
        return (int) (drawn >>> 40) & cpus - 1;
    }

    @Benchmark
    @OperationsPerInvocation(PICKS)
    public long picks() {
        for (int i = 0; i < PICKS; i++) {
            int picked = pick();
            log[i] = (byte) picked;
            cores[picked].step();
        }
        return cores[0].retired();
    }
}
