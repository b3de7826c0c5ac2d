package kprobarium.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Search;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Assurance;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Inquiry;
import kprobarium.explore.OutcomeTable;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.farm.UnitResult;

/// One variant of an experiment searched on one kernel, and what came out.
///
/// @param file        the experiment's file, as it was named
/// @param setting     what makes the variant, `q.at=bar+0x4`; empty if there is only one
/// @param expectation what is expected of this kernel, if anything is
/// @param judgements  one for each line of the expectation
/// @param verdict     the one word for all of them
/// @param warnings    what was met on the way that may go wrong on other machines
record Trial(String file, Experiment variant, String setting, String kernel, Optional<Expectation> expectation, Search search,
        Exploration exploration, Limit limit, List<Judgement> judgements, Verdict verdict, OutcomeTable table, List<String> warnings) {

    /// Why a search ended.
    enum Limit {
        /// It was through.
        NONE(""),
        STATES("the limit of states was reached"),
        EXECUTIONS("the limit of executions was reached"),
        TIME("time was up"),
        DEPTH("schedules were cut at 50,000 steps"),
        BOUND("schedules that depart further from a plain one were left out"),
        SAMPLE("schedules were sampled"),
        CHOICE("one of several schedules was played"),
        INTERRUPT("interrupted");

        final String reason;

        /// What ended the search before its time, if anything did.
        static Limit of(UnitResult.Ended ended) {
            return switch (ended) {
                case DONE -> NONE;
                case TIME -> TIME;
                case TOLD -> INTERRUPT;
            };
        }

        Limit(String reason) {
            this.reason = reason;
        }
    }

    /// What to search for and how far.
    record Plan(Search search, long seed) {}

    static Trial run(String file, Experiment whole, Experiment variant, String kernel, Plan plan, Progress progress) {
        Inquiry inquiry = new Inquiry(Rig.of(variant, KernelNames.find(kernel), Optional.empty()), kernel, asked(file, variant, kernel));
        progress.begin(variant.name() + " " + kernel, plan);
        Exploration found = inquiry.search(Strategies.of(plan.search(), plan.seed()), progress);
        Limit stopped = progress.stopped();
        progress.shorten();
        Trial trial = of(file, whole, variant, kernel, plan, inquiry, found, List.of(), stopped, progress);
        progress.end();
        return trial;
    }

    /// What follows from what was `found`: the shortest schedules, looked for while `watch` allows, and the verdict.
    ///
    /// @param warnings what was met while it was found
    /// @param stopped  what ended the search before its time, if anything did
    static Trial of(String file, Experiment whole, Experiment variant, String kernel, Plan plan, Inquiry inquiry, Exploration found,
            List<String> warnings, Limit stopped, Watch watch) {
        Optional<Expectation> expectation = expectation(variant, kernel);
        Exploration shortened = inquiry.shorten(found, watch);
        Verdict verdict = expectation.isPresent() ? inquiry.verdict(shortened, whole, plan.search()) : Verdict.MET;
        Stream<String> stale = whole.sweeps().isEmpty() ? stale(inquiry, found, kernel) : Stream.of();
        List<String> allWarnings = Stream.of(warnings.stream(), inquiry.warnings().stream(), stale)
                .flatMap(some -> some).distinct().sorted().toList();
        return new Trial(file, variant, setting(whole, variant), kernel, expectation, plan.search(), shortened,
                limit(found, plan, stopped), inquiry.judge(shortened), verdict, inquiry.table(shortened, verdict), allWarnings);
    }

    private static Stream<String> stale(Inquiry inquiry, Exploration found, String kernel) {
        return inquiry.notBroken(found).stream()
                .map(invariant -> "`" + invariant.word() + "` is waived for " + kernel + ", which keeps it in every schedule");
    }

    /// What `variant` expects of `kernel`, if anything.
    static Optional<Expectation> expectation(Experiment variant, String kernel) {
        return variant.expect().stream().filter(expected -> expected.kernel().equals(kernel)).findFirst()
                .map(KernelExpectation::expectation);
    }

    /// What is asked of `variant` on `kernel`; refuses more than can be counted.
    static Expectation asked(String file, Experiment variant, String kernel) {
        Expectation asked = expectation(variant, kernel).orElse(Expectation.NOTHING);
        if (asked.asked().size() > Long.SIZE) {
            throw Refusal.badInput(file + ": " + asked.asked().size() + " predicates for " + kernel + "; at most " + Long.SIZE
                    + " can be counted at a time");
        }
        return asked;
    }

    static List<Predicate> predicates(Optional<Expectation> expectation) {
        return expectation.orElse(Expectation.NOTHING).asked();
    }

    static Limit limit(Exploration found, Plan plan, Limit stopped) {
        if (found.complete()) return Limit.NONE;
        if (stopped != Limit.NONE) return stopped;
        return switch (plan.search().method().counts()) {
            case NOTHING -> Limit.CHOICE;
            case SCHEDULES -> Limit.SAMPLE;
            case STATES -> found.effort().assurance() instanceof Assurance.Bounded ? Limit.BOUND
                    : found.states() >= plan.search().most() ? Limit.STATES : Limit.DEPTH;
            case EXECUTIONS -> found.effort().plays() >= plan.search().most() ? Limit.EXECUTIONS : Limit.DEPTH;
        };
    }

    /// `q.at=bar+0x4`, from the variant's name `reentrant-probe [q.at=bar+0x4]`.
    static String setting(Experiment whole, Experiment variant) {
        String rest = variant.name().substring(whole.name().length()).strip();
        return rest.isEmpty() ? "" : rest.substring(1, rest.length() - 1);
    }

    /// In how many schedules line `n` of the expectation held.
    double holding(int n) {
        return exploration.endings().stream().filter(row -> row.ending().holds(n)).mapToDouble(Row::schedules).sum();
    }

    /// Whether line `n` is that of an invariant, which nobody wrote down.
    boolean isInvariant(int n) {
        return n >= expectation.orElse(Expectation.NOTHING).declared().size();
    }

    /// Whether this ending alone decides against the expectation.
    boolean isUnexpected(Ending ending) {
        return ending.isUnexpected(expectation.orElse(Expectation.NOTHING).lines());
    }

    /// Whether somebody will ask how to get there: it is bad, or it is where something holds that is expected sometimes, and not at the
    /// likeliest ending.
    boolean isOfInterest(Row row) {
        if (row.ending().isFatal() || isUnexpected(row.ending())) return true;
        List<Row> rows = exploration.endings();
        return IntStream.range(0, judgements.size())
                .filter(n -> judgements.get(n).line().quantifier().isWitnessed() && !rows.getFirst().ending().holds(n))
                .anyMatch(n -> rows.stream().filter(other -> other.ending().holds(n)).findFirst().map(row::equals).orElse(false));
    }

    /// The experiment's name, without the variant's setting.
    String experiment() {
        return setting.isEmpty() ? variant.name() : variant.name().substring(0, variant.name().indexOf(" ["));
    }
}
