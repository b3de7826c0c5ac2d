package kprobarium.cli;

import static kprobarium.cli.Columns.pad;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.Search;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Assurance;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Exploration.Witness;
import kprobarium.explore.Visible;
import kprobarium.explore.SampleStatistics;
import kprobarium.explore.Guarantee;
import kprobarium.explore.OutcomeTable;
import kprobarium.schedule.Schedule;

/// Trials as text for people: for each the [table of outcomes][OutcomeTable] as herd7 prints it, and below it what tools for litmus tests
/// need not read: how much was searched, what that assures, the expectations, and how to get to each bad end.
final class Report {
    /// Counts above this are printed rounded, `2.37e+14`.
    private static final double MOST_EXACT = 999_999_999;

    private static final String VACUOUS = "Error: no play ever has a choice, so nothing was explored. Give another CPU something to do, or"
            + " write `search: one schedule` if that is meant.";

    private final PrintWriter out;
    private final Paint paint;

    Report(PrintWriter out, Paint paint) {
        this.out = out;
        this.paint = paint;
    }

    /// What opens the trials of one experiment.
    void experiment(Experiment experiment) {
        out.println(paint.strong(experiment.name()) + ": " + experiment.about());
        out.println();
    }

    void trial(Trial trial, boolean explain) {
        table(trial);
        out.println();
        if (explain) out.println("Search " + trial.search() + ": " + explanation(trial));
        out.println(covered(trial));
        assurance(trial);
        if (!trial.exploration().effort().covered().isEmpty()) {
            out.println(paint.faint("Covered kprobe_status " + String.join(", ", trial.exploration().effort().covered())));
        }
        statistics(trial).forEach(line -> out.println(paint.faint(line)));
        for (String warning : trial.warnings()) out.println(paint.doubtful("warning: ") + warning);
        expectations(trial);
        witnesses(trial);
        out.println();
    }

    /// How it was searched, and why so.
    private static String explanation(Trial trial) {
        Exploration found = trial.exploration();
        if (trial.search().method() != Search.Method.AUTO) return trial.search().method().doc();
        return switch (found.effort().unit()) {
            case SAMPLES -> "there are more states than the bound allows, and no failure among those within it; so a portfolio of samplers"
                    + " drew schedules.";
            case SCHEDULES, TRACE_CLASSES, FINAL_STATES -> found.complete()
                    ? "the " + plural(found.states(), "state") + " fit the bound, so every schedule was covered, and counted."
                    : "not all states were visited, but enough to show a failure, or until it was stopped.";
        };
    }

    private void table(Trial trial) {
        OutcomeTable table = trial.table();
        out.println("Test " + paint.strong(table.name()) + " " + table.kind());
        table.head().stream().skip(1).forEach(out::println);
        for (OutcomeTable.Row row : table.rows()) {
            Ending ending = row.of().ending();
            String text = row.text(table.countWidth(), table.bindingsWidth());
            boolean bad = ending.isFatal() || trial.isUnexpected(ending);
            out.println((bad ? paint.bad(text) : text) + paint.faint("  # " + remark(trial, row)));
        }
        out.println(answer(trial));
        table.foot().stream().skip(1).forEach(out::println);
    }

    private String answer(Trial trial) {
        String answer = trial.table().answer();
        return switch (answer) {
            case "Ok" -> trial.expectation().isEmpty() ? answer : paint.good(answer);
            case "No" -> paint.bad(answer);
            default -> paint.doubtful(answer);
        };
    }

    /// What is said of a row where the tools read no further.
    private static String remark(Trial trial, OutcomeTable.Row row) {
        List<String> parts = new ArrayList<>();
        if (!row.token().isEmpty()) parts.add(row.token());
        if (trial.isUnexpected(row.of().ending())) parts.add("unexpected");
        row.of().witness().map(Report::length).ifPresent(parts::add);
        return String.join(", ", parts);
    }

    /// What a result without a failure is worth.
    private void assurance(Trial trial) {
        if (isAssured(trial)) out.println(paint.faint("Assurance " + assured(trial)));
    }

    static boolean isAssured(Trial trial) {
        return trial.expectation().isPresent() && (trial.verdict() == Verdict.MET || trial.verdict() == Verdict.UNDECIDED);
    }

    /// For a result that no further schedule can change it does not matter what was left out.
    static String assured(Trial trial) {
        boolean none = trial.exploration().effort().assurance() instanceof Assurance.None;
        return none && trial.verdict() == Verdict.MET ? "by example, every schedule that was looked for is shown"
                : Guarantee.of(trial.exploration().effort());
    }

