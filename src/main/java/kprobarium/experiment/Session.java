package kprobarium.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.event.Stamp;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kernels;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeStatus;
import kprobarium.kernel.Kretprobe;
import kprobarium.kernel.trace.CommandError;
import kprobarium.kernel.trace.ErrorId;
import kprobarium.kernel.trace.Tracefs;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.schedule.Schedule;

/// A machine that goes on until it is stopped: turns, commands and deliveries of patches go in, events come out.
///
/// Every CPU's list starts over when it has ended, and when a task has died a new one starts it. Everything that goes in is written
/// down in the order in which it went in, and a machine depends on nothing else; so the [#journal()] of a session, played by
/// [#replay(Experiment, String, String, EventSink)], gives the same events to the byte.
///
/// Not for several threads at once: whoever has the machine's turn calls it.
public final class Session {
    /// A patch of text that other CPUs have yet to hear of.
    public record Posted(long patch, int cpu, long address, int word, String where) {}

    /// A command that was taken, or why it was not: then `errno` is negative.
    public record Ticket(long id, Optional<String> error, int errno) {}

    /// A command that has been carried out: `value` is 0 or a negative errno.
    public record Completed(long ticket, long value, String message) {}

    /// A CPU as it stands between two turns.
    ///
    /// @param state `running`, `waiting` for another CPU, `idle`, or `panicked`
    /// @param comm  of the task that it runs
    public record CpuView(int cpu, String state, String comm, long pc, String where, String currentKprobe, String kprobeStatus,
            long preemptCount, boolean interruptsOn, boolean userMode, long retired, long hits, long missed, long traps, List<Long> gprs) {
        /// How many interrupt handlers it is in, as the kernel reads preempt_count().
        public int hardirqs() {
            return (int) (preemptCount >> 16) & 0xf;
        }

        /// How many softirqs it is in or holds off, likewise.
        public int softirqs() {
            return (int) (preemptCount >> 8) & 0xff;
        }
    }

    /// A probe as it stands between two turns.
    ///
    /// @param type     `p`, or `r` for a return probe: its `hits` are the calls that it hooked, its `nmissed` those that it had no instance
    ///                 for, and `returned` those whose handler was called
    /// @param state    `armed`, `disabled` or `unregistered`
    /// @param siblings the other registered probes at its address
    public record ProbeView(String name, String type, String at, long address, String state, List<String> siblings, long hits, long nmissed,
            long silentMisses, long postHandled, long returned) {
        public boolean isReturnProbe() {
            return type.equals("r");
        }
    }

    /// What has been counted since the session was opened, by CPU; interrupts by the interrupt too, and oopses also by the function that
    /// the kernel died in.
    public record Counters(long[] instructions, long[] traps, long[] hits, long[] missed, long[] reentries, long[] silentMisses,
            long[] staleFetches, long[] oopses, long[] slotSteps, long[] simulatedSteps, long[] aggregateHits, long[] hooked,
            long[] unhooked, long[] returned, long[] traceRecords, long[] signals, long[] switches, Map<String, long[]> interrupts,
            Map<String, Long> oopsesIn, long patchesArm, long patchesDisarm) {}

    /// An interrupt comes on a CPU once in so many steps of the machine, at most.
    private static final int INTERRUPT_STEPS = 100;

    private record Submitted(long ticket, String command, List<CommandError> errors) {}

    private final Rig rig;
    private final Machine machine;
    private final Kernel kernel;
    private final Tracefs tracefs;
    private final String kernelName;
    private final Ledger ledger;
    private final Schedule.Builder journal = new Schedule.Builder();
    private final List<Completed> completed = new ArrayList<>();
    private final Map<Integer, Submitted> tickets = new TreeMap<>();
    private final ChoicePoint point = new ChoicePoint();
    private final long[] lastInterrupt;
    private final long[] switches;
    private long nextTicket = 1;

    private Session(Rig rig, String kernelName, Ledger ledger) {
        this.rig = rig;
        this.kernelName = kernelName;
        this.ledger = ledger;
        machine = rig.machine();
        kernel = rig.kernel();
        tracefs = rig.tracefs();
        lastInterrupt = new long[machine.cpus().size()];
        switches = new long[machine.cpus().size()];
    }

