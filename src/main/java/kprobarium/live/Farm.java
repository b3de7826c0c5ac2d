package kprobarium.live;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import kprobarium.farm.Ledger;

/// A ledger that is open to others: to nodes that help with its units, and to those who look on. For a caller that waits, and knows nothing
/// of Vert.x.
public final class Farm implements AutoCloseable {
    /// How long a node may be silent before its units are handed out again, if nothing else is asked for.
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final FarmVerticle verticle;
    private final Optional<FarmMember> member;
    private final Optional<FarmHttpVerticle> http;
    private final String host;

    private Farm(Vertx vertx, FarmVerticle verticle, Optional<FarmMember> member, Optional<FarmHttpVerticle> http, String host) {
        this.vertx = vertx;
        this.verticle = verticle;
        this.member = member;
        this.http = http;
        this.host = host;
    }

    /// Opens `ledger`.
    ///
    /// @param at       where nodes join; if empty, none can
    /// @param patience how long a node may be silent before its units are handed out again
    /// @param http     the port, on loopback, of metrics and progress; 0 for a free one, empty for none
    /// @param local    how many workers this process has itself
    /// @param says     is told of nodes that come and go, on any thread
    public static Farm open(Ledger<?> ledger, Optional<FarmAddress> at, Duration patience, OptionalInt http, int local,
            Consumer<String> says) throws Service.Unavailable {
        Optional<FarmMember> member = Optional.empty();
        if (at.isPresent()) member = Optional.of(Service.started(FarmMember.join(at.get(), Optional.empty(), patience)));
        Vertx vertx = member.map(joined -> joined.vertx).orElseGet(() -> Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)));
        try {
            String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
            FarmVerticle verticle = new FarmVerticle(run, ledger, patience, says);
            Optional<FarmHttpVerticle> server = Optional.empty();
            if (http.isPresent()) server = Optional.of(new FarmHttpVerticle(http.getAsInt(), ledger, verticle, local));
            if (server.isPresent()) Service.started(vertx.deployVerticle(server.get()));
            if (member.isPresent()) {
                Service.started(vertx.deployVerticle(verticle));
                member.get().whenGone(verticle::gone);
            }
            return new Farm(vertx, verticle, member, server, at.map(FarmAddress::host).orElse(""));
        } catch (Service.Unavailable e) {
            vertx.close().toCompletionStage().toCompletableFuture().exceptionally(_ -> null).join();
            throw e;
        }
    }

    /// Where nodes join: `127.0.0.1:7100`.
    public Optional<String> address() {
        return member.map(joined -> FarmAddress.of(host, joined.port()).toString());
    }

    /// How many nodes help.
    public int nodes() {
        return verticle.nodes();
    }

    /// Where metrics and progress are.
    public Optional<String> url() {
        return http.map(server -> "http://127.0.0.1:" + server.port() + "/");
    }

    /// Sends the nodes away and lets the ports go.
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().exceptionally(_ -> null).join();
    }
}
