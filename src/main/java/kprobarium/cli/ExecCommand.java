package kprobarium.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kprobarium.elf.ElfFile;
import kprobarium.event.render.TraceText;
import kprobarium.kernel.Kernels;
import kprobarium.process.Ended;
import kprobarium.process.LinuxProcess;
import kprobarium.symbol.Nearest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `exec`: runs a LoongArch Linux program, with probes in it.
@Command(name = "exec", header = "Run a LoongArch program with probes in it.",
        description = {
            "%nRuns a static Linux executable on one simulated CPU. Its output is standard output; what the probes record, and a summary,"
                    + " go to standard error. Time is the instructions that it executes, a nanosecond each.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium exec build/fib 2",
            "  kprobarium exec build/fib 2 -e 'p:f fib n=%%r4' --trace fib.trace",
            "  kprobarium exec ./tool --limit 1000000 -- --its-own-option",
            "",
            "Exit status: the program's own; 128 + n when signal n ended it, 124 when --limit did, 70 when the",
            "kernel died of a probe; 64 wrong usage, 65 the file is wrong or missing, or a probe is refused."})
final class ExecCommand implements Callable<Integer> {
    private static final int BY_SIGNAL = 128, BY_LIMIT = 124;
    /// Between two looks whether to stop; afterwards as many as are executed in half a second, or thereabouts.
    private static final long SLICE = 1L << 30, LEAST_SLICE = 1L << 25;
    private static final int LARGEST_FILE = 256 << 20, REGISTERS_A_LINE = 4;
    private static final double MILLION = 1e6, NANOSECONDS = 1e9;
    private static final String[] REGISTERS = {"zero", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2",
        "t3", "t4", "t5", "t6", "t7", "t8", "r21", "fp", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};

    private final Terminal terminal;

    ExecCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", paramLabel = "ELF", description = "The program: a static executable for LoongArch.")
    private String file;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARG", description = "Its arguments. Options of its own stand behind --.")
    private List<String> args = new ArrayList<>();

    @Option(names = {"-e", "--event"}, paramLabel = "EVENT",
            description = "Put a probe into it, in the grammar of kprobe_events: p:f fib n=%%r4. May be given several times.")
    private List<String> events = new ArrayList<>();

    @Option(names = {"-k", "--kernel"}, paramLabel = "KERNEL",
            description = "The kernel whose probes they are. (mainline)")
    private String kernel = "mainline";

    @Option(names = "--nokprobe", paramLabel = "NAME",
            description = "No probe in this function, or in any of this section. May be given several times.")
    private List<String> nokprobe = new ArrayList<>();

    @Option(names = "--trace", paramLabel = "FILE", description = "Write what the probes record there. (standard error)")
    private String trace;

    @Option(names = "--tier", paramLabel = "N",
            description = "0: execute word by word; 1: compile what is hot. Nothing but speed depends on it. (1)")
    private int tier = 1;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after this many instructions.")
    private Long limit;

