package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kprobarium.machine.Playable;
import kprobarium.machine.State;
import kprobarium.model.TextPatch;
import kprobarium.schedule.ChoicePoint;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several workers on one exhaustive search.
@Timeout(120)
final class CrewTest {
    private record Threads(int size) implements Crew {
        @Override
        public void work(IntConsumer work) {
            try (ExecutorService threads = Executors.newFixedThreadPool(size)) {
                List<? extends Future<?>> all = IntStream.range(0, size).mapToObj(i -> threads.submit(() -> work.accept(i))).toList();
                for (Future<?> each : all) each.get();
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Exploration search(Supplier<Subject> subject, int workers, long maxStates) {
        return new Explorer(subject.get(), 1).search(new Exhaustive(maxStates, new Threads(workers), subject), Watch.PATIENT);
    }

    private static void sameForAnyNumberOfWorkers(Supplier<Subject> subject, long maxStates) {
        Exploration alone = search(subject, 1, maxStates);
        assertEquals(alone, new Explorer(subject.get(), 1).exhaustive(maxStates, Watch.PATIENT));
        for (int workers : new int[] {2, 4}) {
            for (int again = 0; again < 5; again++) assertEquals(alone, search(subject, workers, maxStates));
        }
    }

    @Test
    void a_model_is_the_same_for_any_number_of_workers() {
        sameForAnyNumberOfWorkers(() -> new ModelSubject(new TextPatch(3, 2, 3, 3, 0)), Integer.MAX_VALUE);
        sameForAnyNumberOfWorkers(() -> new ModelSubject(new TextPatch(1, 3, 2, 2, 0)), Integer.MAX_VALUE);
    }

    @Test
    void an_experiment_is_the_same_for_any_number_of_workers() {
        sameForAnyNumberOfWorkers(() -> new ExperimentSubject(Experiments.rig(Experiments.named("disarm-race"), "mainline"), List.of()),
                Integer.MAX_VALUE);
    }

    @Test
    void what_goes_in_circles_is_the_same_for_any_number_of_workers() {
        Supplier<Subject> subject = () -> new ExperimentSubject(Experiments.rig(Experiments.named("bceqz-livelock"), "v1"), List.of());
        assertTrue(search(subject, 2, Integer.MAX_VALUE).endings().stream().anyMatch(row -> row.ending().verdict() == Ending.How.LIVELOCK));
        sameForAnyNumberOfWorkers(subject, Integer.MAX_VALUE);
    }

    @Test
    void a_limit_cuts_at_the_same_states_for_any_number_of_workers() {
        Supplier<Subject> subject = () -> new ModelSubject(new TextPatch(3, 2, 3, 3, 0));
        assertFalse(search(subject, 2, 5_000).complete());
        sameForAnyNumberOfWorkers(subject, 5_000);
    }

    /// Fails at the fifth move.
    private static final class Broken implements Subject, Playable {
        private final TextPatch model = new TextPatch(3, 3, 3, 3, 0);
        private int moves;

        @Override
        public Playable playable() {
            return this;
        }

        @Override
        public Ending ending(Ending.How how) {
            return new Ending(List.of(), List.of(), 0, how);
        }

        @Override
        public boolean isInteresting(long address) {
            return true;
        }

        @Override
        public State state() {
            return model.state();
        }

        @Override
        public void choices(ChoicePoint point) {
            model.choices(point);
        }

        @Override
        public void take(int moveCode) {
            if (++moves == 5) throw new IllegalStateException("broken");
            model.take(moveCode);
        }
    }

    @Test
    void a_worker_that_fails_ends_the_search_for_all() {
        Explorer explorer = new Explorer(new Broken(), 0);
        Strategy search = new Exhaustive(Integer.MAX_VALUE, new Threads(3), () -> new ModelSubject(new TextPatch(3, 3, 3, 3, 0)));
        assertThrows(IllegalStateException.class, () -> explorer.search(search, Watch.PATIENT));
    }
}
