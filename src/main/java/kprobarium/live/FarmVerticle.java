package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kprobarium.farm.Build;
import kprobarium.farm.Ledger;
import kprobarium.farm.Unit;

/// The ledger on the bus. Nodes ask; it answers:
///
/// | a node says | it is told |
/// |---|---|
/// | `hello`: its `build`, its `version`, how many `workers` it has | the `run`, and the `patience`; or it is refused, as another build |
/// | `unit`: one of its workers is free, with the `result` of what it had | the next `unit`, to `wait`, or that all is `over` |
/// | `alive`: what its workers are `busy` with | which units of theirs are `unwanted` by now |
///
/// A node that is silent for longer than the farm's patience, or that leaves the cluster, is lost, and its units are handed out again. If
/// it was only cut off, it goes on where it was when it is heard again: a result that comes late is as good as any.
final class FarmVerticle extends VerticleBase {
    static final int REFUSED = 1;
    static final int UNKNOWN = 2;
    static final int MALFORMED = 3;
    /// Milliseconds until a worker asks again for whom there was nothing to do.
    private static final int WAIT = 50;

    private static final class Node {
        private final String name;
        private final int workers;
        private long heard = System.nanoTime();
        private boolean lost;

        Node(String name, int workers) {
            this.name = name;
            this.workers = workers;
        }
    }

    private final String run;
    private final Ledger<?> ledger;
    private final Duration patience;
    private final Consumer<String> says;
    private final Map<String, Node> nodes = new TreeMap<>();
    private volatile int present;
    private volatile int workers;

    /// `says` is told of nodes that come and go, and of those that are refused.
    FarmVerticle(String run, Ledger<?> ledger, Duration patience, Consumer<String> says) {
        this.run = run;
        this.ledger = ledger;
        this.patience = patience;
        this.says = says;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(Math.max(1, patience.toMillis() / 4), _ -> nodes.values().stream()
                .filter(node -> !node.lost && System.nanoTime() - node.heard > patience.toNanos())
                .forEach(node -> lost(node, "is silent")));
        return vertx.eventBus().<JsonObject>consumer(Addresses.FARM, this::hear).completion();
    }

    @Override
    public Future<?> stop() {
        vertx.eventBus().publish(Addresses.FARM_OVER, run);
        return Future.succeededFuture();
    }

    /// How many nodes there are.
    int nodes() {
        return present;
    }

    /// How many workers they have.
    int workers() {
        return workers;
    }

    /// The node that the cluster knows by `id` has left it. May be called by any thread.
    void gone(String id) {
        context.runOnContext(_ -> Optional.ofNullable(nodes.get(id)).filter(node -> !node.lost)
                .ifPresent(node -> lost(node, "has left")));
    }

    private void hear(Message<JsonObject> message) {
        JsonObject body = message.body();
        try {
            String id = body.getString("node");
            if (body.getString("say").equals("hello")) {
                hello(message, id);
                return;
            }
            Node node = nodes.get(id);
            if (node == null || !run.equals(body.getString("run"))) {
                message.fail(UNKNOWN, "say hello first");
                return;
            }
            node.heard = System.nanoTime();
            if (node.lost) {
                node.lost = false;
                count();
                says.accept(node.name + " is back");
            }
            message.reply(switch (body.getString("say")) {
                case "unit" -> unit(worker(id, body), body);
                case "alive" -> alive(id, body.getJsonArray("busy"));
                default -> throw new IllegalArgumentException("what a node does not say: " + body.getString("say"));
            });
        } catch (RuntimeException malformed) {
            message.fail(MALFORMED, malformed.toString());
        }
    }

    private void hello(Message<JsonObject> message, String id) {
        JsonObject body = message.body();
        String build = body.getString("version") + " " + body.getString("build");
        String ours = version() + " " + Build.id();
        String name = "node " + id.substring(0, 8);
        if (!build.equals(ours)) {
            says.accept(name + " is of another build, " + build + ", and was sent away; this is " + ours);
            message.fail(REFUSED, "it runs another build, " + ours + ", and this is " + build);
            return;
        }
        Node before = nodes.put(id, new Node(name, body.getInteger("workers")));
        count();
        if (before == null) says.accept(name + " has joined, with " + body.getInteger("workers") + " workers");
        message.reply(new JsonObject().put("run", run).put("patience", patience.toMillis()));
    }

    private JsonObject unit(String worker, JsonObject body) {
        if (body.containsKey("result")) {
            ledger.done(worker, new Unit.Id(body.getInteger("job"), body.getLong("number")), FarmJson.result(body.getJsonObject("result")));
        }
        // Who asks has nothing. What it should have, by the ledger, was in an answer that never reached it.
        ledger.lost(worker);
        if (ledger.isClosed()) return new JsonObject().put("over", true);
        return ledger.take(worker).map(unit -> new JsonObject().put("unit", FarmJson.unit(unit)))
                .orElseGet(() -> new JsonObject().put("wait", WAIT));
    }

    private JsonObject alive(String id, JsonArray busy) {
        JsonArray unwanted = new JsonArray();
        for (int i = 0; i < busy.size(); i++) {
            JsonObject with = busy.getJsonObject(i);
            Unit.Id unit = new Unit.Id(with.getInteger("job"), with.getLong("number"));
            ledger.note(worker(id, with), unit, with.getLong("states"), with.getLong("transitions"), with.getInteger("depth"));
            if (!ledger.isWanted(unit)) unwanted.add(with.getInteger("worker"));
        }
        return new JsonObject().put("unwanted", unwanted).put("over", ledger.isClosed());
    }

    private static String worker(String node, JsonObject body) {
        return node + "/" + body.getInteger("worker");
    }

    private void lost(Node node, String why) {
        node.lost = true;
        count();
        String id = nodes.entrySet().stream().filter(entry -> entry.getValue() == node).findFirst().orElseThrow().getKey();
        for (int worker = 0; worker < node.workers; worker++) ledger.lost(id + "/" + worker);
        says.accept(node.name + " " + why + "; what it had is handed out again");
    }

    private void count() {
        List<Node> here = nodes.values().stream().filter(node -> !node.lost).toList();
        present = here.size();
        workers = here.stream().mapToInt(node -> node.workers).sum();
    }

    static String version() {
        return Optional.ofNullable(FarmVerticle.class.getPackage().getImplementationVersion()).orElse("(not packaged)");
    }
}
