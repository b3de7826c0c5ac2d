package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kprobarium.event.render.Json;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Verdict;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.explore.Assurance;
import kprobarium.explore.Effort;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Exploration.Witness;
import kprobarium.explore.Guarantee;
import kprobarium.explore.OutcomeTable;

/// Trials as one JSON document. The keys and what they hold stay; new ones may come.
///
/// | key | holds |
/// |---|---|
/// | `kprobarium` | the version |
/// | `trials` | one object for each variant and kernel, in the order in which they ran |
/// | `problems` | what is wrong in files: `file`, `line`, `column`, `found`, `expected`, `hint` |
/// | `interrupted` | whether Ctrl-C ended it |
///
/// A trial has `file`, `experiment`, `setting` (what makes the variant; empty if there is one), `kernel`, `search`, `complete`, `limit`
/// (why it is not complete; empty if it is), `states` (0 if schedules were sampled), `transitions`, `depth`, `schedules`, `counted` (what
/// `schedules` counts: `schedules`, `trace classes`, `final states`), `verdict` (`met`, `not met`, `undecided`, `vacuous`; null if nothing
/// is expected), `assurance`, `statistics` (sentences), `covered` (which statuses of probes
/// followed which), `litmus`, `filter` (null, or what ends must satisfy to be counted), `endings`,
/// `expectations`, `invariants` (none without probes), and `warnings` (sentences).
///
/// The assurance is null if the verdict is none or bad; else it has `kind` (`exhaustive`, `bounded`, `sampled`, `none`), `text`, and of
/// `exhaustive` `omission`, the probability that a state was taken for another, of `bounded` `bound` and `of`, of `sampled` `p`.
///
/// `litmus` is what the table says around its rows: `name`, `kind`, `answer`, `condition`, `positive`, `negative`, `observation`, `hash`.
///
/// An ending has `observed`, `oopses`, `how` (`finished`, `livelock`, `deadlock`, `cut`), `row` (as the table has it), `starred` (whether
/// it is a witness of the condition), `fatal`, `unexpected`, `schedules` (how many end so), `final_states` (how many distinct ones), and
/// `witness`: null, or `token`, `schedule`, `preemptions`, `steps`, `minimal` and the `replay` command.
///
/// An expectation has `quantifier`, `predicate`, `verdict`, `holding` and `schedules`: in how many it held, of how many. So has an
/// invariant, whose predicate is `broken(NAME)` and whose quantifier `never`, or `waived`.
final class ReportJson {
    private ReportJson() {}

    static String document(List<Trial> trials, List<Diagnostic> problems, boolean interrupted) {
        return new Json()
                .put("kprobarium", Main.version())
                .put("trials", trials.stream().map(ReportJson::trial).toList())
                .put("problems", problems.stream().map(ReportJson::problem).toList())
                .put("interrupted", interrupted)
                .toString();
    }

    private static Json trial(Trial trial) {
        Exploration found = trial.exploration();
        return new Json()
                .put("file", trial.file())
                .put("experiment", trial.experiment())
                .put("setting", trial.setting())
                .put("kernel", trial.kernel())
                .put("search", trial.search().toString())
                .put("complete", found.complete())
                .put("limit", trial.limit().reason)
                .put("states", found.states())
                .put("transitions", found.transitions())
                .put("depth", found.depth())
                .put("schedules", found.schedules())
                .put("counted", found.effort().unit().plural)
                .put("verdict", trial.expectation().isEmpty() ? null : word(trial.verdict()))
                .put("assurance", Report.isAssured(trial) ? assurance(trial) : null)
                .put("statistics", Report.statistics(trial))
                .put("covered", found.effort().covered())
                .put("litmus", litmus(trial.table()))
                .put("filter", trial.expectation().flatMap(Expectation::filter).map(Predicate::toString).orElse(null))
                .put("endings", trial.table().rows().stream().map(row -> ending(trial, row)).toList())
                .put("expectations", lines(trial, false))
                .put("invariants", trial.variant().kprobes().isEmpty() ? List.of() : lines(trial, true))
                .put("warnings", trial.warnings());
    }

    private static Json assurance(Trial trial) {
        Effort effort = trial.exploration().effort();
        Json json = new Json();
        switch (effort.assurance()) {
            case Assurance.Exhaustive() -> json.put("kind", "exhaustive").put("omission", Guarantee.omission(effort));
            case Assurance.Bounded(int bound, var of) -> json.put("kind", "bounded").put("bound", bound).put("of", of.plural);
            case Assurance.Sampled sampled -> json.put("kind", "sampled").put("p", sampled.p());
            case Assurance.None() -> json.put("kind", "none");
        }
        return json.put("text", Report.assured(trial));
    }

    private static Json litmus(OutcomeTable table) {
        return new Json()
                .put("name", table.name())
                .put("kind", table.kind())
                .put("answer", table.answer())
                .put("condition", table.condition())
                .put("positive", table.positive())
                .put("negative", table.negative())
                .put("observation", table.observation())
                .put("hash", table.hash());
    }

    private static Json ending(Trial trial, OutcomeTable.Row told) {
        Row row = told.of();
        return new Json()
                .put("observed", row.ending().observed())
                .put("oopses", row.ending().oopses())
                .put("how", row.ending().verdict().name().toLowerCase(Locale.ROOT))
                .put("row", told.bindings())
                .put("starred", told.witness())
                .put("fatal", row.ending().isFatal())
                .put("unexpected", trial.isUnexpected(row.ending()))
                .put("schedules", row.schedules())
                .put("final_states", row.ends())
                .put("witness", row.witness().map(witness -> witness(trial, told.token(), witness)).orElse(null));
    }

    private static Json witness(Trial trial, String token, Witness witness) {
        return new Json()
                .put("token", token)
                .put("schedule", witness.schedule().toString())
                .put("preemptions", witness.preemptions())
                .put("steps", witness.steps())
                .put("minimal", witness.minimal())
                .put("replay", Report.replay(trial.file(), trial.kernel(), trial.setting(), witness.schedule()));
    }

    private static List<Json> lines(Trial trial, boolean invariants) {
        List<Json> expectations = new ArrayList<>();
        for (int n = 0; n < trial.judgements().size(); n++) {
            if (trial.isInvariant(n) != invariants) continue;
            Judgement judgement = trial.judgements().get(n);
            expectations.add(new Json()
                    .put("quantifier", judgement.line().quantifier().word())
                    .put("predicate", judgement.line().predicate().toString())
                    .put("verdict", word(judgement.verdict()))
                    .put("holding", trial.holding(n))
                    .put("schedules", trial.exploration().schedules()));
        }
        return expectations;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Json problem(Diagnostic problem) {
        return new Json().put("file", problem.file()).put("line", problem.line()).put("column", problem.column())
                .put("found", problem.found()).put("expected", problem.expected()).put("hint", problem.hint());
    }
}
