package kprobarium.farm;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Rig;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import kprobarium.explore.Ending;
import kprobarium.explore.ExperimentSubject;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Subject;
import kprobarium.model.Model;
import kprobarium.model.Models;

/// A subject that was set up from its description, at its start.
///
/// @param predicates how many questions it is asked at each end
/// @param failure    whether an ending is a failure: the kernel died or hangs there, or it should not be
public record SetUp(Subject subject, int predicates, Predicate<Ending> failure) {
    /// Makes a model of the [table][Models].
    public static Model ofTheTable(Description.OfModel description) {
        Models.Entry entry = Models.find(description.name())
                .orElseThrow(() -> new IllegalArgumentException("there is no model " + description.name()));
        if (description.values().size() != entry.parameters().size()) {
            throw new IllegalArgumentException(entry.name() + " takes " + entry.parameters().size() + " values, not " + description);
        }
        return entry.make().apply(description.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /// Sets up `description`; `models` makes models.
    ///
    /// @throws IllegalArgumentException if there is no such thing
    static SetUp of(Description description, Function<Description.OfModel, Model> models) {
        return switch (description) {
            case Description.OfExperiment experiment -> of(experiment);
            case Description.OfModel model -> new SetUp(new ModelSubject(models.apply(model)), 1,
                    ending -> ending.holds(0) || hangs(ending));
        };
    }

    private static SetUp of(Description.OfExperiment description) {
        Parsed parsed = ExperimentFile.read(description.file(), description.text(), Kernels.simulated());
        Experiment variant = parsed.experiment().stream().flatMap(whole -> whole.variants().stream())
                .filter(one -> one.name().equals(description.variant())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(description.file() + " has no " + description.variant()
                        + parsed.render()));
        List<Expectation.Line> lines = variant.expect().stream().filter(expected -> expected.kernel().equals(description.kernel()))
                .findFirst().map(KernelExpectation::expectation).map(Expectation::lines).orElse(List.of());
        Rig rig = Rig.of(variant, kprobarium.kernel.Kernels.find(description.kernel())
                .orElseThrow(() -> new IllegalArgumentException("there is no kernel " + description.kernel())), Optional.empty());
        return new SetUp(new ExperimentSubject(rig, lines.stream().map(Expectation.Line::predicate).toList()), lines.size(),
                ending -> !ending.oopses().isEmpty() || hangs(ending) || isUnexpected(ending, lines));
    }

    private static boolean hangs(Ending ending) {
        return ending.verdict() == Ending.How.LIVELOCK || ending.verdict() == Ending.How.DEADLOCK;
    }

    private static boolean isUnexpected(Ending ending, List<Expectation.Line> lines) {
        for (int n = 0; n < lines.size(); n++) {
            Quantifier quantifier = lines.get(n).quantifier();
            if (quantifier == Quantifier.NEVER && ending.holds(n) || quantifier == Quantifier.ALWAYS && !ending.holds(n)) return true;
        }
        return false;
    }
}
