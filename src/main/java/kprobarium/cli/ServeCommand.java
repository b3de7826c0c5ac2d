package kprobarium.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import kprobarium.experiment.Experiment;
import kprobarium.live.LiveOptions;
import kprobarium.live.Service;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `serve`: a machine that runs until it is stopped, with a page, a feed, commands and metrics.
@Command(name = "serve", header = "Run a machine live, with a page to watch it.",
        description = {
            "%nRuns the experiment over and over, each CPU a verticle, and serves a page, a WebSocket feed of events, the kernel's"
                    + " kprobe_events commands and Prometheus metrics. Ctrl-C stops it between two turns.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium serve                                   conf/live.yaml on http://127.0.0.1:8080/",
            "  kprobarium serve mine.yaml --kernel v1 --port 0 --rate 200",
            "  kprobarium serve --seed 7 --journal session.txt    what went in, to be played again",
            "",
            "Exit status: 130 stopped by Ctrl-C, 64 wrong usage, 65 a file is wrong or missing,",
            "69 the port is taken."})
final class ServeCommand implements Callable<Integer> {
    private static final String LIVE = "conf/live.yaml";

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "EXPERIMENT",
            description = "A file, or the name of one in conf/experiments. (conf/live.yaml)")
    private String experiment;

    @Option(names = {"-k", "--kernel"}, paramLabel = "KERNEL", description = "The kernel; without it, the first that the file speaks of.")
    private String kernel;

    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
            description = "The address to listen on. (${DEFAULT-VALUE}) Beyond loopback it only shows and takes no orders.")
    private String host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "The port; 0 takes a free one. (${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "2000",
            description = "Steps a second; 0 is as fast as it goes. (${DEFAULT-VALUE})")
    private long rate;

    @Option(names = "--slice", paramLabel = "N", defaultValue = "64",
            description = "The most steps that a CPU takes in a turn. (${DEFAULT-VALUE})")
    private int slice;

    @Option(names = "--seed", paramLabel = "N", description = "Give turns at random, from this seed. Without it they go round.")
    private Long seed;

    @Option(names = "--event-loops", paramLabel = "N", defaultValue = "0",
            description = "Event loop threads; 0 is twice the cores. (${DEFAULT-VALUE})")
    private int eventLoops;

    @Option(names = "--journal", paramLabel = "FILE", description = "Write at the end what went in; `replay --journal` plays it again.")
    private String journal;

    @Override
    public Integer call() throws InterruptedException {
        Path file = ExperimentFiles.file(experiment == null ? ExperimentFiles.beside(LIVE) : experiment);
        Experiment variant = ExperimentFiles.readSound(file).variants().getFirst();
        String on = kernel == null ? variant.expect().getFirst().kernel() : kernel;
        KernelNames.find(on);
        Service service = start(options(variant, on));
        terminal.out.println(variant.name() + " " + on + " at " + terminal.paint().command(service.url()) + "  (Ctrl-C stops it)");
        terminal.out.flush();
        terminal.interrupt.await();
        service.stop();
        if (journal != null) write(service.journal(), file, on);
        return Exit.INTERRUPTED.code;
    }

    private LiveOptions options(Experiment variant, String on) {
        try {
            OptionalLong random = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
            return new LiveOptions(variant, on, host, port, rate, slice, random, eventLoops);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(e.getMessage());
        }
    }

    private Service start(LiveOptions options) {
        try {
            return Service.start(options);
        } catch (Service.Unavailable e) {
            throw Refusal.unavailable("cannot serve at " + host + ":" + port + ": " + e.getMessage()
                    + (String.valueOf(e.getMessage()).contains("in use") ? "; --port 0 takes a free port" : ""));
        }
    }

    private void write(String text, Path file, String on) {
        try {
            String command = "kprobarium replay " + file + " --kernel " + on + " --journal " + journal;
            Files.writeString(Path.of(journal), "# " + command + "\n" + text + "\n");
            terminal.out.println("wrote " + journal);
        } catch (IOException e) {
            throw Refusal.unavailable(journal + ": cannot be written: " + ExperimentFiles.reasonNotToWrite(e));
        }
    }
}
