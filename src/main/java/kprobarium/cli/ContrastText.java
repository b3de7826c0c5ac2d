package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.explore.Contrast;
import kprobarium.explore.Ending;
import kprobarium.explore.ExperimentSubject;
import kprobarium.explore.ModelSubject;
import kprobarium.kernel.CNames;
import kprobarium.model.Model;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// A [Contrast] in words: what has to come first, or be seen, for it to end so.
record ContrastText(Contrast contrast, String sentence) {
    /// What tells `schedule`, which ends in `ending`, from the nearest one that does not: if the kernel dies or hangs there, from one that
    /// ends well. Empty if none is one choice away.
    static Optional<ContrastText> of(Experiment variant, String kernel, Schedule schedule, Ending ending) {
        Rig rig = Rig.of(variant, KernelNames.find(kernel), Optional.empty());
        ExperimentSubject subject = new ExperimentSubject(rig, Trial.predicates(Trial.expectation(variant, kernel)));
        Predicate<Ending> fails = ending.isFatal() ? Ending::isFatal : other -> other.predicates() == ending.predicates();
        return Contrast.of(subject, schedule, fails)
                .map(contrast -> new ContrastText(contrast, sentence(contrast, new CNames(rig.kernel())::name)));
    }

    /// The same of a model; `model` is at its start.
    static Optional<ContrastText> of(Model model, Schedule schedule) {
        return Contrast.of(new ModelSubject(model), schedule, Ending::isFatal)
                .map(contrast -> new ContrastText(contrast, sentence(contrast, model::nameOf)));
    }

    private static String sentence(Contrast contrast, LongFunction<String> names) {
        String ends = "it ends in " + ending(contrast.ending());
        if (contrast.first().isPresent() && contrast.second().isPresent()) {
            Contrast.Touched first = contrast.first().get();
            Contrast.Touched second = contrast.second().get();
            boolean same = first.address() == second.address();
            return sentenceStart(access(first, names, true)) + step(first) + " comes before " + access(second, names, !same) + step(second)
                    + "; the other way round " + ends;
        }
        if (contrast.failed().cpu() == contrast.passed().cpu() && contrast.failed().kind() == Move.Kind.OLD) {
            return "CPU " + contrast.failed().cpu() + " sees an old word (step " + contrast.step() + "); with the newest " + ends;
        }
        return "Step " + contrast.step() + " is `" + contrast.failed() + "`; with `" + contrast.passed() + "` instead " + ends;
    }

    private static String sentenceStart(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String access(Contrast.Touched access, LongFunction<String> names, boolean where) {
        String at = where && access.address() != 0 ? names.apply(access.address()) : "";
        return "CPU " + access.cpu() + "'s " + switch (access.kind()) {
            case LOCAL -> "work";
            case FETCH -> "fetch" + of(at);
            case READ -> "read" + of(at);
            case WRITE -> "write" + of(at);
            case ALL -> access.address() == 0 ? "change of task or interrupt" : "write" + of(at);
            case UPDATE, COMMIT -> "update" + of(at);
            case AWAIT -> "wait" + (at.isEmpty() ? "" : " for " + at);
            case SYNC -> "synchronisation";
        };
    }

    private static String of(String at) {
        return at.isEmpty() ? "" : " of " + at;
    }

    private static String step(Contrast.Touched access) {
        return access.step() == 0 ? "" : " (step " + access.step() + ")";
    }

    private static String ending(Ending ending) {
        String text = ending.toString();
        return "`" + (text.isEmpty() ? "finished;" : text) + "`";
    }

    /// The sentence, and the schedule.
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(sentence + "."));
        lines.add("Nearest schedule that does not end so, other from step " + contrast.step() + " on: " + contrast.schedule());
        return lines;
    }
}