    @Option(names = "--seed", paramLabel = "N", description = "What getrandom() and AT_RANDOM are made from. (1)")
    private long seed = 1;

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "Put this into its environment, which is empty else.")
    private List<String> env = new ArrayList<>();

    @Option(names = "--heap", paramLabel = "MIB", description = "How much memory brk() and mmap() can have. (48)")
    private int heap = 48;

    @Option(names = "--repeat", paramLabel = "N",
            description = "Run it so often in one process, from the start each time, and say how long each took. (1)")
    private int repeat = 1;

    @Option(names = {"-q", "--quiet"}, description = "No summary.")
    private boolean quiet;

    /// The command for `exec -q ELF ARG...` and the like, read without picocli: only to load that takes longer than a short program runs.
    /// Empty when there is more to the arguments, or something is wrong with them.
    static Optional<ExecCommand> plain(Terminal terminal, String... args) {
        if (args.length == 0 || !args[0].equals("exec")) return Optional.empty();
        ExecCommand command = new ExecCommand(terminal);
        int at = 1;
        for (; at < args.length && args[at].startsWith("-"); at++) {
            if (args[at].equals("-q") || args[at].equals("--quiet")) {
                command.quiet = true;
                continue;
            }
            if (at + 1 == args.length || !args[at + 1].matches("[0-9]{1,9}")) return Optional.empty();
            int number = Integer.parseInt(args[at + 1]);
            switch (args[at++]) {
                case "--tier" -> command.tier = number;
                case "--repeat" -> command.repeat = number;
                default -> {
                    return Optional.empty();
                }
            }
        }
        List<String> rest = List.of(args).subList(at, args.length);
        if (rest.isEmpty() || rest.stream().anyMatch(arg -> arg.startsWith("-"))) return Optional.empty();
        command.file = rest.getFirst();
        command.args = new ArrayList<>(rest.subList(1, rest.size()));
        return Optional.of(command);
    }

    @Override
    public Integer call() {
        check();
        SavedRows.use();
        ElfFile program = program();
        List<String> all = new ArrayList<>(args);
        all.addFirst(file);
        var setup = new LinuxProcess.Setup(all, env, new ProgramConsole(terminal), seed, heap << 20, tier > 0);
        LinuxProcess.objection(program, setup).ifPresent(why -> {
            throw Refusal.badInput(file + ": " + why);
        });
        int status = Exit.OK.code;
        try (PrintWriter records = trace == null ? null : open(trace)) {
            PrintWriter to = records == null ? terminal.err : records;
            LinuxProcess.Probing probing = probing(program, to);
            for (int i = 0; i < repeat && !terminal.interrupt.isSet(); i++) {
                LinuxProcess process = load(program, setup, probing);
                if (!events.isEmpty()) to.print(TraceText.header());
                status = run(process);
            }
        }
        return status;
    }

    /// Null without probes: then no kernel is needed.
    private LinuxProcess.Probing probing(ElfFile program, PrintWriter to) {
        Kernels.Choice on = events.isEmpty() ? null : KernelNames.find(kernel);
        List<String> unprobed = unprobed(program);
        return on == null ? null : new LinuxProcess.Probing(on, events, unprobed, record -> to.println(TraceText.render(record)));
    }

    private LinuxProcess load(ElfFile program, LinuxProcess.Setup setup, LinuxProcess.Probing probing) {
        if (probing == null) return LinuxProcess.load(program, setup);
        return switch (LinuxProcess.load(program, setup, probing)) {
            case LinuxProcess.Probed.Good(LinuxProcess process) -> process;
            case LinuxProcess.Probed.Bad(String message) -> throw Refusal.badInput(message);
        };
    }

    /// The functions that are named, and those of the sections that are.
    private List<String> unprobed(ElfFile program) {
        List<String> functions = new ArrayList<>();
        for (String name : nokprobe) {
            List<String> named = program.functions(name);
            if (named.isEmpty()) {
                throw Refusal.usage("--nokprobe: found `" + name + "`, expected a function or a section of " + file
                        + Nearest.hint(name, program.symbols().names()));
            }
            functions.addAll(named);
        }
        return functions;
    }

    private static PrintWriter open(String name) {
        try {
            return new PrintWriter(Files.newBufferedWriter(Path.of(name)));
        } catch (IOException e) {
            throw Refusal.unavailable(name + ": cannot be written: " + ExperimentFiles.reasonNotToWrite(e));
        }
    }

    private void check() {
        if (tier < 0 || tier > 1) throw Refusal.usage("--tier: found " + tier + ", expected 0 or 1");
        if (heap < 1 || heap > 512) throw Refusal.usage("--heap: found " + heap + ", expected 1 to 512 MiB");
        if (repeat < 1) throw Refusal.usage("--repeat: found " + repeat + ", expected 1 or more");
        if (limit != null && limit < 0) throw Refusal.usage("--limit: found " + limit + ", expected 0 or more");
    }

    private ElfFile program() {
        Path path = Path.of(file);
        byte[] bytes;
        try {
            if (Files.isRegularFile(path) && Files.size(path) > LARGEST_FILE) {
                throw Refusal.badInput(file + ": found " + Files.size(path) + " bytes, expected at most " + LARGEST_FILE);
            }
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            String why = Files.isDirectory(path) ? "is a folder" : Files.exists(path) ? "cannot be read" : "not found";
            throw Refusal.badInput(file + ": " + why + "; expected a static executable, as clang --target=loongarch64-unknown-linux-gnu"
                    + " -static makes it");
        }
        return switch (ElfFile.read(file, bytes)) {
            case ElfFile.Parsed.Good(ElfFile good) -> good;
            case ElfFile.Parsed.Bad(var problem) -> throw Refusal.badInput(problem.toString());
        };
    }

    private int run(LinuxProcess process) {
        long rest = limit == null ? Long.MAX_VALUE : limit;
        long began = System.nanoTime();
        long slice = SLICE;
        long cpuBegan = quiet ? 0 : cpuNanos();
        Ended ended = new Ended.OutOfInstructions();
        while (ended instanceof Ended.OutOfInstructions && rest > 0 && !terminal.interrupt.isSet()) {
            long before = process.executed();
            long looked = System.nanoTime();
            ended = process.run(Math.min(rest, slice));
            rest -= process.executed() - before;
            double seconds = (System.nanoTime() - looked) / NANOSECONDS;
            slice = Math.max(LEAST_SLICE, (long) ((process.executed() - before) / Math.max(2 * seconds, 1)));
        }
        double wall = (System.nanoTime() - began) / NANOSECONDS;
        double onCpu = quiet ? 0 : (cpuNanos() - cpuBegan) / NANOSECONDS;
        int status = report(ended);
        if (!quiet) summary(process, wall, onCpu);
        return status;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private int report(Ended ended) {
        return switch (ended) {
            case Ended.Exited(int status) -> status;
            case Ended.Killed killed -> {
                killed(killed);
                yield BY_SIGNAL + killed.signal().number();
            }
            case Ended.Oopsed(String message) -> {
                terminal.complain("kprobarium exec: the kernel died: " + message);
                yield Exit.INTERNAL.code;
            }
            case Ended.OutOfInstructions() -> {
                terminal.complain("kprobarium exec: stopped by " + (terminal.interrupt.isSet() ? "Ctrl-C" : "--limit"));
                yield BY_LIMIT;
            }
        };
    }

    private void killed(Ended.Killed killed) {
        String touched = killed.address() == 0 ? "" : ", address " + Inputs.hex(killed.address());
        String at = killed.registers().isEmpty() ? "" : " at " + killed.where() + " (pc " + Inputs.hex(killed.pc()) + ")";
        terminal.complain("kprobarium exec: " + killed.signal() + at + ": " + killed.why() + touched);
        for (int r = 0; r < killed.registers().size(); r += REGISTERS_A_LINE) {
            StringBuilder line = new StringBuilder();
            for (int i = r; i < r + REGISTERS_A_LINE; i++) line.append(" %4s %016x".formatted(REGISTERS[i], killed.registers().get(i)));
            terminal.complain(line.toString());
        }
    }

    private void summary(LinuxProcess process, double wall, double onCpu) {
        terminal.complain(String.format(Locale.ROOT, "%d instructions in %.3f s (%.3f s on the CPU), %.1f MIPS", process.executed(), wall,
                onCpu, process.executed() / Math.max(onCpu, 1e-9) / MILLION));
        for (LinuxProcess.ProbeCount probe : process.probes()) {
            terminal.complain(probe.event() + ": " + probe.hits() + " hits, " + probe.missed() + " missed");
        }
        if (process.unknownCalls().isEmpty()) return;
        terminal.complain("system calls that there are not: " + process.unknownCalls().entrySet().stream()
                .map(call -> call.getKey() + (call.getValue() == 1 ? "" : " (" + call.getValue() + " times)"))
                .collect(Collectors.joining(", ")));
    }
}
