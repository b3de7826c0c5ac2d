package kprobarium.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.elf.ElfFile;
import kprobarium.event.EventSink;
import kprobarium.kernel.Kernels;
import kprobarium.symbol.Symbols;

/// A program that runs: loaded, with its arguments on its stack, and then what has become of it.
public final class LinuxProcess {
    /// Where a program is loaded that can be loaded anywhere.
    private static final long MOVABLE_AT = 0x1_2000_0000L;

    /// How a program is started.
    ///
    /// @param args     its arguments, the first its own name
    /// @param env      its environment, `NAME=value`
    /// @param seed     of all that is random
    /// @param heap     how much memory there is for brk() and mmap() together, in bytes
    /// @param compiles whether hot code is compiled; nothing but speed depends on it
    public record Setup(List<String> args, List<String> env, Console console, long seed, int heap, boolean compiles) {
        public static final int USUAL_HEAP = 48 << 20;

        public Setup {
            args = List.copyOf(args);
            env = List.copyOf(env);
        }

        /// The usual amount of memory, no environment, and everything compiled that is hot.
        public static Setup of(List<String> args, Console console) {
            return new Setup(args, List.of(), console, 1, USUAL_HEAP, true);
        }
    }

    /// The probes of a program, and the kernel that has them.
    ///
    /// @param kernel   the version, with its patches
    /// @param events   lines of `kprobe_events`
    /// @param nokprobe functions that the kernel refuses to probe
    /// @param records  hears what the events record
    public record Probing(Kernels.Choice kernel, List<String> events, List<String> nokprobe, EventSink records) {
        public Probing {
            events = List.copyOf(events);
            nokprobe = List.copyOf(nokprobe);
        }
    }

    /// How often a probe was hit, and how often it was passed unseen.
    public record ProbeCount(String event, long hits, long missed) {}

    /// A program with its probes, or why it has not got them.
    public sealed interface Probed {
        record Good(LinuxProcess process) implements Probed {}

        record Bad(String message) implements Probed {}
    }

    private final Symbols symbols;
    private final Runner runner;

    private LinuxProcess(Symbols symbols, Runner runner) {
        this.symbols = symbols;
        this.runner = runner;
    }

    /// Loads a program without a kernel, and so without probes.
    public static LinuxProcess load(ElfFile file, Setup setup) {
        ElfFile program = placed(file);
        Symbols symbols = program.symbols();
        Space space = new Space(program, setup.heap());
        return new LinuxProcess(symbols, new BareCore(program, setup, space, stack(program, setup, space), symbols::render));
    }

    /// Loads a program with a kernel, whose probes are in it.
    public static Probed load(ElfFile file, Setup setup, Probing probing) {
        ElfFile program = placed(file);
        Symbols symbols = program.symbols();
        Space space = new Space(program, setup.heap());
        StartStack stack = stack(program, setup, space);
        var runner = new ProbedRunner(program, symbols, setup, probing, space, stack);
        Optional<String> refused = runner.define(probing.events());
        if (refused.isPresent()) return new Probed.Bad(refused.get());
        runner.begin(program.entry(), stack.pointer());
        return new Probed.Good(new LinuxProcess(symbols, runner));
    }

    private static ElfFile placed(ElfFile file) {
        return file.movable() ? file.movedBy(MOVABLE_AT - (file.start() & -Space.PAGE)) : file;
    }

    private static StartStack stack(ElfFile program, Setup setup, Space space) {
        return StartStack.of(program, setup.args(), setup.env(), setup.seed(), space.stackTop());
    }

    /// Why a program cannot be started so, if it cannot.
    public static Optional<String> objection(ElfFile file, Setup setup) {
        if (file.start() < 0) return Optional.of("it is linked for the kernel's addresses, and no user program");
        if (file.end() - file.start() + (long) setup.heap() > Space.LARGEST) {
            return Optional.of("it needs more memory than there can be, " + (Space.LARGEST >> 20) + " MiB");
        }
        return StartStack.fits(setup.args(), setup.env()) ? Optional.empty() : Optional.of("its arguments are too long");
    }

    /// Goes on for at most `budget` instructions more.
    public Ended run(long budget) {
        return runner.go(budget).orElseGet(Ended.OutOfInstructions::new);
    }

    /// The names of its places.
    public Symbols symbols() {
        return symbols;
    }

    /// How many instructions it has executed.
    public long executed() {
        return runner.executed();
    }

    /// What has become of its probes, in the order of their definition.
    public List<ProbeCount> probes() {
        return runner.probes();
    }

    /// The system calls that there are not, by their numbers, and how often it has tried.
    public Map<Long, Long> unknownCalls() {
        return runner.unknownCalls();
    }
}
