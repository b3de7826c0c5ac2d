package kprobarium.junit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Search;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exploration;
import kprobarium.explore.Guarantee;
import kprobarium.explore.Inquiry;
import kprobarium.explore.OutcomeTable;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.kernel.Kernels;

/// One variant on one kernel: searched when the first of its tests asks, and never twice.
final class Explored {
    private static final long MILLION = 1_000_000;

    /// What came out of the search.
    private record Result(Exploration exploration, List<Judgement> judgements, boolean vacuous, OutcomeTable table) {}

    private final String file;
    private final Experiment whole;
    private final Experiment variant;
    private final String setting;
    private final String kernel;
    private final Expectation expectation;
    private final Search search;
    private final long seed;
    private Optional<Result> result = Optional.empty();

    /// @param setting what makes the variant, `q.at=bar`; empty if there is one
    Explored(String file, Experiment whole, Experiment variant, String setting, KernelExpectation expected, Search search, long seed) {
        this.file = file;
        this.whole = whole;
        this.variant = variant;
        this.setting = setting;
        kernel = expected.kernel();
        expectation = expected.expectation();
        this.search = search;
        this.seed = seed;
    }

    String name(int line) {
        return variant.name() + " " + kernel + ": " + expectation.lines().get(line);
    }

    /// What the search says to line n of the expectation.
    synchronized ExploredCondition condition(int n) {
        if (result.isEmpty()) result = Optional.of(explore());
        Result found = result.get();
        Exploration exploration = found.exploration();
        double holding = exploration.endings().stream().filter(row -> row.ending().holds(n)).mapToDouble(Exploration.Row::schedules).sum();
        return new ExploredCondition(variant, kernel, expectation.lines().get(n).toString(),
                found.vacuous() ? Verdict.VACUOUS : found.judgements().get(n).verdict(), holding, exploration.schedules(),
                exploration.effort().unit().plural, Guarantee.of(exploration.effort()),
                against(n, found.table()).map(OutcomeTable.Row::token).stream().toList(), found.table(), exploration);
    }

    private Result explore() {
        Rig rig = Rig.of(variant, Kernels.find(kernel).orElseThrow(), Optional.empty());
        Inquiry inquiry = new Inquiry(rig, kernel, expectation);
        boolean vacuous = inquiry.isVacuous(whole, search);
        Exploration found = inquiry.search(Strategies.of(search, seed), untilTimeIsUp());
        Exploration shortened = inquiry.shorten(found, untilTimeIsUp());
        return new Result(shortened, inquiry.judge(shortened), vacuous,
                inquiry.table(shortened, vacuous ? Verdict.VACUOUS : Verdict.MET));
    }

    private Watch untilTimeIsUp() {
        if (search.maxMillis() >= Long.MAX_VALUE / MILLION) return Watch.PATIENT;
        long began = System.nanoTime();
        return (_, _, _) -> System.nanoTime() - began < search.maxMillis() * MILLION;
    }

    /// The likeliest outcome that decides against line n, if one does.
    private Optional<OutcomeTable.Row> against(int n, OutcomeTable table) {
        return table.rows().stream().filter(row -> expectation.lines().get(n).quantifier().isRefutedBy(row.of().ending().holds(n)))
                .findFirst();
    }

    /// Why a test of line n fails, in as many lines as it takes.
    String failure(int n, ExploredCondition condition) {
        StringBuilder message = new StringBuilder(name(n)).append("\n  ").append(switch (condition.verdict()) {
            case MET -> "met";
            case NOT_MET -> "not met";
            case UNDECIDED -> "undecided: the search (" + search + ") ended before it could say; give it more, or choose another";
            case VACUOUS -> "vacuous: no play ever has a choice, so nothing was explored; give another CPU something to do, or write"
                    + " `search: one schedule` if that is meant";
        });
        message.append("\n  it holds in ").append(count(condition.holding())).append(" of ").append(count(condition.total())).append(" ")
                .append(condition.counted()).append('\n');
        against(n, condition.table()).ifPresent(row -> row.of().witness().ifPresent(witness -> message
                .append("  token:  ").append(row.token())
                .append(witness.minimal() ? ", the shortest schedule to " : ", a schedule to ").append(row.of().ending()).append('\n')
                .append("  replay: kprobarium replay ").append(file).append(" --kernel ").append(kernel)
                .append(setting.isEmpty() ? "" : " --variant \"" + setting + "\"")
                .append(" \"").append(witness.schedule()).append("\"\n")));
        return message.append('\n').append(condition.table().text(OutcomeTable.Row::token).lines().map(line -> "  " + line)
                .collect(Collectors.joining("\n"))).append('\n').toString();
    }

    private static String count(double n) {
        return n < 1e15 ? Long.toString((long) n) : String.format(Locale.ROOT, "%.2e", n);
    }
}