    /// What a sample says of what it did not show, a line each.
    static List<String> statistics(Trial trial) {
        return trial.exploration().effort().samples().map(samples -> {
            SampleStatistics of = samples.statistics();
            Visible visible = of.visible();
            long options = visible.options().values().stream().mapToLong(Long::longValue).sum();
            return List.of(
                    String.format(Locale.ROOT, "Sampled %s%.0f trace classes, at least %.0f there are; the next schedule shows a new one"
                            + " with a probability of %.2g",
                            of.exact() ? "" : "about ", of.classes(), of.classesAtLeast(), of.chanceOfNewClass()),
                    String.format(Locale.ROOT, "PCT of depth 2, had it drawn as many, would have missed a bug it is made for with a"
                            + " probability below %.2g; of depth 3, %.2g", of.pctMiss(2), of.pctMiss(3)),
                    String.format(Locale.ROOT, "Visible %d choice points of %.1f options, %d places, %d of them shared",
                            visible.choicePoints(), visible.choicePoints() == 0 ? 0.0 : (double) options / visible.choicePoints(),
                            visible.locations(), visible.shared()));
        }).orElse(List.of());
    }

    static String ending(Row row) {
        String text = row.ending().toString();
        return text.isEmpty() ? "finished;" : text;
    }

    /// `1 preemption, 19 steps`.
    static String length(Witness witness) {
        return preemptions(witness.preemptions()) + ", " + plural(witness.steps(), "step");
    }

    private static String preemptions(int n) {
        return n == 0 ? "no preemption" : plural(n, "preemption");
    }

