package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.experiment.DataOrder;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Setting;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
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
            Path file = Stream.of(name, name + "-allowed").map(each -> FILES.resolve(each + ".yaml")).filter(Files::exists).findFirst().orElseThrow();
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

    private static Stream<DynamicTest> each(java.util.function.BiConsumer<Litmus, DataOrder> test) {
        return litmus().flatMap(l -> Stream.of(DataOrder.values()).map(order -> dynamicTest(l.name() + " " + order.word(), () -> test.accept(l, order))));
    }

    private static Exploration search(Experiment experiment, List<Predicate> predicates) {
        return new Explorer(Experiments.rig(experiment, KERNEL), predicates).exhaustive(Long.MAX_VALUE, Watch.PATIENT);
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
        return each((litmus, order) -> {
            Exploration found = search(litmus.under(order), List.of());
            assertEquals(litmus.outcomes(order), outcomes(found));
            System.err.println(litmus.name() + " " + order.word() + " " + found.states());
        });
    }
}
