package kprobarium.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kprobarium.cli.HerdLog;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// What [ExploreTest] makes of good experiments and of bad ones, as JUnit runs them.
final class ExploreTestTest {
    private static final List<String> CALLED = new ArrayList<>();

    /// Classes as users write them. They are no tests of this build: nested ones are not looked for.
    static final class Users {
        @ExploreTest("conf/experiments/reentrant-probe.yaml")
        void reentrantProbe() {}

        @ExploreTest(value = "experiment/junit/removed-too-early.yaml", maxStates = 100_000)
        void removedTooEarly(ExploredCondition condition) {
            CALLED.add(condition.toString());
        }

        @ExploreTest("conf/experiments/litmus/fetch/cowf-ibar.yaml")
        void fetchModels() {}

        @ExploreTest(value = "experiment/junit/removed-too-early.yaml", kernels = "v1", search = "exhaustive", maxStates = 10)
        void tooFewStates() {}

        @ExploreTest(value = "experiment/junit/removed-too-early.yaml", kernels = "linux-6.3+badi",
                search = "random, 100 schedules", seed = 3)
        void aSample(ExploredCondition condition) {
            CALLED.add(condition.assurance());
        }

        @ExploreTest("experiment/junit/nothing-to-explore.yaml")
        void nothingToExplore() {}

        @ExploreTest(value = "experiment/junit/nothing-to-explore.yaml", search = "one schedule")
        void oneScheduleIsMeant() {}

        @ExploreTest("experiment/junit/not-readable.yaml")
        void notReadable() {}

        @ExploreTest("experiment/junit/not-there.yaml")
        void notThere() {}

        @ExploreTest(value = "conf/experiments/disarm-race.yaml", kernels = "mainline+rendezvous")
        void nothingExpected() {}

        @ExploreTest(value = "conf/experiments/disarm-race.yaml", search = "exhaustiv")
        void oddSearch() {}
    }

