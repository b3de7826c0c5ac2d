package kprobarium.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kprobarium.explore.Assurance;
import kprobarium.explore.Bounded;
import kprobarium.explore.Ending;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Watch;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {
    /// How the schedules of a model end, each way once; `fine` for those that nothing is wrong with.
    private static List<String> endings(String name, int... arguments) {
        Explorer explorer = new Explorer(new ModelSubject(Models.find(name).orElseThrow().make().apply(arguments)), 1);
        Exploration all = explorer.search(new Exhaustive(3_000_000), Watch.PATIENT);
        assertTrue(all.complete());
        return List.copyOf(new TreeSet<>(all.endings().stream().map(row -> said(row.ending())).toList()));
    }

    /// The same, of the schedules that have no preemption.
    private static List<String> endsWithoutPreemption(String name, int... arguments) {
        Explorer explorer = new Explorer(new ModelSubject(Models.find(name).orElseThrow().make().apply(arguments)), 1);
        return explorer.search(new Bounded(Assurance.Bounded.Of.PREEMPTIONS, 0, 1_000_000), Watch.PATIENT).endings().stream()
                .map(row -> said(row.ending())).toList();
    }

    private static String said(Ending ending) {
        if (!ending.oopses().isEmpty()) return ending.oopses().getFirst();
        return ending.verdict() == Ending.How.FINISHED ? "fine" : ending.verdict().name();
    }

    @Test
    void the_classics_end_as_they_are_known_to() {
        assertEquals(List.of("fine", "recycled slot stepped", "unhandled break"), endings("textpatch", 1, 1, 2, 2, 0, 0, 0, 0));
        assertEquals(List.of("fine", "recycled slot stepped"), endings("textpatch", 2, 1, 2, 2, 0, 0, 0, 0));
        assertEquals(List.of("fine"), endings("textpatch", 3, 1, 2, 2, 0, 1, 0, 0));
        assertEquals(List.of("fine", "only one of them is set"), endings("reorder", 4));
        assertEquals(List.of("fine", "the first stage without the second"), endings("twostage", 2, 1));
        assertEquals(List.of("DEADLOCK", "fine"), endings("philosophers", 4, 1, 0));
        assertEquals(List.of("fine"), endings("philosophers", 4, 2, 1));
        assertEquals(List.of("fine"), endings("peterson", 3, 0, 0, 0));
        assertEquals(List.of("both are inside", "fine"), endings("peterson", 1, 1, 0, 0));
        assertEquals(List.of("fine"), endings("dekker", 3, 1, 0, 0));
        assertEquals(List.of("LIVELOCK", "fine"), endings("dekker", 1, 0, 0, 0));
    }

    @Test
    void one_round_of_the_lock_free_stack_is_safe_and_two_are_not() {
        assertEquals(List.of("fine"), endings("safestack", 1));
        assertEquals(List.of("fine", "two threads have one slot"), endings("safestack", 2));
    }

    @Test
    void on_weak_memory_mutual_exclusion_needs_a_fence() {
        for (int order = 1; order <= 3; order++) {
            assertTrue(endsWithoutPreemption("peterson", 1, 0, order, 0).contains("both are inside"));
            assertTrue(endsWithoutPreemption("dekker", 1, 1, order, 0).contains("both are inside"));
        }
        assertEquals(List.of("fine"), endings("peterson", 2, 0, 1, 1));
        assertEquals(List.of("fine"), endings("dekker", 2, 1, 1, 1));
    }

    static Stream<Models.Entry> all() {
        return Models.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_is_usual_is_in_range_and_can_move(Models.Entry entry) {
        for (Models.Parameter parameter : entry.parameters()) {
            assertTrue(parameter.least() <= parameter.usual() && parameter.usual() <= parameter.most(), parameter.toString());
        }
        ChoicePoint point = new ChoicePoint();
        entry.make().apply(entry.usual()).choices(point);
        assertTrue(point.size() > 1);
    }

    /// Whatever a model announces, it must be true: two moves that are said not to conflict lead to the same state in either order.
    @ParameterizedTest
    @CsvSource({"textpatch,1,0", "textpatch,3,1", "safestack,1,1", "reorder,3,3", "twostage,2,1", "philosophers,3,0", "peterson,2,1",
        "dekker,2,1"})
    void moves_that_do_not_conflict_commute(String name, int first, int last) {
        Models.Entry entry = Models.find(name).orElseThrow();
        int[] arguments = entry.usual();
        arguments[0] = first;
        arguments[arguments.length - 1] = last;
        Model model = entry.make().apply(arguments);
        model.state().keepJournal();
        assertTrue(commuting(model, new TreeSet<>()) > 0);
    }

    private static int commuting(Model model, Set<Long> seen) {
        if (!seen.add(model.state().digest()) || seen.size() > 20_000) return 0;
        int pairs = 0;
        ChoicePoint point = new ChoicePoint();
        model.choices(point);
        int start = model.state().mark();
        for (int i = 0; i < point.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (point.conflict(i, j)) continue;
                model.take(point.code(i));
                boolean failed = model.hasFailed();
                if (!failed) model.take(point.code(j));
                failed |= model.hasFailed();
                long one = model.state().digest();
                model.state().undo(start);
                model.take(point.code(j));
                failed |= model.hasFailed();
                if (!failed) model.take(point.code(i));
                if (!failed) assertEquals(one, model.state().digest());
                model.state().undo(start);
                pairs++;
            }
        }
        for (int i = 0; i < point.size(); i++) {
            model.take(point.code(i));
            pairs += commuting(model, seen);
            model.state().undo(start);
        }
        model.state().release(start);
        return pairs;
    }

    @Test
    void sixteen_threads_are_the_most() {
        assertThrows(IllegalArgumentException.class, () -> new Reorder(16));
        assertEquals(16, new Reorder(15).threads());
    }

    @Test
    void a_wait_is_announced_as_one() {
        Model model = new Model(1) {
            private final Location flag = shared("flag", 1);
            private final Local passed = local(0);

            @Override
            protected boolean canMove(int t) {
                return get(passed) == 0 && load(flag) == 1;
            }

            @Override
            protected void announce(int t) {
                awaits(flag);
            }

            @Override
            protected void move(int t) {
                set(passed, 1);
            }
        };
        ChoicePoint point = new ChoicePoint();
        model.choices(point);
        assertEquals(Access.Kind.AWAIT, point.kind(0));
        assertEquals("flag", model.nameOf(point.address(0)));
    }
}
