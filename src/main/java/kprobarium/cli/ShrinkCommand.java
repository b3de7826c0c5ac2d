package kprobarium.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.ExperimentText;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import kprobarium.explore.Ending;
import kprobarium.explore.Shrinker;
import kprobarium.explore.Token;
import kprobarium.explore.TokenScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `shrink`: the smallest experiment that still fails in the same way, with the shortest schedule to it.
@Command(name = "shrink", header = "Leave out of an experiment what a failure does not need.",
        description = {
            "%nSearches the experiment, takes the bad end that is simplest to come to, and leaves out calls, probes, handlers and CPUs as"
                    + " long as a schedule still ends so: an oops in the same functions, a livelock, a deadlock. Prints the smaller"
                    + " experiment as a file, with the token of its shortest schedule. The same comes out every time.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium shrink disarm-race-3 --kernel v1",
            "  kprobarium shrink mine.yaml -k linux-6.3 --ending \"oops in do_bp\" --out smaller.yaml",
            "",
            "Exit status: 0 it fails and what is printed does too, 1 no failure was found, 64 wrong usage,",
            "65 a file is wrong or missing."})
final class ShrinkCommand implements Callable<Integer> {
    private static final long MOST_STATES = 1_000_000;

    private final Terminal terminal;

    ShrinkCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", paramLabel = "EXPERIMENT", description = "A file, or the name of one in conf/experiments.")
    private String experiment;

    @Option(names = {"-k", "--kernel"}, paramLabel = "KERNEL", description = "The kernel; without it, the first that the file speaks of.")
    private String kernel;

    @Option(names = "--variant", paramLabel = "SETTING",
            description = "The variant of a swept experiment: q.at=bar+0x4, or its number from 1.")
    private String variant;

    @Option(names = "--ending", paramLabel = "TEXT", description = "Of the bad ends, one that has this in it, as `run` prints it.")
    private String ending = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Write the experiment to a file.")
    private String out;

    @Override
    public Integer call() {
        Path file = ExperimentFiles.file(experiment);
        Experiment whole = ExperimentFiles.readSound(file);
        Experiment chosen = ReplayCommand.variant(whole, variant);
        String on = kernel == null ? whole.expect().getFirst().kernel() : kernel;
        Shrinker shrinker = new Shrinker(chosen, KernelNames.find(on), MOST_STATES, (_, _, _) -> !terminal.interrupt.isSet());
        Optional<Shrinker.Shrunk> shrunk = shrinker.shrink(end -> end.toString().contains(ending));
        if (terminal.interrupt.isSet()) return Exit.INTERRUPTED.code;
        if (shrunk.isEmpty()) {
            terminal.complain(chosen.name() + " on " + on + ": no schedule was found that ends badly"
                    + (ending.isEmpty() ? "" : " and has `" + ending + "` in how it ends"));
            return Exit.NOT_MET.code;
        }
        String text = text(whole, chosen, on, shrunk.get());
        if (out == null) {
            terminal.out.print(text);
        } else {
            try {
                Files.writeString(Path.of(out), text);
            } catch (IOException e) {
                throw Refusal.unavailable(out + ": cannot be written: " + ExperimentFiles.reasonNotToWrite(e));
            }
            terminal.out.println("wrote " + out);
        }
        return Exit.OK.code;
    }

    private static String text(Experiment whole, Experiment before, String kernel, Shrinker.Shrunk shrunk) {
        Experiment e = shrunk.experiment();
        Shrinker.Kind kind = Shrinker.Kind.of(shrunk.ending());
        List<Predicate> predicates = new ArrayList<>();
        for (String function : kind.functions()) predicates.add(new Predicate.Oops(Optional.of(function), Optional.empty()));
        if (kind.how() == Ending.How.LIVELOCK) predicates.add(new Predicate.Livelock());
        if (kind.how() == Ending.How.DEADLOCK) predicates.add(new Predicate.Deadlock());
        boolean always = shrunk.witness().preemptions() == 0;
        Expectation expectation = new Expectation(List.of(), always ? List.of() : predicates, always ? predicates : List.of());
        String about = "What " + before.name() + " needs for " + kind + ".";
        Experiment named = e.with(draft -> draft.name(whole.name() + "-shrunk").about(about).sweeps(List.of())
                .expect(List.of(new KernelExpectation(kernel, expectation))).observe(List.of()));
        Token token = Token.of(TokenScope.of(named, kernel), Playback.subject(named, kernel), shrunk.witness().schedule());
        List<String> remarks = List.of(
                "Shrunk by kprobarium from " + before.name() + ": " + parts(before) + " before, " + parts(named) + " now.",
                "Shortest schedule, " + Report.length(shrunk.witness()) + ": " + shrunk.witness().schedule(),
                "Replay: kprobarium replay FILE " + token);
        String text = ExperimentText.write(named, remarks);
        Parsed parsed = ExperimentFile.read(Path.of(before.source()).resolveSibling("shrunk").toString(), text, Kernels.simulated());
        if (parsed.experiment().isEmpty()) throw new IllegalStateException("what was written cannot be read:\n" + parsed.render());
        return text;
    }

    private static String parts(Experiment experiment) {
        int calls = experiment.cpus().stream().map(CpuProgram::calls).mapToInt(List::size).sum();
        return Report.plural(experiment.cpus().size(), "CPU") + ", " + Report.plural(experiment.kprobes().size(), "probe") + ", "
                + Report.plural(calls, "call");
    }
}