    static String plural(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    /// `237271608 schedules`, or what else was counted.
    static String counted(Exploration e, double n) {
        String plural = e.effort().unit().plural;
        return count(n) + " " + (n == 1 ? singular(plural) : plural);
    }

    private static String singular(String plural) {
        return plural.endsWith("classes") ? plural.substring(0, plural.length() - 2) : plural.substring(0, plural.length() - 1);
    }

    /// A count of schedules, of which there can be more than a long holds.
    static String count(double n) {
        return n <= MOST_EXACT ? Long.toString((long) n) : String.format(Locale.ROOT, "%.2e", n);
    }

    /// `All 237271608 schedules: 428 states, 749 transitions, depth 32`.
    private String covered(Trial trial) {
        Exploration e = trial.exploration();
        String how = effort(trial.search(), e);
        String filter = trial.expectation().flatMap(Expectation::filter).map(wanted -> " that end with " + wanted).orElse("");
        String found = counted(e, e.schedules()) + filter;
        if (!e.complete()) {
            return paint.doubtful("Not all schedules, " + trial.limit().reason) + paint.faint(": " + found + ", " + how);
        }
        return paint.faint((e.schedules() == 1 && filter.isEmpty() ? "The only schedule" : "All " + found) + ": " + how);
    }

    static String effort(Search search, Exploration e) {
        return switch (search.method().counts()) {
            case STATES -> plural(e.states(), "state") + ", " + plural(e.transitions(), "transition") + ", depth " + e.depth();
            case EXECUTIONS -> plural(e.effort().plays(), "execution") + " and " + e.effort().blocked() + " blocked, depth " + e.depth();
            case NOTHING -> plural(e.depth(), "step");
            case SCHEDULES -> "longest " + plural(e.depth(), "step");
        };
    }

    private void expectations(Trial trial) {
        if (trial.verdict() == Verdict.VACUOUS) {
            out.println(paint.bad(VACUOUS));
        }
        List<Judgement> judgements = trial.judgements();
        int[] told = IntStream.range(0, judgements.size()).filter(n -> !trial.isInvariant(n) || trial.holding(n) > 0).toArray();
        int kept = judgements.size() - told.length;
        int words = IntStream.of(told).map(n -> judgements.get(n).line().quantifier().word().length()).max().orElse(0);
        int predicates = IntStream.of(told).map(n -> judgements.get(n).line().predicate().toString().length()).max().orElse(0);
        for (int n : told) {
            Expectation.Line line = judgements.get(n).line();
            out.println("  " + verdict(judgements.get(n).verdict(), 9) + "  " + pad(line.quantifier().word(), words) + "  "
                    + pad(line.predicate().toString(), predicates) + "  " + paint.faint(seen(trial, n)));
        }
        if (trial.expectation().isEmpty()) {
            out.println("Nothing is expected of " + trial.kernel() + " here");
            return;
        }
        boolean probed = !trial.variant().kprobes().isEmpty();
        if (kept > 0 && probed) out.println(paint.faint("  " + pad("kept", 9) + "  " + plural(kept, "invariant")));
        out.println("Verdict " + word(trial.verdict()));
    }

    /// `in 1010 of 237271608 schedules`.
    private static String seen(Trial trial, int n) {
        Exploration found = trial.exploration();
        double holding = trial.holding(n);
        double total = found.schedules();
        String suffix = found.complete() ? "" : " seen";
        if (total == 1) return (holding == 1 ? "in the one " : "not in the one ") + singular(found.effort().unit().plural) + suffix;
        if (holding == 0) return "in none of " + counted(found, total) + suffix;
        if (holding == total) return "in all " + counted(found, total) + suffix;
        return "in " + count(holding) + " of " + counted(found, total) + suffix;
    }

    private String verdict(Verdict verdict, int width) {
        return switch (verdict) {
            case MET -> paint.good("met") + " ".repeat(width - 3);
            case NOT_MET -> paint.bad("NOT MET") + " ".repeat(width - 7);
            case UNDECIDED -> paint.doubtful("UNDECIDED") + " ".repeat(width - 9);
            case VACUOUS -> paint.bad("VACUOUS") + " ".repeat(width - 7);
        };
    }

    /// herd7's word for a test.
    private String word(Verdict verdict) {
        return switch (verdict) {
            case MET -> paint.good("Ok");
            case NOT_MET -> paint.bad("No");
            case UNDECIDED -> paint.doubtful("Undecided");
            case VACUOUS -> paint.bad("Vacuous");
        };
    }

    /// How to get to each ending that is bad, or that was looked for.
    private void witnesses(Trial trial) {
        for (Row row : trial.exploration().endings()) {
            if (row.witness().isEmpty() || !trial.isOfInterest(row)) continue;
            Witness witness = row.witness().get();
            out.println();
            out.println("  " + (witness.minimal() ? "Shortest schedule to " : "A schedule to ")
                    + (row.ending().isFatal() || trial.isUnexpected(row.ending()) ? paint.bad(ending(row)) : ending(row)));
            out.println("    " + paint.command(replay(trial, witness)));
            out.println("    " + length(witness) + paint.faint(proof(trial.exploration(), witness)));
            ContrastText.of(trial.variant(), trial.kernel(), witness.schedule(), row.ending())
                    .ifPresent(contrast -> out.println("    " + paint.faint(contrast.sentence())));
        }
    }

    static String proof(Exploration exploration, Witness witness) {
        if (!witness.minimal()) return "; shorter ones were not ruled out";
        if (exploration.complete() && exploration.schedules() == 1) return "; there is no other schedule";
        String searched = String.format(Locale.ROOT, ": exhaustive, %,d states", witness.ruledOut());
        return switch (witness.preemptions()) {
            case 0 -> "; no schedule without preemption is shorter: all were searched";
            case 1 -> "; no schedule without preemption ends so" + searched + "; none with 1 is shorter";
            default -> "; no schedule with fewer than " + witness.preemptions() + " preemptions ends so" + searched + "; none with "
                    + witness.preemptions() + " is shorter";
        };
    }

    private static String replay(Trial trial, Witness witness) {
        return replay(trial.file(), trial.kernel(), trial.setting(), witness.schedule());
    }

    /// The command that shows every step of a schedule.
    static String replay(String file, String kernel, String setting, Schedule schedule) {
        String variant = setting.isEmpty() ? "" : " --variant \"" + setting + "\"";
        return "./kprobarium replay " + quoted(file) + " --kernel " + kernel + variant + " \"" + schedule + "\"";
    }

    private static String quoted(String file) {
        return file.matches("[\\w./+-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
    }

    /// A line for each variant, with the word for each kernel; then how many there were of each.
    void summary(List<Trial> trials, int unreadable, boolean interrupted) {
        Map<List<String>, List<Trial>> byVariant = new LinkedHashMap<>();
        for (Trial trial : trials) {
            byVariant.computeIfAbsent(List.of(trial.variant().name(), trial.file()), _ -> new ArrayList<>()).add(trial);
        }
        int width = trials.stream().mapToInt(trial -> trial.variant().name().length()).max().orElse(0);
        byVariant.forEach((variant, of) -> out.println(pad(variant.getFirst(), width) + "  " + of.stream()
                .map(trial -> trial.kernel() + " " + (trial.expectation().isEmpty() ? "-" : word(trial.verdict())))
                .collect(Collectors.joining("  "))));
        if (!trials.isEmpty()) out.println();
        String experiments = plural(trials.stream().map(Trial::file).distinct().count(), "experiment");
        List<String> parts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long n = trials.stream().filter(trial -> trial.expectation().isPresent() && trial.verdict() == verdict).count();
            if (n > 0) parts.add(n + " " + word(verdict));
        }
        long unasked = trials.stream().filter(trial -> trial.expectation().isEmpty()).count();
        if (unasked > 0) parts.add(unasked + " without expectations");
        String broken = unreadable == 0 ? "" : "; " + paint.bad(plural(unreadable, "file") + " could not be read");
        out.println(experiments + ", " + plural(trials.size(), "test") + (parts.isEmpty() ? "" : ": " + String.join(", ", parts)) + broken
                + (interrupted ? "; " + paint.doubtful("interrupted") : ""));
    }
}
