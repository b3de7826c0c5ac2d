package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.Simulation;
import kprobarium.live.Message.Simulation.State;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnDone;
import kprobarium.live.Message.TurnWanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The scheduler among holders of turns that this test plays itself.
@ExtendWith(VertxExtension.class)
final class SchedulerVerticleTest {
    private record Given(String to, io.vertx.core.eventbus.Message<Turn> turn) {
        Given back(int steps) {
            turn.reply(new TurnDone(steps, List.of(), List.of(), List.of()));
            return this;
        }
    }

    private final BlockingQueue<Given> given = new LinkedBlockingQueue<>();
    private final Metrics metrics = new Metrics();
    private Vertx vertx;

    @BeforeEach
    void listen(Vertx vertx) {
        this.vertx = vertx;
        metrics.cpus(4);
        Codecs.register(vertx.eventBus());
        for (String to : List.of(Addresses.turn(0), Addresses.turn(1), Addresses.turn(2), Addresses.turn(3), Addresses.MACHINE_TURN)) {
            vertx.eventBus().<Turn>localConsumer(to, turn -> given.add(new Given(to, turn)));
        }
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    private void start(OptionalLong seed) {
        var options = new LiveOptions(TestExperiments.live(), "mainline", "127.0.0.1", 0, 0, 100, seed, 1);
        vertx.deployVerticle(new SchedulerVerticle(4, options, metrics)).await();
    }

    private Given next() throws InterruptedException {
        Given next = given.poll(30, TimeUnit.SECONDS);
        assertTrue(next != null, "no turn was given");
        return next;
    }

    private Simulation control(Control control) {
        return vertx.eventBus().<Simulation>request(Addresses.SIMULATION, control).await().body();
    }

    /// Everything that was sent so far has been handled once this has been answered.
    private void settle() {
        control(new Control.Look());
    }

    @Test
    void one_turn_is_out_at_a_time_and_cpus_take_them_round_robin() throws InterruptedException {
        start(OptionalLong.empty());
        for (int i = 0; i < 12; i++) {
            Given turn = next();
            settle();
            assertEquals(List.of(), List.copyOf(given));
            assertEquals(Addresses.turn(i % 4), turn.to());
            int budget = turn.turn().body().budget();
            assertTrue(budget >= 50 && budget <= 100, () -> "a budget of " + budget);
            turn.back(budget);
        }
    }

    @Test
    void a_seed_gives_the_same_turns_again_and_another_seed_others() throws InterruptedException {
        assertEquals(turns(7), turns(7));
        assertNotEquals(turns(7), turns(8));
    }

    private List<String> turns(long seed) throws InterruptedException {
        var options = new LiveOptions(TestExperiments.live(), "mainline", "127.0.0.1", 0, 0, 100, OptionalLong.of(seed), 1);
        String deployment = vertx.deployVerticle(new SchedulerVerticle(4, options, metrics)).await();
        var turns = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            Given turn = next();
            turns.add(turn.to() + " " + turn.turn().body().budget());
            if (i == 39) {
                control(new Control.Pause());
            }
            turn.back(1);
        }
        vertx.undeploy(deployment).await();
        return turns;
    }

    @Test
    void who_wants_a_turn_gets_the_next_but_never_two_in_a_row() throws InterruptedException {
        start(OptionalLong.empty());
        Given cpu0 = next();
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.MACHINE_TURN));
        settle();
        cpu0.back(1);
        Given machine = next();
        assertEquals(Addresses.MACHINE_TURN, machine.to());
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.MACHINE_TURN));
        settle();
        machine.back(0);
        assertEquals(Addresses.turn(1), next().back(1).to());
        assertEquals(Addresses.MACHINE_TURN, next().to());
    }

    @Test
    void a_paused_machine_gives_turns_only_to_those_who_want_one() throws InterruptedException {
        start(OptionalLong.empty());
        Given cpu0 = next();
        assertEquals(State.PAUSED, control(new Control.Pause()).state());
        cpu0.back(1);
        settle();
        assertEquals(List.of(), List.copyOf(given));
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.MACHINE_TURN));
        assertEquals(Addresses.MACHINE_TURN, next().back(0).to());
        settle();
        assertEquals(List.of(), List.copyOf(given));
        assertEquals(State.RUNNING, control(new Control.Run()).state());
        assertEquals(Addresses.turn(1), next().to());
    }

    @Test
    void a_step_asks_the_cpus_in_turn_until_one_moves() throws InterruptedException {
        start(OptionalLong.empty());
        Given cpu0 = next();
        control(new Control.Pause());
        Future<io.vertx.core.eventbus.Message<Simulation>> stepped =
                vertx.eventBus().request(Addresses.SIMULATION, new Control.Step(OptionalInt.empty(), 5));
        settle();
        cpu0.back(7);
        assertEquals(Addresses.turn(1), next().back(0).to());
        Given cpu2 = next();
        assertEquals(Addresses.turn(2), cpu2.to());
        assertEquals(5, cpu2.turn().body().budget());
        cpu2.back(5);
        assertEquals(12, stepped.await().body().steps());
        settle();
        assertEquals(List.of(), List.copyOf(given));
    }

    @Test
    void after_a_bug_no_cpu_runs_and_looks_are_still_answered() throws InterruptedException {
        start(OptionalLong.empty());
        next().turn().fail(Failures.BUG, "cpu0: java.lang.IllegalStateException: the bug");
        Simulation simulation;
        do {
            simulation = control(new Control.Look());
        } while (simulation.state() != State.FAILED);
        assertEquals("cpu0: java.lang.IllegalStateException: the bug", simulation.fault());
        assertEquals(List.of(), List.copyOf(given));
        vertx.eventBus().send(Addresses.TURN_WANTED, new TurnWanted(Addresses.MACHINE_TURN));
        assertEquals(Addresses.MACHINE_TURN, next().to());
        var refused = refusal(new Control.Run());
        assertEquals("cpu0: java.lang.IllegalStateException: the bug", refused);
    }

    private String refusal(Control control) {
        return vertx.eventBus().<Simulation>request(Addresses.SIMULATION, control)
                .map(_ -> "not refused").recover(refusal -> Future.succeededFuture(refusal.getMessage())).await();
    }
}
