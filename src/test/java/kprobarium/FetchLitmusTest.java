package kprobarium;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fetch;
import kprobarium.experiment.Judge;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Search;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Play;
import kprobarium.explore.Shortest;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.testing.Experiments;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The litmus tests of instruction fetch, under every fetch model, and six of them against herd7.
final class FetchLitmusTest {
    private static final String KERNEL = "v1";
    private static final int MOST_STATES = 100_000;
    private static final Path PAGE = Path.of("conf/experiments/litmus/fetch/README.md");

    @TestFactory
    Stream<DynamicTest> litmus_tests() {
        return Experiments.litmus().flatMap(name -> Experiments.named(name).variants().stream())
                .map(variant -> dynamicTest(variant.name(), () -> asExpected(variant)));
    }

    private static void asExpected(Experiment variant) {
        List<Predicate> predicates = predicates(variant);
        Rig rig = Experiments.rig(variant, KERNEL);
        Exploration found = new Shortest(rig, predicates, Watch.PATIENT).shorten(explore(rig, predicates));
        for (Judge.Judgement judgement : Judge.judge(variant.expect().getFirst().expectation(), found.counts())) {
            assertEquals(Verdict.MET, judgement.verdict(), () -> judgement.line() + ": " + judgement.count());
        }
        assertAll(found.endings().stream().map(row -> () -> {
            Play play = new Play(Experiments.rig(variant, KERNEL), predicates);
            assertEquals(row.ending(), play.play(row.witness().orElseThrow().schedule(), _ -> {}));
        }));
    }

    private static List<Predicate> predicates(Experiment variant) {
        return variant.expect().getFirst().expectation().lines().stream().map(line -> line.predicate()).toList();
    }

    private static Exploration explore(Rig rig, List<Predicate> predicates) {
        Exploration found = new Explorer(rig, predicates).search(new Exhaustive(MOST_STATES), Watch.PATIENT);
        assertTrue(found.complete());
        return found;
    }

    /// Older words, deliveries and faults are announced well enough for reductions, and races are found on the traces that are left.
    @TestFactory
    Stream<DynamicTest> reduced_searches_find_the_same_outcomes_and_the_same_races() {
        return Experiments.litmus().flatMap(name -> Experiments.named(name).variants().stream())
                .map(variant -> dynamicTest(variant.name(), () -> {
                    Rig whole = Experiments.rig(variant, KERNEL);
                    String outcomes = outcomes(explore(whole, List.of()));
                    for (Search.Method method : List.of(Search.Method.REDUCED, Search.Method.DPOR)) {
                        Rig rig = Experiments.rig(variant, KERNEL);
                        Search search = Search.of(method, method == Search.Method.DPOR ? Search.UNBOUNDED : MOST_STATES, Search.UNBOUNDED);
                        Exploration found = new Explorer(rig, List.of()).search(Strategies.of(search, 1), Watch.PATIENT);
                        assertTrue(found.complete());
                        assertEquals(outcomes, outcomes(found), method.toString());
                        assertEquals(whole.warnings(), rig.warnings(), method.toString());
                    }
                }));
    }

    private static String outcomes(Experiment variant) {
        return outcomes(explore(Experiments.rig(variant, KERNEL), List.of()));
    }

    private static String outcomes(Exploration found) {
        return found.endings().stream().map(row -> String.join(" ", row.ending().observed())).map(text -> text.replaceAll("\\S+=", ""))
                .collect(Collectors.toCollection(TreeSet::new)).stream().collect(Collectors.joining(" "));
    }

