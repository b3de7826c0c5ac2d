package kprobarium.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kprobarium.event.render.Json;
import kprobarium.experiment.Experiment;
import kprobarium.kernel.Change;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.KernelVersion;
import kprobarium.kernel.Kernels;
import kprobarium.kernel.patch.Cures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cures`: the matrix of defects, versions and patches.
@Command(name = "cures", header = "Try each cure on each version, and print what it cures.",
        description = {
            "%nSearches each experiment on each version for its symptom; and where that shows, again under each patch that fits the version"
                    + " and is there for one of the experiment's defects: the cures, and what upstream has changed since, with its"
                    + " commit. A patch has cured the defect if no schedule shows the symptom and every invariant holds; it may leave what"
                    + " was wrong besides, or break something that was not.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium cures disarm-race",
            "  kprobarium cures conf/experiments --kernel v1,mainline",
            "  kprobarium cures pcaddu18i --json | jq '.experiments[].cells[] | select(.outcome == \"cured\").kernel'",
            "",
            "JSON: experiments, interrupted. An experiment: file, experiment, defects, kernels, cells. A cell: kernel, patch, commit",
            "(of what upstream changed; else empty), outcome (shows, absent, cured, leaves, broke, not cured, not",
            "applicable, undecided), troubles, searched, assured (whether what was not met is ruled out).",
            "",
            "Exit status: 0 all is decided, and what a file calls a cure is one; 1 if not; 64 wrong usage, 65 a file is",
            "wrong or missing, 70 a defect, 130 Ctrl-C (what was found so far is printed)."})
final class CuresCommand implements Callable<Integer> {
    private final Terminal terminal;

    CuresCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "1..*", paramLabel = "EXPERIMENT",
            description = "A file, a directory of *.yaml, or the name of one in conf/experiments.")
    private List<String> experiments;

    @Option(names = {"-k", "--kernel"}, split = ",", paramLabel = "KERNEL", description = "Only these, perhaps patched. (every version)")
    private List<String> kernels = List.of();

    @Option(names = "--max-states", paramLabel = "N", description = "The most states of a search that remembers them: 500k, 10M.")
    private String maxStates;

    @Option(names = "--time", paramLabel = "TIME", description = "The longest time of a search: 500 ms, 30 s, 10 min.")
    private String time;

    @Option(names = "--explain", description = "Say of each kernel what is wrong there, and how much was searched.")
    private boolean explain;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--csv", description = "Print a line for each kernel, separated by commas.")
    private boolean csv;

    @Override
    public Integer call() {
        kernels.forEach(KernelNames::find);
        List<Path> files = ExperimentFiles.find(experiments);
        List<CureMatrix> matrices = new ArrayList<>();
        if (csv) terminal.out.println(CureMatrix.CSV_HEAD);
        for (Path file : files) {
            Experiment whole = ExperimentFiles.readSound(file);
            if (whole.kprobes().isEmpty() && whole.defects().isEmpty() || terminal.interrupt.isSet()) continue;
            CureMatrix matrix = matrix(file, whole);
            matrices.add(matrix);
            if (csv) matrix.csv().forEach(terminal.out::println);
            else if (!json) matrix.print(terminal.out, terminal.paint(), explain);
        }
        if (json) {
            terminal.out.println(new Json().put("experiments", matrices.stream().map(CureMatrix::json).toList())
                    .put("interrupted", terminal.interrupt.isSet()));
        } else if (!csv && matrices.isEmpty()) {
            terminal.out.println("No experiment has a probe.");
        }
        return exit(matrices).code;
    }

    private Exit exit(List<CureMatrix> matrices) {
        List<String> promises = matrices.stream().flatMap(matrix -> matrix.brokenPromises(today()).stream()
                .map(kernel -> matrix.experiment().name() + ": not cured on " + kernel + ", though the file says so")).toList();
        promises.forEach(terminal::complain);
        return promises.isEmpty() && matrices.stream().noneMatch(CureMatrix::isUndecided) ? Exit.OK : Exit.NOT_MET;
    }

    private static String today() {
        return Kernels.VERSIONS.getLast().name();
    }

    private CureMatrix matrix(Path file, Experiment whole) {
        List<String> columns = kernels.isEmpty() ? Kernels.VERSIONS.stream().map(KernelVersion::name).toList() : kernels;
        List<CureMatrix.Cell> asTheyAre = columns.stream().map(kernel -> CureMatrix.asItIs(kernel, diagnose(whole, kernel))).toList();
        List<CureMatrix.Row> rows = new ArrayList<>(List.of(new CureMatrix.Row("", Optional.empty(), asTheyAre)));
        if (asTheyAre.stream().anyMatch(cell -> cell.outcome() == CureMatrix.Outcome.SHOWS)) {
            for (String patch : candidates(whole)) rows.add(row(whole, patch, asTheyAre));
        }
        rows.removeIf(row -> row.cells().stream().allMatch(cell -> cell.outcome() == CureMatrix.Outcome.NOT_APPLICABLE));
        return new CureMatrix(file.toString(), whole, columns, rows);
    }

    private CureMatrix.Row row(Experiment whole, String patch, List<CureMatrix.Cell> before) {
        Optional<Change> change = Kernels.PATCHES.stream().filter(known -> known.name().equals(patch)).filter(Change.class::isInstance)
                .map(Change.class::cast).findFirst();
        return new CureMatrix.Row(patch, change, before.stream().map(cell -> {
            String kernel = cell.kernel() + "+" + patch;
            boolean nothingToDo = cell.outcome() != CureMatrix.Outcome.SHOWS || Kernels.find(kernel).isEmpty();
            return nothingToDo ? CureMatrix.notApplicable(kernel) : CureMatrix.patched(kernel, cell, diagnose(whole, kernel));
        }).toList());
    }

    /// The patches that are there for one of the experiment's defects, and the stacks that its finding names; every cure, if it names no
    /// defect.
    private static List<String> candidates(Experiment whole) {
        Set<String> candidates = new LinkedHashSet<>();
        if (whole.defects().isEmpty()) Cures.ALL.forEach(cure -> candidates.add(cure.name()));
        for (KernelPatch patch : Kernels.PATCHES) {
            if (patch.concerns().stream().anyMatch(whole.defects()::contains)) candidates.add(patch.name());
        }
        whole.finding().ifPresent(finding -> candidates.addAll(finding.cures()));
        return List.copyOf(candidates);
    }

    private List<Diagnosis> diagnose(Experiment whole, String kernel) {
        Trial.Plan plan = RunCommand.plan(whole.search(), RunCommand.states(maxStates), RunCommand.millis(time), 1);
        Progress progress = new Progress(terminal, terminal.isWatched());
        return whole.variants().stream().map(variant -> Diagnosis.of(variant, kernel, plan, progress)).toList();
    }
}
