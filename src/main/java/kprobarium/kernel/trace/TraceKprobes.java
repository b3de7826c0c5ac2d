package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kprobarium.event.Event;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.Kretprobe;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.TraceHandlers;
import kprobarium.kernel.trace.ProbeCommand.Define;
import kprobarium.kernel.trace.ProbeCommand.Delete;
import kprobarium.kernel.trace.ProbeCommand.Parsed;
import kprobarium.kernel.trace.ProbeCommand.Place;
import kprobarium.kernel.trace.TraceProbe.Target;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.symbol.SymbolOffset;

/// kernel/trace/trace_kprobe.c: events come and go, are enabled and disabled, and record their hits.
///
/// The events are a list of this object's and not of guest memory. They change under `event_mutex`, by decisions that a routine takes once
/// and finds again when it is run again.
final class TraceKprobes implements TraceHandlers {
    /// The number of the first event: what the static ones of a kernel leave.
    private static final int FIRST_ID = 273;

    /// What a file system does with what happens here.
    interface Files {
        boolean tracingOn();

        void recorded(Event.TraceRecord record);

        void triggered(Trigger trigger);

        /// The last probe of an event is gone, and the event with it.
        void removed(TraceEvent event);
    }

    /// A decision: 0 or a negative errno, and the probes that it is about.
    private record Decision(long errno, List<TraceProbe> probes, List<Target> targets) {
        static final Decision DONE = new Decision(0, List.of(), List.of());

        static Decision refused(Errno errno) {
            return new Decision(errno.negative(), List.of(), List.of());
        }
    }

    private final Kernel k;
    private final Files files;
    private final SymbolText symbols;
    private final List<TraceProbe> probes = new ArrayList<>();
    private final TraceProbe[] byIndex = new TraceProbe[Kernel.MAX_KPROBES];
    private final List<Decision> decisions = new ArrayList<>();
    private final int hits;
    private int nextId = FIRST_ID;

    TraceKprobes(Kernel k, Files files) {
        this.k = k;
        this.files = files;
        symbols = new SymbolText(k.machine);
        hits = k.machine.state().allocate(Kernel.MAX_KPROBES);
        k.traceHandlers(this);
    }

    /// What is decided when the routine comes here first, and stands from then on.
    private Decision once(Supplier<Decision> decision) {
        return decisions.get((int) k.strand.own(_ -> {
            decisions.add(decision.get());
            return decisions.size() - 1L;
        }));
    }

    /// In the order of their making.
    List<TraceProbe> probes() {
        return probes;
    }

    /// The events, in the order of their first probes.
    List<TraceEvent> events() {
        return probes.stream().map(TraceProbe::event).distinct().toList();
    }

    Optional<TraceEvent> event(String group, String name) {
        return events().stream().filter(event -> event.group().equals(group) && event.name().equals(name)).findFirst();
    }

    long hits(TraceProbe probe) {
        return probe.index().isEmpty() ? 0 : k.machine.state().get(hits + probe.index().getAsInt());
    }

    // Commands.

    Parsed parse(String line) {
        return ProbeParser.parse(line, Kallsyms.of(k.machine.symbols()));
    }

    /// `create_or_delete_trace_kprobe()`; `why` hears what is wrong. `enabling`: the event records from now on, and one that goes need not
    /// be disabled before.
    long run(String line, boolean enabling, Consumer<CommandError> why) {
        return switch (parse(line)) {
            case Parsed.Bad(Errno errno, Optional<CommandError> error) -> {
                if (k.strand.once()) error.ifPresent(why);
                yield errno.negative();
            }
            case Parsed.Good(Define define) -> create(define, enabling, why);
            case Parsed.Good(Delete delete) -> delete(delete, enabling);
        };
    }

