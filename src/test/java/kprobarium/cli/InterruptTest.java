package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kprobarium.cli.Cli.Result;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Verdict;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C, in the middle of a search and of a service.
@Timeout(120)
final class InterruptTest {
    /// More states than anybody waits for.
    private static final String ENDLESS = """
            experiment: endless
            about: Four CPUs run into two probes that a fifth arms and disarms.
            text: |
              foo: addi.d $a0, $a0, 1
                   addi.d $a0, $a0, 1
                   jr     $ra
            kprobes: { p: foo, q: foo+0x4 }
            cpus:
              0: [ disable_kprobe(p), enable_kprobe(p), disable_kprobe(q), enable_kprobe(q) ]
              1: [ foo(1), foo(2), foo(3) ]
              2: [ foo(1), foo(2), foo(3) ]
              3: [ foo(1), foo(2), foo(3) ]
              4: [ foo(1), foo(2), foo(3) ]
            search: exhaustive
            expect:
              v1: { never: [ deadlock ] }
            """;

    @TempDir
    Path folder;

    private static Terminal terminal(OutputStream out, OutputStream err, Interrupt interrupt) {
        return new Terminal(new ByteArrayInputStream(new byte[0]), out, err, _ -> null, false, false, interrupt);
    }

    @Test
    void an_interrupted_search_answers_with_what_it_has_found() {
        Interrupt interrupt = new Interrupt();
        interrupt.set();
        Experiment endless = Experiments.of(ENDLESS);
        Progress progress = new Progress(terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), interrupt), false);
        Trial trial = Trial.run("endless.yaml", endless, endless, "v1", new Trial.Plan(endless.search(), 1), progress);
        assertEquals(Trial.Limit.INTERRUPT, trial.limit());
        assertEquals(Verdict.UNDECIDED, trial.verdict());
        assertFalse(trial.exploration().endings().isEmpty());
    }

    @Test
    void a_process_that_is_told_to_end_prints_its_report_first() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("endless.yaml"), ENDLESS);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        Process process = new ProcessBuilder(java, "-cp", classPath, "kprobarium.cli.Main", "run", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("endless: Four CPUs run into two probes that a fifth arms and disarms.", out.readLine());
            process.toHandle().destroy();
            List<String> rest = out.lines().toList();
            assertTrue(rest.getLast().endsWith("; interrupted"), String.join("\n", rest));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(128 + 15, process.waitFor());
    }

    @Test
    void a_service_ends_cleanly_and_its_journal_plays_again() throws Exception {
        Path journal = folder.resolve("session.txt");
        Interrupt interrupt = new Interrupt();
        CompletableFuture<String> firstLine = new CompletableFuture<>();
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                String text = toString(StandardCharsets.UTF_8);
                if (text.contains("\n")) firstLine.complete(text);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = terminal(out, err, interrupt);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> Main.run(terminal, "serve", "--port", "0", "-k", "mainline",
                "--rate", "1000", "--journal", journal.toString()));
        assertTrue(firstLine.get(60, TimeUnit.SECONDS).matches("live mainline at http://127\\.0\\.0\\.1:[0-9]+/ .*\n"), firstLine.get());
        interrupt.set();
        assertEquals(Exit.INTERRUPTED.code, status.get(60, TimeUnit.SECONDS), err.toString(StandardCharsets.UTF_8));
        String command = "kprobarium replay conf/live.yaml --kernel mainline --journal " + journal;
        assertTrue(Files.readString(journal).startsWith("# " + command + "\n"));
        Result replayed = Cli.kprobarium("replay", "conf/live.yaml", "-k", "mainline", "--journal", journal.toString());
        assertEquals("", replayed.err());
        assertEquals(0, replayed.status());
        assertTrue(replayed.out().startsWith("# tracer: kprobarium\n"), replayed.out());
    }

    @Test
    void a_port_that_is_taken_is_no_defect() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result = Cli.kprobarium("serve", "--port", Integer.toString(taken.getLocalPort()));
            assertEquals(Exit.UNAVAILABLE.code, result.status());
            assertTrue(result.err().contains("Address already in use; --port 0 takes a free port"), result.err());
        }
    }
}
