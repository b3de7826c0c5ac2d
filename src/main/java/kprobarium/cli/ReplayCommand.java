package kprobarium.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.event.Event;
import kprobarium.event.render.Json;
import kprobarium.event.render.JsonEvents;
import kprobarium.event.render.Perfetto;
import kprobarium.event.render.TraceText;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Session;
import kprobarium.explore.Exploration;
import kprobarium.explore.Shortest;
import kprobarium.explore.Token;
import kprobarium.explore.Watch;
import kprobarium.schedule.Replay;
import kprobarium.schedule.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `replay`: plays one schedule and shows every step of it.
@Command(name = "replay", header = "Play one schedule and show every step.",
        description = {
            "%nShows a column for each CPU: the instructions it executes, the accesses of its kernel code with the C function that makes"
                    + " them, what changes, and what happens. A step is one access that other CPUs can see, with all that its CPU does up"
                    + " to the next one.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium replay disarm-race --kernel v1 \"1 0*15 1*3\"     CPU 1 once, CPU 0 15 times, CPU 1 3 times",
            "  kprobarium replay disarm-race --kernel v1                  the shortest schedule to its first bad end",
            "  kprobarium replay kp1-HM0GT-9-TH9J --contrast              a token, and what decides",
            "  kprobarium replay reentrant-probe -k v1 --variant q.at=bar+0x4 --events",
            "  kprobarium replay disarm-race -k v1 @schedule.txt --html race.html --perfetto race.json",
            "  kprobarium replay conf/live.yaml -k mainline --journal session.txt",
            "",
            "A schedule is a list of moves: `1` is a step of CPU 1, `0*4` four of CPU 0, `1:patch` the",
            "delivery of a patch to CPU 1's fetch, `1:preempt` its preemption by the stopper thread.",
            "",
            "A token, kp1-..., is a schedule together with what it is of; for a token alone, that is looked for",
            "in conf/experiments. It is refused where it does not belong, and where it does not end any more as",
            "it did when it was made.",
            "",
            "JSON: first experiment, kernel, schedule, token, cpus; then for each step step, cpu, move, left,",
            "others, lines; at last end, steps, circle_from, standing, observed, oopses, predicates. Step 0 is",
            "what a CPU does before the first choice. With --contrast one more: contrast, schedule.",
            "",
            "Exit status: 0 played, 64 wrong usage, 65 a file is wrong or missing, or the schedule does not fit."})
