package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kprobarium.experiment.Rig;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A livelock is a circle in which every CPU moves that could; one that leaves a CPU out is only an unfair scheduler's.
final class LivelockTest {
    private static final String TEXT = """
            experiment: circles
            about: CPUs that wait in loops of their own.
            data: |
              flag:  .dword 0
              other: .dword 0
              total: .dword 0
            text: |
              set:   la.local $t0, flag
                     ori      $t1, $zero, 1
                     st.d     $t1, $t0, 0
                     jr       $ra
              spin:  la.local $t0, flag
              again: ld.d     $t1, $t0, 0
                     beqz     $t1, again
                     jr       $ra
              never: la.local $t0, other
              .Lno:  ld.d     $t1, $t0, 0
                     beqz     $t1, .Lno
                     jr       $ra
              loop:  b        loop
              bar:   jr       $ra
              work:  la.local $t0, total
              .Lll:  ll.d     $t1, $t0, 0
                     addi.d   $t1, $t1, 1
                     sc.d     $t1, $t0, 0
                     beqz     $t1, .Lll
                     jr       $ra
            kprobes:
              p: { at: again+0x4, state: %s }
              q: bar
            cpus: { %s }
            expect: { v1: { never: [ livelock ] } }
            observe: [ mem(total) ]
            """;

    private static Rig rig(String kernel, String cpus) {
        return Experiments.rig(Experiments.of(TEXT.formatted("unregistered", cpus)), kernel);
    }

    /// How the schedules of an exhaustive search end, in words.
    private static String endings(Rig rig) {
        Exploration exploration = new Explorer(rig, List.of()).exhaustive(Long.MAX_VALUE, Watch.PATIENT);
        assertTrue(exploration.complete());
        return exploration.endings().stream().map(row -> row.ending().verdict().toString()).collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    @Test
    void waiting_for_a_flag_that_is_never_set_is_a_livelock() {
        assertEquals("[LIVELOCK]", endings(rig("v1", "0: [ spin() ]")));
    }

    @Test
    void waiting_for_a_flag_that_another_cpu_will_set_is_none() {
        assertEquals("[FINISHED]", endings(rig("v1", "0: [ set() ], 1: [ spin() ]")));
        assertEquals("[FINISHED]", endings(rig("v1", "0: [ spin() ], 1: [ set() ], 2: [ spin() ]")));
    }

    @Test
    void who_waits_for_ever_is_in_a_livelock_though_another_has_finished() {
        assertEquals("[LIVELOCK]", endings(rig("v1", "0: [ set() ], 1: [ never() ]")));
    }

    /// No circle of theirs is fair: each leaves out the other. Together they are.
    @ParameterizedTest
    @ValueSource(strings = {"0: [ spin() ], 1: [ never() ]", "0: [ spin() ], 1: [ never() ], 2: [ spin() ]",
        "0: [ register_kprobe(p), spin() ], 1: [ never() ]", "0: [ register_kprobe(p), spin() ], 1: [ spin() ], 2: [ work() ]"})
    void those_that_wait_for_ever_each_on_its_own_are_in_a_livelock_together(String cpus) {
        Rig rig = rig("linux-6.3", cpus);
        assertEquals("[LIVELOCK]", endings(rig));
        for (Exploration.Row row : new Explorer(rig, List.of()).exhaustive(Long.MAX_VALUE, Watch.PATIENT).endings()) {
            assertEquals(row.ending(), new Play(rig("linux-6.3", cpus), List.of()).play(row.witness().orElseThrow().schedule(), _ -> {}));
        }
    }

    @Test
    void a_loop_that_touches_nothing_is_a_livelock() {
        assertEquals("[LIVELOCK]", endings(rig("v1", "0: [ loop() ], 1: [ disable_kprobe(q), loop() ]")));
    }

    /// CPU 1 takes a probe's break in every round. CPU 0 waits in synchronize_rcu() until CPU 1 has left a handler, which it does again
    /// and again; then it sets the flag.
    @ParameterizedTest
    @ValueSource(strings = {"v1", "linux-6.3", "mainline"})
    void a_cpu_that_can_move_now_and_then_is_left_out_by_a_circle_in_which_it_does_not(String kernel) {
        Rig rig = Experiments.rig(Experiments.of(TEXT.formatted("armed", "0: [ unregister_kprobe(q), set() ], 1: [ spin() ]")), kernel);
        assertEquals("[FINISHED]", endings(rig));
        Exploration sample = new Explorer(rig, List.of()).sample(1, 300, Watch.PATIENT);
        assertEquals(List.of(Ending.How.FINISHED), sample.endings().stream().map(row -> row.ending().verdict()).distinct().toList());
    }

    @Test
    void ll_and_sc_make_progress_however_cpus_contend() {
        Exploration exploration = new Explorer(rig("v1", "0: [ work(), work() ], 1: [ work() ], 2: [ work() ]"), List.of())
                .exhaustive(Long.MAX_VALUE, Watch.PATIENT);
        assertEquals(List.of("mem(total)=4;"), exploration.endings().stream().map(row -> row.ending().toString()).toList());
    }

    @ParameterizedTest
    @CsvSource({"bceqz-livelock, v1", "probe-between-ll-and-sc, v1", "probe-between-ll-and-sc, linux-6.3",
        "probe-between-ll-and-sc, mainline"})
    void every_way_to_search_finds_the_livelocks_that_are_known(String name, String kernel) {
        Rig rig = Experiments.rig(Experiments.named(name), kernel);
        Explorer explorer = new Explorer(rig, List.of());
        for (Exploration exploration : List.of(explorer.exhaustive(Long.MAX_VALUE, Watch.PATIENT), explorer.one(),
                explorer.sample(1, 20, Watch.PATIENT))) {
            assertEquals(List.of(Ending.How.LIVELOCK), exploration.endings().stream().map(row -> row.ending().verdict()).toList());
            Exploration shortened = new Shortest(rig, List.of(), Watch.PATIENT).shorten(exploration);
            Exploration.Witness witness = shortened.endings().getFirst().witness().orElseThrow();
            assertEquals(Ending.How.LIVELOCK, new Play(Experiments.rig(Experiments.named(name), kernel), List.of())
                    .play(witness.schedule(), _ -> {}).verdict());
        }
    }
}
