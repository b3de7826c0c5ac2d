package kprobarium.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kprobarium.experiment.Search;
import kprobarium.explore.Exploration;
import kprobarium.explore.Shortest;
import kprobarium.farm.Description;
import kprobarium.farm.Finisher;
import kprobarium.farm.Job;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.Workers;
import kprobarium.live.Farm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model`: searches a small concurrent program as experiments are searched, without a machine.
@Command(name = "model", header = "Search a small concurrent program, one that comes along or your own.",
        description = {
            "%nPlays the schedules of a model, prints a table of the ways in which they end, and the shortest schedule to each that should"
                    + " not be: a failure, a deadlock, a livelock. Without a name it lists the models that come along. Your own is a class"
                    + " that extends kprobarium.model.Model.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium model textpatch 1 1 2 2 0",
            "  kprobarium model textpatch variant=3 execs=3 iters=3 rounds=3",
            "  kprobarium model safestack --search \"surw, 500k schedules\" --seed 7",
            "  kprobarium model com.example.MyModel --classpath my.jar 4",
            "",
            "JSON: kprobarium (the version), model, arguments, search, complete, limit, states, transitions,",
            "depth, schedules, seconds, verdict (met, not met, undecided), endings. An ending: observed, failure,",
            "how (finished, livelock, deadlock, cut), fatal, schedules, final_states, witness (schedule,",
            "preemptions, steps, minimal; or null).",
            "",
            "Exit status: 0 no schedule fails, 1 some do or not all were searched, 64 wrong usage,",
            "65 a class is wrong or missing, 70 a defect, 130 Ctrl-C (what was found so far is printed)."})
final class ModelCommand implements Callable<Integer> {
    private static final Search USUAL = Search.exhaustive(20_000_000, 60_000);

    private final Terminal terminal;

    ModelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A model of the list, or the name of a class.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARG",
            description = "Numbers in the order of its parameters, or PARAMETER=NUMBER. What is left out is as usual.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--list", description = "List the models that come along, and their parameters.")
    private boolean list;

    @Option(names = {"-cp", "--classpath"}, paramLabel = "PATH", description = "Where the class is: jars and folders, with : between them.")
    private String classpath = "";

    @Option(names = "--search", paramLabel = "SEARCH",
            description = "How to search, in the words of `kprobarium run --search`: exhaustive, \"random, 10k schedules\", ..."
                    + " Without it, everything within bounds.")
    private String search;

    @Option(names = "--max-states", paramLabel = "N", description = "The most states of a search that remembers them: 500k, 10M.")
    private String maxStates;

    @Option(names = "--time", paramLabel = "TIME", description = "The longest time of a search: 500 ms, 30 s, 10 min.")
    private String time;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of all that is drawn. (${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private FarmOptions farm = new FarmOptions();

    @Option(names = "--rate", description = "Say how long the search took, and how fast it was.")
    private boolean rate;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        if (list || name.isEmpty()) {
            ModelReport.list(terminal);
            return Exit.OK.code;
        }
        Search planned = Optional.ofNullable(search).map(RunCommand::search).orElse(USUAL);
        Trial.Plan plan = RunCommand.plan(planned, RunCommand.states(maxStates), RunCommand.millis(time), seed);
        try (ModelChoice model = ModelChoice.of(name, arguments, classpath)) {
            if (model.isForeign() && farm.isOpen()) throw Refusal.usage("--farm: other machines do not know " + name);
            ModelReport report = report(model, plan);
            if (json) terminal.out.println(report.json());
            else report.print(terminal.out, terminal.paint(), rate);
            return report.exit().code;
        }
    }

    private ModelReport report(ModelChoice model, Trial.Plan plan) {
        try {
            return search(model, plan);
        } catch (OutOfMemoryError _) {
            throw Refusal.unavailable("not enough memory for all its states; search fewer with --max-states, or give more with"
                    + " KPROBARIUM_JAVA_OPTS=-Xmx8g");
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException thrown) {
            throw model.isForeign() ? ModelChoice.broken(name, thrown) : thrown;
        }
    }

    private ModelReport search(ModelChoice model, Trial.Plan plan) {
        Description described = new Description.OfModel(name, Arrays.stream(model.values()).boxed().toList());
        Ledger<ModelReport> ledger = new Ledger<>(List.of(new Job(described, plan.search(), plan.seed(), Job.Until.END)));
        long began = System.nanoTime();
        Finisher<ModelReport> finisher = (_, setUp, found) -> {
            double seconds = (System.nanoTime() - began) / 1e9;
            Progress shortening = new Progress(terminal, false);
            shortening.begin(model.title(), plan);
            shortening.shorten();
            Trial.Limit limit = Trial.limit(found.exploration(), plan, Trial.Limit.of(found.ended()));
            Exploration shortened = new Shortest(setUp.subject(), shortening).shorten(found.exploration());
            return new ModelReport(model, plan.search(), shortened, limit, seconds);
        };
        Progress progress = new Progress(terminal, terminal.isWatched());
        if (terminal.isWatched()) ledger.isWatched();
        try (Farm _ = farm.open(ledger, terminal).orElse(null);
                Workers _ = Workers.start(farm.workers(), ledger, finisher, _ -> model.make().get())) {
            progress.begin(model.title(), plan);
            JobResult<ModelReport> result = Trials.await(ledger, 0, progress, terminal);
            progress.end();
            return switch (result) {
                case JobResult.Finished<ModelReport>(ModelReport report) -> report;
                case JobResult.Nothing<ModelReport>() -> throw Refusal.unavailable("interrupted before anything was found");
                case JobResult.Broken<ModelReport>(Error error) -> throw error;
                case JobResult.Broken<ModelReport>(RuntimeException defect) -> throw defect;
                case JobResult.Broken<ModelReport>(Throwable defect) -> throw new IllegalStateException(defect);
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("interrupted");
        }
    }
}
