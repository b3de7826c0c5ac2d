package kprobarium.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchedulerTest {
    private static ChoicePoint steps(int... cpus) {
        ChoicePoint point = new ChoicePoint();
        for (int cpu : cpus) point.add(Move.code(Move.Kind.STEP, cpu), Access.Kind.READ, 0);
        return point;
    }

    /// Plays CPUs that have so many steps each, and nothing to do with each other; answers the CPUs in the order in which they moved.
    private static List<Integer> play(Scheduler scheduler, int... steps) {
        int[] left = steps.clone();
        List<Integer> order = new ArrayList<>();
        while (true) {
            ChoicePoint point = steps(IntStream.range(0, left.length).filter(cpu -> left[cpu] > 0).toArray());
            if (point.size() == 0) return order;
            int option = scheduler.choose(point);
            if (option == Scheduler.STOP) return order;
            left[point.cpu(option)]--;
            order.add(point.cpu(option));
        }
    }

    private static Schedule parse(String text) {
        return assertInstanceOf(Schedule.Parsed.Good.class, Schedule.parse(text)).schedule();
    }

    @Test
    void a_choice_point_holds_as_many_ways_as_there_are_and_forgets_them_when_cleared() {
        ChoicePoint point = new ChoicePoint();
        for (int cpu = 0; cpu < 100; cpu++) point.add(Move.code(Move.Kind.PATCH, cpu), Access.Kind.SYNC, 8L * cpu);
        assertEquals(100, point.size());
        assertEquals(new Move(Move.Kind.PATCH, 77), point.move(77));
        assertEquals(Access.Kind.SYNC, point.kind(99));
        assertEquals(8 * 99, point.address(99));
        assertEquals(42, point.find(Move.code(Move.Kind.PATCH, 42)));
        assertEquals(-1, point.find(Move.code(Move.Kind.STEP, 42)));
        point.clear();
        assertEquals(0, point.size());
        assertEquals(-1, point.find(Move.code(Move.Kind.PATCH, 42)));
    }

    @Test
    void round_robin_goes_round_and_leaves_out_who_has_finished() {
        assertEquals(List.of(0, 1, 2, 0, 2, 0, 0), play(new RoundRobin(), 4, 1, 2));
    }

    // Replay.

    @Test
    void a_replay_plays_what_is_written_and_stops_where_it_ends() {
        assertEquals(List.of(1, 1, 0), play(new Replay(parse("1*2 !\"p foo\"@0 0")), 5, 5));
    }

    @Test
    void a_replay_of_what_was_recorded_is_the_same_and_records_the_same() {
        for (long seed = 0; seed < 20; seed++) {
            Recording first = new Recording(new Seeded(seed));
            List<Integer> played = play(first, 7, 5, 3);
            Recording second = new Recording(new Replay(parse(first.schedule().toString())));
            assertEquals(played, play(second, 7, 5, 3));
            assertEquals(first.schedule(), second.schedule());
        }
    }

    @Test
    void a_recording_leaves_out_that_the_play_was_stopped() {
        Recording recording = new Recording(new Replay(parse("0 1")));
        play(recording, 3, 3);
        assertEquals("0 1", recording.schedule().toString());
    }

    @Test
    void a_move_that_is_not_offered_is_named_with_its_step_and_with_what_is() {
        assertEquals("step 4 of the schedule is `1`, but the machine offers `0`, `2`",
                assertThrows(Replay.Mismatch.class, () -> play(new Replay(parse("0 1*3")), 2, 2, 1)).getMessage());
        Replay patch = new Replay(parse("1:patch"));
        assertEquals("step 1 of the schedule is `1:patch`, but the machine can do nothing more",
                assertThrows(Replay.Mismatch.class, () -> patch.choose(new ChoicePoint())).getMessage());
    }

    @Test
    void a_schedule_may_be_longer_than_anything_that_fits_into_memory() {
        Replay replay = new Replay(parse("0*999999999 1*999999999 ".repeat(20)));
        for (int i = 0; i < 1000; i++) assertEquals(0, replay.choose(steps(0, 1)));
    }

    // Seeded.

    @Test
    void the_first_draws_are_the_same_everywhere_and_for_ever() {
        Seeded seeded = new Seeded(42);
        int[] drawn = IntStream.range(0, 16).map(_ -> seeded.choose(steps(0, 1, 2, 3, 4))).toArray();
        assertArrayEquals(new int[] {3, 0, 1, 1, 0, 4, 1, 4, 1, 3, 1, 2, 2, 2, 3, 1}, drawn);
    }

    @Test
    void every_option_is_drawn_and_about_as_often_as_any_other() {
        Seeded seeded = new Seeded(7);
        int[] drawn = new int[3];
        for (int i = 0; i < 30_000; i++) drawn[seeded.choose(steps(0, 1, 2))]++;
        for (int n : drawn) assertTrue(n > 9_700 && n < 10_300, List.of(drawn[0], drawn[1], drawn[2]).toString());
    }

    @Test
    void where_there_is_no_choice_nothing_is_drawn() {
        Seeded seeded = new Seeded(42);
        Seeded other = new Seeded(42);
        for (int i = 0; i < 5; i++) assertEquals(0, seeded.choose(steps(3)));
        for (int i = 0; i < 20; i++) assertEquals(other.choose(steps(0, 1, 2)), seeded.choose(steps(0, 1, 2)));
    }

    @Test
    void another_seed_is_another_walk() {
        assertNotEquals(play(new Seeded(1), 20, 20), play(new Seeded(2), 20, 20));
    }

    // Odometer.

    private static long binomial(int n, int k) {
        return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "1, 1", "2, 3", "5, 4", "1, 9"})
    void an_odometer_plays_every_interleaving_of_independent_steps_once(int a, int b) {
        Odometer odometer = new Odometer();
        TreeSet<String> schedules = new TreeSet<>();
        long plays = 0;
        do {
            schedules.add(play(odometer, a, b).toString());
            plays++;
        } while (odometer.advance());
        assertEquals(binomial(a + b, a), plays);
        assertEquals(plays, schedules.size());
    }

    @Test
    void an_odometer_knows_that_schedules_may_be_of_different_length() {
        Odometer odometer = new Odometer();
        List<List<Integer>> plays = new ArrayList<>();
        do {
            List<Integer> play = new ArrayList<>();
            // A play ends at the first 0, or after three choices.
            while (play.size() < 3 && !play.contains(0)) play.add(odometer.choose(steps(0, 1)));
            plays.add(play);
        } while (odometer.advance());
        assertEquals(List.of(List.of(0), List.of(1, 0), List.of(1, 1, 0), List.of(1, 1, 1)), plays);
        assertFalse(odometer.advance());
    }

    @Test
    void an_odometer_notices_when_the_same_choices_lead_to_another_choice() {
        Odometer odometer = new Odometer();
        odometer.choose(steps(0, 1));
        odometer.choose(steps(0, 1, 2));
        assertTrue(odometer.advance());
        odometer.choose(steps(0, 1));
        assertEquals("step 1 offered 3 options before and 2 now",
                assertThrows(IllegalStateException.class, () -> odometer.choose(steps(0, 1))).getMessage());
    }

    @Test
    void an_odometer_grows_with_the_schedule() {
        Odometer odometer = new Odometer();
        SplittableRandom random = new SplittableRandom(1);
        int[] sizes = random.ints(500, 1, 3).toArray();
        for (int size : sizes) odometer.choose(steps(IntStream.range(0, size).toArray()));
        assertTrue(odometer.advance());
        int last = IntStream.iterate(sizes.length - 1, i -> i - 1).filter(i -> sizes[i] == 2).findFirst().orElseThrow();
        for (int i = 0; i <= last; i++) assertEquals(i == last ? 1 : 0, odometer.choose(steps(IntStream.range(0, sizes[i]).toArray())));
    }
}
