package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kprobarium.event.Event;
import kprobarium.experiment.Rig;
import kprobarium.machine.Machine;
import kprobarium.schedule.RoundRobin;
import kprobarium.testing.Experiments;

/// A kernel with guest text on it, whose functions a test calls one after another, each to its end, and looks at what is left.
final class KernelRig {
    static final long ENOENT = -2, EINVAL = -22, EILSEQ = -84, EOPNOTSUPP = -95;
    private static final int ENOUGH_STEPS = 2000;

    final List<Event> events = new ArrayList<>();
    final Rig rig;
    final Kernel k;
    final Machine machine;
    private long value;
    private boolean ended;
    private boolean died;

    /// One CPU, with nothing to do by itself.
    KernelRig(String kernel, String text) {
        this(kernel, text, "nothing: .dword 0");
    }

    KernelRig(String kernel, String text, String data) {
        this(kernel, text, data, "preempt: full");
    }

    KernelRig(String kernel, String text, String data, String settings) {
        rig = Experiments.rig(Experiments.of("""
                experiment: by-hand
                about: What the test does with it.
                text: |
                  %s
                data: |
                  %s
                cpus: { 0: [] }
                machine: { %s }
                expect: { v1: { never: [ deadlock ] } }
                """.formatted(text.strip().replace("\n", "\n  "), data.strip().replace("\n", "\n  "), settings)), kernel, events::add);
        k = rig.kernel();
        machine = rig.machine();
        k.tasks.listen((_, returned, dead) -> {
            value = returned;
            ended = true;
            died = dead;
        });
    }

    long address(String place) {
        return rig.address(place);
    }

    Kprobe probe(String name, String place) {
        return probe(name, address(place));
    }

    Kprobe probe(String name, long address) {
        return k.kprobe(name, address, 0, 0, false);
    }

    /// A probe with a handler of the guest's, registered.
    Kprobe handled(String name, String place, String preHandler) {
        Kprobe p = k.kprobe(name, address(place), address(preHandler), 0, false);
        if (register(p) != 0) throw new AssertionError(logged());
        return p;
    }

    long register(Kprobe p) {
        return call(Job.Function.REGISTER_KPROBE, p);
    }

    long unregister(Kprobe p) {
        return call(Job.Function.UNREGISTER_KPROBE, p);
    }

    long enable(Kprobe p) {
        return call(Job.Function.ENABLE_KPROBE, p);
    }

    long disable(Kprobe p) {
        return call(Job.Function.DISABLE_KPROBE, p);
    }

    long call(Job.Function function, Kprobe... probes) {
        Job.Call call = new Job.Call(function.name(), function, List.of(probes));
        return play(call).orElseThrow(() -> new AssertionError("died: " + k.oopses()));
    }

    /// What the guest function answers; nothing if the kernel died in it.
    OptionalLong guest(String label, long... arguments) {
        List<Long> list = new ArrayList<>();
        for (long argument : arguments) list.add(argument);
        return play(new Job.Guest(label, address(label), list));
    }

    OptionalLong play(Job job) {
        ended = false;
        k.tasks.inject(machine.cpu(0), k.tasks.prepare(job));
        rig.play(new RoundRobin(), ENOUGH_STEPS);
        if (!ended) throw new AssertionError(job.text() + " does not end: " + machine.announced(machine.cpu(0)));
        return died ? OptionalLong.empty() : OptionalLong.of(value);
    }

    int word(String place) {
        return machine.memory().word(address(place));
    }

    long at(String label) {
        return machine.memory().load(address(label), 8);
    }

    /// What the kernel has logged since this was last asked.
    List<String> logged() {
        List<String> lines = new ArrayList<>();
        for (Event event : events) if (event instanceof Event.Logged logged) lines.add(logged.level() + ": " + logged.text());
        events.clear();
        return lines;
    }

    /// How many WARNs register_kprobe() has raised since the log was last asked for.
    long warnings() {
        return logged().stream().filter(line -> line.contains("WARNING: ") && line.endsWith("at register_kprobe")).count();
    }

    /// The slot that a probe has, by its number; -1 for none.
    long slot(Kprobe p) {
        return p.slotNow() == 0 ? -1 : (p.slotNow() - Layout.SLOTS) / InsnSlots.SLOT_SIZE;
    }
}
