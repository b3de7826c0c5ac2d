package kprobarium.live;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import kprobarium.farm.Progress;

/// A farm's metrics: its ledger, read when it is asked for.
final class FarmMetrics implements MultiCollector {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<Progress> progress;
    private final IntSupplier nodes;
    private final IntSupplier workers;

    FarmMetrics(Supplier<Progress> progress, IntSupplier nodes, IntSupplier workers) {
        this.progress = progress;
        this.nodes = nodes;
        this.workers = workers;
        registry.getPrometheusRegistry().register(this);
    }

    /// All of them in Prometheus's text format.
    String text() {
        return registry.scrape();
    }

    @Override
    public MetricSnapshots collect() {
        Progress now = progress.get();
        return new MetricSnapshots(
                counter("kprobarium_farm_units", "Units by what has become of them; a unit that was lost is handed out again.", states(
                        "handed_out", now.handedOut(), "done", now.unitsDone(), "lost", now.lost(), "unwanted", now.unwanted())),
                gauge("kprobarium_farm_units_known", "Units of all searches.", now.units()),
                gauge("kprobarium_farm_units_out", "Units that are being done.", now.unitsOut()),
                gauge("kprobarium_farm_searches", "Searches to be made.", now.jobs()),
                gauge("kprobarium_farm_searches_settled", "Searches that are done.", now.settled()),
                gauge("kprobarium_farm_nodes", "Machines that help.", nodes.getAsInt()),
                gauge("kprobarium_farm_workers", "Threads that work, here and on other machines.", workers.getAsInt()),
                counter("kprobarium_farm_schedules", "Schedules that units have played, or counted.",
                        Map.of(Labels.EMPTY, now.done().schedules())),
                counter("kprobarium_farm_states", "States that units have visited.",
                        Map.of(Labels.EMPTY, (double) now.done().states())),
                counter("kprobarium_farm_transitions", "Moves that units have taken.",
                        Map.of(Labels.EMPTY, (double) now.done().transitions())));
    }

    private static Map<Labels, Double> states(Object... stateAndCount) {
        Map<Labels, Double> points = new TreeMap<>();
        for (int i = 0; i < stateAndCount.length; i += 2) {
            points.put(Labels.of("state", (String) stateAndCount[i]), ((Long) stateAndCount[i + 1]).doubleValue());
        }
        return points;
    }

    private static MetricSnapshot counter(String name, String help, Map<Labels, Double> points) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        points.forEach((labels, value) -> counter.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return counter.build();
    }

    private static MetricSnapshot gauge(String name, String help, long value) {
        return GaugeSnapshot.builder().name(name).help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value((double) value).build()).build();
    }
}