    /// Opens `experiment`, a [variant][Experiment#variants()], on the kernel of this name, which must be [known][Kernels#find(String)].
    public static Session open(Experiment experiment, String kernel, EventSink sink) {
        Ledger ledger = new Ledger(experiment.cpus().size(), sink);
        Rig rig = Rig.prepare(experiment, Kernels.find(kernel).orElseThrow(), Optional.of(ledger));
        ledger.posted.clear();
        Session session = new Session(rig, kernel, ledger);
        rig.kernel().tasks.repeat();
        rig.kernel().tasks.listen(session::ended);
        rig.kernel().probes().values().stream().filter(rig.kernel()::registered).forEach(rig.tracefs()::adopt);
        rig.start();
        return session;
    }

    public Experiment experiment() {
        return rig.experiment();
    }

    public String kernel() {
        return kernelName;
    }

    public int cpus() {
        return machine.cpus().size();
    }

    /// At most `budget` visible steps of one CPU, each with its stores in memory at its end, whatever the order; answers how many there
    /// were, 0 if it had nothing to do or had to wait.
    public int turn(int cpu, int budget) {
        Cpu of = machine.cpu(cpu);
        int steps = 0;
        if (machine.isInterruptible()) giveWay(of);
        while (steps < budget) {
            if (machine.preemptedNext(of)) take(Move.Kind.PREEMPT, cpu);
            else if (machine.ready(of)) take(Move.Kind.STEP, cpu);
            else if (machine.isDrained(of)) break;
            steps++;
            while (!machine.isDrained(of)) take(Move.Kind.FLUSH, cpu);
        }
        return steps;
    }

    /// A turn begins with what may come in between: a change of task, or an interrupt when the last is long ago.
    private void giveWay(Cpu cpu) {
        machine.choices(point);
        boolean ticks = machine.tick() - lastInterrupt[cpu.number()] >= INTERRUPT_STEPS;
        for (int i = 0; i < point.size(); i++) {
            int code = point.code(i);
            if (Move.cpu(code) != cpu.number()) continue;
            if (Move.kind(code) == Move.Kind.IRQ && ticks) lastInterrupt[cpu.number()] = machine.tick();
            else if (Move.kind(code) != Move.Kind.SWITCH) continue;
            take(code);
            return;
        }
    }

    private void take(Move.Kind kind, int cpu) {
        take(Move.code(kind, cpu));
    }

    private void take(int code) {
        journal.move(code);
        Cpu cpu = machine.cpu(Move.cpu(code));
        int task = cpu.task();
        machine.take(code);
        if (cpu.task() != task) switches[cpu.number()]++;
    }

    /// Whether a turn of this CPU would take a step.
    public boolean runnable(int cpu) {
        Cpu of = machine.cpu(cpu);
        return machine.ready(of) || machine.preemptedNext(of) || machine.mayGiveWay(of) || !machine.isDrained(of);
    }

    /// The patches of text written since this was last asked, oldest first; none where every fetch sees memory anyway.
    public List<Posted> posted() {
        List<Posted> since = rig.experiment().machine().fetch() == Fetch.BUS ? List.copyOf(ledger.posted) : List.of();
        ledger.posted.clear();
        return since;
    }

    /// The newest patch that this CPU's fetch view has taken over, with none older missing.
    public long delivered(int cpu) {
        return machine.fetchModel().delivered(machine.cpu(cpu));
    }

    /// Lets this CPU's fetch view take over all patches up to number `patch`; answers how many it had not seen.
    public int deliver(int cpu, long patch) {
        Cpu to = machine.cpu(cpu);
        int n = 0;
        while (machine.fetchModel().pending(to) && machine.fetchModel().delivered(to) < patch) {
            take(Move.code(Move.Kind.PATCH, cpu, machine.fetchModel().oldest(to)));
            n++;
        }
        return n;
    }

    /// Gives a line of `kprobe_events` to a CPU, which carries it out as soon as it is between two calls: an event that it defines is
    /// enabled too, one that it deletes is disabled before.
    public Ticket submit(int cpu, String command) {
        Optional<Tracefs.Refused> refused = tracefs.refusal(command);
        if (refused.isPresent()) {
            return new Ticket(0, Optional.of(explained(command, refused.get())), refused.get().errno().negative());
        }
        journal.command(command, cpu);
        Submitted submitted = new Submitted(nextTicket++, command, new ArrayList<>());
        int job = kernel.tasks.prepare(tracefs.command(command, submitted.errors()::add));
        tickets.put(job, submitted);
        kernel.tasks.inject(machine.cpu(cpu), job);
        return new Ticket(submitted.ticket(), Optional.empty(), 0);
    }