    /// What would be refused of a line at once, without anything being touched.
    Optional<Tracefs.Refused> refusal(String line) {
        return switch (parse(line)) {
            case Parsed.Bad(Errno errno, Optional<CommandError> error) -> Optional.of(new Tracefs.Refused(errno, error));
            case Parsed.Good(Define _) when k.kprobesLeft() == 0 -> Optional.of(new Tracefs.Refused(Errno.ENOMEM, Optional.empty()));
            case Parsed.Good(Define define) -> conflict(define).map(error -> new Tracefs.Refused(error.errno(), Optional.of(error)));
            case Parsed.Good(Delete delete) ->
                matching(delete).isEmpty() ? Optional.of(new Tracefs.Refused(Errno.ENOENT, Optional.empty())) : Optional.empty();
        };
    }

    /// An event of its own for a registered probe, enabled as the probe is.
    void adopt(Kprobe p) {
        if (byIndex[p.index()] != null) return;
        Optional<SymbolOffset> at = symbols.at(p.addrNow());
        Place place = at.<Place>map(offset -> new Place.AtSymbol(offset.symbol(), offset.offset()))
                .orElse(new Place.AtAddress(p.addrNow()));
        Kretprobe rp = k.kretprobe(p);
        Define define = new Define(rp != null, 0, ProbeParser.DEFAULT_GROUP, p.name(), place, List.of(), List.of());
        TraceEvent event = new TraceEvent(define.group(), define.event(), nextId++);
        TraceProbe probe = new TraceProbe(event, define);
        made(probe, rp == null ? new TraceProbe.Hooked(k, p) : new TraceProbe.Returning(k, rp), p);
        event.enabled(!p.disabledNow());
        keep(probe, false);
    }

    private long create(Define define, boolean enabling, Consumer<CommandError> why) {
        Decision attached = once(() -> attach(define, why));
        if (attached.errno() != 0) return attached.errno();
        TraceProbe probe = attached.probes().getFirst();

        long ret = register(probe);
        boolean waits = ret == Errno.ENOENT.negative();
        if (waits) {
            k.printk("warn", "trace_kprobe: This probe might be able to register after target module is loaded. Continue.");
            ret = 0;
        }
        long registered = ret;
        once(() -> registered == 0 ? keep(probe, waits) : abandon(probe, registered, why));
        return registered == 0 && enabling ? enable(probe.event()) : registered;
    }

    /// `register_trace_kprobe()` up to where the probe itself is registered.
    private Decision attach(Define define, Consumer<CommandError> why) {
        Optional<CommandError> conflict = conflict(define);
        if (conflict.isPresent()) {
            why.accept(conflict.get());
            return Decision.refused(conflict.get().errno());
        }
        TraceEvent event = event(define.group(), define.event())
                .orElseGet(() -> new TraceEvent(define.group(), define.event(), nextId++));
        return new Decision(0, List.of(new TraceProbe(event, define)), List.of());
    }

    private Optional<CommandError> conflict(Define define) {
        Optional<TraceEvent> existing = event(define.group(), define.event());
        if (existing.isEmpty()) return Optional.empty();
        if (existing.get().isReturn() != define.isReturn()) return conflict(ErrorId.DIFF_PROBE_TYPE, define, 0);
        int differs = difference(define.args(), existing.get().command().args());
        if (differs >= 0) return conflict(ErrorId.DIFF_ARG_TYPE, define, 2 + differs);
        boolean same = existing.get().probes().stream().map(TraceProbe::command)
                .anyMatch(other -> other.place().equals(define.place())
                        && bodies(other).equals(bodies(define)));
        return same ? conflict(ErrorId.SAME_PROBE, define, 0) : Optional.empty();
    }

    private static List<String> bodies(Define define) {
        return define.args().stream().map(FetchArg::body).toList();
    }

    private static Optional<CommandError> conflict(ErrorId id, Define define, int word) {
        return Optional.of(ProbeParser.error(Errno.EEXIST, id, define.words(), word, 0));
    }

    /// The first argument in which two probes of one event differ, from 0; -1 for none.
    private static int difference(List<FetchArg> a, List<FetchArg> b) {
        if (a.size() != b.size()) return Math.min(a.size(), b.size());
        for (int i = 0; i < a.size(); i++) if (!a.get(i).isLike(b.get(i))) return i;
        return -1;
    }

