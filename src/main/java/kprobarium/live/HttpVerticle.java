package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kprobarium.live.FeedClients.From;
import kprobarium.live.FeedClients.Subscription;
import kprobarium.live.Message.Command;
import kprobarium.live.Message.CommandAsked;
import kprobarium.live.Message.CommandDone;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.CpuAsked;
import kprobarium.live.Message.CpuShown;
import kprobarium.live.Message.EventBatch;
import kprobarium.live.Message.FileAsked;
import kprobarium.live.Message.FileShown;
import kprobarium.live.Message.JournalAsked;
import kprobarium.live.Message.JournalText;
import kprobarium.live.Message.ListingAsked;
import kprobarium.live.Message.ListingShown;
import kprobarium.live.Message.MachineAsked;
import kprobarium.live.Message.MachineView;
import kprobarium.live.Message.Simulation;

/// The machine over HTTP: the page, the API, the tracing files, the feed and the metrics.
///
/// Every handler asks the bus one question and writes down the answer. What may go wrong becomes a [Problem] in one place.
final class HttpVerticle extends VerticleBase {
    static final String PROTOCOL = "kprobarium.v1.json";
    static final int MAX_BODY = 16 * 1024;
    /// How long a question to the machine may take.
    static final DeliveryOptions SOON = new DeliveryOptions().setSendTimeout(5_000);
    private static final int MAX_WAIT_SECONDS = 30;
    private static final int MAX_STEPS = 1_000_000;
    private static final long MAX_RATE = 1_000_000_000;
    private static final long STATE_INTERVAL = 250;
    private static final long HEARTBEAT_INTERVAL = 15_000;
    private static final long PING_INTERVAL = 20_000;
    private static final Pattern SINCE = Pattern.compile("([0-9a-z]{1,16})-(\\d{1,18})");

    private final LiveOptions options;
    private final Metrics metrics;
    private final String epoch;
    private final Guard guard;
    private final Map<String, Map<HttpMethod, io.vertx.core.Handler<RoutingContext>>> routes = new TreeMap<>();
    private FeedClients clients;
    private HttpServer server;

    HttpVerticle(LiveOptions options, Metrics metrics, String epoch) {
        this.options = options;
        this.metrics = metrics;
        this.epoch = epoch;
        this.guard = new Guard(options.host());
    }

