package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import kprobarium.event.Event;
import kprobarium.experiment.Session;
import kprobarium.live.Message.CpuAsked;
import kprobarium.live.Message.CpuShown;
import kprobarium.live.Message.PatchAck;
import kprobarium.live.Message.TextPatch;
import kprobarium.live.Message.Turn;
import kprobarium.live.Message.TurnDone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One CPU's verticle; the test is the scheduler.
@ExtendWith(VertxExtension.class)
final class CpuVerticleTest {
    private final Turnstile turnstile = new Turnstile(events -> Session.open(TestExperiments.live(), "linux-6.3", events));
    private Vertx vertx;

    @BeforeEach
    void deploy(Vertx vertx) {
        this.vertx = vertx;
        Codecs.register(vertx.eventBus());
        for (int n = 0; n < 2; n++) {
            vertx.deployVerticle(CpuVerticle.of(n, turnstile), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)).await();
        }
    }

    private TurnDone turn(String address, int budget) {
        return vertx.eventBus().<TurnDone>request(address, new Turn(budget)).await().body();
    }

    @Test
    void a_turn_takes_no_more_steps_than_its_budget_and_brings_what_happened() {
        TurnDone done = turn(Addresses.turn(1), 40);
        assertEquals(40, done.steps());
        assertEquals(0, done.events().getFirst().stamp().sequence());
        assertTrue(done.events().stream().anyMatch(Event.KprobeHit.class::isInstance));
        assertEquals(List.of(), turn(Addresses.turn(0), 40).events());
    }

    @Test
    void a_patch_is_taken_over_at_the_next_slice_and_not_before() {
        turnstile.visit("test", session -> session.submit(0, "p:here max+0x4"));
        TurnDone written;
        do {
            written = turn(Addresses.turn(0), 1);
        } while (written.posted().isEmpty());
        var posted = written.posted().getFirst();
        long before = turnstile.visit("test", session -> session.delivered(1));
        assertTrue(before < posted.patch());

        var acknowledged = vertx.eventBus().<PatchAck>request(Addresses.patch(1), new TextPatch(posted));
        var shown = vertx.eventBus().<CpuShown>request(Addresses.cpu(1), new CpuAsked());
        turn(Addresses.cpuTurn(1), 0);
        assertEquals(32, shown.await().body().state().gprs().size());
        assertFalse(acknowledged.isComplete(), "looking has taken the patch over");
        long after = turnstile.visit("test", session -> session.delivered(1));
        assertEquals(before, after);

        TurnDone taken = turn(Addresses.turn(1), 1);
        assertTrue(taken.events().stream().anyMatch(Event.PatchDelivered.class::isInstance), taken::toString);
        assertEquals(new PatchAck(1, posted.patch()), acknowledged.await().body());
    }
}
