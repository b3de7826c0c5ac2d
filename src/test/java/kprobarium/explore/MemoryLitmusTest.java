package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.experiment.DataOrder;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Setting;
import kprobarium.experiment.Verdict;
import kprobarium.machine.Machine;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Seeded;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The litmus tests of conf/experiments/litmus/memory: all that can come out of each, under each order of memory.
///
/// For SC, TSO and PSO the tables say what the literature says: *A Better x86 Memory Model: x86-TSO* (Owens, Sarkar, Sewell; TPHOLs 2009)
/// and *The SPARC Architecture Manual, version 9*, appendix D. Under `la` they are derived: from the LoongArch Reference Manual's promise
/// to keep no two accesses in order but by barriers, dependencies and coherence, less the overtaking of a load by a later store, for
/// which this machine has no choice (so `lb` and what builds on it).
final class MemoryLitmusTest {
    private static final Path FILES = Path.of("conf", "experiments", "litmus", "memory");
    private static final String KERNEL = "mainline";
    /// All schedules of these can be played one by one.
    private static final Set<String> SHORT = Set.of("sb", "sb-dbar", "sb-amswap", "mp", "mp-wmb", "mp-wmb-addr", "corr", "2-plus-2w", "r",
            "s");

    // @formatter:off
    /// What is observed, in the file's order; `|` separates outcomes. Then what comes out only under the orders that are named.
    private static final String[][] TABLE = {
        //                   outcomes under every order                                       and under these
        {"sb",                 "0 1 | 1 0 | 1 1",                                               "0 0", "tso pso la"},
        {"sb-dbar",            "0 1 | 1 0 | 1 1",                                               "0 0", ""},
        {"sb-release",         "0 1 | 1 0 | 1 1",                                               "0 0", "tso pso la"},
        {"sb-amswap",          "0 1 | 1 0 | 1 1",                                               "0 0", ""},
        {"sb-forwarding",      "1 0 1 1 | 1 1 1 0 | 1 1 1 1",                                   "1 0 1 0", "tso pso la"},
        {"mp",                 "0 0 | 0 1 | 1 1",                                               "1 0", "pso la"},
        {"mp-wmb",             "0 0 | 0 1 | 1 1",                                               "1 0", "la"},
        {"mp-rmb",             "0 0 | 0 1 | 1 1",                                               "1 0", "pso la"},
        {"mp-wmb-rmb",         "0 0 | 0 1 | 1 1",                                               "1 0", ""},
        {"mp-release-acquire", "0 0 | 0 1 | 1 1",                                               "1 0", ""},
        {"mp-wmb-addr",        "0 0 | 0 1 | 1 1",                                               "1 0", ""},
        {"lb",                 "0 0 | 0 1 | 1 0",                                               "1 1", ""},
        {"corr",               "0 0 | 0 1 | 1 1",                                               "1 0", "la"},
        {"corr-dbar",          "0 0 | 0 1 | 1 1",                                               "1 0", ""},
        {"iriw",               "0 0 0 0 | 0 0 0 1 | 0 0 1 0 | 0 0 1 1 | 0 1 0 0 | 0 1 0 1 | 0 1 1 0 | 0 1 1 1"
                           + " | 1 0 0 0 | 1 0 0 1 | 1 0 1 1 | 1 1 0 0 | 1 1 0 1 | 1 1 1 0 | 1 1 1 1", "1 0 1 0", "la"},
        {"iriw-rmb",           "0 0 0 0 | 0 0 0 1 | 0 0 1 0 | 0 0 1 1 | 0 1 0 0 | 0 1 0 1 | 0 1 1 0 | 0 1 1 1"
                           + " | 1 0 0 0 | 1 0 0 1 | 1 0 1 1 | 1 1 0 0 | 1 1 0 1 | 1 1 1 0 | 1 1 1 1", "1 0 1 0", ""},
        {"2-plus-2w",          "1 2 | 2 1 | 2 2",                                               "1 1", "pso la"},
        {"2-plus-2w-wmb",      "1 2 | 2 1 | 2 2",                                               "1 1", ""},
        {"r",                  "0 1 | 1 1 | 1 2",                                               "0 2", "tso pso la"},
        {"r-wmb-mb",           "0 1 | 1 1 | 1 2",                                               "0 2", ""},
        {"s",                  "0 1 | 0 2 | 1 1",                                               "1 2", "pso la"},
        {"s-wmb",              "0 1 | 0 2 | 1 1",                                               "1 2", ""},
        {"wrc",                "0 0 0 | 0 0 1 | 0 1 0 | 0 1 1 | 1 0 0 | 1 0 1 | 1 1 1",         "1 1 0", "la"},
        {"wrc-rmb",            "0 0 0 | 0 0 1 | 0 1 0 | 0 1 1 | 1 0 0 | 1 0 1 | 1 1 1",         "1 1 0", ""},
    };
    // @formatter:on

