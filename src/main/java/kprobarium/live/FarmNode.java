package kprobarium.live;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import kprobarium.explore.Watch;
import kprobarium.farm.Build;
import kprobarium.farm.Description;
import kprobarium.farm.Unit;
import kprobarium.farm.UnitResult;
import kprobarium.farm.Worker;
import kprobarium.model.Model;

/// A machine that helps: it joins the farm of whoever runs a search at an address, does units until that run is over, and waits for the
/// next.
///
/// It asks; nobody asks it. So it needs no more than to reach the run, and if it was cut off it goes on asking: for a while in the cluster
/// it is in, and then it joins again.
public final class FarmNode {
    /// Why the run does not want this node.
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private static final int KNOCK_MILLIS = 500;

    private final Optional<FarmAddress> own;
    private final FarmAddress run;
    private final int workers;
    private final Function<Description.OfModel, Model> models;
    private final Consumer<String> says;
    private final BooleanSupplier stopped;

    /// Joins the run at `run`.
    ///
    /// @param own     where it listens itself; without it, at a free port of the interface that leads to the run
    /// @param says    is told what goes on
    /// @param stopped whether to end
    public FarmNode(Optional<FarmAddress> own, FarmAddress run, int workers, Function<Description.OfModel, Model> models,
            Consumer<String> says, BooleanSupplier stopped) {
        this.own = own;
        this.run = run;
        this.workers = workers;
        this.models = models;
        this.says = says;
        this.stopped = stopped;
    }

    /// Serves one run after the other, until it is stopped.
    public void serve() throws Refused, InterruptedException {
        Duration patience = Farm.PATIENCE;
        boolean waiting = false;
        while (!stopped.getAsBoolean()) {
            Optional<String> host = knock();
            if (host.isEmpty()) {
                if (!waiting) says.accept("waiting for a run at " + run);
                waiting = true;
                TimeUnit.MILLISECONDS.sleep(KNOCK_MILLIS);
                continue;
            }
            waiting = false;
            FarmMember member = null;
            try {
                member = Service.started(FarmMember.join(own.orElse(FarmAddress.of(host.get(), 0)), Optional.of(run), patience));
                patience = new Shift(member).work(patience);
            } catch (Service.Unavailable e) {
                says.accept("could not join at " + run + ": " + e.getMessage());
                TimeUnit.MILLISECONDS.sleep(KNOCK_MILLIS);
            } finally {
                if (member != null) member.leave();
            }
        }
    }

