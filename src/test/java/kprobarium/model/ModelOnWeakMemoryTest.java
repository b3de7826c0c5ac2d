package kprobarium.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kprobarium.explore.Dpor;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Strategy;
import kprobarium.explore.Watch;
import kprobarium.machine.MemoryOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ModelOnWeakMemoryTest {
    /// Each of two threads stores to one location and then loads the other, perhaps with a fence in between.
    private static final class StoreBuffering extends Model {
        private final Location[] to = {shared("x", 0), shared("y", 0)};
        private final Local[] pc = locals(2);
        private final Local[] seen = locals(2);
        private final boolean fenced;

        StoreBuffering(MemoryOrder order, boolean fenced) {
            super(2, order);
            this.fenced = fenced;
        }

        @Override
        protected boolean canMove(int t) {
            return get(pc[t]) < 3;
        }

        @Override
        protected void announce(int t) {
            switch ((int) get(pc[t])) {
                case 0 -> writes(to[t]);
                case 1 -> fences();
                default -> reads(to[1 - t]);
            }
        }

        @Override
        protected void move(int t) {
            switch ((int) get(pc[t])) {
                case 0 -> store(to[t], 1);
                case 1 -> {}
                default -> set(seen[t], load(to[1 - t]));
            }
            set(pc[t], get(pc[t]) == 0 && !fenced ? 2 : get(pc[t]) + 1);
        }

        @Override
        public List<String> observed() {
            return List.of(get(seen[0]) + " " + get(seen[1]));
        }
    }

    /// A spin lock: taken by an update that waits, given back by a store; and what it guards.
    private static final class Guarded extends Model {
        private final Location lock = shared("lock", 0);
        private final Location count = shared("count", 0);
        private final Local[] pc = locals(2);
        private final Local[] seen = locals(2);

        Guarded(MemoryOrder order) {
            super(2, order);
        }

        @Override
        protected boolean canMove(int t) {
            return get(pc[t]) < 4 && (get(pc[t]) != 0 || load(lock) == 0);
        }

        @Override
        protected boolean isDone(int t) {
            return get(pc[t]) == 4;
        }

        @Override
        protected void announce(int t) {
            switch ((int) get(pc[t])) {
                case 0 -> updates(lock);
                case 1 -> reads(count);
                case 2 -> writes(count);
                default -> updates(lock);
            }
        }

        @Override
        protected void move(int t) {
            switch ((int) get(pc[t])) {
                case 0 -> store(lock, 1);
                case 1 -> set(seen[t], load(count));
                case 2 -> store(count, get(seen[t]) + 1);
                default -> store(lock, 0);
            }
            set(pc[t], get(pc[t]) + 1);
        }

        @Override
        public List<String> observed() {
            return List.of("count=" + load(count));
        }
    }

    private static Exploration search(Model model, Strategy strategy) {
        Exploration found = new Explorer(new ModelSubject(model), 0).search(strategy, Watch.PATIENT);
        assertTrue(found.complete());
        return found;
    }

    private static Set<String> endings(Model model, Strategy strategy) {
        return search(model, strategy).endings().stream().map(row -> row.ending().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource(MemoryOrder.class)
    void store_buffering_is_seen_without_a_fence_on_all_but_sc_and_never_with_one(MemoryOrder order) {
        Set<String> usual = Set.of("0 1;", "1 0;", "1 1;");
        Set<String> all = new TreeSet<>(usual);
        if (order != MemoryOrder.SC) all.add("0 0;");
        for (Strategy strategy : List.of(new Exhaustive(Long.MAX_VALUE), Dpor.source(), Dpor.optimal())) {
            assertEquals(all, endings(new StoreBuffering(order, false), strategy));
            assertEquals(usual, endings(new StoreBuffering(order, true), strategy));
        }
    }

    @ParameterizedTest
    @EnumSource(MemoryOrder.class)
    void updates_make_a_lock_on_every_memory(MemoryOrder order) {
        for (Strategy strategy : List.of(new Exhaustive(Long.MAX_VALUE), Dpor.source(), Dpor.optimal())) {
            assertEquals(Set.of("count=2;"), endings(new Guarded(order), strategy));
        }
    }

    @ParameterizedTest
    @CsvSource({"SC, false, false", "SC, true, false", "TSO, false, true", "TSO, true, false"})
    void the_repaired_text_patch_needs_a_fence_under_tso_and_none_under_sc(MemoryOrder order, boolean fenced, boolean fails) {
        for (int[] size : new int[][] {{1, 2, 2}, {2, 1, 1}}) {
            Model model = new TextPatch(3, size[0], size[1], size[2], 0, false, order, fenced);
            assertEquals(fails, search(model, new Exhaustive(Long.MAX_VALUE)).endings().stream()
                    .anyMatch(row -> row.ending().toString().contains("recycled slot stepped")));
        }
    }
}