    /// The kernel's lines of `error_log` without the time, with the nearest symbol where one is unknown; where it says nothing, what it
    /// wants.
    private String explained(String command, Tracefs.Refused refused) {
        if (refused.error().isPresent()) {
            CommandError error = refused.error().get();
            String hint = error.id() == ErrorId.BAD_PROBE_ADDR ? nearest(command) : "";
            return error.text() + hint;
        }
        return switch (refused.errno()) {
            case ENOENT -> {
                List<String> events = tracefs.events();
                yield "There is no such event" + (events.isEmpty() ? "; there are none" : "; there are " + String.join(", ", events));
            }
            case ENOMEM -> "All " + Kernel.MAX_KPROBES + " probes are in use";
            default -> "Expected `p[:[GROUP/][EVENT]] SYMBOL[+OFFSET] [ARGUMENTS]`, the same with `r`, or `-:[GROUP/]EVENT`";
        };
    }

    private String nearest(String command) {
        String[] words = command.strip().split("\\s+");
        String symbol = words.length > 1 ? words[1].replaceAll("[+%-].*", "") : "";
        return machine.symbols().nearest(symbol).map(name -> "\nDid you mean `" + name + "`?").orElse("");
    }

    private void ended(int job, long value, boolean died) {
        Submitted submitted = tickets.remove(job);
        if (submitted == null) return;
        String errno = Errno.of(value).map(known -> "-" + known).orElse("");
        String message = submitted.errors().isEmpty() ? errno : submitted.errors().getLast().text();
        completed.add(died ? new Completed(submitted.ticket(), Errno.EFAULT.negative(), "the kernel died in " + submitted.command())
                : new Completed(submitted.ticket(), value, message));
    }

    /// The commands that were carried out since this was last asked.
    public List<Completed> completed() {
        List<Completed> since = List.copyOf(completed);
        completed.clear();
        return since;
    }

    /// Everything that has gone in, as the text of a schedule.
    public String journal() {
        return journal.build().toString();
    }

    /// Plays a journal from the start; `sink` hears what the session's own sink heard.
    public static void replay(Experiment experiment, String kernel, String journal, EventSink sink) {
        Session session = open(experiment, kernel, sink);
        Schedule schedule = switch (Schedule.parse(journal)) {
            case Schedule.Parsed.Good(Schedule good) -> good;
            case Schedule.Parsed.Bad(Schedule.Malformed(int column, String message)) ->
                throw new IllegalArgumentException("column " + column + ": " + message);
        };
        for (Schedule.Entry entry : schedule.entries()) {
            switch (entry) {
                case Schedule.Entry.Command(String text, int cpu) -> session.submit(cpu, text);
                case Schedule.Entry.Moves(Move move, int times) -> {
                    for (int i = 0; i < times; i++) session.take(move.code());
                }
            }
        }
    }

    // Views, between two turns.

    /// What a file of tracefs or of debugfs's `kprobes` says; nothing if there is none of this path.
    public Optional<String> read(String path) {
        return tracefs.read(path);
    }

    /// The machine's CPU itself, for whoever has its turn.
    public Cpu cpuOf(int cpu) {
        return machine.cpu(cpu);
    }

    /// The kernel itself, for whoever has the machine's turn.
    public Kernel kernelOf() {
        return kernel;
    }

    public CpuView cpu(int number) {
        Cpu cpu = machine.cpu(number);
        String state = panicked() ? "panicked" : !machine.busy(cpu) ? "idle" : machine.ready(cpu) ? "running" : "waiting";
        List<Long> gprs = IntStream.range(0, 32).mapToObj(cpu::get).toList();
        return new CpuView(number, state, kernel.tasks.comm(cpu.task()), cpu.pc(), kernel.where(cpu.pc()),
                kernel.currentKprobe(cpu).now().map(Kprobe::name).orElse(""), KprobeStatus.name(kernel.kprobeCtlblk(cpu).statusNow()),
                kernel.preemptCount(cpu), cpu.interruptsOn(), cpu.inUserMode(), cpu.retired(), ledger.hits[number], ledger.missed[number],
                ledger.traps[number], gprs);
    }

    /// Whether the kernel has given up, and no CPU will ever run again.
    public boolean panicked() {
        return kernel.panicked();
    }

    public List<ProbeView> probes() {
        return kernel.probes().values().stream().map(p -> {
            String state = !kernel.registered(p) ? "unregistered" : kernel.armed(p) ? "armed" : "disabled";
            Kretprobe rp = kernel.kretprobe(p);
            return new ProbeView(p.name(), rp == null ? "p" : "r", kernel.where(p.addrNow()), p.addrNow(), state, siblings(p),
                    rp == null ? kernel.hits(p) : kernel.hooked(rp), rp == null ? p.nmissedNow() : rp.nmissedNow(), kernel.silentMisses(p),
                    kernel.postHandled(p), rp == null ? 0 : kernel.returned(rp));
        }).toList();
    }

