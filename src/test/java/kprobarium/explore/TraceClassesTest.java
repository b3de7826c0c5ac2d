package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import kprobarium.model.Model;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;
import kprobarium.schedule.Odometer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceClassesTest {
    /// Every schedule there is, one after another.
    private static final class EverySchedule implements Sampler {
        private final Odometer odometer = new Odometer();

        @Override
        public void begin(long play, long seed) {
            if (play > 0) odometer.advance();
        }

        @Override
        public int choose(ChoicePoint point) {
            return odometer.choose(point);
        }
    }

    private record Made(int code, Access.Kind kind, long address) {}

    private static SampleStatistics all(Model model, long schedules) {
        Subject subject = SampleModels.subject(model);
        Sampling sampling = new Sampling(new EverySchedule(), 1, 0, schedules);
        sampling.search(subject, new Harvest(subject), Watch.PATIENT);
        return sampling.samples().statistics();
    }

    /// Classes on which brute force, GenMC and Nidhugg agree.
    @ParameterizedTest
    @CsvSource({"3 1 2 2 0, 27822, 161", "3 2 1 1 0, 155991, 43"})
    void all_schedules_of_the_common_workload_are_so_many_classes(String model, long schedules, double classes) {
        assertEquals(classes, all(SampleModels.textPatch(model), schedules).classes());
    }

    @Test
    void swapping_two_neighbours_leaves_the_class_if_and_only_if_they_do_not_conflict() {
        SplittableRandom random = new SplittableRandom(1);
        Access.Kind[] kinds = Access.Kind.values();
        long[] addresses = {0x1000, 0x1004, 0x1008, 0x1009, 0x1010, 0x2000};
        int same = 0;
        for (int round = 0; round < 300; round++) {
            List<Made> moves = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Move.Kind kind = random.nextInt(4) == 0 ? Move.Kind.PATCH : Move.Kind.STEP;
                moves.add(new Made(Move.code(kind, random.nextInt(3)), kinds[random.nextInt(kinds.length)],
                        addresses[random.nextInt(addresses.length)]));
            }
            for (int i = 0; i + 1 < moves.size(); i++) {
                Made a = moves.get(i);
                Made b = moves.get(i + 1);
                if (a.code == b.code) continue; // one after the other, whatever they touch
                List<Made> swapped = new ArrayList<>(moves);
                Collections.swap(swapped, i, i + 1);
                if (Conflict.between(a.code, a.kind.ordinal(), a.address, b.code, b.kind.ordinal(), b.address)) {
                    assertNotEquals(hash(moves), hash(swapped), a + " and " + b);
                } else {
                    assertEquals(hash(moves), hash(swapped), a + " and " + b);
                    same++;
                }
            }
        }
        assertTrue(same > 500);
    }

    private static long hash(List<Made> moves) {
        TraceHash hash = new TraceHash(new Places());
        hash.begin();
        moves.forEach(move -> hash.move(move.code, move.kind, move.address));
        return hash.get();
    }

    @Test
    void too_many_classes_are_sampled_and_it_does_not_matter_who_saw_which() {
        TraceClasses one = new TraceClasses(1000);
        LongStream.range(0, 50_000).forEach(i -> one.add(Lots.seed(1, i)));
        LongStream.range(0, 20_000).forEach(i -> one.add(Lots.seed(1, i)));

        TraceClasses other = new TraceClasses(1000);
        LongStream.range(0, 20_000).forEach(i -> other.add(Lots.seed(1, 19_999 - i)));
        TraceClasses another = new TraceClasses(1000);
        LongStream.range(0, 50_000).forEach(i -> another.add(Lots.seed(1, i)));
        other.add(another);

        assertArrayEquals(one.toLongs(), other.toLongs());
        assertFalse(one.isExact());
        assertEquals(50_000, one.seen(), 4000);
        assertEquals(30_000, one.seen(1), 4000);
        assertEquals(20_000, one.seen(2), 3000);
    }

    @Test
    void new_is_what_the_others_have_not_seen() {
        TraceClasses one = new TraceClasses();
        LongStream.range(0, 100).forEach(one::add);
        TraceClasses other = new TraceClasses();
        LongStream.range(90, 120).forEach(other::add);
        assertEquals(20, one.newIn(other));
        assertEquals(90, other.newIn(one));
        assertArrayEquals(one.toLongs(), TraceClasses.of(one.toLongs()).toLongs());
    }
}
