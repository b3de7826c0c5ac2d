package kprobarium.live;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import kprobarium.live.Message.Control;
import kprobarium.live.Message.MachineAsked;
import kprobarium.live.Message.MachineView;
import kprobarium.live.Message.Simulation;

/// Answers `/metrics`: the text format, or OpenMetrics for a scraper that accepts it.
///
/// A scrape looks at the machine once, under a turn, and is written on a worker thread. A result is good for [#FRESH], so
/// many scrapers cost as much as one.
final class MetricsHandler {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    /// Nanoseconds.
    private static final long FRESH = 1_000_000_000;

    private record Scrape(String type, long taken, Future<String> text) {
        boolean serves(String wanted) {
            return type.equals(wanted) && System.nanoTime() - taken < FRESH && !text.failed();
        }
    }

    private final Vertx vertx;
    private final Metrics metrics;
    private Scrape last = new Scrape("", 0, Future.succeededFuture());

    MetricsHandler(Vertx vertx, Metrics metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    void handle(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        String type = accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
        if (!last.serves(type)) {
            last = new Scrape(type, System.nanoTime(), look().compose(_ -> write(type)));
        }
        last.text().onFailure(request::fail).onSuccess(text -> request.response().putHeader("Content-Type", type).end(text));
    }

    /// A machine that has failed is still to be measured: without an answer, the last look serves again.
    private Future<Void> look() {
        var simulation = vertx.eventBus().<Simulation>request(Addresses.SIMULATION, new Control.Look(), HttpVerticle.SOON)
                .onSuccess(reply -> metrics.saw(reply.body()));
        var view = vertx.eventBus().<MachineView>request(Addresses.MACHINE, new MachineAsked(), HttpVerticle.SOON)
                .onSuccess(reply -> metrics.saw(reply.body()));
        return Future.join(simulation, view).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<String> write(String type) {
        PrometheusMeterRegistry registry = metrics.registry();
        return vertx.executeBlocking(() -> registry.scrape(type), false);
    }
}
