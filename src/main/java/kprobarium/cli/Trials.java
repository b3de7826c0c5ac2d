package kprobarium.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import kprobarium.experiment.Experiment;
import kprobarium.farm.Description;
import kprobarium.farm.Finisher;
import kprobarium.farm.Job;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.SetUp;
import kprobarium.farm.UnitResult;
import kprobarium.farm.Workers;
import kprobarium.live.Farm;

/// Trials, made by all workers at once and handed over one after the other, in the order in which they were asked for.
final class Trials {
    /// A trial that is to be made.
    ///
    /// @param text all that the file holds
    record Asked(String file, String text, Experiment whole, Experiment variant, String kernel, Trial.Plan plan) {
        String who() {
            return variant.name() + " " + kernel;
        }

        private Job job() {
            return new Job(new Description.OfExperiment(file, text, variant.name(), kernel), plan.search(), plan.seed(), Job.Until.END);
        }
    }

    private static final int LOOK_MILLIS = 100;

    private final Terminal terminal;
    private final FarmOptions farm;

    Trials(Terminal terminal, FarmOptions farm) {
        this.terminal = terminal;
        this.farm = farm;
    }

    /// Makes all that are `asked` for. `next` hears of each in turn, first without a result, when it is waited for, and then with it.
    void make(List<Asked> asked, BiConsumer<Asked, Optional<JobResult<Trial>>> next) {
        Ledger<Trial> ledger = new Ledger<>(asked.stream().map(Asked::job).toList());
        Finisher<Trial> finisher = (job, setUp, found) -> finished(asked.get(job), setUp, found);
        Progress progress = new Progress(terminal, terminal.isWatched());
        if (terminal.isWatched()) ledger.isWatched();
        try (Farm _ = farm.open(ledger, terminal).orElse(null);
                Workers _ = Workers.start(farm.workers(), ledger, finisher, SetUp::ofTheTable)) {
            progress.begin(asked.size() == 1 ? asked.getFirst().who() : "", asked.getFirst().plan());
            for (int job = 0; job < asked.size(); job++) {
                next.accept(asked.get(job), Optional.empty());
                JobResult<Trial> result = await(ledger, job, progress, terminal);
                progress.end();
                next.accept(asked.get(job), Optional.of(result));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What becomes of a job, while `progress` shows how far it is; Ctrl-C stops all.
    static <T> JobResult<T> await(Ledger<T> ledger, int job, Progress progress, Terminal terminal) throws InterruptedException {
        Optional<JobResult<T>> result = ledger.await(job, LOOK_MILLIS);
        while (result.isEmpty()) {
            if (terminal.interrupt.isSet()) ledger.stop();
            progress.show(ledger.progress());
            result = ledger.await(job, LOOK_MILLIS);
        }
        return result.get();
    }

    private Trial finished(Asked asked, SetUp setUp, UnitResult.Found found) {
        Progress shortening = new Progress(terminal, false);
        shortening.begin(asked.who(), asked.plan());
        shortening.shorten();
        Trial.Limit stopped = Trial.Limit.of(found.ended());
        return Trial.of(asked.file(), asked.whole(), asked.variant(), asked.kernel(), asked.plan(), setUp.inquiry().orElseThrow(),
                found.exploration(), found.warnings(), stopped, shortening);
    }
}