    @Override
    public Future<?> start() {
        clients = new FeedClients(vertx, metrics, epoch);
        vertx.setPeriodic(STATE_INTERVAL, _ -> showState());
        vertx.setPeriodic(HEARTBEAT_INTERVAL, _ -> clients.heartbeat());
        vertx.setPeriodic(PING_INTERVAL, _ -> clients.ping());
        server = vertx.createHttpServer(new HttpServerOptions()
                .setCompressionSupported(true)
                .setReadIdleTimeout(60)
                .setMaxWebSocketFrameSize(64 * 1024)
                .setMaxWebSocketMessageSize(64 * 1024)
                .setWebSocketClosingTimeout(5)
                .setWebSocketSubProtocols(List.of(PROTOCOL))
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false));
        return vertx.eventBus().<EventBatch>localConsumer(Addresses.FEED, batch -> {
            batch.reply(null);
            clients.offer(batch.body());
        }).completion().compose(_ -> server.requestHandler(router()).listen(options.port(), options.host()));
    }

    @Override
    public Future<?> stop() {
        clients.bye("shutdown");
        return server.shutdown();
    }

    int port() {
        return server.actualPort();
    }

    private Router router() {
        at("/api/v1", HttpMethod.GET, this::index);
        at("/api/v1/simulation", HttpMethod.GET, request -> simulate(request, new Control.Look()));
        at("/api/v1/simulation", HttpMethod.POST, request -> simulate(request, control(json(request))));
        at("/api/v1/experiment", HttpMethod.GET, request -> send(request, Json.experiment(options.experiment(), options.kernel())));
        at("/api/v1/cpus", HttpMethod.GET, request -> look(request, view -> send(request, new JsonObject().put("cpus", Json.cpus(view)))));
        at("/api/v1/cpus/:cpu", HttpMethod.GET, this::cpu);
        at("/api/v1/text", HttpMethod.GET, this::text);
        at("/api/v1/probes", HttpMethod.GET,
                request -> look(request, view -> send(request, new JsonObject().put("probes", Json.probes(view.probes())))));
        at("/api/v1/commands/:ticket", HttpMethod.GET, this::ticket);
        at("/api/v1/journal", HttpMethod.GET, this::journal);
        at("/api/v1/openapi.yaml", HttpMethod.GET, request -> file(request, "openapi.yaml"));
        at("/api/v1/asyncapi.yaml", HttpMethod.GET, request -> file(request, "asyncapi.yaml"));
        for (String file : Tracing.FILES) at("/tracing/" + file, HttpMethod.GET, request -> tracingFile(request, file));
        at("/tracing/events/:group/:event/:file", HttpMethod.GET, request -> tracingFile(request, eventFile(request)));
        at("/tracing/kprobe_events", HttpMethod.POST, this::writeKprobeEvents);
        at("/metrics", HttpMethod.GET, new MetricsHandler(vertx, metrics)::handle);
        at("/health/live", HttpMethod.GET, request -> send(request, new JsonObject().put("status", "up")));
        at("/health/ready", HttpMethod.GET, this::ready);
        at("/ws/v1/events", HttpMethod.GET, this::feed);

        Router router = Router.router(vertx);
        router.route().handler(guard::check);
        router.route().method(HttpMethod.POST).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        routes.forEach((path, byMethod) -> {
            byMethod.forEach((method, handler) -> router.route(method, path).handler(handler));
            if (byMethod.containsKey(HttpMethod.GET)) {
                router.route(HttpMethod.HEAD, path).handler(byMethod.get(HttpMethod.GET));
            }
            String allowed = byMethod.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
            router.route(path).handler(request -> notAllowed(request, allowed));
        });
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD)
                .handler(StaticHandler.create("webroot").setMaxAgeSeconds(0).setIncludeHidden(false));
        router.route().failureHandler(request -> Problem.of(request).send(request));
        router.errorHandler(404, request -> Problem.of(request).send(request));
        router.errorHandler(400, request -> Problem.of(request).send(request));
        return router;
    }

    private void at(String path, HttpMethod method, io.vertx.core.Handler<RoutingContext> handler) {
        routes.computeIfAbsent(path, _ -> new TreeMap<>(java.util.Comparator.comparing(HttpMethod::name))).put(method, handler);
    }

    private static void notAllowed(RoutingContext request, String allowed) {
        request.response().putHeader("Allow", allowed);
        Problem.of(405, "method-not-allowed", "This method is not for this resource", "Allowed here: " + allowed + ".").send(request);
    }

    private void index(RoutingContext request) {
        var links = new JsonArray();
        routes.forEach((path, byMethod) -> byMethod.keySet()
                .forEach(method -> links.add(method.name() + " " + path.replaceAll(":(\\w+)", "{$1}"))));
        send(request, new JsonObject().put("name", "kprobarium").put("epoch", epoch).put("resources", links));
    }

    // --- the run

    private void simulate(RoutingContext request, Control control) {
        vertx.eventBus().<Simulation>request(Addresses.SIMULATION, control, SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> send(request, Json.simulation(reply.body())));
    }

    private Control control(JsonObject body) {
        try {
            return switch (body.getString("action", "")) {
                case "pause" -> new Control.Pause();
                case "run" -> new Control.Run();
                case "step" -> new Control.Step(cpu(body.getInteger("cpu")), within("steps", body.getInteger("steps", 1), 1, MAX_STEPS));
                case "pace" -> new Control.Pace(within("rate", body.getLong("rate", -1L), 0, MAX_RATE));
                default -> throw Problem.badRequest("\"action\" is one of pause, run, step, pace.").asException();
            };
        } catch (ClassCastException _) {
            throw Problem.badRequest("\"action\" is a string; \"cpu\", \"steps\" and \"rate\" are whole numbers.").asException();
        }
    }

    private OptionalInt cpu(Integer cpu) {
        return cpu == null ? OptionalInt.empty() : OptionalInt.of(existing(cpu));
    }

    private int existing(long cpu) {
        int cpus = options.experiment().cpus().size();
        if (cpu < 0 || cpu >= cpus) {
            throw Problem.of(404, "no-such-cpu", "There is no such CPU", "CPU " + cpu + ": this machine has CPUs 0-" + (cpus - 1) + ".")
                    .asException();
        }
        return (int) cpu;
    }

    private static int within(String name, int value, int least, int most) {
        return (int) within(name, (long) value, least, most);
    }

    private static long within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw Problem.badRequest("\"" + name + "\" is a whole number from " + least + " to " + most + ".").asException();
        }
        return value;
    }

    private static JsonObject json(RoutingContext request) {
        try {
            return request.body().asJsonObject() == null ? new JsonObject() : request.body().asJsonObject();
        } catch (DecodeException | ClassCastException _) {
            throw Problem.badRequest("The body is not a JSON object.").asException();
        }
    }

    private static long number(RoutingContext request, String name, long otherwise) {
        String text = request.request().getParam(name);
        if (text != null && !text.matches("\\d{1,15}")) {
            throw Problem.badRequest(name + ": \"" + text + "\" is not a whole number.").asException();
        }
        return text == null ? otherwise : Long.parseLong(text);
    }

    // --- the machine

    private void look(RoutingContext request, java.util.function.Consumer<MachineView> then) {
        vertx.eventBus().<MachineView>request(Addresses.MACHINE, new MachineAsked(), SOON)
                .map(reply -> {
                    then.accept(reply.body());
                    return null;
                })
                .onFailure(request::fail);
    }

    private void cpu(RoutingContext request) {
        int n = existing(number(request, "cpu", 0));
        var inside = vertx.eventBus().<CpuShown>request(Addresses.cpu(n), new CpuAsked(), SOON);
        var view = vertx.eventBus().<MachineView>request(Addresses.MACHINE, new MachineAsked(), SOON);
        Future.all(inside, view)
                .onFailure(request::fail)
                .onSuccess(_ -> send(request, Json.cpu(view.result().body().cpus().get(n), view.result().body())
                        .mergeIn(Json.inside(inside.result().body().state()))));
    }

    private void text(RoutingContext request) {
        vertx.eventBus().<ListingShown>request(Addresses.LISTING, new ListingAsked(), SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> send(request, new JsonObject().put("lines", Json.listing(reply.body().lines()))));
    }

    private void journal(RoutingContext request) {
        vertx.eventBus().<JournalText>request(Addresses.JOURNAL, new JournalAsked(), SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> text(request, reply.body().text() + "\n"));
    }

    private void ready(RoutingContext request) {
        vertx.eventBus().<Simulation>request(Addresses.SIMULATION, new Control.Look(), SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> {
                    if (reply.body().state() == Simulation.State.FAILED) {
                        Problem.of(503, "machine-failed", "The machine has stopped for good", reply.body().fault()).send(request);
                    } else {
                        send(request, new JsonObject().put("status", "up").put("simulation", reply.body().state().word()));
                    }
                });
    }

    // --- tracing

    private void tracingFile(RoutingContext request, String file) {
        vertx.eventBus().<FileShown>request(Addresses.FILE, new FileAsked(file), SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> reply.body().text().ifPresentOrElse(text -> text(request, text), () -> Problem.of(404, "no-such-file",
                        "There is no such file", file + ": events are made by a write to /tracing/kprobe_events.").send(request)));
    }

    private static String eventFile(RoutingContext request) {
        return String.join("/", "events", request.pathParam("group"), request.pathParam("event"), request.pathParam("file"));
    }

    /// Runs the lines of the body one after another, and stops at the first that fails, as a write to the kernel's file does.
    private void writeKprobeEvents(RoutingContext request) {
        int cpu = existing(number(request, "cpu", 0));
        long wait = within("wait", number(request, "wait", 5), 0, MAX_WAIT_SECONDS) * 1000;
        String body = request.body().asString();
        List<String> lines = Tracing.commands(body == null ? "" : body);
        if (lines.isEmpty()) {
            throw Problem.badRequest("The body has no command; one is for example \"p:p1 foo+0x8\".").asException();
        }
        write(request, cpu, wait, lines, new JsonArray());
    }

    private void write(RoutingContext request, int cpu, long wait, List<String> lines, JsonArray done) {
        int n = done.size();
        if (n == lines.size()) {
            request.response().setStatusCode(200);
            send(request, new JsonObject().put("commands", done));
            return;
        }
        var beyond = new DeliveryOptions().setSendTimeout(wait + SOON.getSendTimeout());
        vertx.eventBus().<CommandDone>request(Addresses.KPROBES, new Command(cpu, lines.get(n), wait), beyond)
                .onFailure(request::fail)
                .onSuccess(reply -> {
                    CommandDone command = reply.body();
                    done.add(Json.command(command));
                    if (!command.ended()) {
                        accepted(request, command, done);
                    } else if (command.value() < 0) {
                        Tracing.refused(command, n + 1, done).send(request);
                    } else {
                        write(request, cpu, wait, lines, done);
                    }
                });
    }

    private static void accepted(RoutingContext request, CommandDone command, JsonArray done) {
        request.response().setStatusCode(202).putHeader("Location", "/api/v1/commands/" + command.ticket());
        send(request, new JsonObject().put("commands", done)
                .put("detail", "Command " + command.ticket() + " goes on when its CPU has turns; lines after it were not submitted."));
    }

    private void ticket(RoutingContext request) {
        vertx.eventBus().<CommandDone>request(Addresses.TICKETS, new CommandAsked(number(request, "ticket", 0)), SOON)
                .onFailure(request::fail)
                .onSuccess(reply -> send(request, Json.command(reply.body())));
    }

    // --- the feed

    private void feed(RoutingContext request) {
        if (!"websocket".equalsIgnoreCase(request.request().getHeader("Upgrade"))) {
            request.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade");
            throw Problem.of(426, "upgrade-required", "This is a WebSocket", "Subprotocol " + PROTOCOL + "; see /api/v1/asyncapi.yaml.")
                    .asException();
        }
        if (clients.full()) {
            throw Problem.of(503, "too-many-clients", "Too many clients", "At most " + FeedClients.MAX_CLIENTS + ".").asException();
        }
        Subscription subscription = subscription(request);
        request.request().toWebSocket()
                .onFailure(request::fail)
                .onSuccess(socket -> clients.join(socket, subscription, machine()));
    }

    private Subscription subscription(RoutingContext request) {
        try {
            boolean state = "true".equals(request.request().getParam("state"));
            return new Subscription(Filter.of(request.request().params()), from(request), state);
        } catch (IllegalArgumentException refused) {
            throw Problem.badRequest(refused.getMessage()).asException();
        }
    }

    private From from(RoutingContext request) {
        String since = request.request().getParam("since");
        if (since == null) {
            long recent = number(request, "recent", 0);
            return recent == 0 ? new From.Now() : new From.Recent(recent);
        }
        var matcher = SINCE.matcher(since);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("since: \"" + since + "\" is not an epoch, a minus and the number of the last event seen");
        }
        return matcher.group(1).equals(epoch) ? new From.After(Long.parseLong(matcher.group(2))) : new From.NewEpoch();
    }

    private JsonObject machine() {
        return new JsonObject()
                .put("experiment", options.experiment().name())
                .put("about", options.experiment().about())
                .put("kernel", options.kernel())
                .put("fetch", options.experiment().machine().fetch().word())
                .put("cpus", options.experiment().cpus().size())
                .put("event_types", new JsonArray(List.copyOf(Filter.typeNames())));
    }

    private void showState() {
        if (!clients.wantState()) {
            return;
        }
        EventBus bus = vertx.eventBus();
        var simulation = bus.<Simulation>request(Addresses.SIMULATION, new Control.Look(), SOON);
        var view = bus.<MachineView>request(Addresses.MACHINE, new MachineAsked(), SOON);
        Future.all(simulation, view).onSuccess(_ -> clients.state(new JsonObject()
                .put("type", "state")
                .put("simulation", Json.simulation(simulation.result().body()))
                .put("cpus", Json.cpus(view.result().body()))
                .put("probes", Json.probes(view.result().body().probes()))));
    }

    // --- answers

    private static void send(RoutingContext request, JsonObject json) {
        answer(request, "application/json", json.encodePrettily() + "\n");
    }

    private static void text(RoutingContext request, String text) {
        answer(request, "text/plain; charset=utf-8", text);
    }

    private static void answer(RoutingContext request, String type, String body) {
        request.response().putHeader("Content-Type", type).putHeader("Cache-Control", "no-store").end(body);
    }

    private void file(RoutingContext request, String name) {
        vertx.fileSystem().readFile(name)
                .onFailure(request::fail)
                .onSuccess(content -> answer(request, "application/yaml; charset=utf-8", content.toString()));
    }
}
