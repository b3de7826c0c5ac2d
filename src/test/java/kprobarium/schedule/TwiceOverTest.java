package kprobarium.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.machine.State;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TwiceOverTest {
    private static final int SEEDS = 6;
    private static final int LONGEST = 400;

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf", "experiments"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.replace(".yaml", "")).sorted().toList();
        }
    }

    /// Every experiment on every kernel that it speaks of: played, played again after going back, and once more on a new machine whose
    /// events somebody hears.
    @ParameterizedTest
    @MethodSource("files")
    void the_same_choices_lead_to_the_same_choices(String file) {
        for (Experiment variant : Experiments.named(file).variants()) {
            for (String kernel : variant.expect().stream().map(expectation -> expectation.kernel()).toList()) {
                for (long seed = 0; seed < SEEDS; seed++) {
                    TwiceOver scheduler = new TwiceOver(new Seeded(seed));
                    Rig rig = Experiments.rig(variant, kernel);
                    State state = rig.machine().state();
                    state.keepJournal();
                    int mark = state.mark();
                    int steps = play(rig, scheduler);
                    long end = state.digest();
                    state.undo(mark);
                    assertEquals(steps, play(rig, scheduler));
                    assertEquals(end, state.digest());
                    Rig other = Experiments.rig(variant, kernel, _ -> {});
                    assertEquals(steps, play(other, scheduler));
                    assertEquals(end, other.machine().state().digest());
                }
            }
        }
    }

    private static int play(Rig rig, TwiceOver scheduler) {
        int steps = rig.play(scheduler, LONGEST);
        scheduler.over();
        return steps;
    }

    private static ChoicePoint reads(int cpu, long address) {
        ChoicePoint point = new ChoicePoint();
        point.add(Move.code(Move.Kind.STEP, 0), Access.Kind.WRITE, 8);
        point.add(Move.code(Move.Kind.STEP, cpu), Access.Kind.READ, address);
        return point;
    }

    @Test
    void a_second_play_is_answered_like_the_first() {
        Seeded seeded = new Seeded(3);
        TwiceOver scheduler = new TwiceOver(new Seeded(3));
        List<Integer> expected = Stream.generate(() -> seeded.choose(reads(1, 0))).limit(20).toList();
        for (int play = 0; play < 3; play++) {
            assertEquals(expected, Stream.generate(() -> scheduler.choose(reads(1, 0))).limit(20).toList());
            scheduler.over();
        }
    }

    @Test
    void another_move_or_another_access_on_offer_is_a_difference() {
        for (ChoicePoint other : List.of(reads(2, 0x10), reads(1, 0x18), new ChoicePoint())) {
            TwiceOver scheduler = new TwiceOver(new RoundRobin());
            scheduler.choose(reads(1, 0x10));
            scheduler.over();
            assertThrows(TwiceOver.Difference.class, () -> scheduler.choose(other));
        }
    }

    @Test
    void a_difference_names_its_step_and_both_offers() {
        TwiceOver scheduler = new TwiceOver(new RoundRobin());
        scheduler.choose(reads(1, 0x10));
        scheduler.choose(reads(1, 0x10));
        scheduler.over();
        scheduler.choose(reads(1, 0x10));
        assertEquals("step 2 offered [0 writes 0x8, 1 reads 0x10] in the first play, and now [0 writes 0x8, 1 reads 0x20]",
                assertThrows(TwiceOver.Difference.class, () -> scheduler.choose(reads(1, 0x20))).getMessage());
    }

    @Test
    void a_play_that_is_shorter_or_longer_than_the_first_is_a_difference() {
        TwiceOver scheduler = new TwiceOver(new RoundRobin());
        scheduler.choose(reads(1, 0));
        scheduler.over();
        assertThrows(TwiceOver.Difference.class, scheduler::over);
        scheduler.choose(reads(1, 0));
        assertThrows(TwiceOver.Difference.class, () -> scheduler.choose(reads(1, 0)));
    }
}