    /// `__register_trace_kprobe()`.
    private long register(TraceProbe probe) {
        Decision made = once(() -> target(probe));
        return made.errno() != 0 ? made.errno() : made.targets().getFirst().register();
    }

    private Decision target(TraceProbe probe) {
        Optional<Long> address = address(probe.command().place());
        boolean resolved = address.flatMap(symbols::at).isPresent()
                && probe.command().args().stream().flatMap(arg -> arg.ops().stream())
                        .allMatch(op -> !(op instanceof FetchOp.Symbol(String name, long _))
                                || k.machine.symbols().address(name).isPresent());
        if (!resolved) return Decision.refused(Errno.ENOENT);
        if (k.kprobesLeft() == 0) return Decision.refused(Errno.ENOMEM);
        boolean disabled = !probe.event().armed();
        if (probe.command().isReturn()) {
            List<Integer> entry = probe.entryArguments();
            Kretprobe rp = k.kretprobe(freeName(probe), address.get(), Kprobe.TRACE, entry.isEmpty() ? 0 : Kprobe.TRACE,
                    probe.command().maxactive(), 8L * entry.size(), disabled);
            return made(probe, new TraceProbe.Returning(k, rp), rp.kp);
        }
        Kprobe p = k.kprobe(freeName(probe), address.get(), Kprobe.TRACE, 0, disabled);
        return made(probe, new TraceProbe.Hooked(k, p), p);
    }

    private Decision made(TraceProbe probe, Target target, Kprobe p) {
        k.machine.state().count(hits + p.index(), 0);
        byIndex[p.index()] = probe;
        probe.target(target, p.index());
        return new Decision(0, List.of(), List.of(target));
    }

    private Optional<Long> address(Place place) {
        return switch (place) {
            case Place.AtAddress(long address) -> Optional.of(address);
            case Place.AtSymbol(String symbol, long offset) ->
                k.machine.symbols().address(symbol).stream().boxed().map(base -> base + offset).findFirst();
        };
    }

    /// A probe is known by its event's name; another one of that name by a number behind it.
    private String freeName(TraceProbe probe) {
        String name = probe.event().name();
        String free = name;
        for (int n = 2; k.probes().containsKey(free); n++) free = name + "#" + n;
        return free;
    }

    /// `waits`: for a symbol that is not there yet, so that nothing is registered.
    private Decision keep(TraceProbe probe, boolean waits) {
        if (waits) forget(probe);
        probe.event().probes().add(probe);
        probes.add(probe);
        return Decision.DONE;
    }

    private Decision abandon(TraceProbe probe, long errno, Consumer<CommandError> why) {
        forget(probe);
        Optional<ErrorId> id = errno == Errno.EILSEQ.negative() ? Optional.of(ErrorId.BAD_INSN_BNDRY)
                : errno == Errno.ENOMEM.negative() || errno == Errno.EEXIST.negative() ? Optional.empty()
                : Optional.of(ErrorId.FAIL_REG_PROBE);
        Errno number = Errno.of(errno).orElse(Errno.EINVAL);
        id.ifPresent(what -> why.accept(ProbeParser.error(number, what, probe.command().words(), 1, 0)));
        return Decision.DONE;
    }

    private void forget(TraceProbe probe) {
        probe.target().ifPresent(Target::forget);
        probe.index().ifPresent(index -> byIndex[index] = null);
        probe.nothingRegistered();
    }

    private List<TraceProbe> matching(Delete delete) {
        return probes.stream()
                .filter(probe -> delete.event().isEmpty() || probe.event().name().equals(delete.event()))
                .filter(probe -> delete.group().isEmpty() || probe.event().group().equals(delete.group().get()))
                .filter(probe -> looksLike(probe.command(), delete.head()))
                .toList();
    }

