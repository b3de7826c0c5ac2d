package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Set;
import kprobarium.farm.Ledger;

/// How a farm is doing, over HTTP and on loopback: `/metrics` for Prometheus, `/api/v1/farm` once, `/api/v1/farm/progress` as server-sent
/// events or, to whoever asks for an upgrade, over a WebSocket: a message now, whenever something has changed, and at the end.
final class FarmHttpVerticle extends VerticleBase {
    private static final String HOST = "127.0.0.1";
    private static final int INTERVAL = 250;

    private final int port;
    private final Ledger<?> ledger;
    private final FarmVerticle farm;
    private final int local;
    private final Set<HttpServerResponse> streams = new LinkedHashSet<>();
    private final Set<ServerWebSocket> sockets = new LinkedHashSet<>();
    private FarmMetrics metrics;
    private HttpServer server;
    private String last = "";

    /// `local` is how many workers this process has itself.
    FarmHttpVerticle(int port, Ledger<?> ledger, FarmVerticle farm, int local) {
        this.port = port;
        this.ledger = ledger;
        this.farm = farm;
        this.local = local;
    }

    @Override
    public Future<?> start() {
        metrics = new FarmMetrics(ledger::progress, farm::nodes, this::workers);
        Router router = Router.router(vertx);
        router.route().handler(new Guard(HOST)::check);
        router.get("/metrics").handler(request -> request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8").end(metrics.text()));
        router.get("/api/v1/farm").handler(request -> request.json(progress()));
        router.get("/api/v1/farm/progress").handler(this::follow);
        router.route().failureHandler(request -> Problem.of(request).send(request));
        router.errorHandler(404, request -> Problem.of(request).send(request));
        vertx.setPeriodic(INTERVAL, _ -> tell());
        server = vertx.createHttpServer();
        return server.requestHandler(router).listen(port, HOST);
    }

    @Override
    public Future<?> stop() {
        tell();
        streams.forEach(HttpServerResponse::end);
        sockets.forEach(ServerWebSocket::close);
        return server.shutdown();
    }

    int port() {
        return server.actualPort();
    }

    private int workers() {
        return local + farm.workers();
    }

    private JsonObject progress() {
        return FarmJson.progress(ledger.progress(), farm.nodes(), workers());
    }

    private void follow(RoutingContext request) {
        if ("websocket".equalsIgnoreCase(request.request().getHeader("Upgrade"))) {
            request.request().toWebSocket().onFailure(request::fail).onSuccess(socket -> {
                sockets.add(socket);
                socket.closeHandler(_ -> sockets.remove(socket));
                socket.writeTextMessage(progress().encode());
            });
            return;
        }
        HttpServerResponse response = request.response().setChunked(true)
                .putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store");
        streams.add(response);
        response.closeHandler(_ -> streams.remove(response));
        response.write(event(progress().encode()));
    }

    /// A client that does not read is not waited for: it gets the next message that it has room for, and needs no other.
    private void tell() {
        String now = progress().encode();
        if (now.equals(last)) return;
        last = now;
        streams.stream().filter(stream -> !stream.writeQueueFull()).forEach(stream -> stream.write(event(now)));
        sockets.stream().filter(socket -> !socket.writeQueueFull()).forEach(socket -> socket.writeTextMessage(now));
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }
}
