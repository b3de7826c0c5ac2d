package kprobarium.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kprobarium.event.render.Json;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.experiment.file.Parsed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `check`: reads experiments and says what is wrong with them, without playing any.
@Command(name = "check", header = "Read experiments and say what is wrong with them.",
        description = {"%nEvery mistake is reported, with its line and column and with what would be right there. Nothing is played.%n"},
        footer = {"%nExit status: 0 all are sound, 64 wrong usage, 65 something is wrong."})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "1..*", paramLabel = "EXPERIMENT",
            description = "A file, a directory of *.yaml, or the name of one in conf/experiments.")
    private List<String> experiments;

    @Option(names = "--json", description = "Print one JSON array: file, line, column, found, expected and hint of each mistake.")
    private boolean json;

    @Override
    public Integer call() {
        List<Diagnostic> problems = new ArrayList<>();
        for (Path file : ExperimentFiles.find(experiments)) {
            Parsed parsed = ExperimentFiles.read(file);
            problems.addAll(parsed.diagnostics());
            if (!json) say(file, parsed);
        }
        if (json) terminal.out.println(Json.array(problems.stream().map(ReportJson::problem).toList()));
        return (problems.isEmpty() ? Exit.OK : Exit.BAD_INPUT).code;
    }

    private void say(Path file, Parsed parsed) {
        if (parsed.experiment().isEmpty()) {
            terminal.out.print(parsed.render());
            return;
        }
        Experiment experiment = parsed.experiment().get();
        String variants = Report.plural(experiment.variants().size(), "variant");
        String kernels = experiment.expect().stream().map(KernelExpectation::kernel).distinct().collect(Collectors.joining(", "));
        terminal.out.println(file + ": " + terminal.paint().good("sound") + ", " + variants + " on " + kernels);
    }
}