final class ReplayCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";

    private final Terminal terminal;

    ReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", paramLabel = "EXPERIMENT", description = "A file, or the name of one in conf/experiments; or a token alone.")
    private String experiment;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SCHEDULE",
            description = "The moves, or @FILE that holds them, or a token."
                    + " Without it, the shortest schedule to the first bad end is searched for.")
    private String schedule;

    @Option(names = {"-k", "--kernel"}, paramLabel = "KERNEL", description = "The kernel; without it, the first that the file speaks of.")
    private String kernel;

    @Option(names = "--variant", paramLabel = "SETTING",
            description = "The variant of a swept experiment: q.at=bar+0x4, or its number from 1.")
    private String variant;

    @Option(names = "--journal", paramLabel = "FILE", description = "Play what `serve --journal` has written, and print its events.")
    private String journal;

    @Option(names = "--no-strict",
            description = "Take a token that does not belong here, or does not fit any more, as a hint, and find the bug again from it.")
    private boolean hint;

    @Option(names = "--contrast",
            description = "Say what decides: the nearest schedule that does not end so, and the accesses that differ in order.")
    private boolean contrast;

    @Option(names = {"-v", "--verbose"},
            description = "Show also what kernel code writes to its own CPU's data, and what could happen instead of each step.")
    private boolean verbose;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "How wide the table may be. (the terminal's width)")
    private int width;

    @Option(names = "--events", description = "Print the events instead, as ftrace does.")
    private boolean events;

    @Option(names = "--json", description = "Print the steps instead, as JSON, an object a line.")
    private boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the table as a page; - is standard output.")
    private String html;

    @Option(names = "--perfetto", paramLabel = "FILE",
            description = "Write the events as a timeline for ui.perfetto.dev; - is standard output.")
    private String perfetto;

    @Override
    public Integer call() {
        if (schedule == null && Token.isToken(experiment) && !Files.exists(Path.of(experiment))) {
            Token token = Tokens.parse(experiment);
            Tokens.Home home = Tokens.home(token, ExperimentFiles.catalogueFiles(), Optional.ofNullable(kernel))
                    .orElseThrow(() -> Tokens.refusal(token, "those of conf/experiments"));
            token(token, home);
            return exit();
        }
        Path file = ExperimentFiles.file(experiment);
        Experiment whole = ExperimentFiles.readSound(file);
        Experiment chosen = variant(whole, variant);
        String on = kernel == null ? whole.expect().getFirst().kernel() : kernel;
        KernelNames.find(on);
        if (journal != null) {
            session(chosen, on);
            return Exit.OK.code;
        }
        if (schedule != null && Token.isToken(schedule)) {
            Token token = Tokens.parse(schedule);
            Optional<Tokens.Home> home = Tokens.home(token, List.of(file), Optional.ofNullable(kernel));
            if (home.isEmpty() && !hint) throw Tokens.refusal(token, whole.name() + (kernel == null ? "" : " on " + kernel));
            token(token, home.orElse(new Tokens.Home(file, whole, chosen, on)));
            return exit();
        }
        Schedule moves = schedule == null ? search(file, whole, chosen, on) : parse("the schedule", schedule);
        if (moves.entries().stream().anyMatch(Schedule.Entry.Command.class::isInstance)) {
            throw Refusal.badInput("the schedule holds commands, as the journal of a session does;"
                    + " write it to a file, and play it with --journal");
        }
        show(play(chosen, on, moves), Report.replay(file.toString(), on, Trial.setting(whole, chosen), moves));
        return exit();
    }

    private int exit() {
        return terminal.interrupt.isSet() ? Exit.INTERRUPTED.code : Exit.OK.code;
    }

    /// Plays a token where it belongs, or where it is taken as a hint.
    private void token(Token token, Tokens.Home home) {
        Token.Played played = token.play(home.subject());
        Schedule moves = played.schedule();
        if (played.mismatch().isPresent()) {
            Token.Mismatch mismatch = played.mismatch().get();
            String what = "after step " + mismatch.step() + ": " + mismatch.why();
            if (!hint) {
                throw Refusal.badInput("the token does not fit " + home.variant().name() + " on " + home.kernel() + " any more; " + what
                        + ". It was made under other rules; --no-strict finds the bug again from it");
            }
            terminal.complain("the token is taken as a hint; " + what);
            moves = fromHint(played, home);
        }
        String setting = Trial.setting(home.whole(), home.variant());
        show(play(home.variant(), home.kernel(), moves), Report.replay(home.file().toString(), home.kernel(), setting, moves));
    }

    /// The simplest schedule to the bad end that a token leads to, or else to the first there is.
    private Schedule fromHint(Token.Played played, Tokens.Home home) {
        if (!played.ending().isFatal()) return search(home.file(), home.whole(), home.variant(), home.kernel());
        return new Shortest(home.subject(), Watch.PATIENT).to(played.ending()).map(Exploration.Witness::schedule).orElse(played.schedule());
    }

    /// The variant of `whole` that was asked for; without one, the first.
    static Experiment variant(Experiment whole, String variant) {
        List<Experiment> variants = whole.variants();
        if (variant == null) return variants.getFirst();
        if (variant.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(variant);
            if (number >= 1 && number <= variants.size()) return variants.get(number - 1);
        }
        String wanted = variant.replace(" ", "");
        return variants.stream().filter(v -> Trial.setting(whole, v).replace(" ", "").equals(wanted)).findFirst().orElseThrow(() -> {
            String settings = variants.stream().map(v -> "`" + Trial.setting(whole, v) + "`").collect(Collectors.joining(", "));
            return Refusal.usage("no variant `" + variant + "` of " + whole.name() + "; "
                    + (whole.sweeps().isEmpty() ? "it has no sweep" : "there are " + settings + ", numbered from 1"));
        });
    }

    /// Reads moves, from a file if they begin with `@`. A file may have lines that begin with `#`, which say nothing.
    private static Schedule parse(String what, String text) {
        String moves = text.startsWith("@") ? withoutComments(ExperimentFiles.text(Path.of(text.substring(1)))) : text;
        return switch (Schedule.parse(moves)) {
            case Schedule.Parsed.Good(Schedule good) -> good;
            case Schedule.Parsed.Bad(Schedule.Malformed(int column, String message)) ->
                throw Refusal.badInput(what + ", character " + column + ": " + message);
        };
    }

    private static String withoutComments(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
    }

    /// The shortest schedule to the first ending that is not as it should be, or else to the first of interest, or to the likeliest.
    private Schedule search(Path file, Experiment whole, Experiment chosen, String on) {
        Trial.Plan plan = new Trial.Plan(chosen.search(), 1);
        Trial trial = Trial.run(file.toString(), whole, chosen, on, plan, new Progress(terminal, terminal.isWatched()));
        List<Exploration.Row> rows = trial.exploration().endings();
        Stream<Exploration.Row> unexpected = rows.stream().filter(row -> trial.isUnexpected(row.ending()));
        Stream<Exploration.Row> ofInterest = rows.stream().filter(trial::isOfInterest);
        return Stream.concat(Stream.concat(unexpected, ofInterest), rows.stream())
                .flatMap(row -> row.witness().stream()).map(Exploration.Witness::schedule).findFirst()
                .orElseThrow(() -> Refusal.badInput("no schedule was found before the search ended; give one, or more time"));
    }

    private static Playback play(Experiment variant, String kernel, Schedule schedule) {
        try {
            return Playback.of(variant, kernel, schedule);
        } catch (Replay.Mismatch mismatch) {
            throw Refusal.badInput(mismatch.getMessage()
                    + ".\nA schedule fits one experiment, variant and kernel; `kprobarium run` finds some that fit.");
        }
    }

    private void show(Playback playback, String command) {
        List<Event> all = new ArrayList<>(playback.setup());
        all.addAll(playback.events());
        if (html != null) write(html, ColumnHtml.page(playback, command, verbose));
        if (perfetto != null) write(perfetto, Perfetto.render(playback.variant().name() + " " + playback.kernel(), playback.cpus(), all));
        if (json) {
            PlaybackJson.print(playback, terminal.out);
        } else if (events) {
            trace(all);
        } else if (html == null && perfetto == null) {
            new ColumnText(terminal.out, terminal.paint(), playback, verbose, width > 0 ? width : terminal.width()).print();
        }
        if (contrast) contrast(playback);
    }

    private void contrast(Playback playback) {
        Optional<ContrastText> text = ContrastText.of(playback.variant(), playback.kernel(), playback.schedule(), playback.ending());
        if (json) {
            terminal.out.println(new Json().put("contrast", text.map(ContrastText::sentence).orElse(null))
                    .put("schedule", text.map(found -> found.contrast().schedule().toString()).orElse(null)));
        } else if (text.isPresent()) {
            text.get().lines().forEach(terminal.out::println);
        } else {
            terminal.out.println("No schedule that ends otherwise is one choice away.");
        }
    }

    private void trace(List<Event> all) {
        terminal.out.print(TraceText.header());
        all.forEach(event -> terminal.out.println(TraceText.render(event)));
    }

    /// Plays the journal of a session. It can be long, so events are printed as they come.
    private void session(Experiment chosen, String on) {
        Schedule moves = parse(journal, "@" + journal);
        List<Event> timeline = new ArrayList<>();
        if (!json && perfetto == null) terminal.out.print(TraceText.header());
        try {
            Session.replay(chosen, on, moves.toString(), event -> {
                if (perfetto != null) timeline.add(event);
                else terminal.out.println(json ? JsonEvents.render(event) : TraceText.render(event));
            });
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw Refusal.badInput(journal + ": not a journal of " + chosen.name() + " on " + on + ": " + e.getMessage());
        }
        if (perfetto != null) write(perfetto, Perfetto.render(chosen.name() + " " + on, chosen.cpus().size(), timeline));
    }

    private void write(String name, String text) {
        if (name.equals(STANDARD_OUTPUT)) {
            terminal.out.print(text);
            return;
        }
        try {
            Files.writeString(Path.of(name), text);
        } catch (IOException e) {
            throw Refusal.unavailable(name + ": cannot be written: " + ExperimentFiles.reasonNotToWrite(e));
        }
        terminal.out.println("wrote " + name);
    }
}
