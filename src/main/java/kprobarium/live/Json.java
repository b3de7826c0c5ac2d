package kprobarium.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Gpr;
import kprobarium.experiment.Session.Counters;
import kprobarium.experiment.Session.CpuView;
import kprobarium.experiment.Session.ProbeView;
import kprobarium.live.Message.CommandDone;
import kprobarium.live.Message.MachineView;
import kprobarium.live.Message.Simulation;

/// Views as JSON. Keys are in snake_case; addresses and register contents are strings, `"0x9000000000201234"`, since a
/// JavaScript number cannot hold them.
final class Json {
    private Json() {}

    static JsonObject simulation(Simulation simulation) {
        var json = new JsonObject()
                .put("state", simulation.state().word())
                .put("rate", simulation.rate())
                .put("slice", simulation.slice())
                .put("turns", simulation.turns())
                .put("steps", simulation.steps());
        simulation.seed().ifPresent(seed -> json.put("seed", seed));
        return simulation.fault().isEmpty() ? json : json.put("fault", simulation.fault());
    }

    static JsonObject experiment(Experiment experiment, String kernel) {
        return new JsonObject()
                .put("name", experiment.name())
                .put("about", experiment.about())
                .put("source", experiment.source())
                .put("kernel", kernel)
                .put("fetch", experiment.machine().fetch().word())
                .put("text", experiment.text());
    }

    static JsonArray cpus(MachineView view) {
        var json = new JsonArray();
        view.cpus().forEach(cpu -> json.add(cpu(cpu, view)));
        return json;
    }

    static JsonObject cpu(CpuView cpu, MachineView view) {
        int n = cpu.cpu();
        var counters = view.counters();
        return new JsonObject()
                .put("cpu", n)
                .put("state", cpu.state())
                .put("task", cpu.comm())
                .put("pc", hex(cpu.pc()))
                .put("where", cpu.where())
                .put("current_kprobe", orNull(cpu.currentKprobe()))
                .put("kprobe_status", cpu.kprobeStatus())
                .put("preempt_count", cpu.preemptCount())
                .put("hardirqs", cpu.hardirqs())
                .put("softirqs", cpu.softirqs())
                .put("interrupts_on", cpu.interruptsOn())
                .put("user_mode", cpu.userMode())
                .put("retired", cpu.retired())
                .put("traps", cpu.traps())
                .put("hits", cpu.hits())
                .put("missed", cpu.missed())
                .put("reentries", counters.reentries()[n])
                .put("silent_misses", counters.silentMisses()[n])
                .put("stale_fetches", counters.staleFetches()[n])
                .put("interrupts", interrupts(counters, n))
                .put("task_switches", counters.switches()[n])
                .put("oopses", counters.oopses()[n]);
    }

    private static JsonObject interrupts(Counters counters, int cpu) {
        var json = new JsonObject();
        counters.interrupts().forEach((interrupt, taken) -> json.put(interrupt, taken[cpu]));
        return json;
    }

    static JsonObject inside(CpuState state) {
        var gprs = new JsonObject();
        for (int n = 0; n < state.gprs().size(); n++) {
            gprs.put(Gpr.name(n), hex(state.gprs().get(n)));
        }
        var csrs = new JsonObject();
        state.csrs().forEach(csr -> csrs.put(csr.name(), hex(csr.value())));
        return new JsonObject()
                .put("pc", hex(state.pc()))
                .put("where", state.where())
                .put("current_kprobe", orNull(state.currentKprobe()))
                .put("kprobe_status", state.kprobeStatus())
                .put("gprs", gprs)
                .put("csrs", csrs);
    }

    static JsonArray listing(List<Listing.Line> lines) {
        var json = new JsonArray();
        for (Listing.Line line : lines) {
            json.add(new JsonObject()
                    .put("address", hex(line.address()))
                    .put("where", line.where())
                    .put("symbol", line.symbol())
                    .put("word", "0x%08x".formatted(line.word()))
                    .put("instruction", line.instruction()));
        }
        return json;
    }

    private static String orNull(String name) {
        return name.isEmpty() ? null : name;
    }

    static JsonArray probes(List<ProbeView> probes) {
        var json = new JsonArray();
        for (ProbeView probe : probes) {
            var shown = new JsonObject()
                    .put("name", probe.name())
                    .put("type", probe.type())
                    .put("at", probe.at())
                    .put("address", hex(probe.address()))
                    .put("state", probe.state())
                    .put("siblings", new JsonArray(probe.siblings()))
                    .put("hits", probe.hits())
                    .put("nmissed", probe.nmissed())
                    .put("silent_misses", probe.silentMisses())
                    .put("post_handled", probe.postHandled());
            json.add(probe.isReturnProbe() ? shown.put("returned", probe.returned()) : shown);
        }
        return json;
    }

    static JsonObject command(CommandDone done) {
        var json = new JsonObject()
                .put("ticket", done.ticket())
                .put("command", done.text())
                .put("ended", done.ended());
        return done.ended() ? json.put("value", done.value()).put("message", done.message()) : json;
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