    /// Runs one of these methods; each test's name, with the first line or all of why it failed, or nothing.
    private static Map<String, String> run(String method, Class<?>... parameters) {
        CALLED.clear();
        Map<String, String> results = new LinkedHashMap<>();
        var request = LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(Users.class, method, parameters)).build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String why = result.getThrowable().map(Throwable::getMessage).orElse("");
                if (test.isTest() || !why.isEmpty()) results.put(test.getDisplayName(), why);
            }
        });
        return results;
    }

    @Test
    void there_is_a_test_for_each_variant_kernel_and_expectation() {
        Map<String, String> results = run("reentrantProbe");
        assertEquals(66, results.size());
        assertEquals("reentrant-probe [q.at=bar] v1: always: oops at slot(p)+0x4", List.copyOf(results.keySet()).getFirst());
        assertEquals(List.of(""), results.values().stream().distinct().toList());
    }

    @Test
    void a_failure_has_verdict_counts_token_replay_command_and_table() {
        Map<String, String> results = run("removedTooEarly", ExploredCondition.class);
        assertEquals(List.of("removed-too-early v1: never: cpu1.a0 == 43", "removed-too-early v1: sometimes: cpu1.a0 == 42",
                "removed-too-early v1: ~exists: oops", "removed-too-early linux-6.3+badi: forall: cpu1.a0 == 42 /\\ ~oops"),
                List.copyOf(results.keySet()));
        String failure = results.get("removed-too-early v1: ~exists: oops");
        assertTrue(failure.startsWith("removed-too-early v1: ~exists: oops\n  not met\n  it holds in 2240 of "), failure);
        assertTrue(failure.contains("\n  token:  kp1-"), failure);
        assertTrue(failure.contains("\n  replay: kprobarium replay experiment/junit/removed-too-early.yaml --kernel v1 \"1"), failure);
        HerdLog.Test table = HerdLog.parse(failure.lines().map(line -> line.replaceFirst("^  ", "")).toList()).getFirst();
        assertEquals("No", table.answer());
        assertEquals("~exists (~(oops=none))", table.condition());
        assertEquals("", results.get("removed-too-early v1: sometimes: cpu1.a0 == 42"));
    }

    @Test
    void the_method_is_called_only_where_the_expectation_is_met() {
        run("removedTooEarly", ExploredCondition.class);
        assertEquals(List.of("removed-too-early v1: never: cpu1.a0 == 43", "removed-too-early v1: sometimes: cpu1.a0 == 42",
                "removed-too-early linux-6.3+badi: forall: cpu1.a0 == 42 /\\ ~oops"), CALLED);
    }

    @Test
    void what_the_search_could_not_say_is_a_failure_with_the_reason() {
        String failure = run("tooFewStates").get("removed-too-early v1: never: cpu1.a0 == 43");
        assertTrue(failure.contains("\n  undecided: the search (exhaustive, at most 10 states) ended before it could say"), failure);
    }

    @Test
    void a_clean_sample_passes_with_its_probability() {
        assertEquals(List.of(""), List.copyOf(run("aSample", ExploredCondition.class).values()));
        assertEquals(List.of("p < 3.0e-2 at 95 % (100 schedules)"), CALLED);
    }

    @Test
    void an_experiment_without_a_choice_is_a_failure_unless_one_schedule_is_meant() {
        String failure = run("nothingToExplore").values().iterator().next();
        assertTrue(failure.contains("\n  vacuous: no play ever has a choice"), failure);
        assertEquals(List.of(""), List.copyOf(run("oneScheduleIsMeant").values()));
    }

    @Test
    void each_variant_is_tested_for_what_is_expected_of_it_and_one_without_a_choice_is_fine_beside_others() {
        Map<String, String> results = run("fetchModels");
        assertEquals(List.of("cowf-ibar [machine.fetch=coherent] v1: always: cpu0.a0 == 1",
                "cowf-ibar [machine.fetch=bus] v1: always: cpu0.a0 == 1",
                "cowf-ibar [machine.fetch=window] v1: always: cpu0.a0 == 1", "cowf-ibar [machine.fetch=pipeline] v1: always: cpu0.a0 == 1",
                "cowf-ibar [machine.fetch=incoherent] v1: sometimes: cpu0.a0 == 0",
                "cowf-ibar [machine.fetch=incoherent] v1: sometimes: cpu0.a0 == 1"), List.copyOf(results.keySet()));
        assertEquals(List.of(""), results.values().stream().distinct().toList());
    }

    @Test
    void what_cannot_be_run_is_a_failure_that_says_what_to_write() {
        assertTrue(run("notReadable").get("notReadable()").contains("not-readable.yaml:8:3: unknown kernel `v2`"));
        assertTrue(run("notThere").get("notThere()").startsWith("experiment/junit/not-there.yaml: no such file in "));
        assertTrue(run("nothingExpected").get("nothingExpected()")
                .contains("expects nothing of `mainline+rendezvous`; it does of v1, v1+recheck"));
        assertTrue(run("oddSearch").get("oddSearch()").contains("character 1: found unknown search `exhaustiv`"));
    }

    @Test
    void the_readme_shows_the_example_as_it_is_compiled_here() throws IOException {
        String example = Files.readString(Path.of("src/test/java/kprobarium/example/DisarmRaceTest.java"));
        String shown = example.substring(example.indexOf("import")).strip();
        assertTrue(Files.readString(Path.of("README.md")).contains("```java\n" + shown + "\n```"), shown);
    }

    @Test
    void the_readme_names_the_dependency_as_the_build_does() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String readme = Files.readString(Path.of("README.md"));
        for (String element : List.of("groupId", "artifactId", "version")) {
            String coordinate = pom.substring(pom.indexOf("<" + element + ">"), pom.indexOf("</" + element + ">"));
            assertTrue(readme.contains("  " + coordinate + "</" + element + ">\n"), coordinate);
        }
    }
}
