package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import kprobarium.isa.Operands;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrandTest {
    private static final long A = Bed.DATA, B = Bed.DATA + 8, C = Bed.DATA + 16;

    @Test
    void a_routine_stops_before_each_access_that_others_can_see_and_nowhere_else() {
        Bed bed = Bed.coherent(1).does(0, s -> {
            s.local(C, s.local(C) + 1);
            s.shared(A);
            s.local(C, s.local(C) + 1);
            s.shared(B, 8, 7);
            s.local(C, s.local(C) + 1);
        }).start();
        assertEquals("reads DATA+0x0", bed.announced(0));
        assertEquals(1, bed.at(C));
        bed.step(0);
        assertEquals("writes DATA+0x8", bed.announced(0));
        assertEquals(List.of(2L, 0L), List.of(bed.at(C), bed.at(B)));
        bed.step(0);
        assertEquals("", bed.announced(0));
        assertEquals(List.of(3L, 7L), List.of(bed.at(C), bed.at(B)));
    }

    @Test
    void every_kind_of_access_is_announced_as_what_it_is() {
        Bed bed = new Bed(2, FetchModel.Kind.BUS, "foo: nop").patchable().does(0, s -> {
            s.shared(A, 4);
            s.shared(A, 2, 1);
            s.add(B, 1);
            s.update(C, _ -> 0);
            s.lock(B + 0x100);
            s.awaitEqual(B, 1);
            s.poke(Bed.TEXT, 5);
            s.ibar();
            s.unlock(B + 0x100);
        }).start();
        List<String> announced = new ArrayList<>();
        for (; !bed.announced(0).isEmpty(); bed.step(0)) announced.add(bed.announced(0));
        assertEquals(List.of("reads DATA+0x0", "writes DATA+0x0", "updates DATA+0x8", "updates DATA+0x10", "updates DATA+0x108",
                "waits for DATA+0x8", "writes foo", "synchronises all", "writes DATA+0x108"), announced);
    }

    @Test
    void a_barrier_is_no_step_where_every_fetch_sees_memory_anyway() {
        assertEquals(0, Bed.coherent(1).does(0, Strand::ibar).start().run(0));
    }

    @Test
    void what_was_read_stays_as_it_was_read() {
        List<Long> seen = new ArrayList<>();
        Bed bed = Bed.coherent(2).does(0, s -> {
            long first = s.shared(A);
            long second = s.shared(A);
            if (s.once()) seen.addAll(List.of(first, second));
        }).does(1, s -> s.shared(A, 8, 5)).start();
        bed.step(0).step(1).step(0);
        assertEquals(List.of(0L, 5L), seen);
    }

    @Test
    void an_effect_outside_memory_happens_once_however_often_the_routine_is_called() {
        List<String> effects = new ArrayList<>();
        int[] calls = {0};
        Bed bed = Bed.coherent(1).does(0, s -> {
            calls[0]++;
            if (s.once()) effects.add("once");
            s.own(_ -> {
                effects.add("own");
                return 0;
            });
            for (int i = 0; i < 5; i++) s.add(A, 1);
        }).start();
        assertEquals(5, bed.run(0));
        assertEquals(6, calls[0]);
        assertEquals(List.of("once", "own"), effects);
        assertEquals(5, bed.at(A));
    }

    @Test
    void a_write_answers_true_when_it_is_made_and_false_ever_after() {
        List<Boolean> answers = new ArrayList<>();
        Bed bed = Bed.coherent(1).does(0, s -> {
            answers.add(s.local(A, 1));
            answers.add(s.shared(B, 8, 1));
            s.shared(C);
        }).start();
        bed.run(0);
        assertEquals(List.of(true, false, true, false, false), answers);
    }

    // Waiting.

    @Test
    void a_lock_is_taken_by_one_at_a_time() {
        Consumer<Strand> critical = s -> {
            s.lock(A);
            s.shared(B, 8, s.shared(B) + 1);
            s.unlock(A);
        };
        Bed bed = Bed.coherent(2).does(0, critical).does(1, critical).start();
        assertEquals(List.of("0", "1"), bed.offers());
        bed.step(1);
        assertEquals(List.of("1"), bed.offers());
        bed.step(1).step(1);
        assertEquals(List.of("1"), bed.offers());
        bed.step(1);
        assertEquals(List.of("0"), bed.offers());
        bed.run(0);
        assertEquals(List.of(0L, 2L), List.of(bed.at(A), bed.at(B)));
    }

    @Test
    void waiting_ends_with_what_was_waited_for_and_not_before() {
        Bed bed = Bed.coherent(4)
                .does(0, s -> LongStream.of(1, 2, 3, 4).forEach(n -> s.shared(A, 8, n)))
                .does(1, s -> s.awaitEqual(A, 2)).does(2, s -> s.awaitNot(A, 0)).does(3, s -> s.awaitAtLeast(A, 3)).start();
        assertEquals(List.of("0"), bed.offers());
        assertEquals(List.of("0", "2"), bed.step(0).offers());
        assertEquals(List.of("0", "1", "2"), bed.step(0).offers());
        assertEquals(List.of("0", "2", "3"), bed.step(0).offers());
        assertEquals(List.of("2", "3"), bed.step(0).offers());
        bed.step(2).step(3);
        assertEquals(List.of(), bed.offers());
        assertTrue(bed.machine.busy(bed.cpu(1)));
    }

    // Guest code, exceptions, preemption: strands on strands.

    private static final String HANDLERS = """
            twice:  add.d   $a0, $a0, $a1
                    slli.d  $a0, $a0, 1
                    jr      $ra
            breaks: break   1
                    addi.d  $a0, $a0, 100
                    jr      $ra
            """;

    @Test
    void guest_code_gets_its_arguments_and_answers_with_a0() {
        List<Long> values = new ArrayList<>();
        Bed bed = new Bed(1, FetchModel.Kind.COHERENT, HANDLERS);
        bed.does(0, s -> {
            long value = s.call(bed.address("twice"), 20, 1, 0);
            s.shared(A);
            long again = s.call(bed.address("twice"), value, 0, 0);
            if (s.once()) values.addAll(List.of(value, again));
        }).start();
        bed.run(0);
        assertEquals(List.of(42L, 84L), values);
    }

    @Test
    void an_exception_in_the_middle_has_a_log_of_its_own() {
        List<String> order = new ArrayList<>();
        Bed bed = new Bed(1, FetchModel.Kind.COHERENT, HANDLERS);
        bed.onException = s -> {
            long depth = s.add(A, 1);
            if (s.once()) order.add("in " + depth);
            if (depth < 4) s.call(bed.address("breaks"), 0, 0, 0);
            s.csr(Cpu.ERA, bed.address("breaks") + 4);
            s.csr(Cpu.PRMD, 0);
            s.shared(A);
            if (s.once()) order.add("out " + depth);
            s.own(cpu -> {
                cpu.set(Cpu.RA, Machine.RETURN);
                return 0;
            });
        };
        bed.does(0, s -> {
            s.shared(B, 8, 1);
            long value = s.call(bed.address("breaks"), 5, 0, 0);
            s.shared(B, 8, 2);
            if (s.once()) order.add("value " + value);
        }).start();
        bed.run(0);
        assertEquals(List.of("in 1", "in 2", "in 3", "in 4", "out 4", "out 3", "out 2", "out 1"), order.subList(0, 8));
        assertEquals(9, order.size());
        assertEquals(List.of(4L, 2L), List.of(bed.at(A), bed.at(B)));
        assertFalse(bed.machine.busy(bed.cpu(0)));
    }

    @Test
    void a_preempted_routine_goes_on_with_what_it_had_announced() {
        Bed bed = Bed.coherent(1).does(0, s -> {
            long seen = s.shared(A);
            s.shared(B, 8, seen + 1);
        }).start();
        bed.step(0);
        bed.preemptsWith(s -> s.shared(A, 8, 50));
        assertEquals(List.of("0", "0:preempt"), bed.offers());
        bed.take(Move.Kind.PREEMPT, 0);
        assertEquals("writes DATA+0x0", bed.announced(0));
        bed.step(0);
        assertEquals("writes DATA+0x8", bed.announced(0));
        bed.step(0);
        assertEquals(List.of(50L, 1L), List.of(bed.at(A), bed.at(B)));
    }

    @Test
    void dying_ends_all_that_the_task_was_in_the_middle_of_and_nothing_else() {
        Bed bed = new Bed(2, FetchModel.Kind.COHERENT, HANDLERS);
        bed.onException = s -> {
            if (s.add(A, 1) == 3) throw s.die();
            s.call(bed.address("breaks"), 0, 0, 0);
            s.shared(B, 8, 99);
        };
        bed.calls(0, "breaks").does(0, s -> s.shared(C, 8, 1)).does(1, s -> s.shared(C)).start();
        bed.step(0).step(0).step(0);
        assertEquals("writes DATA+0x10", bed.announced(0));
        assertEquals("reads DATA+0x10", bed.announced(1));
        bed.step(0);
        assertEquals(List.of(3L, 0L, 1L), List.of(bed.at(A), bed.at(B), bed.at(C)));
        assertFalse(bed.machine.busy(bed.cpu(0)));
    }

    // State.

    @Test
    void what_a_routine_has_observed_is_part_of_the_state() {
        long[] digests = new long[2];
        for (int first = 0; first < 2; first++) {
            Bed bed = Bed.coherent(2).does(0, s -> {
                s.shared(A);
                s.shared(B);
            }).does(1, s -> s.shared(A, 8, 1)).start();
            bed.step(first).step(1 - first);
            digests[first] = bed.machine.state().digest();
        }
        assertNotEquals(digests[0], digests[1]);
    }

    @Test
    void a_routine_that_has_ended_leaves_only_what_it_wrote() {
        Bed reads = Bed.coherent(1).does(0, s -> {
            s.shared(A);
            s.shared(B);
            s.shared(C, 8, 3);
        }).start();
        Bed writes = Bed.coherent(1).does(0, s -> s.shared(C, 8, 3)).start();
        reads.run(0);
        writes.run(0);
        assertEquals(writes.machine.state().digest(), reads.machine.state().digest());
    }

    /// A routine made from a seed: what it writes depends on all that it has read.
    private static Consumer<Strand> random(long seed, int accesses) {
        return s -> {
            SplittableRandom random = new SplittableRandom(seed);
            long mixed = seed;
            for (int i = 0; i < accesses; i++) {
                long address = A + 8L * random.nextInt(4);
                long own = Bed.DATA + 0x800 + 8 * seed;
                switch (random.nextInt(6)) {
                    case 0 -> mixed = 31 * mixed + s.shared(address);
                    case 1 -> s.shared(address, 8, mixed);
                    case 2 -> mixed = 31 * mixed + s.add(address, mixed);
                    case 3 -> mixed = 31 * mixed + s.local(own);
                    case 4 -> s.local(own, mixed);
                    default -> s.once();
                }
            }
        };
    }

    private static Bed randomBed(long seed) {
        return Bed.coherent(3).does(0, random(10 * seed, 30)).does(1, random(10 * seed + 1, 30)).does(2, random(10 * seed + 2, 30)).start();
    }

    private static List<Long> contents(Bed bed) {
        return LongStream.iterate(Bed.DATA, a -> a + 8).limit(0x200).map(bed::at).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_step_makes_exactly_the_access_that_was_announced(long seed) {
        Bed bed = randomBed(seed);
        List<String> made = new ArrayList<>();
        bed.machine.watched(new Onlooker() {
            @Override
            public void instruction(Cpu cpu, long pc, Operands instruction) {}

            @Override
            public void access(Cpu cpu, Access.Kind kind, long address) {
                made.add(cpu.number() + " " + new Access(kind, address));
            }

            @Override
            public void local(Cpu cpu, long address, long value) {}
        });
        SplittableRandom random = new SplittableRandom(seed);
        ChoicePoint point = new ChoicePoint();
        List<String> announced = new ArrayList<>();
        for (bed.machine.choices(point); point.size() > 0; bed.machine.choices(point)) {
            int option = random.nextInt(point.size());
            announced.add(point.cpu(option) + " " + new Access(point.kind(option), point.address(option)));
            bed.machine.take(point.code(option));
            assertEquals(announced, made);
        }
        assertTrue(made.size() > 30);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void going_back_and_on_by_another_way_is_as_if_one_had_gone_that_way_at_once(long seed) {
        Bed bed = randomBed(seed);
        State state = bed.machine.state();
        SplittableRandom random = new SplittableRandom(seed);
        ChoicePoint point = new ChoicePoint();
        List<Integer> way = new ArrayList<>();
        List<Integer> marks = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            bed.machine.choices(point);
            if (point.size() == 0 || random.nextInt(8) == 0) {
                if (marks.isEmpty()) continue;
                // Back to some mark, the ones behind it given up.
                int to = random.nextInt(marks.size());
                state.undo(marks.get(to));
                while (way.size() > lengths.get(to)) way.removeLast();
                while (marks.size() > to + 1) {
                    marks.removeLast();
                    lengths.removeLast();
                }
                continue;
            }
            if (random.nextInt(3) == 0) {
                marks.add(state.mark());
                lengths.add(way.size());
            }
            int code = point.code(random.nextInt(point.size()));
            bed.machine.take(code);
            way.add(code);
        }
        Bed fresh = randomBed(seed);
        way.forEach(fresh.machine::take);
        assertEquals(fresh.machine.state().digest(), state.digest());
        assertEquals(contents(fresh), contents(bed));
        assertEquals(fresh.offers(), bed.offers());
        IntStream.range(0, 3).forEach(cpu -> assertEquals(fresh.run(cpu), bed.run(cpu)));
        assertEquals(contents(fresh), contents(bed));
    }

    /// The same routine, run to its end without a stop by a plain interpreter of its own.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_routine_that_runs_alone_does_what_its_text_says_once(long seed) {
        Bed bed = Bed.coherent(1).does(0, random(seed, 40)).start();
        bed.run(0);
        long[] memory = new long[0x200];
        SplittableRandom random = new SplittableRandom(seed);
        long mixed = seed;
        int own = 0x100 + (int) seed;
        for (int i = 0; i < 40; i++) {
            int at = random.nextInt(4);
            switch (random.nextInt(6)) {
                case 0 -> mixed = 31 * mixed + memory[at];
                case 1 -> memory[at] = mixed;
                case 2 -> {
                    memory[at] += mixed;
                    mixed = 31 * mixed + memory[at];
                }
                case 3 -> mixed = 31 * mixed + memory[own];
                case 4 -> memory[own] = mixed;
                default -> {}
            }
        }
        assertEquals(LongStream.of(memory).boxed().toList(), contents(bed));
    }
}
