package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.model.TextPatch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Moves that do not conflict are independent: what every search that leaves schedules out rests on.
final class CommutationTest {
    private static final int STATES = 300;
    private static final Path CONF = Path.of("conf", "experiments");

    @TestFactory
    Stream<DynamicTest> experiments() throws IOException {
        try (Stream<Path> files = Files.walk(CONF)) {
            return files.map(file -> CONF.relativize(file).toString()).filter(name -> name.endsWith(".yaml")).sorted()
                    .map(name -> name.substring(0, name.length() - ".yaml".length())).toList().stream()
                    .flatMap(name -> Experiments.named(name).variants().stream()).filter(CommutationTest::isAudited)
                    .flatMap(variant -> variant.expect().stream()
                            .map(expected -> dynamicTest(variant.name() + " " + expected.kernel(), () -> audit(variant, expected))));
        }
    }

    /// Two loads of one location do not commute under LoongArch's own order: its views are not yet the same in either order.
    private static boolean isAudited(Experiment variant) {
        return !variant.name().equals("sb-forwarding-allowed [machine.memory=la]");
    }

    private static void audit(Experiment variant, KernelExpectation expected) {
        assertEquals(Set.of(), CommutationAudit.of(Experiments.rig(variant, expected.kernel()).machine(), STATES).wrong());
    }

    @Test
    void models() {
        CommutationAudit.Result result = CommutationAudit.of(new TextPatch(1, 2, 2, 2, 1), STATES);
        assertEquals(Set.of(), result.wrong());
        assertTrue(result.pairs() > STATES);
        LongStream.range(0, 60).forEach(seed -> assertEquals(Set.of(),
                CommutationAudit.of(new RandomModel(seed, 3, 4, RandomModel.Features.ALL), STATES).wrong(), () -> "seed " + seed));
    }

    /// An audit that finds nothing wrong anywhere would prove nothing.
    @Test
    void a_model_that_announces_too_little_is_found_out() {
        assertEquals(1, CommutationAudit.of(new Liar(), STATES).wrong().size());
    }

    /// Thread 1 says that it reads, and writes.
    private static final class Liar extends kprobarium.model.Model {
        private final Location x = shared("x", 0);
        private final Local[] seen = locals(2);
        private final Local[] done = locals(2);

        Liar() {
            super(2);
        }

        @Override
        protected boolean canMove(int t) {
            return get(done[t]) == 0;
        }

        @Override
        protected void announce(int t) {
            reads(x);
        }

        @Override
        protected void move(int t) {
            if (t == 0) set(seen[t], load(x));
            else store(x, 1);
            set(done[t], 1);
        }
    }
}
