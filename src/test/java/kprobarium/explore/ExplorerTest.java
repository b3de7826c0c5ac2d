package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.schedule.Replay;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplorerTest {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    /// CPU 0 and CPU 1 store so many times each, to different places.
    private static String independent(int a, int b) {
        return """
                experiment: independent
                about: Two CPUs have nothing to do with each other.
                data: |
                  zero: .dword 0
                  one:  .dword 0
                text: |
                  foo: la.local $t0, zero
                       %s
                       jr $ra
                  bar: la.local $t0, one
                       %s
                       jr $ra
                cpus: { 0: [ foo() ], 1: [ bar() ] }
                expect: { v1: { never: [ oops ] } }
                observe: [ mem(zero), mem(one) ]
                """.formatted(stores(a), stores(b));
    }

    private static String stores(int n) {
        return IntStream.range(0, n).mapToObj(_ -> "st.d $t0, $t0, 0").collect(Collectors.joining("\n       "));
    }

    private static final String LOST_UPDATE = """
            experiment: lost-update
            about: Two CPUs add to one counter, each in three instructions; a third looks on.
            data: |
              counter: .dword 0
            text: |
              add:  la.local $t0, counter
                    ld.d     $t1, $t0, 0
                    addi.d   $t1, $t1, 1
                    st.d     $t1, $t0, 0
                    jr       $ra
              look: la.local $t0, counter
                    ld.d     $a0, $t0, 0
                    jr       $ra
            cpus: { 0: [ add(), add() ], 1: [ add() ], 2: [ look() ] }
            expect: { v1: { sometimes: [ mem(counter) == 1, mem(counter) == 3 ], never: [ cpu2.a0 == 4 ] } }
            observe: [ mem(counter), cpu2.a0 ]
            """;

    private static final String HIT_WHILE_DISABLED = """
            experiment: hit-while-disabled
            about: A probe is disabled while another CPU runs over it.
            text: |
              foo:  addi.d  $a0, $a0, 1
                    jr      $ra
            kprobes: { p: foo }
            cpus: { 0: [ disable_kprobe(p) ], 1: [ foo(41) ] }
            expect: { v1: { sometimes: [ oops ] } }
            observe: [ cpu1.a0, p.hits ]
            """;

    private static final String ARMED_LATE = """
            experiment: armed-late
            about: A probe is armed, and one CPU believes it while another has long run over it; the new word takes its time.
            text: |
              foo:  addi.d  $a0, $a0, 1
                    jr      $ra
            kprobes: { p: { at: foo+0x4, state: disabled } }
            cpus: { 0: [ enable_kprobe(p) ], 1: [ wait(cpu0), foo(1) ] }
            machine: { fetch: bus }
            expect: { v1: { sometimes: [ p.silent_misses == 1 ] } }
            observe: [ cpu1.a0, p.hits, p.silent_misses ]
            """;

    private static final String LOCKS = """
            experiment: locks
            about: Three CPUs ask for kprobe_mutex and wait for grace periods.
            text: |
              foo:  jr      $ra
            kprobes:
              p: { at: foo, state: unregistered }
              q: { at: foo, state: unregistered }
            cpus: { 0: [ unregister_kprobe(p) ], 1: [ disable_kprobe(q), wait(cpu0) ], 2: [ enable_kprobe(p) ] }
            expect: { v1: { always: [ disable_kprobe(q) == -EINVAL ], never: [ deadlock ] } }
            observe: [ enable_kprobe(p) ]
            """;

    /// An experiment that is small enough to play every schedule of it.
    record Small(String name, String kernel, String yaml) {
        Rig rig() {
            return Experiments.rig(Experiments.of(yaml), kernel);
        }

        @Override
        public String toString() {
            return name + " on " + kernel;
        }
    }

    static final List<Small> SMALL = List.of(
            new Small("independent", "v1", independent(3, 4)), new Small("lost update", "v1", LOST_UPDATE),
            new Small("hit while disabled", "linux-6.3", HIT_WHILE_DISABLED), new Small("locks", "v1", LOCKS),
            new Small("armed late", "v1", ARMED_LATE), new Small("armed late", "linux-6.3", ARMED_LATE),
            new Small("armed late", "mainline", ARMED_LATE));

    private static Explorer explorer(Rig rig) {
        return new Explorer(rig, predicates(rig));
    }

    private static List<Predicate> predicates(Rig rig) {
        return rig.experiment().expect().stream().flatMap(e -> e.expectation().lines().stream())
                .map(line -> line.predicate()).distinct().toList();
    }

    private static Rig v1(String yaml) {
        return Experiments.rig(Experiments.of(yaml), "v1");
    }

    private static Exploration exhaustive(Rig rig) {
        return explorer(rig).exhaustive(NO_LIMIT, Watch.PATIENT);
    }

    // How many schedules there are.

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 0, 1", "1, 1, 2", "2, 2, 6", "3, 4, 35", "10, 10, 184756", "30, 30, 118264581564861424"})
    void independent_steps_make_as_many_schedules_as_there_are_ways_to_mix_them(int a, int b, double schedules) {
        Exploration exploration = exhaustive(v1(independent(a, b)));
        assertEquals(schedules, exploration.schedules(), schedules * 1e-15);
        assertEquals((a + 1L) * (b + 1), exploration.states());
        assertEquals(a + b, exploration.depth());
        assertTrue(exploration.complete());
        assertEquals(1, exploration.endings().size());
    }

    @ParameterizedTest
    @FieldSource("SMALL")
    void every_ending_is_found_with_as_many_schedules_as_there_are_and_the_shortest_of_them(Small small) {
        Rig rig = small.rig();
        List<Predicate> predicates = predicates(rig);
        Map<String, String> found = new TreeMap<>();
        for (Exploration.Row row : new Shortest(rig, predicates, Watch.PATIENT).shorten(exhaustive(rig)).endings()) {
            Exploration.Witness witness = row.witness().orElseThrow();
            found.put(BruteForce.text(row.ending(), predicates), (long) row.schedules() + " schedules, the shortest "
                    + witness.preemptions() + " preemptions, " + witness.steps() + " steps");
            assertTrue(witness.minimal());
            assertEquals(witness.steps(), witness.schedule().codes().length);
        }
        Map<String, String> expected = new TreeMap<>();
        BruteForce.endings(small.rig(), predicates).forEach((ending, all) -> expected.put(ending, all.schedules()
                + " schedules, the shortest " + all.preemptions() + " preemptions, " + all.steps() + " steps"));
        assertEquals(expected, found);
    }

    @ParameterizedTest
    @FieldSource("SMALL")
    void a_witness_ends_as_its_row_says(Small small) {
        Rig rig = small.rig();
        List<Predicate> predicates = predicates(rig);
        Exploration exploration = exhaustive(rig);
        for (Exploration each : List.of(exploration, new Shortest(rig, predicates, Watch.PATIENT).shorten(exploration))) {
            for (Exploration.Row row : each.endings()) {
                Exploration.Witness witness = row.witness().orElseThrow();
                Ending ending = new Play(small.rig(), predicates).play(witness.schedule(), _ -> {});
                assertEquals(row.ending(), ending);
            }
        }
    }

    @Test
    void a_predicate_is_counted_by_the_ends_that_it_holds_in() {
        Exploration exploration = exhaustive(v1(LOST_UPDATE));
        for (int i = 0; i < 3; i++) {
            int predicate = i;
            assertEquals(exploration.endings().stream().filter(row -> row.ending().holds(predicate)).mapToLong(Exploration.Row::ends).sum(),
                    exploration.counts().get(i).holding());
            assertTrue(exploration.counts().get(i).complete());
        }
        assertEquals(List.of(false, true, true), exploration.counts().stream().limit(3).map(count -> count.holding() > 0).toList());
    }

    // Searches leave no trace, and can be stopped.

    @ParameterizedTest
    @ValueSource(strings = {"disarm-race", "arm-visibility", "bceqz-livelock", "slot-reuse"})
    void a_search_leaves_the_machine_at_its_start(String name) {
        for (String kernel : List.of("v1", "mainline")) {
            Rig rig = Experiments.rig(Experiments.named(name), kernel);
            long start = rig.machine().state().digest();
            Explorer explorer = explorer(rig);
            Exploration found = explorer.exhaustive(20_000, Watch.PATIENT);
            assertEquals(start, rig.machine().state().digest());
            explorer.sample(1, 50, Watch.PATIENT);
            assertEquals(start, rig.machine().state().digest());
            explorer.one();
            assertEquals(start, rig.machine().state().digest());
            new Shortest(rig, List.of(), (_, transitions, _) -> transitions < 20_000).shorten(found);
            assertEquals(start, rig.machine().state().digest());
            assertEquals(0, rig.machine().tick() - Experiments.rig(Experiments.named(name), kernel).machine().tick());
        }
    }

    @Test
    void a_second_search_tells_the_same_as_the_first() {
        Explorer explorer = explorer(v1(LOST_UPDATE));
        Exploration first = explorer.exhaustive(NO_LIMIT, Watch.PATIENT);
        explorer.sample(1, 100, Watch.PATIENT);
        assertEquals(first.toString(), explorer.exhaustive(NO_LIMIT, Watch.PATIENT).toString());
    }

    @Test
    void as_many_states_as_there_are_may_be_visited_and_one_less_is_too_few() {
        Rig rig = v1(LOST_UPDATE);
        Exploration whole = exhaustive(rig);
        assertTrue(whole.complete());
        assertTrue(explorer(rig).exhaustive(whole.states(), Watch.PATIENT).complete());
        Exploration stopped = explorer(rig).exhaustive(whole.states() - 1, Watch.PATIENT);
        assertFalse(stopped.complete());
        assertTrue(stopped.schedules() < whole.schedules());
        assertFalse(stopped.counts().getFirst().complete());
    }

    @Test
    void whoever_watches_can_end_the_search() {
        Rig rig = Experiments.rig(Experiments.named("disarm-race-3"), "v1");
        List<Long> seen = new ArrayList<>();
        Exploration stopped = explorer(rig).exhaustive(NO_LIMIT, (_, transitions, _) -> {
            seen.add(transitions);
            return seen.size() < 3;
        });
        assertFalse(stopped.complete());
        assertEquals(List.of(1L * Watch.INTERVAL, 2L * Watch.INTERVAL, 3L * Watch.INTERVAL), seen);
        assertEquals(3L * Watch.INTERVAL, stopped.transitions());
    }

    // Sampling.

    @Test
    void the_same_seed_gives_the_same_sample_and_another_seed_another() {
        Experiment experiment = Experiments.named("disarm-race");
        String first = explorer(Experiments.rig(experiment, "v1")).sample(7, 2000, Watch.PATIENT).toString();
        assertEquals(first, explorer(Experiments.rig(experiment, "v1")).sample(7, 2000, Watch.PATIENT).toString());
        assertNotEquals(first, explorer(Experiments.rig(experiment, "v1")).sample(8, 2000, Watch.PATIENT).toString());
    }

    @Test
    void a_sample_meets_no_ending_that_the_whole_search_does_not_know() {
        for (Small small : SMALL) {
            Rig rig = small.rig();
            List<Ending> all = exhaustive(rig).endings().stream().map(Exploration.Row::ending).toList();
            Exploration sample = explorer(rig).sample(1, 500, Watch.PATIENT);
            assertFalse(sample.complete());
            assertEquals(500, sample.schedules());
            for (Exploration.Row row : sample.endings()) assertTrue(all.contains(row.ending()), row.ending().toString());
        }
    }

    @Test
    void one_schedule_is_all_there_is_only_where_there_was_nothing_to_choose() {
        assertTrue(explorer(v1(independent(3, 0))).one().complete());
        Exploration one = explorer(v1(independent(3, 3))).one();
        assertFalse(one.complete());
        assertEquals("0*3 1*3", one.endings().getFirst().witness().orElseThrow().schedule().toString());
    }

    @Test
    void a_cpu_that_waits_for_ever_is_a_deadlock() {
        Exploration exploration = exhaustive(v1("""
                experiment: deadlock
                about: Each waits for the other.
                text: |
                  foo: jr $ra
                cpus: { 0: [ wait(cpu1) ], 1: [ foo(), wait(cpu0) ] }
                expect: { v1: { always: [ deadlock ] } }
                """));
        assertEquals(List.of(Ending.How.DEADLOCK), exploration.endings().stream().map(row -> row.ending().verdict()).toList());
        assertTrue(exploration.endings().getFirst().ending().holds(0));
    }

    @Test
    void a_witness_of_a_sample_can_be_replayed() {
        Experiment experiment = Experiments.named("disarm-race");
        for (Exploration.Row row : explorer(Experiments.rig(experiment, "v1")).sample(3, 3000, Watch.PATIENT).endings()) {
            Rig rig = Experiments.rig(experiment, "v1");
            rig.play(new Replay(row.witness().orElseThrow().schedule()), Integer.MAX_VALUE);
            assertEquals(row.ending().oopses().size(), rig.oopses().size());
        }
    }
}