    private static boolean looksLike(Define command, List<String> head) {
        if (head.isEmpty()) return true;
        List<String> args = head.subList(1, head.size());
        List<String> shown = command.args().stream().map(arg -> arg.name() + "=" + arg.body()).toList();
        return command.place().toString().equals(head.getFirst()) && args.size() <= shown.size()
                && shown.subList(0, args.size()).equals(args);
    }

    private long delete(Delete delete, boolean disabling) {
        Decision found = once(() -> new Decision(0, matching(delete), List.of()));
        if (found.probes().isEmpty()) return Errno.ENOENT.negative();
        for (TraceProbe probe : found.probes()) {
            if (disabling) disable(probe.event());
            long ret = release(probe);
            if (ret < 0) return ret;
        }
        return 0;
    }

    /// `trace_kprobe_release()`: the last probe of an event goes only if the event is not in use.
    private long release(TraceProbe probe) {
        Decision gone = once(() -> {
            TraceEvent event = probe.event();
            if (event.probes().size() == 1 && event.armed()) return Decision.refused(Errno.EBUSY);
            return new Decision(0, List.of(), probe.target().stream().toList());
        });
        if (gone.errno() != 0) return gone.errno();
        for (Target target : gone.targets()) target.unregister();
        once(() -> {
            forget(probe);
            probe.event().probes().remove(probe);
            probes.remove(probe);
            if (probe.event().probes().isEmpty()) files.removed(probe.event());
            return Decision.DONE;
        });
        return 0;
    }

    /// `dyn_events_release_all()`: all of them, or none while one is in use.
    long releaseAll() {
        Decision all = once(() -> events().stream().anyMatch(TraceEvent::armed) ? Decision.refused(Errno.EBUSY)
                : new Decision(0, List.copyOf(probes), List.of()));
        for (TraceProbe probe : all.probes()) release(probe);
        return all.errno();
    }

    // Enabling.

    /// `enable_trace_kprobe()`: arms all probes of the event, or none.
    long enable(TraceEvent event) {
        return rearm(event, () -> event.enabled(true), () -> event.enabled(false));
    }

    long disable(TraceEvent event) {
        return rearm(event, () -> event.enabled(false), () -> {});
    }

    /// Triggers that may enable or disable the event have come or gone.
    long softMode(TraceEvent event, int triggers) {
        return rearm(event, () -> event.softMode(triggers), () -> event.softMode(-triggers));
    }

    private long rearm(TraceEvent event, Runnable change, Runnable back) {
        Decision decided = once(() -> {
            boolean was = event.armed();
            change.run();
            List<Target> targets = event.probes().stream().flatMap(probe -> probe.target().stream()).toList();
            return event.armed() == was ? Decision.DONE : new Decision(event.armed() ? 1 : 0, List.of(), targets);
        });
        boolean on = decided.errno() == 1;
        long ret = 0;
        for (Target target : decided.targets()) {
            if (ret == 0) ret = on ? target.enable() : target.disable();
        }
        if (!on || ret == 0) return on ? ret : 0;
        for (Target target : decided.targets()) target.disable();
        once(() -> {
            back.run();
            return Decision.DONE;
        });
        return ret;
    }

    // Hits.

    /// `kprobe_dispatcher()`.
    @Override
    public int kprobe(Kprobe p, PtRegs regs) {
        if (k.strand.once()) {
            hit(p).ifPresent(probe -> {
                long at = p.addrNow();
                record(k.strand.cpu(), probe.event(), regs, Map.of("__probe_ip", at), "(" + symbols.sized(at) + ")", Map.of());
            });
        }
        return 0;
    }

    /// Counts a hit; answers what it is a hit of, if anybody wants to know.
    private Optional<TraceProbe> hit(Kprobe p) {
        TraceProbe probe = byIndex[p.index()];
        if (probe == null) return Optional.empty();
        int cell = hits + p.index();
        k.machine.state().count(cell, k.machine.state().get(cell) + 1);
        return k.machine.trace().on() ? Optional.of(probe) : Optional.empty();
    }