    /// The address of the interface that leads there, if somebody listens there.
    private Optional<String> knock() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(run.host(), run.port()), KNOCK_MILLIS);
            // A free port of this machine may be given to the very socket that tries to connect to it, which is then connected to itself.
            return socket.getLocalPort() == run.port() ? Optional.empty() : Optional.of(socket.getLocalAddress().getHostAddress());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// One run, from joining it to its end.
    private final class Shift {
        private static final int ALIVE_MILLIS = 500;

        /// What a worker does now.
        private record Doing(Unit unit, long states, long transitions, int depth, boolean unwanted) {}

        private final FarmMember member;
        private final CountDownLatch over = new CountDownLatch(1);
        private final Map<Integer, Doing> doing = new ConcurrentHashMap<>();
        private volatile String name = "";
        private volatile DeliveryOptions options = new DeliveryOptions().setSendTimeout(Farm.PATIENCE.toMillis());
        private volatile long heard = System.nanoTime();

        Shift(FarmMember member) {
            this.member = member;
        }

        /// Works until the run is over, or has not been heard of for twice as long as it has patience. Answers with its patience.
        Duration work(Duration usual) throws Refused, InterruptedException {
            Optional<JsonObject> welcome = hello(usual);
            if (welcome.isEmpty()) {
                says.accept("nobody answers at " + run);
                return usual;
            }
            name = welcome.get().getString("run");
            Duration patience = Duration.ofMillis(welcome.get().getLong("patience"));
            options = new DeliveryOptions().setSendTimeout(patience.toMillis());
            member.vertx.eventBus().<String>consumer(Addresses.FARM_OVER, message -> {
                if (message.body().equals(name)) over.countDown();
            });
            says.accept("joined the run at " + run + " as node " + member.id().substring(0, 8) + ", with " + workers + " workers");
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < workers; n++) {
                int worker = n;
                Thread thread = new Thread(() -> units(worker), "worker " + (n + 1));
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
            long beat = Math.min(ALIVE_MILLIS, patience.toMillis() / 4);
            while (!over.await(beat, TimeUnit.MILLISECONDS) && !stopped.getAsBoolean()) {
                alive();
                if (System.nanoTime() - heard > 2 * patience.toNanos()) {
                    says.accept("the run at " + run + " was not heard of for " + 2 * patience.toSeconds() + " s");
                    break;
                }
            }
            if (over.getCount() == 0) says.accept("the run at " + run + " is over");
            over.countDown();
            for (Thread thread : threads) thread.join();
            return patience;
        }

        private Optional<JsonObject> hello(Duration patience) throws Refused, InterruptedException {
            JsonObject hello = new JsonObject().put("version", FarmVerticle.version()).put("build", Build.id()).put("workers", workers);
            long until = System.nanoTime() + 2 * patience.toNanos();
            while (!stopped.getAsBoolean() && System.nanoTime() - until < 0) {
                try {
                    return Optional.of(ask("hello", hello));
                } catch (ReplyException e) {
                    if (e.failureCode() == FarmVerticle.REFUSED) throw new Refused(e.getMessage());
                    TimeUnit.MILLISECONDS.sleep(KNOCK_MILLIS);
                }
            }
            return Optional.empty();
        }

        private void alive() throws InterruptedException {
            JsonArray busy = new JsonArray();
            doing.forEach((worker, now) -> busy.add(new JsonObject().put("worker", worker)
                    .put("job", now.unit().job()).put("number", now.unit().number())
                    .put("states", now.states()).put("transitions", now.transitions()).put("depth", now.depth())));
            try {
                JsonObject reply = ask("alive", new JsonObject().put("busy", busy));
                if (reply.getBoolean("over")) over.countDown();
                for (Object worker : reply.getJsonArray("unwanted")) {
                    doing.computeIfPresent((Integer) worker,
                            (_, now) -> new Doing(now.unit(), now.states(), now.transitions(), now.depth(), true));
                }
            } catch (ReplyException e) {
                if (e.failureCode() == FarmVerticle.UNKNOWN) over.countDown();
            }
        }

        private void units(int n) {
            Worker worker = new Worker(models);
            JsonObject says = new JsonObject().put("worker", n);
            try {
                while (over.getCount() > 0 && !stopped.getAsBoolean()) {
                    try {
                        JsonObject reply = ask("unit", says);
                        says = new JsonObject().put("worker", n);
                        if (reply.containsKey("over")) over.countDown();
                        else if (reply.containsKey("wait")) over.await(reply.getInteger("wait"), TimeUnit.MILLISECONDS);
                        else says = done(n, worker, FarmJson.unit(reply.getJsonObject("unit")));
                    } catch (ReplyException e) {
                        if (e.failureCode() == FarmVerticle.UNKNOWN) over.countDown();
                        over.await(KNOCK_MILLIS, TimeUnit.MILLISECONDS);
                    }
                }
            } catch (InterruptedException _) {
                over.countDown();
            }
        }

        /// Does `unit`, and answers with what to say of it.
        private JsonObject done(int n, Worker worker, Unit unit) {
            doing.put(n, new Doing(unit, 0, 0, 0, false));
            Watch watch = (states, transitions, depth) -> doing.compute(n,
                    (_, now) -> new Doing(unit, states, transitions, depth, now != null && now.unwanted())) != null;
            UnitResult result = worker.work(unit, watch,
                    () -> over.getCount() > 0 && !stopped.getAsBoolean() && !doing.get(n).unwanted());
            doing.remove(n);
            JsonObject says = new JsonObject().put("worker", n);
            boolean whole = !(result instanceof UnitResult.Found(_, UnitResult.Ended ended, _, _)) || ended != UnitResult.Ended.TOLD;
            return whole ? says.put("job", unit.job()).put("number", unit.number()).put("result", FarmJson.result(result)) : says;
        }

        /// Says something to the run, and waits for its answer.
        private JsonObject ask(String what, JsonObject message) throws InterruptedException {
            try {
                JsonObject reply = member.vertx.eventBus().<JsonObject>request(Addresses.FARM,
                        message.put("say", what).put("node", member.id()).put("run", name), options)
                        .toCompletionStage().toCompletableFuture().get().body();
                heard = System.nanoTime();
                return reply;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ReplyException reply) throw reply;
                throw new ReplyException(ReplyFailure.ERROR, String.valueOf(e.getCause()));
            }
        }
    }
}
