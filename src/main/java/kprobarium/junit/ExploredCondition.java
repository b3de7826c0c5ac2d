package kprobarium.junit;

import java.util.List;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exploration;
import kprobarium.explore.OutcomeTable;

/// One thing that an experiment expects of one kernel, and what the search says to it.
///
/// @param variant     the experiment, with one value of each thing that it sweeps
/// @param kernel      `linux-6.3+badi`
/// @param text        the expectation, `never: oops`
/// @param verdict     whether it is met
/// @param holding     in how many of what was counted its predicate holds
/// @param total       of how many
/// @param counted     what was counted: `schedules`, `trace classes`, `final states`
/// @param assurance   what the search assures where it found nothing: `exhaustive, 376 states; …`
/// @param counterexamples the schedules that decide against it, as tokens
/// @param table       all outcomes
/// @param exploration all that was found
public record ExploredCondition(Experiment variant, String kernel, String text, Verdict verdict, double holding, double total,
        String counted, String assurance, List<String> counterexamples, OutcomeTable table, Exploration exploration) {

    @Override
    public String toString() {
        return variant.name() + " " + kernel + ": " + text;
    }
}
