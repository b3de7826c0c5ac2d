package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kprobarium.event.render.Json;
import kprobarium.experiment.Judge.Judgement;
import kprobarium.experiment.Verdict;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.explore.Exploration;
import kprobarium.explore.Exploration.Row;
import kprobarium.explore.Exploration.Witness;

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
/// (why it is not complete; empty if it is), `states` (0 if schedules were sampled), `transitions`, `depth`, `schedules`, `verdict`
/// (`met`, `not met`, `undecided`; null if nothing is expected), `endings`, `expectations` and `warnings` (sentences).
///
/// An ending has `observed`, `oopses` and `how` (`finished`, `livelock`, `deadlock`, `cut`), `fatal`, `unexpected`, `schedules` (how many
/// end so), `final_states` (how many distinct ones), and `witness`: null, or `schedule`, `preemptions`, `steps`, `minimal` and the `replay`
/// command.
///
/// An expectation has `quantifier`, `predicate`, `verdict`, `holding` and `schedules`: in how many it held, of how many.
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
                .put("verdict", trial.expectation().isEmpty() ? null : word(trial.verdict()))
                .put("endings", found.endings().stream().map(row -> ending(trial, row)).toList())
                .put("expectations", expectations(trial))
                .put("warnings", trial.warnings());
    }

    private static Json ending(Trial trial, Row row) {
        return new Json()
                .put("observed", row.ending().observed())
                .put("oopses", row.ending().oopses())
                .put("how", row.ending().verdict().name().toLowerCase(Locale.ROOT))
                .put("fatal", Trial.isFatal(row.ending()))
                .put("unexpected", trial.isUnexpected(row.ending()))
                .put("schedules", row.schedules())
                .put("final_states", row.ends())
                .put("witness", row.witness().map(witness -> witness(trial, witness)).orElse(null));
    }

    private static Json witness(Trial trial, Witness witness) {
        return new Json()
                .put("schedule", witness.schedule().toString())
                .put("preemptions", witness.preemptions())
                .put("steps", witness.steps())
                .put("minimal", witness.minimal())
                .put("replay", Report.replay(trial.file(), trial.kernel(), trial.setting(), witness.schedule()));
    }

    private static List<Json> expectations(Trial trial) {
        List<Json> expectations = new ArrayList<>();
        for (int n = 0; n < trial.judgements().size(); n++) {
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