    /// `trace_kprobe_entry_handler()`: keeps the arguments that the return is to tell.
    @Override
    public int entry(Kretprobe rp, long ri, PtRegs regs) {
        if (k.strand.once()) {
            Fetcher fetcher = new Fetcher(k, regs, "", symbols, Map.of());
            long at = Kretprobe.data(ri);
            for (int n : byIndex[rp.kp.index()].entryArguments()) {
                k.machine.memory().store(at, 8, fetcher.argument(n));
                at += 8;
            }
        }
        return 0;
    }

    /// `kretprobe_dispatcher()`.
    @Override
    public void returned(Kretprobe rp, long ri, PtRegs regs) {
        if (k.strand.once()) hit(rp.kp).ifPresent(probe -> returned(probe, rp.kp.addrNow(), ri, regs));
    }

    private void returned(TraceProbe probe, long function, long ri, PtRegs regs) {
        Memory memory = k.machine.memory();
        long to = memory.load(regs.address() + PtRegs.CSR_ERA, 8);
        var entry = new TreeMap<Integer, Long>();
        for (int n : probe.entryArguments()) entry.put(n, memory.load(Kretprobe.data(ri) + 8L * entry.size(), 8));
        var places = new TreeMap<>(Map.of("__probe_func", function));
        places.put("__probe_ret_ip", to);
        record(k.strand.cpu(), probe.event(), regs, places,
                "(" + symbols.sized(to) + " <- " + symbols.name(function) + ")", entry);
    }

    private void record(Cpu cpu, TraceEvent event, PtRegs regs, Map<String, Long> places, String head,
            Map<Integer, Long> entry) {
        event.triggers().stream().filter(trigger -> trigger.condition().isEmpty()).forEach(files::triggered);
        if (!event.armed()) return;
        String comm = k.tasks.comm(cpu.task());
        long pid = 1L + cpu.task();
        Fetcher fetcher = new Fetcher(k, regs, comm, symbols, entry);
        var fields = new TreeMap<String, EventFilter.Field>();
        places.forEach((name, address) -> fields.put(name, new EventFilter.Field.Number(address, false)));
        fields.put("common_pid", new EventFilter.Field.Number(pid, true));
        StringBuilder text = new StringBuilder(head);
        for (FetchArg arg : event.command().args()) {
            Fetched value = fetcher.fetch(arg);
            EventFilter.field(arg, value).ifPresent(field -> fields.put(arg.name(), field));
            text.append(' ').append(arg.name()).append('=').append(value.print(arg, symbols));
        }
        boolean wanted = event.records() && files.tracingOn() && event.filter().map(filter -> filter.matches(fields)).orElse(true);
        if (wanted) {
            k.machine.trace().say(cpu, stamp -> {
                var record = new Event.TraceRecord(stamp, event.group(), event.name(), comm, pid, flags(cpu), text.toString());
                files.recorded(record);
                return record;
            });
        }
        event.triggers().stream().filter(trigger -> trigger.condition().map(filter -> filter.matches(fields)).orElse(false))
                .forEach(files::triggered);
    }

    /// The five columns behind the CPU. What the tracing itself has added to the preemption count is taken off.
    private String flags(Cpu cpu) {
        long count = k.preemptCount(cpu);
        boolean bottomHalvesOff = (count & 0xfe00) != 0;
        char interrupts = cpu.interruptsOn() ? bottomHalvesOff ? 'b' : '.' : bottomHalvesOff ? 'D' : 'd';
        boolean soft = (count & 0x100) != 0;
        boolean hard = (count & 0xf0000) != 0;
        char context = hard ? soft ? 'H' : 'h' : soft ? 's' : '.';
        long depth = k.isPreemptible() ? Math.max(0, (count & 0xff) - 1) : 0;
        return interrupts + "." + context + (depth == 0 ? "." : Long.toHexString(Math.min(depth, 15))) + ".";
    }
}
