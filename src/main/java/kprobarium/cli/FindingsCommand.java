package kprobarium.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kprobarium.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `findings`: the page of what is still wrong with today's kernel.
@Command(name = "findings", header = "Print the page of today's kernel's open defects.",
        description = {
            "%nOf each experiment that has a `finding`: what is wrong, the shortest schedule that shows it on today's kernel, how it is"
                    + " known, and what was searched under the patches that cure it. All of it is found anew.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium findings | less",
            "  kprobarium findings --write",
            "",
            "Exit status: 0 each defect shows, and each of its cures cures it; 1 if not; 64 wrong usage, 65 a file is wrong or",
            "missing, 69 the page cannot be written, 70 a defect, 130 Ctrl-C."})
final class FindingsCommand implements Callable<Integer> {
    static final String PAGE = "FINDINGS.md";
    private static final String CATALOGUE = "conf/experiments";

    private final Terminal terminal;

    FindingsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "0..1", paramLabel = "DIRECTORY", description = "Where the experiments are. (${DEFAULT-VALUE})")
    private String directory = CATALOGUE;

    @Option(names = "--write", description = "Write the page to " + PAGE + " in that directory.")
    private boolean write;

    @Override
    public Integer call() {
        List<Experiment> experiments = ExperimentFiles.find(List.of(directory)).stream().map(ExperimentFiles::readSound).toList();
        FindingsPage page = FindingsPage.of(experiments, new Progress(terminal, terminal.isWatched()));
        if (terminal.interrupt.isSet()) return Exit.INTERRUPTED.code;
        if (write) write(Path.of(directory).resolve(PAGE), page.text());
        else terminal.out.print(page.text());
        page.contradictions().forEach(terminal::complain);
        return (page.contradictions().isEmpty() ? Exit.OK : Exit.NOT_MET).code;
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Refusal.unavailable(file + ": cannot be written: " + ExperimentFiles.reasonNotToWrite(e));
        }
        terminal.out.println("wrote " + file);
    }
}