    private List<String> siblings(Kprobe p) {
        if (!kernel.registered(p)) return List.of();
        return kernel.probes().values().stream()
                .filter(other -> other != p && other.addrNow() == p.addrNow() && kernel.registered(other)).map(Kprobe::name).toList();
    }

    public Counters counters() {
        Ledger l = ledger;
        long[] instructions = machine.cpus().stream().mapToLong(Cpu::retired).toArray();
        return new Counters(instructions, l.traps.clone(), l.hits.clone(), l.missed.clone(), l.reentries.clone(), l.silentMisses.clone(),
                l.staleFetches.clone(), l.oopses.clone(), l.slotSteps.clone(), l.simulatedSteps.clone(), l.aggregateHits.clone(),
                l.hooked.clone(), l.unhooked.clone(), l.returned.clone(), l.traceRecords.clone(), l.signals.clone(), switches.clone(),
                interrupts(), new TreeMap<>(l.oopsesIn), l.armed, l.disarmed);
    }

    private Map<String, long[]> interrupts() {
        var taken = new TreeMap<String, long[]>();
        for (InterruptDecl interrupt : rig.experiment().machine().interrupts()) {
            int line = kernel.irqs.line(interrupt.name());
            taken.put(interrupt.name(), machine.cpus().stream().mapToLong(cpu -> kernel.irqs.taken(cpu, line)).toArray());
        }
        return taken;
    }

    /// Counts the events on their way out, and keeps the patches until somebody asks.
    private static final class Ledger implements EventSink {
        private final EventSink next;
        private final List<Posted> posted = new ArrayList<>();
        private final long[] traps;
        private final long[] hits;
        private final long[] missed;
        private final long[] reentries;
        private final long[] silentMisses;
        private final long[] staleFetches;
        private final long[] oopses;
        private final long[] slotSteps;
        private final long[] simulatedSteps;
        private final long[] aggregateHits;
        private final long[] hooked;
        private final long[] unhooked;
        private final long[] returned;
        private final long[] traceRecords;
        private final long[] signals;
        private final Map<String, Long> oopsesIn = new TreeMap<>();
        private long armed;
        private long disarmed;

        Ledger(int cpus, EventSink next) {
            this.next = next;
            traps = new long[cpus];
            hits = new long[cpus];
            missed = new long[cpus];
            reentries = new long[cpus];
            silentMisses = new long[cpus];
            staleFetches = new long[cpus];
            oopses = new long[cpus];
            slotSteps = new long[cpus];
            simulatedSteps = new long[cpus];
            aggregateHits = new long[cpus];
            hooked = new long[cpus];
            unhooked = new long[cpus];
            returned = new long[cpus];
            traceRecords = new long[cpus];
            signals = new long[cpus];
            Kernels.functions().forEach(function -> oopsesIn.put(function, 0L));
        }

        @Override
        public void emit(Event event) {
            int cpu = event.stamp().cpu();
            switch (event) {
                case Event.TrapTaken _ -> traps[cpu]++;
                case Event.KprobeHit _ -> hits[cpu]++;
                case Event.Missed _ -> missed[cpu]++;
                case Event.Reentered _ -> reentries[cpu]++;
                case Event.SilentlyMissed _ -> silentMisses[cpu]++;
                case Event.StaleFetch _ -> staleFetches[cpu]++;
                case Event.Oops oops -> {
                    oopses[cpu]++;
                    oopsesIn.merge(oops.function(), 1L, Long::sum);
                }
                case Event.SingleStepped _ -> slotSteps[cpu]++;
                case Event.Simulated _ -> simulatedSteps[cpu]++;
                case Event.AggregateHit _ -> aggregateHits[cpu]++;
                case Event.Hooked _ -> hooked[cpu]++;
                case Event.Unhooked _ -> unhooked[cpu]++;
                case Event.ReturnHandled _ -> returned[cpu]++;
                case Event.TraceRecord _ -> traceRecords[cpu]++;
                case Event.Signal _ -> signals[cpu]++;
                case Event.Armed _ -> armed++;
                case Event.Disarmed _ -> disarmed++;
                case Event.TextPoked(Stamp stamp, long patch, long address, String where, int _, int now) ->
                    posted.add(new Posted(patch, stamp.cpu(), address, now, where));
                case Event.PreHandled _, Event.PostHandled _, Event.PatchDelivered _, Event.CallStarted _, Event.CallReturned _,
                        Event.Logged _, Event.Panic _ -> {}
            }
            next.emit(event);
        }
    }
}