    private record Litmus(String name, Set<String> always, String also, Set<String> orders) {
        Experiment under(DataOrder order) {
            Path file = files().filter(each -> MemoryLitmusTest.name(each).equals(name)).findFirst().orElseThrow();
            return new Setting.OfMachine(Setting.MachineSetting.MEMORY).set(read(file), order.word());
        }

        Set<String> outcomes(DataOrder order) {
            Set<String> outcomes = new TreeSet<>(always);
            if (orders.contains(order.word())) outcomes.add(also);
            return outcomes;
        }
    }

    private static Stream<Litmus> litmus() {
        return Stream.of(TABLE).map(row -> new Litmus(row[0], Set.of(row[1].split(" \\| ")), row[2], Set.of(row[3].split(" "))));
    }

    private static Experiment read(Path file) {
        try {
            return Experiments.of(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> each(BiConsumer<Litmus, DataOrder> test) {
        return each(_ -> true, test);
    }

    private static Stream<DynamicTest> each(Predicate<Litmus> which, BiConsumer<Litmus, DataOrder> test) {
        return litmus().filter(which).flatMap(litmus -> Stream.of(DataOrder.values())
                .map(order -> dynamicTest(litmus.name() + " " + order.word(), () -> test.accept(litmus, order))));
    }

    private static Exploration search(Litmus litmus, DataOrder order, Strategy strategy) {
        return new Explorer(rig(litmus, order), List.of()).search(strategy, Watch.PATIENT);
    }

    private static Exploration exhaustive(Litmus litmus, DataOrder order) {
        return search(litmus, order, new Exhaustive(Long.MAX_VALUE));
    }

    private static Rig rig(Litmus litmus, DataOrder order) {
        return Experiments.rig(litmus.under(order), KERNEL);
    }

    private static Set<String> outcomes(Exploration found) {
        assertTrue(found.complete());
        return found.endings().stream().map(row -> outcome(row.ending())).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outcome(Ending ending) {
        return ending.observed().stream().map(value -> value.substring(value.indexOf('=') + 1)).collect(Collectors.joining(" "));
    }

    @TestFactory
    Stream<DynamicTest> what_can_come_out_is_what_is_published() {
        return each((litmus, order) -> assertEquals(litmus.outcomes(order), outcomes(exhaustive(litmus, order))));
    }

    @TestFactory
    Stream<DynamicTest> searches_that_leave_out_what_cannot_matter_find_the_same() {
        return each((litmus, order) -> {
            assertEquals(litmus.outcomes(order), outcomes(search(litmus, order, Dpor.source())));
            assertEquals(litmus.outcomes(order), outcomes(search(litmus, order, Dpor.optimal())));
        });
    }

    @TestFactory
    Stream<DynamicTest> every_schedule_is_counted_once() {
        return each(litmus -> SHORT.contains(litmus.name()), (litmus, order) -> {
            Map<String, Long> counted = new TreeMap<>();
            exhaustive(litmus, order).endings()
                    .forEach(row -> counted.merge(BruteForce.text(row.ending(), List.of()), (long) row.schedules(), Long::sum));
            Map<String, Long> played = new TreeMap<>();
            BruteForce.endings(rig(litmus, order), List.of()).forEach((ending, found) -> played.put(ending, found.schedules()));
            assertEquals(played, counted);
        });
    }

    @TestFactory
    Stream<DynamicTest> going_back_is_as_if_one_had_never_gone_on() {
        return each((litmus, order) -> {
            for (long seed = 1; seed <= 5; seed++) assertUndone(rig(litmus, order), new Seeded(seed), new Seeded(-seed));
        });
    }

    private static void assertUndone(Rig rig, Seeded chance, Seeded elsewhere) {
        State state = rig.machine().state();
        state.keepJournal();
        ChoicePoint point = new ChoicePoint();
        for (rig.machine().choices(point); point.size() > 0; rig.machine().choices(point)) {
            String here = text(point);
            long digest = state.digest();
            int mark = state.mark();
            rig.play(elsewhere, 10);
            state.release(mark);
            assertEquals(digest, state.digest());
            rig.machine().choices(point);
            assertEquals(here, text(point));
            rig.machine().take(point.code(chance.choose(point)));
        }
    }

    private static String text(ChoicePoint point) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < point.size(); i++) text.append(point.move(i)).append(point.kind(i)).append(point.address(i)).append(' ');
        return text.toString();
    }

    @TestFactory
    Stream<DynamicTest> two_moves_that_do_not_conflict_lead_to_one_state_in_either_order() {
        return each((litmus, order) -> {
            for (long seed = 1; seed <= 20; seed++) assertCommute(rig(litmus, order), new Seeded(seed));
        });
    }

    private static void assertCommute(Rig rig, Seeded chance) {
        Machine machine = rig.machine();
        State state = machine.state();
        state.keepJournal();
        ChoicePoint point = new ChoicePoint();
        ChoicePoint then = new ChoicePoint();
        for (machine.choices(point); point.size() > 0; machine.choices(point)) {
            for (int one = 0; one < point.size(); one++) {
                for (int other = 0; other < one; other++) {
                    if (point.conflict(one, other)) continue;
                    long forth = digestAfter(machine, then, point.code(one), point.code(other));
                    assertEquals(forth, digestAfter(machine, then, point.code(other), point.code(one)),
                            () -> text(point));
                }
            }
            machine.take(point.code(chance.choose(point)));
        }
    }

    private static long digestAfter(Machine machine, ChoicePoint then, int first, int second) {
        int mark = machine.state().mark();
        machine.take(first);
        machine.choices(then);
        assertTrue(then.find(second) >= 0);
        machine.take(second);
        long digest = machine.state().digest();
        machine.state().release(mark);
        return digest;
    }

    @TestFactory
    Stream<DynamicTest> every_file_gives_what_it_expects() {
        return files().flatMap(file -> {
            Experiment experiment = read(file);
            return experiment.variants().stream().map(variant -> dynamicTest(variant.name(), () -> {
                assertEquals(file.getFileName().toString(), experiment.name() + ".yaml");
                KernelExpectation expected = variant.expect().getFirst();
                Inquiry inquiry = new Inquiry(Experiments.rig(variant, KERNEL), KERNEL, expected.expectation());
                Exploration found = inquiry.search(new Exhaustive(Long.MAX_VALUE), Watch.PATIENT);
                assertTrue(found.complete());
                inquiry.judge(found)
                        .forEach(judged -> assertEquals(Verdict.MET, judged.verdict(), () -> judged.line() + ": " + judged.count()));
            }));
        });
    }

    @Test
    void every_file_is_in_the_table() {
        Set<String> names = litmus().map(Litmus::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(names, files().map(MemoryLitmusTest::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    /// The page beside the files says the same, and what it says is searched for anew.
    @Test
    void the_page_has_what_comes_out() throws IOException {
        StringBuilder page = new StringBuilder("""
                <!-- Generated by searching the files here; a test keeps it fresh. -->
                # Litmus tests of memory order

                Each row has what can come out under every order of memory, and what besides under some. For SC, TSO and PSO that is
                what the literature says: *A Better x86 Memory Model: x86-TSO* (Owens, Sarkar, Sewell; TPHOLs 2009) and *The SPARC
                Architecture Manual, version 9*, appendix D. Under `la` it is derived from what LoongArch promises: nothing between two
                accesses but by barriers, dependencies and coherence, without which two loads of one address may even disagree (`corr`).
                What a load could see only if it were overtaken by a later store of its own CPU (`lb`) is architecturally allowed there
                and not looked for.

                Where a test has two files, one asks under the orders that allow the outcome in question, the other under the rest.

                | test | what happens | observed | under every order | besides |
                |---|---|---|---|---|
                """);
        for (Litmus litmus : litmus().toList()) page.append(row(litmus));
        Path file = FILES.resolve("README.md");
        if (Boolean.getBoolean("kprobarium.regenerate")) Files.writeString(file, page);
        assertEquals(Files.readString(file), page.toString(), "-Dkprobarium.regenerate=true writes it anew");
    }

    private static String row(Litmus litmus) {
        Map<DataOrder, Set<String>> found = new EnumMap<>(DataOrder.class);
        for (DataOrder order : DataOrder.values()) found.put(order, outcomes(exhaustive(litmus, order)));
        Set<String> everywhere = new TreeSet<>(found.get(DataOrder.SC));
        Map<String, String> besides = new TreeMap<>();
        found.forEach((order, outcomes) -> outcomes.stream().filter(outcome -> !everywhere.contains(outcome))
                .forEach(outcome -> besides.merge(outcome, "`" + order.word() + "`", (before, more) -> before + " " + more)));
        Experiment experiment = litmus.under(DataOrder.SC);
        return "| " + files().filter(file -> name(file).equals(litmus.name())).map(Path::getFileName)
                .map(file -> "[" + file.toString().replace(".yaml", "") + "](" + file + ")").collect(Collectors.joining("<br>"))
                + " | " + experiment.about()
                + " | " + experiment.observe().stream().map(term -> "`" + term + "`").collect(Collectors.joining(" "))
                + " | " + String.join(", ", everywhere)
                + " | " + besides.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).collect(Collectors.joining(", "))
                + " |\n";
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceAll("(-allowed|-forbidden)?\\.yaml$", "");
    }

    private static Stream<Path> files() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
