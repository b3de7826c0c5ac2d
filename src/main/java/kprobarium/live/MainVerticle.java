package kprobarium.live;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Deploys the verticles of one machine: whoever is sent a message is there before whoever sends it.
///
/// CPUs and the two other visitors of the session run on worker threads, for a turn may be long and an event loop has sockets
/// to serve. One turn is out at a time, so a few threads do.
final class MainVerticle extends VerticleBase {
    private static final String CPU_POOL = "kprobarium-cpu";

    private final LiveOptions options;
    private final Turnstile turnstile;
    private final Metrics metrics;
    private final FeedVerticle feed = new FeedVerticle();
    private final HttpVerticle http;

    MainVerticle(LiveOptions options, Turnstile turnstile, Metrics metrics, String epoch) {
        this.options = options;
        this.turnstile = turnstile;
        this.metrics = metrics;
        this.http = new HttpVerticle(options, metrics, epoch);
    }

    int port() {
        return http.port();
    }

    /// Sends the last events, then lets all clients and the port go, while the machine still answers.
    Future<?> stopServing() {
        return vertx.undeploy(feed.deploymentID()).transform(_ -> vertx.undeploy(http.deploymentID()));
    }

    @Override
    public Future<?> start() {
        int cpus = options.experiment().cpus().size();
        metrics.cpus(cpus);
        var workers = new ArrayList<Supplier<Deployable>>();
        for (int n = 0; n < cpus; n++) {
            int cpu = n;
            workers.add(() -> CpuVerticle.of(cpu, turnstile));
        }
        workers.add(() -> new KprobesVerticle(cpus, turnstile, metrics));
        workers.add(() -> new MachineVerticle(turnstile));
        var worker = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(CPU_POOL)
                .setWorkerPoolSize(Math.min(cpus, Runtime.getRuntime().availableProcessors()));
        List<Future<String>> deployed = new ArrayList<>();
        workers.forEach(verticle -> deployed.add(vertx.deployVerticle(verticle.get(), worker)));
        return Future.all(deployed)
                .compose(_ -> vertx.deployVerticle(feed))
                .compose(_ -> vertx.deployVerticle(http))
                .compose(_ -> vertx.deployVerticle(new SchedulerVerticle(cpus, options, metrics)));
    }
}
