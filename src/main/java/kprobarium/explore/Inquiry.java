package kprobarium.explore;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.Judge;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Search;
import kprobarium.experiment.Term;
import kprobarium.experiment.Verdict;
import kprobarium.kernel.Kernels;

/// A variant of an experiment on one kernel, with all that is asked of the ends of its schedules: searched, filtered, judged, and put into
/// a table.
///
/// What an ending tells are the values that the experiment observes, then those that the expectation turns on, so that a reader sees in
/// each row why a condition holds there.
public final class Inquiry {
    private final Rig rig;
    private final String kernel;
    private final Expectation expectation;
    private final Subject subject;

    /// `rig` is at its start. At most 64 predicates can be asked.
    public Inquiry(Rig rig, String kernel, Expectation expectation) {
        this.rig = rig;
        this.kernel = kernel;
        this.expectation = expectation;
        List<Term> told = Stream.concat(rig.experiment().observe().stream(), expectation.terms().stream()).distinct().toList();
        subject = new ExperimentSubject(rig, expectation.asked(), told);
    }

    /// What is searched.
    public Subject subject() {
        return subject;
    }

    /// Whether there is nothing to explore though `search` was meant to: no play of this variant ever has a choice, nor has one of any
    /// other variant of `whole`, beside which this one would stand for comparison. The play in which every CPU runs as far as it can
    /// shows that, for if it never had a choice, there is no other play.
    public boolean isVacuous(Experiment whole, Search search) {
        if (search.method() == Search.Method.ONE_SCHEDULE || !explorer().one().complete()) return false;
        Kernels.Choice choice = Kernels.find(kernel).orElseThrow();
        return whole.variants().stream().map(variant -> Rig.of(variant, choice, Optional.empty()))
                .allMatch(start -> new Explorer(start, List.of()).one().complete());
    }

    /// What `strategy` finds, of the ends that the filter lets through.
    public Exploration search(Strategy strategy, Watch watch) {
        Exploration all = explorer().search(strategy, watch);
        Optional<Predicate> filter = expectation.filter();
        return filter.isPresent() ? all.where(expectation.lines().size()) : all;
    }

    private Explorer explorer() {
        return new Explorer(subject, expectation.asked().size());
    }

    /// `found` with the shortest witnesses.
    public Exploration shorten(Exploration found, Watch watch) {
        return new Shortest(subject, watch).shorten(found);
    }

    /// What follows for each line of the expectation.
    public List<Judgement> judge(Exploration found) {
        boolean assured = !(found.effort().assurance() instanceof Assurance.None);
        return Judge.judge(expectation, found.counts().subList(0, expectation.lines().size()), assured);
    }

    /// The one word for all lines; `whole` is the experiment of which this is a variant.
    public Verdict verdict(Exploration found, Experiment whole, Search search) {
        return isVacuous(whole, search) ? Verdict.VACUOUS : Judge.overall(judge(found));
    }

    /// What is doubtful about the experiment itself.
    public List<String> warnings() {
        return rig.warnings();
    }

    /// The [waived][Expectation#waived()] invariants that were kept in all that there is, so that they need not be waived.
    public List<Invariant> notBroken(Exploration found) {
        List<Expectation.Line> lines = expectation.lines();
        return IntStream.range(0, lines.size())
                .filter(n -> lines.get(n).quantifier() == Quantifier.WAIVED && found.complete() && found.counts().get(n).holding() == 0)
                .mapToObj(n -> ((Predicate.Broken) lines.get(n).predicate()).invariant()).toList();
    }

    /// The token of a schedule.
    public String token(Exploration.Witness witness) {
        return Token.of(scope(), subject, witness.schedule()).toString();
    }

    public OutcomeTable table(Exploration found, Verdict verdict) {
        TokenScope scope = scope();
        return OutcomeTable.of(OutcomeTable.name(rig.experiment().name(), kernel), expectation, found, verdict,
                witness -> Token.of(scope, subject, witness.schedule()).toString(), "%07x".formatted(scope.digest()));
    }

    private TokenScope scope() {
        return TokenScope.of(rig.experiment(), kernel);
    }
}
