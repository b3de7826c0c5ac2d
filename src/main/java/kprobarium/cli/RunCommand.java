package kprobarium.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fault;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Search;
import kprobarium.experiment.SearchNotation;
import kprobarium.experiment.Verdict;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.experiment.file.Parsed;
import kprobarium.farm.JobResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run`: searches experiments, prints how their schedules end, and compares that with what is expected.
@Command(name = "run", header = "Search experiments and compare with what they expect.",
        description = {
            "%nPlays the schedules of each experiment, in each variant, on each kernel it speaks of, prints a table of the ways in which"
                    + " they end, and says which expectations hold. For each bad end it prints the shortest schedule to it, and the command"
                    + " that replays it.%n",
            "The table is as herd7 prints it: *> marks a witness of the condition, and behind # is the token of a shortest schedule."
                    + " Each test is a block from Test to Hash, which tools such as mcompare7 read.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium run conf/experiments",
            "  kprobarium run disarm-race --kernel v1,v1+recheck,linux-6.3+badi",
            "  kprobarium run disarm-race-3 --search \"random, 10k schedules\" --seed 7",
            "  kprobarium run mine.yaml --max-states 10M --time \"10 min\"",
            "  kprobarium run conf/experiments --json | jq '.trials[] | select(.verdict != \"met\")'",
            "",
            "JSON: kprobarium (the version), trials, problems, interrupted. A trial: file, experiment, setting,",
            "kernel, search, complete, limit, states, transitions, depth, schedules, counted, verdict (met,",
            "not met, undecided, vacuous, null), assurance (null, or kind, text, and omission, bound and of, or",
            "p), statistics, covered, litmus (name, kind, answer, condition, positive, negative, observation, hash),",
            "filter, endings, expectations, invariants, warnings. An ending: observed, oopses, how (finished, livelock,",
            "deadlock, cut), row, starred, fatal, unexpected, schedules, final_states, witness (null, or token,",
            "schedule, preemptions, steps, minimal, replay). An expectation: quantifier, predicate, verdict,",
            "holding, schedules. A problem: file, line, column, found, expected, hint.",
            "",
            "Exit status: 0 all expectations hold, 1 some do not, are undecided, or there was nothing to",
            "explore, 64 wrong usage, 65 a file is wrong or missing, 70 a defect, 130 Ctrl-C (what was found so",
            "far is printed)."})
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "1..*", paramLabel = "EXPERIMENT",
            description = "A file, a directory of *.yaml, or the name of one in conf/experiments.")
    private List<String> experiments;

    @Option(names = {"-k", "--kernel"}, split = ",", paramLabel = "KERNEL",
            description = "Kernels to run on, also such as the file expects nothing of: v1, linux-6.3+badi."
                    + " Without it, those it speaks of.")
    private List<String> kernels = List.of();

    @Option(names = "--search", paramLabel = "SEARCH",
            description = "Search so, and not as the file says: auto, exhaustive, reduced, dpor, \"optimal dpor\","
                    + " \"context bound 2\", \"delay bound 2\", \"one schedule\", each also with bounds (\"exhaustive, at most 1M states"
                    + " or 2 min\"); \"surw, 10k schedules\", and so pos, \"pct 3\", urw, random, feedback, portfolio.")
    private String search;

    @Option(names = "--max-states", paramLabel = "N", description = "The most states of a search that remembers them: 500k, 10M.")
    private String maxStates;

    @Option(names = "--time", paramLabel = "TIME", description = "The longest time of a search: 500 ms, 30 s, 10 min.")
    private String time;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of all that is drawn. (${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private FarmOptions farm = new FarmOptions();

    @Option(names = "--explain", description = "Say of each search how it was made, and why so.")
    private boolean explain;

    @Option(names = {"-q", "--quiet"}, description = "Print the summary alone.")
    private boolean quiet;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private Optional<Long> states = Optional.empty();
    private Optional<Long> millis = Optional.empty();
    private int unreadable;
    private Optional<Exit> failure = Optional.empty();

    @Override
    public Integer call() {
        kernels.forEach(KernelNames::find);
        states = states(maxStates);
        millis = millis(time);
        Optional<Search> override = Optional.ofNullable(search).map(RunCommand::search);
        List<Path> files = ExperimentFiles.find(experiments);
        Report report = new Report(terminal.out, terminal.paint());
        List<Diagnostic> problems = new ArrayList<>();
        List<Trials.Asked> asked = new ArrayList<>();
        for (Path file : files) read(file, problems).ifPresent(experiment -> ask(file, experiment, override, asked));
        List<Trial> trials = asked.isEmpty() ? List.of() : make(asked, report);
        boolean interrupted = terminal.interrupt.isSet();
        if (json) terminal.out.println(ReportJson.document(trials, problems, interrupted));
        else if (quiet || trials.size() != 1 || unreadable > 0 || interrupted) report.summary(trials, unreadable, interrupted);
        return exit(trials).code;
    }

    private Optional<Experiment> read(Path file, List<Diagnostic> problems) {
        Parsed parsed = ExperimentFiles.read(file);
        if (parsed.experiment().isEmpty()) {
            unreadable++;
            problems.addAll(parsed.diagnostics());
            terminal.complain(parsed.render().stripTrailing());
        }
        return parsed.experiment();
    }

    private void ask(Path file, Experiment experiment, Optional<Search> override, List<Trials.Asked> asked) {
        List<String> on = kernels.isEmpty() ? experiment.expect().stream().map(KernelExpectation::kernel).distinct().toList()
                : kernels.stream().distinct().toList();
        Trial.Plan plan = plan(experiment, override);
        String text = ExperimentFiles.text(file);
        for (Experiment variant : experiment.variants()) {
            for (String kernel : on) {
                Trial.asked(file.toString(), variant, kernel);
                asked.add(new Trials.Asked(file.toString(), text, experiment, variant, kernel, plan));
            }
        }
    }

    private List<Trial> make(List<Trials.Asked> asked, Report report) {
        boolean text = !json && !quiet;
        List<Trial> trials = new ArrayList<>();
        Set<String> announced = new TreeSet<>();
        new Trials(terminal, farm).make(asked, (one, result) -> {
            if (text && announced.add(one.file())) report.experiment(one.whole());
            result.flatMap(came -> trial(one, came)).ifPresent(trial -> {
                trials.add(trial);
                if (text) report.trial(trial, explain);
            });
            terminal.out.flush();
        });
        return trials;
    }

    /// One trial; one that fails does not keep the others from being made.
    private Optional<Trial> trial(Trials.Asked asked, JobResult<Trial> result) {
        return switch (result) {
            case JobResult.Finished<Trial>(Trial trial) -> Optional.of(trial);
            case JobResult.Nothing<Trial>() -> Optional.empty();
            case JobResult.Broken<Trial>(OutOfMemoryError _) -> {
                failure = Optional.of(Exit.UNAVAILABLE);
                terminal.complain(asked.who() + ": not enough memory for all its states; search fewer with --max-states, or give more with"
                        + " KPROBARIUM_JAVA_OPTS=-Xmx8g");
                yield Optional.empty();
            }
            case JobResult.Broken<Trial>(Throwable defect) -> {
                failure = Optional.of(Exit.INTERNAL);
                terminal.defect(asked.who(), defect);
                yield Optional.empty();
            }
        };
    }

    private Trial.Plan plan(Experiment experiment, Optional<Search> override) {
        return plan(override.orElse(experiment.search()), states, millis, seed);
    }

    /// `planned`, within the bounds of the command line where there are any.
    static Trial.Plan plan(Search planned, Optional<Long> states, Optional<Long> millis, long seed) {
        boolean ofStates = planned.method().counts() == Search.Counts.STATES;
        long most = ofStates ? states.orElse(planned.most()) : planned.most();
        return new Trial.Plan(planned.within(most, millis.orElse(planned.maxMillis())), seed);
    }

    /// The value of `--max-states`, which may be null.
    static Optional<Long> states(String text) {
        return Optional.ofNullable(text).map(bound -> bound("--max-states", bound, " states", "a number such as `100k` or `10M`").most());
    }

    /// The value of `--time`, which may be null.
    static Optional<Long> millis(String text) {
        return Optional.ofNullable(text).map(bound -> bound("--time", bound, "", "a time such as `30 s`, `500 ms`, `10 min`").maxMillis());
    }

    /// A bound in the words of a file's `search`.
    private static Search bound(String option, String text, String unit, String expected) {
        if (SearchNotation.search("exhaustive, at most " + text + unit) instanceof Reading.Read<Search>(Search bound)) return bound;
        throw Refusal.usage(option + ": found `" + text + "`, expected " + expected);
    }

    static Search search(String text) {
        return switch (SearchNotation.search(text)) {
            case Reading.Read<Search>(Search read) -> read;
            case Reading.Refused<Search>(Fault fault) -> throw Refusal.usage("--search: found " + fault.found()
                    + (fault.expected().isEmpty() ? "" : ", expected " + fault.expected())
                    + (fault.hint().isEmpty() ? "" : ". " + fault.hint())
                    + "\n  " + text + "\n  " + " ".repeat(fault.offset()) + "^");
        };
    }

    private Exit exit(List<Trial> trials) {
        if (failure.isPresent()) return failure.get();
        if (unreadable > 0) return Exit.BAD_INPUT;
        return trials.stream().allMatch(trial -> trial.verdict() == Verdict.MET) ? Exit.OK : Exit.NOT_MET;
    }
}
