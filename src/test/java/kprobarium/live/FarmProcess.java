package kprobarium.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import kprobarium.experiment.Search;
import kprobarium.farm.Description;
import kprobarium.farm.Job;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.SetUp;
import kprobarium.farm.Workers;

/// A run, or a node that helps it, as a process of its own, that is known to others by an address at which it does not listen. Addresses
/// are `PORT BUSPORT`, all on loopback.
///
/// `run OWN KNOWN` prints where progress is, then what was found; `node OWN KNOWN RUN-PORT` helps until it is ended.
final class FarmProcess {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String HOST = "127.0.0.1";

    private FarmProcess() {}

    static Job job() {
        return new Job(new Description.OfModel("textpatch", List.of(1, 1, 2, 2, 0, 0, 0, 0)), Search.random(1_000_000), 7, Job.Until.END);
    }

    public static void main(String[] args) throws Exception {
        FarmAddress own = new FarmAddress(HOST, port(args[1]), port(args[2]),
                Optional.of(new FarmAddress.Known(HOST, port(args[3]), port(args[4]))));
        if (args[0].equals("node")) {
            new FarmNode(Optional.of(own), FarmAddress.of(HOST, port(args[5])), 1, SetUp::ofTheTable, FarmProcess::say, () -> false)
                    .serve();
            return;
        }
        Ledger<String> ledger = new Ledger<>(List.of(job()));
        try (Farm farm = Farm.open(ledger, Optional.of(own), PATIENCE, OptionalInt.of(0), 0, FarmProcess::say);
                Workers _ = Workers.start(0, ledger, (_, _, found) -> found.exploration().toString(), SetUp::ofTheTable)) {
            System.out.println(farm.url().orElseThrow());
            Optional<JobResult<String>> result = Optional.empty();
            while (result.isEmpty()) result = ledger.await(0, 1000);
            System.out.println(result.get());
        }
    }

    private static int port(String text) {
        return Integer.parseInt(text);
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
