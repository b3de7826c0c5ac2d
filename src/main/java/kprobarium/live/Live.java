package kprobarium.live;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import kprobarium.experiment.Session;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.JournalAsked;
import kprobarium.live.Message.JournalText;
import kprobarium.live.Message.Simulation;

/// A machine that is being served: from [#start] until [#stop].
public final class Live {
    static {
        // Netty 4.2 runs queued tasks for up to a second before it looks at sockets again; with this, for as long as sockets took.
        if (System.getProperty("io.netty.eventLoop.ioRatio") == null) {
            System.setProperty("io.netty.eventLoop.ioRatio", "50");
        }
    }

    /// Vert.x registers one of its gauges twice, and Micrometer warns of it at each start.
    private static final Logger MICROMETER = Logger.getLogger("io.micrometer");

    static {
        MICROMETER.setLevel(Level.SEVERE);
    }

    private final LiveOptions options;
    private final Vertx vertx;
    private final Metrics metrics;
    private final MainVerticle main;
    private volatile String finalJournal;

    private Live(LiveOptions options, Vertx vertx, Metrics metrics, MainVerticle main) {
        this.options = options;
        this.vertx = vertx;
        this.metrics = metrics;
        this.main = main;
    }

    /// Starts a machine and its server. Fails, leaving nothing behind, if the port is taken or the kernel has no such name.
    public static Future<Live> start(LiveOptions options) {
        var metrics = new Metrics();
        Vertx vertx = Vertx.builder().with(vertxOptions(options)).withMetrics(new MicrometerMetricsFactory(metrics.registry())).build();
        Codecs.register(vertx.eventBus());
        String epoch = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        Promise<Live> started = Promise.promise();
        vertx.executeBlocking(() -> new Turnstile(events -> Session.open(options.experiment(), options.kernel(), events)))
                .compose(turnstile -> {
                    var main = new MainVerticle(options, turnstile, metrics, epoch);
                    return vertx.deployVerticle(main).map(_ -> new Live(options, vertx, metrics, main));
                })
                .onSuccess(started::complete)
                .onFailure(failure -> vertx.close().onComplete(_ -> {
                    metrics.close();
                    started.fail(failure);
                }));
        return started.future();
    }

    private static VertxOptions vertxOptions(LiveOptions options) {
        var measured = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.HTTP_ROUTE, Label.POOL_NAME, Label.EB_SIDE))
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET);
        var vertxOptions = new VertxOptions().setMetricsOptions(measured);
        return options.eventLoops() == 0 ? vertxOptions : vertxOptions.setEventLoopPoolSize(options.eventLoops());
    }

    /// The port that is listened on.
    public int port() {
        return main.port();
    }

    /// Where a browser finds the page.
    public String url() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "http://" + host + ":" + port() + "/";
    }

    /// The journal of all inputs up to now; after [#stop], of the whole run. `Session.replay` plays it again, event for event.
    public Future<String> journal() {
        if (finalJournal != null) {
            return Future.succeededFuture(finalJournal);
        }
        return vertx.eventBus().<JournalText>request(Addresses.JOURNAL, new JournalAsked()).map(reply -> reply.body().text());
    }

    /// Stops the machine between two turns, says goodbye to all clients and lets the port go.
    public Future<Void> stop() {
        // The event loops end with Vert.x, so the last step must not be a continuation on one of them.
        Promise<Void> stopped = Promise.promise();
        vertx.eventBus().<Simulation>request(Addresses.SIMULATION, new Control.Pause())
                .transform(_ -> journal())
                .onSuccess(journal -> finalJournal = journal)
                .transform(_ -> main.stopServing())
                .onComplete(_ -> vertx.close().onComplete(_ -> {
                    metrics.close();
                    stopped.complete();
                }));
        return stopped.future();
    }
}
