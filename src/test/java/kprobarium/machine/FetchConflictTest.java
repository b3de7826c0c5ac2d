package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Moves that are said not to conflict commute, under every fetch model: each leaves the other on offer, and both orders lead to one state.
final class FetchConflictTest {
    private static final int MOST_STATES = 3_000;
    private static final String RACE = "disarm-race";

    @TestFactory
    Stream<DynamicTest> moves_that_do_not_conflict_commute() {
        Stream<Experiment> litmus = Experiments.litmus().flatMap(name -> Experiments.named(name).variants().stream());
        Stream<Experiment> races = swept(RACE).variants().stream();
        return Stream.concat(litmus, races).map(variant -> DynamicTest.dynamicTest(variant.name(), () -> {
            int pairs = 0;
            for (String kernel : variant.expect().stream().map(expected -> expected.kernel()).limit(2).toList()) {
                pairs += audit(Experiments.rig(variant, kernel).machine());
            }
            assertTrue(pairs > 0 || !variant.name().startsWith(RACE), "nothing was compared");
        }));
    }

    /// An experiment of the catalogue, under every fetch model and with warnings on.
    private static Experiment swept(String name) {
        String yaml = Experiments.text(name).replaceAll("(?m)^machine:.*$", "").replaceAll("(?m)^sweep:.*$", "")
                .replaceFirst("(?m)^cpus:", """
                        machine: { cmodx_safe: [ break, nop, b ], bus: { lose: 1, duplicate: 1 } }
                        sweep: { machine.fetch: [ coherent, bus, window, pipeline, incoherent ] }
                        cpus:""");
        return Experiments.of(yaml);
    }

    /// How many pairs were compared.
    private static int audit(Machine machine) {
        State state = machine.state();
        state.keepJournal();
        ChoicePoint point = new ChoicePoint();
        ChoicePoint then = new ChoicePoint();
        Set<Long> known = new LinkedHashSet<>();
        Deque<List<Integer>> todo = new ArrayDeque<>();
        todo.add(List.of());
        int start = state.mark();
        int pairs = 0;
        while (!todo.isEmpty() && known.size() < MOST_STATES) {
            List<Integer> path = todo.remove();
            state.undo(start);
            path.forEach(machine::take);
            if (!known.add(state.digest())) continue;
            int here = state.mark();
            machine.choices(point);
            for (int i = 0; i < point.size(); i++) {
                for (int j = i + 1; j < point.size(); j++) {
                    if (point.conflict(i, j)) continue;
                    pairs++;
                    long one = both(machine, here, point.code(i), point.code(j), then);
                    long other = both(machine, here, point.code(j), point.code(i), then);
                    assertEquals(one, other, said(point, i) + " and " + said(point, j) + " after " + path.stream().map(Move::of).toList());
                }
            }
            state.release(here);
            for (int i = 0; i < point.size(); i++) {
                List<Integer> longer = new ArrayList<>(path);
                longer.add(point.code(i));
                todo.add(longer);
            }
        }
        return pairs;
    }

    private static String said(ChoicePoint point, int option) {
        return point.move(option) + " (" + point.kind(option) + " 0x" + Long.toHexString(point.address(option)) + ")";
    }

    private static long both(Machine machine, int here, int first, int second, ChoicePoint then) {
        machine.state().undo(here);
        machine.take(first);
        machine.choices(then);
        assertTrue(then.find(second) >= 0, Move.of(first) + " takes " + Move.of(second) + " away");
        machine.take(second);
        long digest = machine.state().digest();
        machine.choices(then);
        for (int i = 0; i < then.size(); i++) digest = 31 * digest + then.code(i);
        machine.state().undo(here);
        return digest;
    }
}
