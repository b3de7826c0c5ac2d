package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import kprobarium.event.Event;
import kprobarium.experiment.Rig;
import kprobarium.kernel.Job;
import kprobarium.kernel.Kernel;
import kprobarium.machine.Machine;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;

/// A kernel with its tracing files, whose CPUs do what a test asks for, each thing to its end.
final class TracefsRig {
    private static final int ENOUGH_STEPS = 20_000;

    final List<Event> events = new ArrayList<>();
    final Rig rig;
    final Kernel k;
    final Machine machine;
    final Tracefs tracefs;
    private OptionalLong value = OptionalLong.empty();
    private boolean ended;

    /// Two CPUs, with nothing to do by themselves.
    TracefsRig(String kernel, String text, String data) {
        rig = Experiments.rig(Experiments.of("""
                experiment: by-hand
                about: What the test does with it.
                text: |
                  %s
                data: |
                  %s
                cpus: { 0: [], 1: [] }
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(text.strip().replace("\n", "\n  "), data.strip().replace("\n", "\n  "))), kernel, events::add);
        k = rig.kernel();
        machine = rig.machine();
        tracefs = rig.tracefs();
        k.tasks.listen((_, returned, died) -> {
            value = died ? OptionalLong.empty() : OptionalLong.of(returned);
            ended = true;
        });
    }

    /// What a job of CPU `cpu` returns.
    long play(int cpu, Job job) {
        ended = false;
        k.tasks.inject(machine.cpu(cpu), k.tasks.prepare(job));
        rig.play(new RoundRobin(), ENOUGH_STEPS);
        if (!ended) throw new AssertionError(job.text() + " does not end: " + machine.announced(machine.cpu(cpu)));
        return value.orElseThrow(() -> new AssertionError(job.text() + " died: " + k.oopses()));
    }

    /// Calls guest code on CPU 1, at a label and an offset.
    long call(String place, long... arguments) {
        return play(1, new Job.Guest(place, address(place), Arrays.stream(arguments).boxed().toList()));
    }

    long address(String place) {
        return machine.symbols().resolve(place).orElseThrow();
    }

    long write(String path, String text) {
        return play(0, tracefs.write(path, text, false));
    }

    long append(String path, String text) {
        return play(0, tracefs.write(path, text, true));
    }

    /// Appends a command to `kprobe_events`.
    long define(String command) {
        return append("kprobe_events", command);
    }

    String read(String path) {
        return tracefs.read(path).orElseThrow(() -> new AssertionError("no file " + path));
    }

    /// What the records so far say behind the event's name, one a line.
    List<String> traced() {
        return read("trace").lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(".*?\\d+\\.\\d{6}: ", "")).toList();
    }
}