    @Test
    void the_page_of_outcomes_is_fresh() throws IOException {
        StringBuilder page = new StringBuilder("""
                <!-- Generated by searching the files here; a test keeps it fresh. -->
                # Litmus tests of instruction fetch

                Each cell has every value of the observed term with which a schedule can end under that fetch model; `–` where the test
                is not about it. Text is written by ordinary stores, and `cacop 0x10` is LoongArch's `Hit_Invalidate_I`.

                """);
        page.append("| test | what happens | observed |");
        for (Fetch fetch : Fetch.values()) page.append(" `").append(fetch.word()).append("` |");
        page.append("\n|---|---|---|").append("---|".repeat(Fetch.values().length)).append('\n');
        for (String name : Experiments.litmus().toList()) {
            Experiment whole = Experiments.named(name);
            Map<Fetch, String> cells = new LinkedHashMap<>();
            for (Experiment variant : whole.variants()) cells.put(variant.machine().fetch(), outcomes(variant));
            page.append("| [").append(name.substring(name.lastIndexOf('/') + 1)).append("](").append(whole.name()).append(".yaml) | ")
                    .append(whole.about()).append(" | `").append(whole.observe().getFirst()).append("` |");
            for (Fetch fetch : Fetch.values()) page.append(' ').append(cells.getOrDefault(fetch, "–")).append(" |");
            page.append('\n');
        }
        if (Boolean.getBoolean("kprobarium.regenerate")) Files.writeString(PAGE, page);
        assertEquals(page.toString(), Files.readString(PAGE), PAGE + " is stale");
    }

    @Test
    void races_are_warned_of_under_every_model_and_only_where_asked() {
        for (Experiment variant : Experiments.named("litmus/fetch/cmodx-warning").variants()) {
            Rig rig = Experiments.rig(variant, KERNEL);
            assertEquals(List.of(), rig.warnings());
            explore(rig, List.of());
            assertEquals(List.of("CPU 0 may fetch site while CPU 1 writes it: 02c00484 → 02c00884, not both in {break, nop, b}"),
                    rig.warnings(), variant.name());
        }
        Rig silent = Experiments.rig(Experiments.named("litmus/fetch/cmodx-mp").variants().getLast(), KERNEL);
        explore(silent, List.of());
        assertEquals(List.of(), silent.warnings());
    }

    /// A test of herd7's, the experiment that is the same in LoongArch assembly, what it asks there, and herd7's answer.
    private record Peer(String litmus, String experiment, String predicate, String observation) {}

    private static final List<Peer> PEERS = List.of(
            new Peer("cmodx-2", "cmodx-2", "cpu0.a0 == 2", "Sometimes"),
            new Peer("cmodx-mp", "cmodx-mp", "cpu0.a0 == 2", "Sometimes"),
            new Peer("cmodx-mp-sync", "cmodx-mp-sync", "cpu0.a0 == 2", "Never"),
            new Peer("coff", "coff", "cpu0.a0 == 2", "Sometimes"),
            new Peer("corf", "corf", "cpu0.a0 == 2", "Sometimes"),
            new Peer("corf-isb", "corf-isb", "cpu0.a0 == 2", "Sometimes"));

    @TestFactory
    Stream<DynamicTest> herd7_and_the_incoherent_model_agree() {
        return PEERS.stream().map(peer -> dynamicTest(peer.litmus(), () -> {
            Experiment variant = Experiments.named("litmus/fetch/" + peer.experiment()).variants().stream()
                    .filter(v -> v.machine().fetch() == Fetch.INCOHERENT).findFirst().orElseThrow();
            List<Predicate> predicates = predicates(variant);
            Exploration found = explore(Experiments.rig(variant, KERNEL), predicates);
            int asked = predicates.stream().map(Predicate::toString).toList().indexOf(peer.predicate());
            assertTrue(asked >= 0, "nobody asks " + peer.predicate());
            boolean ever = found.endings().stream().anyMatch(row -> row.ending().holds(asked));
            assertEquals(peer.observation(), ever ? "Sometimes" : "Never");
            Optional<Path> herd = OutsideTool.find("herd7");
            if (herd.isPresent()) assertEquals(peer.observation(), herd7(herd.get(), peer.litmus()));
        }));
    }

    /// What herd7 itself says, where it is at hand.
    private static String herd7(Path herd, String litmus) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(herd.toString(), "-variant", "self", "src/test/resources/litmus/" + litmus + ".litmus")
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        Matcher observation = Pattern.compile("(?m)^Observation \\S+ (\\w+)").matcher(said);
        assertTrue(observation.find(), said);
        return observation.group(1);
    }

    @Test
    void patching_twice_without_synchronisation_gives_the_three_outcomes_that_herd7_gives() {
        for (Experiment variant : Experiments.named("litmus/fetch/cmodx-2").variants()) assertEquals("0 1 2", outcomes(variant));
    }
}
