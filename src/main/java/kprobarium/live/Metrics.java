package kprobarium.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import kprobarium.experiment.Session.Counters;
import kprobarium.experiment.Session.CpuView;
import kprobarium.experiment.Session.ProbeView;
import kprobarium.live.Message.MachineView;
import kprobarium.live.Message.Simulation;
import kprobarium.live.Message.Simulation.State;

/// The catalogue of metrics, and their values.
///
/// What a simulated CPU counts, it counts in a plain `long`; a scrape reads one [MachineView], taken under a turn, and no
/// meter is touched on the way of a step. Micrometer has only what happens seldom: patches, commands, turns, sockets.
final class Metrics implements MultiCollector, AutoCloseable {
    /// A family that is read from the view: one row of the catalogue.
    private record Family(String name, Kind kind, String help, Function<MachineView, Map<Labels, Double>> read) {}

    private enum Kind { COUNTER, GAUGE }

    /// Above this, families with a label `probe` are left out and `kprobarium_metrics_truncated` says so.
    static final int MAX_PROBES = 1000;

    private static final List<Family> FAMILIES = List.of(
            perCpu("kprobarium_cpu_instructions", "Guest instructions that a CPU has retired.", Counters::instructions),
            perCpu("kprobarium_cpu_traps", "Exceptions that a CPU has taken.", Counters::traps),
            perCpu("kprobarium_cpu_stale_fetches", "Fetches of a word that memory no longer held.", Counters::staleFetches),
            perCpu("kprobarium_cpu_oopses", "Times the kernel died on a CPU.", Counters::oopses),
            perCpu("kprobarium_cpu_task_switches", "Times a CPU went over to another task.", Counters::switches),
            perCpu("kprobarium_cpu_signals", "Signals sent to the task of a CPU, for an exception in user mode.", Counters::signals),
            new Family("kprobarium_cpu_interrupts", Kind.COUNTER, "Interrupts that a CPU has taken.", view -> {
                var points = new TreeMap<Labels, Double>();
                view.counters().interrupts().forEach((interrupt, taken) -> {
                    for (CpuView cpu : view.cpus()) {
                        points.put(Labels.of("cpu", "" + cpu.cpu(), "interrupt", interrupt), (double) taken[cpu.cpu()]);
                    }
                });
                return points;
            }),
            perCpu("kprobarium_kprobe_hits", "Kprobe hits handled on a CPU.", Counters::hits),
            perCpu("kprobarium_kprobe_missed", "Hits while another kprobe was being handled: nmissed went up.", Counters::missed),
            perCpu("kprobarium_kprobe_reentries", "Times kprobe_status became KPROBE_REENTER on a CPU.", Counters::reentries),
            perCpu("kprobarium_kprobe_silent_misses", "Armed addresses executed without a trap: an old fetch.", Counters::silentMisses),
            perCpu("kprobarium_kprobe_aggregate_hits", "Hits at addresses that several kprobes share.", Counters::aggregateHits),
            perCpu("kprobarium_kretprobe_hooked", "Calls that will return by way of a kretprobe.", Counters::hooked),
            perCpu("kprobarium_kretprobe_missed", "Calls that found no kretprobe instance: nmissed went up.", Counters::unhooked),
            perCpu("kprobarium_kretprobe_returned", "Calls of a kretprobe's handler.", Counters::returned),
            perCpu("kprobarium_trace_records", "Records that events of kprobe_events have left in the trace.", Counters::traceRecords),
            new Family("kprobarium_kprobe_steps", Kind.COUNTER, "Probed instructions done, in a slot or by the kernel itself.", view -> {
                var points = new TreeMap<Labels, Double>();
                for (CpuView cpu : view.cpus()) {
                    points.put(Labels.of("cpu", "" + cpu.cpu(), "kind", "slot"), (double) view.counters().slotSteps()[cpu.cpu()]);
                    points.put(Labels.of("cpu", "" + cpu.cpu(), "kind", "simulated"), (double) view.counters().simulatedSteps()[cpu.cpu()]);
                }
                return points;
            }),
            new Family("kprobarium_cpu_state", Kind.GAUGE, "1 for the state that a CPU is in, 0 for the others.", view -> {
                var points = new TreeMap<Labels, Double>();
                for (CpuView cpu : view.cpus()) {
                    for (String state : List.of("running", "waiting", "idle", "panicked")) {
                        points.put(Labels.of("cpu", "" + cpu.cpu(), "state", state), cpu.state().equals(state) ? 1.0 : 0.0);
                    }
                }
                return points;
            }),
            new Family("kprobarium_probes", Kind.GAUGE, "Probes by state.", view -> {
                var points = new TreeMap<Labels, Double>();
                for (String state : List.of("armed", "disabled", "unregistered")) {
                    points.put(Labels.of("state", state), (double) view.probes().stream().filter(p -> p.state().equals(state)).count());
                }
                return points;
            }),
            perProbe("kprobarium_probe_hits", "Hits of a probe; of a kretprobe, the calls that it hooked.", ProbeView::hits),
            perProbe("kprobarium_probe_missed", "The probe's nmissed.", ProbeView::nmissed),
            perProbe("kprobarium_probe_returned", "Calls of a kretprobe's handler.", ProbeView::isReturnProbe, ProbeView::returned),
            perProbe("kprobarium_probe_silent_misses", "Executions of a probe's armed address without a trap.", ProbeView::silentMisses),
            perProbe("kprobarium_probe_post_handled", "Calls of a probe's post_handler.", ProbeView::postHandled),
            new Family("kprobarium_oopses", Kind.COUNTER, "Deaths of the kernel by the function that could go no further.", view -> {
                var points = new TreeMap<Labels, Double>();
                view.counters().oopsesIn().forEach((function, times) -> points.put(Labels.of("function", function), (double) times));
                return points;
            }),
            new Family("kprobarium_kernel_panicked", Kind.GAUGE, "1 once the kernel has given up, and every CPU with it.",
                    view -> Map.of(Labels.EMPTY, view.cpus().stream().anyMatch(cpu -> cpu.state().equals("panicked")) ? 1.0 : 0.0)),
            new Family("kprobarium_text_patches", Kind.COUNTER, "Words of text written to arm or disarm a probe.", view -> Map.of(
                    Labels.of("op", "arm"), (double) view.counters().patchesArm(),
                    Labels.of("op", "disarm"), (double) view.counters().patchesDisarm())),
            new Family("kprobarium_metrics_truncated", Kind.GAUGE, "1 if there are too many probes to export each.",
                    view -> Map.of(Labels.EMPTY, view.probes().size() > MAX_PROBES ? 1.0 : 0.0)));

