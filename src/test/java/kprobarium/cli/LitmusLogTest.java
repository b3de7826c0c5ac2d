package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import kprobarium.cli.Cli.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `run` prints is a log that the tools for litmus tests take.
final class LitmusLogTest {
    private static final String TWO_CPUS = """
            experiment: two
            about: Two CPUs, two doublewords, and a probe that is taken away.
            text: |
              foo: la.local $t0, counter
                   addi.d $a0, $a0, 1
                   st.d   $a0, $t0, 8
                   jr     $ra
            data: |
              counter: .dword 5, 6
            kprobes: { p: foo+0x8 }
            cpus:
              0: [ unregister_kprobe(p) ]
              1: [ foo(41) ]
            """;

    @TempDir
    Path folder;

    private Result run(String rest) throws IOException {
        Path file = Files.writeString(folder.resolve("two.yaml"), TWO_CPUS + rest);
        return kprobarium("run", file.toString());
    }

    private HerdLog.Test only(String rest) throws IOException {
        List<HerdLog.Test> tests = HerdLog.parse(run(rest).out());
        assertEquals(1, tests.size());
        return tests.getFirst();
    }

    @ParameterizedTest
    @CsvSource({"disarm-race,6", "arm-visibility,4", "reentrant-probe,6", "bceqz-livelock,3", "misaligned,3", "branch-leaves-irqs-off,3",
        "nested-in-post-handler,3", "conf/experiments/litmus/memory/sb-allowed.yaml,1", "conf/experiments/litmus/fetch/coff.yaml,5",
        "conf/experiments/litmus/fetch/cowf-ibar.yaml,5"})
    void every_test_of_a_run_is_read_back(String experiment, int atLeast) {
        List<HerdLog.Test> tests = HerdLog.parse(kprobarium("run", experiment).out());
        assertTrue(tests.size() >= atLeast, () -> tests.toString());
        assertEquals(tests.size(), tests.stream().map(HerdLog.Test::name).distinct().count());
        assertTrue(tests.stream().flatMap(test -> test.rows().stream()).allMatch(row -> row.remark().startsWith("kp1-")));
    }

    @Test
    void a_sample_is_read_back_too_and_says_what_it_is() {
        List<HerdLog.Test> tests = HerdLog.parse(kprobarium("run", "disarm-race", "--search", "random, 500 schedules").out());
        assertEquals(Set.of("sampled, schedules"), Set.copyOf(tests.stream().map(HerdLog.Test::remark).toList()));
        tests.forEach(test -> assertEquals(500, test.positive() + test.negative()));
    }

    @Test
    void a_condition_about_memory_lists_what_is_in_memory() throws IOException {
        HerdLog.Test test = only("""
                exists: (counter[1]=42 /\\ ~(p.hits=0))
                locations: [ counter, 1:a0 ]
                expect: { linux-6.3+badi: {} }
                """);
        assertEquals("two/linux-6.3+badi", test.name());
        assertEquals("exists (counter[1]=42 /\\ ~(p.hits=0))", test.condition());
        assertEquals("Ok", test.answer());
        assertEquals(Set.of("counter", "1:a0", "counter[1]", "p.hits"), test.rows().getFirst().bindings().keySet());
        assertEquals("5", test.rows().getFirst().bindings().get("counter"));
        assertEquals("42", test.rows().getFirst().bindings().get("counter[1]"));
    }

    @Test
    void the_kernels_own_condition_takes_the_place_of_the_files() throws IOException {
        Result result = run("""
                ~exists: (oops)
                expect:
                  v1: { exists: oops in do_bp \\/ oops in kprobe_pre_handler }
                  linux-6.3: {}
                  linux-6.3+badi: {}
                """);
        List<HerdLog.Test> tests = HerdLog.parse(result.out());
        assertEquals(List.of("Allowed Ok", "Forbidden No", "Forbidden Ok"),
                tests.stream().map(test -> test.kind() + " " + test.answer()).toList());
        assertEquals("exists (oops=do_bp \\/ oops=kprobe_pre_handler)", tests.getFirst().condition());
        assertEquals("~exists (~(oops=none))", tests.getLast().condition());
        assertEquals(1, result.status());
    }

    @Test
    void a_filter_leaves_out_schedules_that_end_otherwise() throws IOException {
        String condition = "expect: { v1: { exists: (oops), sometimes: [ p.hits == 0 ] } }\n";
        HerdLog.Test all = only(condition);
        Result result = run(condition + "filter: ~(p.hits=1)\n");
        HerdLog.Test filtered = HerdLog.parse(result.out()).getFirst();
        assertTrue(filtered.rows().stream().allMatch(row -> row.bindings().get("p.hits").equals("0")));
        assertEquals(all.positive(), filtered.positive());
        assertTrue(filtered.negative() < all.negative());
        assertTrue(result.out().matches("(?s).*  NOT MET +sometimes  p\\.hits == 0  in all .*"), result.out());
        assertTrue(result.out().contains(" schedules that end with ~(p.hits == 1): "), result.out());
    }

    @Test
    void what_no_litmus_test_can_say_is_still_a_line_that_the_tools_pass_over() throws IOException {
        String out = run("expect: { v1: { ~exists: (p.hits >= 2) } }\n").out();
        assertTrue(out.contains("\nCondition ~exists (p.hits>=2)\nObservation two/v1 Never 0 "), out);
    }

    @Test
    void nothing_to_explore_is_no_pass() throws IOException {
        Path file = Files.writeString(folder.resolve("two.yaml"), TWO_CPUS.replace("  0: [ unregister_kprobe(p) ]\n  1:", "  0:")
                + "expect: { v1: { never: [ deadlock ] } }\n");
        Result result = kprobarium("run", file.toString());
        assertEquals(1, result.status());
        assertEquals("Undef", HerdLog.parse(result.out()).getFirst().answer());
        assertTrue(result.out().contains("\nError: no play ever has a choice, so nothing was explored."), result.out());
        assertTrue(result.out().contains("\nVerdict Vacuous\n"), result.out());
        assertEquals(0, kprobarium("run", file.toString(), "--search", "one schedule").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1204 :> 1:a0=42;|1204 :> 1:a0=41;",
        "57   *>|57   :>",
        "57   *>| 57   *>",
        "57   *> 1:a0=41;|57   *> 0:a0=41;",
        "Test race/v1 Allowed|Test race/v1",
        "Test race/v1 Allowed|Test race v1 Allowed",
        "States 2|States 3",
        "Positive: 57 Negative: 1204|Positive: 58 Negative: 1204",
        "Sometimes 57 1204|Always 57 1204",
        "(1:a0=41)|(1:a0=41 || oops=none)",
        "(1:a0=41)|(0:a0=41)",
        "Hash=0d51000|Hash=kp1"})
    void the_reader_of_logs_is_strict(String change) {
        String log = """
                Test race/v1 Allowed
                States 2
                1204 :> 1:a0=42;  # no preemption
                57   *> 1:a0=41;  # 1 preemption
                Ok
                Witnesses
                Positive: 57 Negative: 1204
                Condition exists (1:a0=41)
                Observation race/v1 Sometimes 57 1204 (exhaustive, schedules)
                Hash=0d51000
                """;
        assertEquals(57, HerdLog.parse(log).getFirst().positive());
        String[] parts = change.split("\\|", 2);
        assertTrue(log.contains(parts[0]));
        assertThrows(AssertionError.class, () -> HerdLog.parse(log.replace(parts[0], parts[1])));
    }
}
