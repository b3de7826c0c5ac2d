package kprobarium.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.schedule.Replay;
import kprobarium.schedule.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `replay`: plays one schedule and shows every step of it.
@Command(name = "replay", header = "Play one schedule and show every step.",
        description = {
                "%nShows a column for each CPU: the instructions it executes, the accesses of its kernel code with the C function that makes them, what"
                        + " changes, and what happens. A step is one access that other CPUs can see, with all that its CPU does up to the next one.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
                "  kprobarium replay disarm-race --kernel v1 \"1 0*15 1*3\"     CPU 1 once, CPU 0 15 times, CPU 1 3 times",
                "  kprobarium replay disarm-race --kernel v1                  the shortest schedule to its first bad end",
                "  kprobarium replay reentrant-probe -k v1 --variant q.at=bar+0x4 --events",
                "  kprobarium replay disarm-race -k v1 @schedule.txt --html race.html --perfetto race.json",
                "",
                "A schedule is a list of moves: `1` is a step of CPU 1, `0*4` four of CPU 0, `1:patch` the delivery of",
                "a patch to CPU 1's fetch, `1:preempt` its preemption by the stopper thread."})
final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", paramLabel = "EXPERIMENT", description = "A file, or the name of one in conf/experiments.")
    private String experiment;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SCHEDULE",
            description = "The moves, or @FILE that holds them. Without it, the shortest schedule to the first bad end is searched for.")
    private String schedule;

    @Option(names = {"-k", "--kernel"}, paramLabel = "KERNEL", description = "The kernel; without it, the first that the file speaks of.")
    private String kernel;

    @Option(names = "--variant", paramLabel = "SETTING", description = "The variant of a swept experiment: q.at=bar+0x4, or its number from 1.")
    private String variant;

    @Option(names = {"-v", "--verbose"}, description = "Show also what kernel code writes to its own CPU's data.")
    private boolean verbose;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "How wide the table may be. (the terminal's width)")
    private int width;

    @Override
    public Integer call() {
        Path file = ExperimentFiles.file(experiment);
        Experiment whole = ExperimentFiles.readSound(file);
        Experiment chosen = variant(whole);
        String on = kernel == null ? whole.expect().getFirst().kernel() : kernel;
        KernelNames.find(on);
        Schedule moves = parse(schedule);
        Playback playback = play(chosen, on, moves);
        new ColumnText(terminal.out, terminal.paint(), playback, verbose, width > 0 ? width : terminal.width()).print();
        return Exit.OK.code;
    }

    private Experiment variant(Experiment whole) {
        List<Experiment> variants = whole.variants();
        if (variant == null) return variants.getFirst();
        if (variant.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(variant);
            if (number >= 1 && number <= variants.size()) return variants.get(number - 1);
        }
        String wanted = variant.replace(" ", "");
        return variants.stream().filter(v -> Trial.setting(whole, v).replace(" ", "").equals(wanted)).findFirst().orElseThrow(() -> {
            String settings = variants.stream().map(v -> Trial.setting(whole, v)).map(s -> "`" + s + "`").collect(Collectors.joining(", "));
            return Refusal.usage("no variant `" + variant + "` of " + whole.name() + "; "
                    + (whole.sweeps().isEmpty() ? "it has no sweep" : "there are " + settings + ", numbered from 1"));
        });
    }

    private static Schedule parse(String text) {
        String moves = text.startsWith("@") ? ExperimentFiles.text(Path.of(text.substring(1))) : text;
        return switch (Schedule.parse(moves)) {
            case Schedule.Parsed.Good(Schedule good) -> good;
            case Schedule.Parsed.Bad(Schedule.Malformed(int column, String message)) ->
                throw Refusal.badInput("the schedule, column " + column + ": " + message);
        };
    }

    private static Playback play(Experiment variant, String kernel, Schedule schedule) {
        try {
            return Playback.of(variant, kernel, schedule);
        } catch (Replay.Mismatch mismatch) {
            throw Refusal.badInput(mismatch.getMessage() + ".\nThe schedule is one of another experiment, variant or kernel; find one with `kprobarium run`.");
        }
    }

    static Optional<KernelExpectation> expectation(Experiment experiment, String kernel) {
        return experiment.expect().stream().filter(e -> e.kernel().equals(kernel)).findFirst();
    }
}
