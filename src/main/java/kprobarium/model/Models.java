package kprobarium.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import kprobarium.machine.MemoryOrder;

/// The table of the models that come along: everything that the command line, its help and its errors say of them is in here.
public final class Models {
    /// What a model is made with: an int from `least` to `most`, `usual` if it is left out.
    public record Parameter(String name, int usual, int least, int most, String about) {}

    /// A model and how to make it: `make` takes one value for each parameter, each in its range.
    public record Entry(String name, String about, List<Parameter> parameters, Function<int[], Model> make) {
        /// Its parameters as they usually are.
        public int[] usual() {
            return parameters.stream().mapToInt(Parameter::usual).toArray();
        }
    }

    private static final String ORDER = "of memory: 0 sc, 1 tso, 2 pso, 3 la";

    // @formatter:off
    public static final List<Entry> ALL = List.of(
        new Entry("textpatch", "The race of the first LoongArch kprobes patch: a CPU arms and disarms a probe that others run into.",
            List.of(new Parameter("variant", 1, 1,    3, "1 as posted, 2 the slot is recycled too early, 3 repaired"),
                    new Parameter("execs",   1, 1,    3, "executing CPUs; the patching CPU comes on top"),
                    new Parameter("iters",   2, 1, 1000, "how often each of them passes the probed word"),
                    new Parameter("rounds",  2, 1, 1000, "how often it is armed and disarmed"),
                    new Parameter("pad",     0, 0, 1000, "unrelated writes before the slot is recycled"),
                    new Parameter("stale",   0, 0,    1, "1: a fetch may see what was there since the CPU's last trap"),
                    new Parameter("order",   0, 0,    3, ORDER),
                    new Parameter("fenced",  0, 0,    1, "1: with the barriers that variant 3 needs on weak memory")),
            a -> new TextPatch(a[0], a[1], a[2], a[3], a[4], a[5] == 1, order(a[6]), a[7] == 1)),
        new Entry("safestack", "A lock-free stack that gives one slot to two threads, if threads are left in five places.",
            List.of(new Parameter("iters",   2, 1,  100, "how often each of three threads pops and pushes")),
            a -> new SafeStack(a[0])),
        new Entry("reorder", "Threads that set two variables, and one that asks whether both are set or neither.",
            List.of(new Parameter("setters", 3, 1,   15, "how many threads set them")),
            a -> new Reorder(a[0])),
        new Entry("twostage", "Two values that belong together, each under a lock of its own.",
            List.of(new Parameter("writers", 1, 1,    8, "how many threads write them"),
                    new Parameter("readers", 1, 1,    8, "how many threads read them")),
            a -> new Twostage(a[0], a[1])),
        new Entry("philosophers", "The dining philosophers, who wait for each other's forks.",
            List.of(new Parameter("philosophers", 3, 2, 16, "how many there are"),
                    new Parameter("meals",   1, 1,  100, "how often each of them eats"),
                    new Parameter("polite",  0, 0,    1, "1: the last one takes the right fork first")),
            a -> new Philosophers(a[0], a[1], a[2] == 1)),
        new Entry("peterson", "Mutual exclusion of two threads by flags and giving way.",
            List.of(new Parameter("rounds",  2, 1,  100, "how often each of them wants to get in"),
                    new Parameter("swapped", 0, 0,    1, "1: gives way before the flag is up, the classic mistake"),
                    new Parameter("order",   0, 0,    3, ORDER),
                    new Parameter("fenced",  0, 0,    1, "1: with a fence before the other's flag is looked at")),
            a -> new Peterson(a[0], a[1] == 1, order(a[2]), a[3] == 1)),
        new Entry("dekker", "Mutual exclusion of two threads by flags and taking turns.",
            List.of(new Parameter("rounds",  2, 1,  100, "how often each of them wants to get in"),
                    new Parameter("turns",   1, 0,    1, "0: no turns, and both can be courteous for ever"),
                    new Parameter("order",   0, 0,    3, ORDER),
                    new Parameter("fenced",  0, 0,    1, "1: with a fence before the other's flag is looked at")),
            a -> new Dekker(a[0], a[1] == 1, order(a[2]), a[3] == 1)));
    // @formatter:on

    private Models() {}

    private static MemoryOrder order(int parameter) {
        return MemoryOrder.values()[parameter];
    }

    public static Optional<Entry> find(String name) {
        return ALL.stream().filter(entry -> entry.name.equals(name)).findFirst();
    }

    public static Stream<String> names() {
        return ALL.stream().map(Entry::name);
    }
}
