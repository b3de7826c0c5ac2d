package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kprobarium.experiment.Search;
import kprobarium.explore.Watch;
import kprobarium.farm.Build;
import kprobarium.farm.Description;
import kprobarium.farm.Job;
import kprobarium.farm.JobResult;
import kprobarium.farm.Ledger;
import kprobarium.farm.SetUp;
import kprobarium.farm.Unit;
import kprobarium.farm.Worker;
import kprobarium.farm.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a node is told, by a ledger on a bus that is not clustered.
@Timeout(60)
final class FarmVerticleTest {
    private static final String NODE = "0123456789abcdef";

    private final Vertx vertx = Vertx.vertx();
    private final Ledger<String> ledger = new Ledger<>(List.of(
            new Job(new Description.OfModel("textpatch", List.of(1, 1, 2, 2, 0, 0, 0, 0)), Search.random(20_000), 7, Job.Until.END)));
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void deploy() {
        vertx.deployVerticle(new FarmVerticle("r1", ledger, Duration.ofMinutes(1), said::add)).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private JsonObject ask(String what, JsonObject message) {
        message.put("say", what).put("node", NODE).put("run", "r1");
        return vertx.eventBus().<JsonObject>request(Addresses.FARM, message).await().body();
    }

    private static JsonObject hello(String build) {
        return new JsonObject().put("version", FarmVerticle.version()).put("build", build).put("workers", 1);
    }

    private int failure(String what, JsonObject message) {
        return assertThrows(ReplyException.class, () -> ask(what, message)).failureCode();
    }

    @Test
    void a_node_of_another_build_is_refused_and_told_why() {
        var refused = assertThrows(ReplyException.class, () -> ask("hello", hello("another")));
        assertEquals(FarmVerticle.REFUSED, refused.failureCode());
        assertEquals("it runs another build, " + FarmVerticle.version() + " " + Build.id() + ", and this is " + FarmVerticle.version()
                + " another", refused.getMessage());
        assertEquals(List.of("node 01234567 is of another build, " + FarmVerticle.version() + " another, and was sent away; this is "
                + FarmVerticle.version() + " " + Build.id()), said);
        assertEquals(FarmVerticle.UNKNOWN, failure("unit", new JsonObject().put("worker", 0)));
    }

    @Test
    void a_node_does_units_until_all_are_done() throws InterruptedException {
        assertEquals("r1", ask("hello", hello(Build.id())).getString("run"));
        Worker worker = new Worker(SetUp::ofTheTable);
        JsonObject says = new JsonObject().put("worker", 0);
        int units = 0;
        for (JsonObject told = ask("unit", says); told.containsKey("unit"); told = ask("unit", says)) {
            units++;
            Unit unit = FarmJson.unit(told.getJsonObject("unit"));
            says = new JsonObject().put("worker", 0).put("job", unit.job()).put("number", unit.number())
                    .put("result", FarmJson.result(worker.work(unit, Watch.PATIENT, () -> true)));
        }
        assertEquals(3, units);
        try (var _ = Workers.start(0, ledger, (_, _, found) -> "" + found.exploration().schedules(), SetUp::ofTheTable)) {
            assertEquals(new JobResult.Finished<>("20000.0"), ledger.await(0, 60_000).orElseThrow());
        }
        assertTrue(ask("unit", new JsonObject().put("worker", 0)).getBoolean("over"));
    }

    @Test
    void a_unit_that_never_reached_its_worker_is_handed_out_again_when_the_worker_asks() {
        ask("hello", hello(Build.id()));
        JsonObject free = new JsonObject().put("worker", 0);
        Unit onItsWay = FarmJson.unit(ask("unit", free.copy()).getJsonObject("unit"));
        assertEquals(onItsWay, FarmJson.unit(ask("unit", free.copy()).getJsonObject("unit")));
        assertEquals(1, ledger.progress().unitsOut());
        assertEquals(1, ledger.progress().lost());
    }

    @Test
    void a_node_hears_which_of_its_units_nobody_wants_any_more() {
        ask("hello", hello(Build.id()));
        Unit unit = FarmJson.unit(ask("unit", new JsonObject().put("worker", 0)).getJsonObject("unit"));
        JsonObject busy = new JsonObject().put("worker", 0).put("job", unit.job()).put("number", unit.number()).put("states", 100)
                .put("transitions", 1000).put("depth", 12);
        assertEquals(new JsonArray(), ask("alive", new JsonObject().put("busy", new JsonArray().add(busy))).getJsonArray("unwanted"));
        assertEquals(100, ledger.progress().soFar().schedules());
        ledger.done("another", unit.id(), new Worker(SetUp::ofTheTable).work(unit, Watch.PATIENT, () -> true));
        assertEquals(new JsonArray().add(0),
                ask("alive", new JsonObject().put("busy", new JsonArray().add(busy))).getJsonArray("unwanted"));
    }

    @Test
    void what_cannot_be_understood_is_said_to_be_so_and_does_no_harm() {
        ask("hello", hello(Build.id()));
        assertEquals(FarmVerticle.MALFORMED, failure("sing", new JsonObject()));
        assertEquals(FarmVerticle.MALFORMED, failure("alive", new JsonObject()));
        assertEquals(FarmVerticle.MALFORMED, failure("unit",
                new JsonObject().put("worker", 0).put("job", 5).put("number", 0).put("result", new JsonObject().put("broken", "x"))));
        assertEquals(FarmVerticle.MALFORMED, failure("unit",
                new JsonObject().put("worker", 0).put("job", 0).put("number", 0).put("result", new JsonObject())));
        assertFalse(ledger.isClosed());
        assertEquals(0, ledger.progress().unitsDone());
    }
}