    private static final Duration[] BUCKETS = java.util.stream.LongStream.of(10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000,
            300_000, 1_000_000, 3_000_000, 10_000_000).mapToObj(us -> Duration.ofNanos(us * 1000)).toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Timer turn;
    private final Timer patchDuration;
    private final Timer patchSkew;
    private final Timer feedWrite;
    private final LongAdder feedEvents = new LongAdder();
    private final LongAdder feedBytes = new LongAdder();
    private volatile AtomicLongArray slices = new AtomicLongArray(0);
    private volatile MachineView view;
    private volatile Simulation simulation = new Simulation(State.PAUSED, 0, 1, java.util.OptionalLong.empty(), 0, 0, "");
    private volatile int clients;

    Metrics() {
        // The three that promtool's linter refuses: not base units, or a gauge named like a counter.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("jvm.compilation.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        turn = timer("kprobarium.turn.duration", "From giving the turn to having it back.");
        patchDuration = timer("kprobarium.text.patch.duration", "From a word of text written to the last CPU fetching it.");
        patchSkew = timer("kprobarium.text.patch.skew", "From the first CPU fetching a new word to the last.");
        feedWrite = timer("kprobarium.feed.write", "Rendering a batch of events and writing it to all clients.");
        for (Lost reason : Lost.values()) {
            dropped(reason);
        }
        commands("0");
        Gauge.builder("kprobarium.build.info", () -> 1).description("What this process is; always 1.")
                .tag("version", versionOf(Metrics.class))
                .tag("java", Runtime.version().toString())
                .tag("vertx", versionOf(Vertx.class))
                .register(registry);
        registry.getPrometheusRegistry().register(this);
    }

