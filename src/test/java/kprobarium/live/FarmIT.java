package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.SetUp;
import kprobarium.farm.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Processes that search together, on loopback: helped, bereaved or cut off, the run finds what one worker finds.
@Timeout(180)
final class FarmIT {
    private static final String[] SAMPLE = {"run", "disarm-race", "-k", "v1", "--search", "random, 30k schedules", "--seed", "7"};

    /// A process, and the lines that it writes to standard error.
    private record Started(Process process, BlockingQueue<String> said) {
        /// The first line yet unread that is `wanted`.
        String hear(Predicate<String> wanted) throws InterruptedException {
            List<String> unwanted = new ArrayList<>();
            while (process.isAlive() || !said.isEmpty()) {
                String line = said.poll(1, TimeUnit.SECONDS);
                if (line == null) continue;
                if (wanted.test(line)) return line;
                unwanted.add(line);
            }
            throw new AssertionError(String.join("\n", unwanted));
        }

        /// All that it writes to standard output, when it has ended well.
        String out() throws IOException, InterruptedException {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> out + String.join("\n", said));
            return out;
        }
    }

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end_all_processes() throws InterruptedException {
        for (Process process : processes) process.destroyForcibly();
        for (Process process : processes) process.waitFor();
    }

    private Started start(Class<?> main, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(Stream.concat(
                Stream.of(java, "--sun-misc-unsafe-memory-access=allow", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                        System.getProperty("java.class.path"), main.getName()),
                Stream.of(arguments)).toList()).start();
        processes.add(process);
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(said::add));
        return new Started(process, said);
    }

    private Started kprobarium(String... arguments) throws IOException {
        return start(kprobarium.cli.Main.class, arguments);
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private static String afterLast(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static JsonObject progress(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "api/v1/farm")).build();
            return new JsonObject(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    /// Waits until so many units are done.
    private static void awaitUnits(String url, int done) throws IOException, InterruptedException {
        JsonObject now = progress(url);
        while (now.getInteger("units_done") < done) now = progress(url);
        assertTrue(now.getInteger("units_done") < now.getInteger("units"), now.encode());
    }

    @Test
    void however_many_nodes_help_the_report_is_the_same() throws IOException, InterruptedException {
        String alone = kprobarium(with(SAMPLE, "--workers", "1")).out();
        for (int nodes = 1; nodes <= 3; nodes++) {
            Started run = kprobarium(with(SAMPLE, "--workers", "0", "--farm", "127.0.0.1:0", "--nodes", Integer.toString(nodes)));
            String address = afterLast(run.hear(line -> line.startsWith("farm: join with")));
            for (int n = 0; n < nodes; n++) kprobarium("farm", "--join", address, "--workers", "1");
            assertEquals(alone, run.out());
            end_all_processes();
            processes.clear();
        }
    }

    @Test
    void a_node_that_is_killed_is_replaced_by_another() throws IOException, InterruptedException {
        String alone = kprobarium(with(SAMPLE, "--workers", "1")).out();
        Started run = kprobarium(with(SAMPLE, "--workers", "0", "--farm", "127.0.0.1:0", "--http", "0", "--patience", "3"));
        String address = afterLast(run.hear(line -> line.startsWith("farm: join with")));
        String url = afterLast(run.hear(line -> line.startsWith("farm: progress at")));
        Started first = kprobarium("farm", "--join", address, "--workers", "1");
        awaitUnits(url, 1);
        assertTrue(first.process().destroyForcibly().waitFor() != 0);
        run.hear(line -> line.endsWith("what it had is handed out again"));
        kprobarium("farm", "--join", address, "--workers", "1");
        assertEquals(alone, run.out());
    }

    @Test
    void a_node_that_is_cut_off_goes_on_when_the_network_is_back() throws IOException, InterruptedException {
        int[] ports = Stream.generate(Wire::freePort).limit(4).mapToInt(Integer::intValue).toArray();
        try (Wire runCluster = new Wire(ports[0]); Wire runBus = new Wire(ports[1]); Wire nodeCluster = new Wire(ports[2]);
                Wire nodeBus = new Wire(ports[3])) {
            List<Wire> wires = List.of(runCluster, runBus, nodeCluster, nodeBus);
            Started run = start(FarmProcess.class, "run", "" + ports[0], "" + ports[1], "" + runCluster.port(), "" + runBus.port());
            String url = run.process().inputReader(StandardCharsets.UTF_8).readLine();
            start(FarmProcess.class, "node", "" + ports[2], "" + ports[3], "" + nodeCluster.port(), "" + nodeBus.port(),
                    "" + runCluster.port());
            awaitUnits(url, 1);

            wires.forEach(Wire::cut);
            run.hear(line -> line.endsWith("what it had is handed out again"));
            wires.forEach(Wire::heal);

            assertEquals(alone(), run.process().inputReader(StandardCharsets.UTF_8).readLine());
        }
    }

    /// What one worker of this process finds in the job of [FarmProcess].
    private static String alone() throws InterruptedException {
        Ledger<String> ledger = new Ledger<>(List.of(FarmProcess.job()));
        try (var _ = Workers.start(1, ledger, (_, _, found) -> found.exploration().toString(), SetUp::ofTheTable)) {
            JobResult<String> result = ledger.await(0, 120_000).orElseThrow();
            return result.toString();
        }
    }
}
