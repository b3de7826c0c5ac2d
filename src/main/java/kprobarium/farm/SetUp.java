package kprobarium.farm;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Rig;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import kprobarium.explore.Ending;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Inquiry;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Strategy;
import kprobarium.explore.Subject;
import kprobarium.explore.Watch;
import kprobarium.model.Model;
import kprobarium.model.Models;

/// A subject that was set up from its description, at its start.
///
/// @param predicates how many questions it is asked at each end
/// @param failure    whether an ending is a failure: it should not be; or, if nothing is expected, the kernel died or hangs there
/// @param inquiry    what an experiment is asked
public record SetUp(Subject subject, int predicates, Predicate<Ending> failure, Optional<Inquiry> inquiry) {
    Exploration search(Strategy strategy, Watch watch) {
        return inquiry.map(asked -> asked.search(strategy, watch))
                .orElseGet(() -> new Explorer(subject, predicates).search(strategy, watch));
    }

    /// What was met in all that was played here.
    List<String> warnings() {
        return inquiry.map(Inquiry::warnings).orElse(List.of());
    }

    /// Makes a model of the [table][Models]; values that are left out are as usual.
    public static Model ofTheTable(Description.OfModel description) {
        Models.Entry entry = Models.find(description.name())
                .orElseThrow(() -> new IllegalArgumentException("there is no model " + description.name()));
        int[] values = entry.usual();
        if (description.values().size() > values.length) {
            throw new IllegalArgumentException(entry.name() + " takes " + values.length + " values, not " + description);
        }
        for (int i = 0; i < description.values().size(); i++) values[i] = description.values().get(i);
        return entry.make().apply(values);
    }

    /// Sets up `description`; `models` makes models.
    ///
    /// @throws IllegalArgumentException if there is no such thing
    static SetUp of(Description description, Function<Description.OfModel, Model> models) {
        return switch (description) {
            case Description.OfExperiment experiment -> of(experiment);
            case Description.OfModel model -> new SetUp(new ModelSubject(models.apply(model)), 1,
                    Ending::isFatal, Optional.empty());
        };
    }

    private static SetUp of(Description.OfExperiment description) {
        Parsed parsed = ExperimentFile.read(description.file(), description.text(), Kernels.simulated());
        Experiment variant = parsed.experiment().stream().flatMap(whole -> whole.variants().stream())
                .filter(one -> one.name().equals(description.variant())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(description.file() + " has no " + description.variant()
                        + parsed.render()));
        Expectation expectation = variant.expect().stream().filter(expected -> expected.kernel().equals(description.kernel()))
                .findFirst().map(KernelExpectation::expectation).orElse(Expectation.NOTHING);
        Rig rig = Rig.of(variant, kprobarium.kernel.Kernels.find(description.kernel())
                .orElseThrow(() -> new IllegalArgumentException("there is no kernel " + description.kernel())), Optional.empty());
        Inquiry inquiry = new Inquiry(rig, description.kernel(), expectation);
        return new SetUp(inquiry.subject(), expectation.asked().size(),
                ending -> expectation.declared().isEmpty() && ending.isFatal() || ending.isUnexpected(expectation.lines()),
                Optional.of(inquiry));
    }
}
