package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kprobarium.event.render.JsonEvents;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Search;
import kprobarium.explore.Ending;
import kprobarium.explore.ExperimentSubject;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Play;
import kprobarium.explore.Watch;
import kprobarium.machine.State;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Odometer;
import kprobarium.schedule.Recording;
import kprobarium.schedule.RoundRobin;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Seeded;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A machine depends on nothing but its experiment, its kernel and its schedule; going back is as if one had never gone on; and the search
/// that knows states sees what the one that knows nothing sees. On every experiment of the catalogue.
final class DeterminismTest {
    /// Longer plays go in circles.
    private static final int LONGEST_PLAY = 2_000;
    private static final long MOST_STATES = 3_000;
    private static final double MOST_SCHEDULES = 200_000;

    private record Case(Experiment variant, String kernel) {
        Rig rig() {
            return Experiments.rig(variant, kernel);
        }

        List<kprobarium.experiment.Predicate> predicates() {
            KernelExpectation expected = variant.expect().stream().filter(e -> e.kernel().equals(kernel)).findFirst().orElseThrow();
            return expected.expectation().lines().stream().map(line -> line.predicate()).toList();
        }

        @Override
        public String toString() {
            return variant.name() + " " + kernel;
        }
    }

    private static Stream<Case> cases() {
        return Experiments.catalogue().map(Experiments::named).flatMap(experiment -> experiment.variants().stream())
                .flatMap(variant -> variant.expect().stream().map(expected -> new Case(variant, expected.kernel())));
    }

    private static Stream<DynamicTest> each(Predicate<Case> which, BiConsumer<Case, Long> test) {
        return cases().filter(which).map(c -> dynamicTest(c.toString(), () -> {
            for (long seed = 1; seed <= 3; seed++) test.accept(c, seed);
        }));
    }

    private static boolean isSearched(Case c) {
        return c.variant().search().method() == Search.Method.EXHAUSTIVE;
    }

    @TestFactory
    Stream<DynamicTest> two_plays_of_one_schedule_give_the_same_events_to_the_byte() {
        return each(_ -> true, (c, seed) -> {
            Recording recording = new Recording(new Seeded(seed));
            String played = events(c, rig -> rig.play(recording, LONGEST_PLAY));
            assertFalse(played.isEmpty());
            assertEquals(played, events(c, rig -> rig.play(new Seeded(seed), LONGEST_PLAY)));
            Schedule written = parsed(recording.schedule().toString());
            assertEquals(played, events(c, rig -> new Play(rig, List.of()).play(written, _ -> {})));
        });
    }

    private static String events(Case c, java.util.function.Consumer<Rig> play) {
        StringBuilder events = new StringBuilder();
        play.accept(Experiments.rig(c.variant(), c.kernel(), event -> events.append(JsonEvents.render(event)).append('\n')));
        return events.toString();
    }

    private static Schedule parsed(String text) {
        return switch (Schedule.parse(text)) {
            case Schedule.Parsed.Good(Schedule schedule) -> schedule;
            case Schedule.Parsed.Bad(Schedule.Malformed error) -> throw new AssertionError(error);
        };
    }

    @TestFactory
    Stream<DynamicTest> going_back_is_as_if_one_had_never_gone_on() {
        return each(_ -> true, (c, seed) -> {
            Rig rig = c.rig();
            State state = rig.machine().state();
            state.keepJournal();
            ChoicePoint point = new ChoicePoint();
            Seeded chance = new Seeded(seed);
            Seeded elsewhere = new Seeded(-seed);
            List<Integer> taken = new ArrayList<>();
            for (rig.machine().choices(point); point.size() > 0 && taken.size() < 100; rig.machine().choices(point)) {
                String here = choices(point);
                long digest = state.digest();
                int mark = state.mark();
                rig.play(elsewhere, 1 + taken.size() % 20);
                state.release(mark);
                assertEquals(digest, state.digest());
                rig.machine().choices(point);
                assertEquals(here, choices(point));
                int code = point.code(chance.choose(point));
                rig.machine().take(code);
                taken.add(code);
            }
            Schedule schedule = Schedule.of(taken.stream().mapToInt(Integer::intValue).toArray(), taken.size());
            Rig fresh = c.rig();
            new Play(fresh, List.of()).play(schedule, _ -> {});
            assertEquals(fresh.machine().state().digest(), state.digest(), "after " + schedule);
            assertEquals(memory(fresh), memory(rig));
        });
    }

    private static String choices(ChoicePoint point) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < point.size(); i++) text.append(point.move(i)).append(point.kind(i)).append(point.address(i)).append(' ');
        return text.toString();
    }

    /// All words of memory that are not 0.
    private static Map<Long, Long> memory(Rig rig) {
        Map<Long, Long> words = new TreeMap<>();
        rig.machine().memory().regions().forEach(region -> {
            for (int offset = 0; offset < region.size(); offset += 8) {
                long word = rig.machine().memory().load(region.base() + offset, 8);
                if (word != 0) words.put(region.base() + offset, word);
            }
        });
        return words;
    }

    @TestFactory
    Stream<DynamicTest> two_searches_find_the_same() {
        return cases().filter(DeterminismTest::isSearched).map(c -> dynamicTest(c.toString(), () -> {
            assertEquals(exhaustive(c), exhaustive(c));
            assertEquals(new Explorer(c.rig(), c.predicates()).sample(7, 200, Watch.PATIENT),
                    new Explorer(c.rig(), c.predicates()).sample(7, 200, Watch.PATIENT));
        }));
    }

    private static boolean isSmall(Case c) {
        if (!isSearched(c)) return false;
        Exploration found = exhaustive(c);
        boolean endless = found.endings().stream().anyMatch(row -> row.ending().verdict() == Ending.How.LIVELOCK);
        return found.complete() && !endless && found.schedules() <= MOST_SCHEDULES;
    }

    private static Exploration exhaustive(Case c) {
        return new Explorer(c.rig(), c.predicates()).exhaustive(MOST_STATES, Watch.PATIENT);
    }

    @TestFactory
    Stream<DynamicTest> the_search_counts_what_the_odometer_plays_one_by_one() {
        return cases().filter(DeterminismTest::isSmall).map(c -> dynamicTest(c.toString(), () -> {
            Exploration found = exhaustive(c);
            Map<String, Long> counted = new TreeMap<>();
            found.endings().forEach(row -> counted.put(name(row.ending()), (long) row.schedules()));
            // Where only an unfair scheduler keeps a machine going for ever, a fair one does not.
            oneByOne(c).ifPresentOrElse(played -> assertEquals(counted, played),
                    () -> assertNotEquals(LONGEST_PLAY, c.rig().play(new RoundRobin(), LONGEST_PLAY), "a play without end"));
        }));
    }

    /// How many plays end in each way; nothing, if one does not end.
    private static Optional<Map<String, Long>> oneByOne(Case c) {
        Rig rig = c.rig();
        State state = rig.machine().state();
        state.keepJournal();
        int start = state.mark();
        Map<String, Long> endings = new TreeMap<>();
        ExperimentSubject ends = new ExperimentSubject(rig, c.predicates());
        Odometer odometer = new Odometer();
        do {
            state.undo(start);
            if (rig.play(odometer, LONGEST_PLAY) == LONGEST_PLAY) return Optional.empty();
            endings.merge(name(ends.ending(Ending.How.FINISHED)), 1L, Long::sum);
        } while (odometer.advance());
        return Optional.of(endings);
    }

    private static String name(Ending ending) {
        return ending + " " + Long.toBinaryString(ending.predicates());
    }
}
