package kprobarium.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import kprobarium.farm.SetUp;
import kprobarium.farm.Workers;
import kprobarium.live.FarmNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `farm`: this machine helps another one search.
@Command(name = "farm", header = "Help another machine search.",
        description = {
            "%nJoins the search that another machine makes, does parts of it, and waits for the next one when that is over. The other"
                    + " machine says `kprobarium run ... --farm HOST:PORT`, with an address of its own. Both must run the same build;"
                    + " what is reported there is the same with any number of helpers, and whatever becomes of them.%n",
            "Machines speak to each other over TCP, unencrypted and without asking who is there, so beyond one machine this belongs into"
                    + " a network of your own. On 127.0.0.1 nobody else can reach it.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium run conf/experiments --farm 127.0.0.1:7100     searches, and lets others help",
            "  kprobarium farm --join 127.0.0.1:7100                     helps",
            "  kprobarium farm --join 10.0.0.5:7100 --workers 4          helps, with 4 threads",
            "",
            "Exit status: 130 stopped by Ctrl-C, 64 wrong usage, 69 the search is of another build."})
final class FarmCommand implements Callable<Integer> {
    private final Terminal terminal;

    FarmCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = "--join", required = true, paramLabel = "HOST:PORT", description = "Where the search is.")
    private String join;

    @Option(names = "--workers", paramLabel = "N", description = "Threads that help, by default one for each core.")
    private Integer workers;

    @Override
    public Integer call() throws InterruptedException {
        int threads = workers == null ? Workers.all() : workers;
        if (threads < 1) throw Refusal.usage("--workers: found " + threads + ", expected at least 1");
        FarmNode node = new FarmNode(Optional.empty(), FarmOptions.address("--join", join), threads, SetUp::ofTheTable, this::say,
                terminal.interrupt::isSet);
        try {
            node.serve();
        } catch (FarmNode.Refused refused) {
            throw Refusal.unavailable(join + " does not want this node: " + refused.getMessage());
        }
        return Exit.INTERRUPTED.code;
    }

    private void say(String what) {
        terminal.out.println(what);
        terminal.out.flush();
    }
}
