package kprobarium.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import kprobarium.farm.Ledger;
import kprobarium.farm.Workers;
import kprobarium.live.Farm;
import kprobarium.live.FarmAddress;
import kprobarium.live.Service;
import picocli.CommandLine.Option;

/// Who works at a search: the options of every command that makes one.
final class FarmOptions {
    private static final int LOOK_MILLIS = 50;

    @Option(names = "--workers", paramLabel = "N",
            description = "Threads that search, by default one for each core. What is reported does not depend on it.")
    private Integer workers;

    @Option(names = "--farm", paramLabel = "HOST:PORT",
            description = "Let other machines help, on each of which `kprobarium farm --join HOST:PORT` runs. HOST is an address of"
                    + " this machine. Whoever reaches it can join.")
    private String at;

    @Option(names = "--nodes", paramLabel = "N", description = "With --farm, begin when so many have joined. (0)")
    private int nodes;

    @Option(names = "--http", paramLabel = "PORT",
            description = "Meanwhile, serve Prometheus metrics and the progress over HTTP at this port of 127.0.0.1; 0 takes a free one.")
    private Integer http;

    @Option(names = "--patience", paramLabel = "SECONDS", hidden = true,
            description = "How long a node may be silent before its units are handed out again.")
    private Integer patience;

    /// Whether other machines may help.
    boolean isOpen() {
        return at != null;
    }

    /// How many threads of this process search.
    int workers() {
        if (workers == null) return Workers.all();
        if (workers < 1 && at == null || workers < 0) throw Refusal.usage("--workers: found " + workers + ", expected at least 1");
        return workers;
    }

    /// Opens `ledger` to whoever is to help and to look on, and waits for those who are to be waited for; empty if nobody is. Whatever is
    /// said of it goes to standard error.
    Optional<Farm> open(Ledger<?> ledger, Terminal terminal) {
        if (at == null && nodes > 0) throw Refusal.usage("--nodes: nobody can join without --farm HOST:PORT");
        if (at == null && http == null) return Optional.empty();
        Optional<FarmAddress> address = Optional.ofNullable(at).map(text -> address("--farm", text));
        Duration silence = patience == null ? Farm.PATIENCE : Duration.ofSeconds(patience);
        try {
            Farm farm = Farm.open(ledger, address, silence, http == null ? OptionalInt.empty() : OptionalInt.of(http), workers(),
                    said -> terminal.complain("farm: " + said));
            farm.address().ifPresent(joined -> terminal.complain("farm: join with: kprobarium farm --join " + joined));
            farm.url().ifPresent(url -> terminal.complain("farm: progress at " + url));
            boolean ended = false;
            while (farm.nodes() < nodes && !ended) ended = terminal.interrupt.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return Optional.of(farm);
        } catch (Service.Unavailable e) {
            throw Refusal.unavailable("cannot listen at " + address.map(FarmAddress::toString).orElse("127.0.0.1:" + http) + ": "
                    + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("interrupted");
        }
    }

    static FarmAddress address(String option, String text) {
        try {
            return FarmAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(option + ": " + e.getMessage());
        }
    }
}
