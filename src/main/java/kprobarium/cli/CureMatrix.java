package kprobarium.cli;

import static kprobarium.cli.Columns.pad;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.event.render.Json;
import kprobarium.experiment.Experiment;
import kprobarium.kernel.Change;

/// What becomes of one experiment's defect on each version, as it is and under each patch that may cure it: a row for each patch, a column
/// for each version.
///
/// @param columns the versions
/// @param rows    first the versions as they are, then under each patch
record CureMatrix(String file, Experiment experiment, List<String> columns, List<Row> rows) {
    /// One patch, or a stack of them; none for the versions as they are.
    ///
    /// @param change what upstream did, if it is that
    record Row(String patch, Optional<Change> change, List<Cell> cells) {}

    /// What was found on one kernel.
    ///
    /// @param troubles what is wrong there: what the patch has left, or made
    /// @param effort   what was searched for it; empty where nothing was
    record Cell(String kernel, Outcome outcome, SortedSet<String> troubles, String effort, boolean assured) {}

    enum Outcome {
        /// As it is, the version shows the defect.
        SHOWS("shows"),
        /// As it is, it does not.
        ABSENT("-"),
        /// The defect is gone, and nothing else is wrong.
        CURED("cured"),
        /// The defect is gone; what else was wrong before is still.
        LEAVES("cured, rest left"),
        /// The defect is gone, and something is wrong that was not.
        BROKE("broke more"),
        NOT_CURED("not cured"),
        /// The patch does not fit, or the version has nothing to cure.
        NOT_APPLICABLE("."),
        /// The search ended before it could say.
        UNDECIDED("?");

        final String word;

        Outcome(String word) {
            this.word = word;
        }

        /// The word in JSON and CSV.
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// What follows from a version as it is.
    static Cell asItIs(String kernel, List<Diagnosis> variants) {
        boolean shows = variants.stream().anyMatch(Diagnosis::shows);
        boolean assured = variants.stream().allMatch(Diagnosis::isAssured);
        return new Cell(kernel, shows ? Outcome.SHOWS : assured ? Outcome.ABSENT : Outcome.UNDECIDED, troubles(variants), effort(variants),
                assured);
    }

    /// What follows from the same version under a patch.
    static Cell patched(String kernel, Cell before, List<Diagnosis> variants) {
        boolean assured = variants.stream().allMatch(Diagnosis::isAssured);
        SortedSet<String> troubles = troubles(variants);
        Outcome outcome;
        if (variants.stream().anyMatch(Diagnosis::shows)) outcome = Outcome.NOT_CURED;
        else if (!before.troubles().containsAll(troubles)) outcome = Outcome.BROKE;
        else if (!assured) outcome = Outcome.UNDECIDED;
        else outcome = troubles.isEmpty() ? Outcome.CURED : Outcome.LEAVES;
        return new Cell(kernel, outcome, troubles, effort(variants), assured);
    }

    static Cell notApplicable(String kernel) {
        return new Cell(kernel, Outcome.NOT_APPLICABLE, new TreeSet<>(), "", true);
    }

    private static SortedSet<String> troubles(List<Diagnosis> variants) {
        return variants.stream().flatMap(variant -> variant.troubles().stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String effort(List<Diagnosis> variants) {
        return variants.stream().map(Diagnosis::effort).collect(Collectors.joining(" + "));
    }

    boolean isUndecided() {
        return rows.stream().flatMap(row -> row.cells().stream()).anyMatch(cell -> cell.outcome() == Outcome.UNDECIDED);
    }

    /// The cures that the file names and that do not cure the version that a finding is of, or do not fit it.
    List<String> brokenPromises(String version) {
        List<String> promised = experiment.finding().map(finding -> finding.cures()).orElse(List.of());
        return rows.stream().filter(row -> promised.contains(row.patch()))
                .flatMap(row -> row.cells().stream().filter(cell -> cell.kernel().equals(version + "+" + row.patch())))
                .filter(cell -> cell.outcome() != Outcome.CURED && cell.outcome() != Outcome.UNDECIDED).map(Cell::kernel).toList();
    }

    void print(PrintWriter out, Paint paint, boolean explain) {
        String defects = experiment.defects().isEmpty() ? "" : " [" + String.join(" ", experiment.defects()) + "]";
        out.println(paint.strong(experiment.name()) + defects + ": " + experiment.about());
        int first = rows.stream().mapToInt(row -> label(row).length()).max().orElse(0);
        int width = Stream.concat(columns.stream(), rows.stream().flatMap(row -> row.cells().stream()).map(cell -> cell.outcome().word))
                .mapToInt(String::length).max().orElse(0);
        out.println(("  " + pad("", first) + "  " + columns.stream().map(column -> pad(column, width)).collect(Collectors.joining("  ")))
                .stripTrailing());
        for (Row row : rows) {
            out.println("  " + pad(label(row), first) + "  " + row.cells().stream()
                    .map(cell -> painted(paint, cell) + " ".repeat(width - cell.outcome().word.length())).collect(Collectors.joining("  "))
                    .stripTrailing());
        }
        for (Row row : rows) {
            for (Cell cell : row.cells()) remark(cell, explain).ifPresent(line -> out.println("  " + paint.faint(line)));
        }
        out.println();
        out.flush();
    }

    private static String label(Row row) {
        if (row.patch().isEmpty()) return "as it is";
        return "+" + row.patch() + row.change().map(change -> " (" + change.commit() + ")").orElse("");
    }

    private static String painted(Paint paint, Cell cell) {
        String word = cell.outcome().word;
        return switch (cell.outcome()) {
            case CURED -> paint.good(word);
            case SHOWS, NOT_CURED, BROKE -> paint.bad(word);
            case LEAVES, UNDECIDED -> paint.doubtful(word);
            case ABSENT, NOT_APPLICABLE -> paint.faint(word);
        };
    }

    private static Optional<String> remark(Cell cell, boolean explain) {
        boolean tell = cell.outcome() == Outcome.LEAVES || cell.outcome() == Outcome.BROKE;
        if (!tell && (!explain || cell.effort().isEmpty())) return Optional.empty();
        String troubles = cell.troubles().isEmpty() ? "nothing is wrong" : String.join(", ", cell.troubles());
        String searched = cell.effort().isEmpty() || !explain ? "" : " (" + cell.effort() + (cell.assured() ? "" : ", not all") + ")";
        return Optional.of(cell.kernel() + ": " + troubles + searched);
    }

    Json json() {
        List<Json> cells = new ArrayList<>();
        for (Row row : rows) {
            for (Cell cell : row.cells()) {
                cells.add(new Json().put("kernel", cell.kernel()).put("patch", row.patch())
                        .put("commit", row.change().map(Change::commit).orElse("")).put("outcome", cell.outcome().key())
                        .put("troubles", List.copyOf(cell.troubles())).put("searched", cell.effort()).put("assured", cell.assured()));
            }
        }
        return new Json().put("file", file).put("experiment", experiment.name()).put("defects", experiment.defects())
                .put("kernels", columns).put("cells", cells);
    }

    static final String CSV_HEAD = "experiment,defects,kernel,patch,commit,outcome,troubles,searched";

    /// A line for each cell.
    List<String> csv() {
        return rows.stream().flatMap(row -> row.cells().stream().map(cell -> String.join(",", experiment.name(),
                String.join(" ", experiment.defects()), cell.kernel(), row.patch(), row.change().map(Change::commit).orElse(""),
                cell.outcome().key(), String.join("; ", cell.troubles()), cell.effort()))).toList();
    }
}