    /// The version that the type's jar says it has.
    private static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS).register(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /// Names of all families of this catalogue, as Prometheus stores them.
    static List<String> names() {
        var names = new ArrayList<String>();
        for (Family family : FAMILIES) {
            names.add(family.kind() == Kind.COUNTER ? family.name() + "_total" : family.name());
        }
        names.addAll(List.of("kprobarium_cpu_slices_total", "kprobarium_steps_total", "kprobarium_simulation_state",
                "kprobarium_simulation_rate_steps", "kprobarium_feed_clients", "kprobarium_feed_events_sent_total",
                "kprobarium_feed_sent_bytes_total", "kprobarium_feed_events_dropped_total", "kprobarium_commands_total",
                "kprobarium_build_info"));
        for (String timer : List.of(
                "kprobarium_turn_duration", "kprobarium_text_patch_duration", "kprobarium_text_patch_skew", "kprobarium_feed_write")) {
            for (String part : List.of("_seconds_bucket", "_seconds_count", "_seconds_sum", "_seconds_max")) {
                names.add(timer + part);
            }
        }
        return names;
    }

    void cpus(int n) {
        slices = new AtomicLongArray(n);
    }

    void sliceRun(int cpu) {
        slices.incrementAndGet(cpu);
    }

    void turnTaken(long nanos) {
        turn.record(nanos, TimeUnit.NANOSECONDS);
    }

    Delivery delivery(int cpus) {
        return new Delivery(cpus, patchDuration, patchSkew);
    }

    void commandEnded(long value) {
        commands(Tracing.errnoName(value)).increment();
    }

    private Counter commands(String errno) {
        return Counter.builder("kprobarium.commands").description("Lines of kprobe_events that have ended, by errno.")
                .tag("errno", errno).register(registry);
    }

    void sent(int events, int bytes) {
        feedEvents.add(events);
        feedBytes.add(bytes);
    }

    void batchWritten(long nanos) {
        feedWrite.record(nanos, TimeUnit.NANOSECONDS);
    }

    void lost(Lost reason, long events) {
        dropped(reason).increment((double) events);
    }

    private Counter dropped(Lost reason) {
        return Counter.builder("kprobarium.feed.events.dropped").description("Events that a client did not get and was told so.")
                .tag("reason", reason.word()).register(registry);
    }

    void clients(int now) {
        clients = now;
    }

    void saw(MachineView view) {
        this.view = view;
    }

    void saw(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public MetricSnapshots collect() {
        var all = new ArrayList<MetricSnapshot>();
        MachineView seen = view;
        if (seen != null) {
            FAMILIES.forEach(family -> all.add(snapshot(family.name(), family.kind(), family.help(), family.read().apply(seen))));
        }
        var slicesByCpu = new TreeMap<Labels, Double>();
        for (int cpu = 0; cpu < slices.length(); cpu++) {
            slicesByCpu.put(Labels.of("cpu", "" + cpu), (double) slices.get(cpu));
        }
        all.add(snapshot("kprobarium_cpu_slices", Kind.COUNTER, "Turns that a CPU has had.", slicesByCpu));
        var states = new TreeMap<Labels, Double>();
        for (State state : State.values()) {
            states.put(Labels.of("state", state.word()), simulation.state() == state ? 1.0 : 0.0);
        }
        all.add(snapshot("kprobarium_simulation_state", Kind.GAUGE, "1 for the state of the run, 0 for the others.", states));
        all.add(single("kprobarium_simulation_rate_steps", Kind.GAUGE, "Visible steps a second to aim at; 0 is unlimited.",
                (double) simulation.rate()));
        all.add(single("kprobarium_steps", Kind.COUNTER, "Visible steps that the machine has taken.",
                (double) simulation.steps()));
        Map<Labels, Double> byTransport = Map.of(Labels.of("transport", "ws"), (double) clients);
        all.add(snapshot("kprobarium_feed_clients", Kind.GAUGE, "Clients of the event feed.", byTransport));
        all.add(snapshot("kprobarium_feed_events_sent", Kind.COUNTER, "Events written to clients.",
                Map.of(Labels.of("transport", "ws"), (double) feedEvents.sum())));
        all.add(snapshot("kprobarium_feed_sent_bytes", Kind.COUNTER, "Bytes of events written to clients.",
                Map.of(Labels.of("transport", "ws"), (double) feedBytes.sum())));
        return new MetricSnapshots(all);
    }

    private static MetricSnapshot single(String name, Kind kind, String help, double value) {
        return snapshot(name, kind, help, Map.of(Labels.EMPTY, value));
    }

    private static MetricSnapshot snapshot(String name, Kind kind, String help, Map<Labels, Double> points) {
        var metadata = new MetricMetadata(name, help);
        return switch (kind) {
            case COUNTER -> new CounterSnapshot(metadata, points.entrySet().stream()
                    .map(point -> new CounterDataPointSnapshot(point.getValue(), point.getKey(), null, 0)).toList());
            case GAUGE -> new GaugeSnapshot(metadata, points.entrySet().stream()
                    .map(point -> new GaugeDataPointSnapshot(point.getValue(), point.getKey(), null)).toList());
        };
    }

    private static Family perCpu(String name, String help, Function<Counters, long[]> counter) {
        return new Family(name, Kind.COUNTER, help, view -> {
            var points = new TreeMap<Labels, Double>();
            for (CpuView cpu : view.cpus()) {
                points.put(Labels.of("cpu", "" + cpu.cpu()), (double) counter.apply(view.counters())[cpu.cpu()]);
            }
            return points;
        });
    }

    private static Family perProbe(String name, String help, ToLongFunction<ProbeView> counter) {
        return perProbe(name, help, _ -> true, counter);
    }

    private static Family perProbe(String name, String help, Predicate<ProbeView> counts, ToLongFunction<ProbeView> counter) {
        return new Family(name, Kind.COUNTER, help, view -> {
            var points = new TreeMap<Labels, Double>();
            if (view.probes().size() > MAX_PROBES) return points;
            for (ProbeView probe : view.probes().stream().filter(counts).toList()) {
                points.merge(Labels.of("probe", probe.name()), (double) counter.applyAsLong(probe), Double::sum);
            }
            return points;
        });
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
