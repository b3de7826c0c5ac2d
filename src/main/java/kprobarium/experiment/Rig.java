package kprobarium.experiment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.elf.ElfFile;
import kprobarium.elf.Segment;
import kprobarium.event.EventSink;
import kprobarium.isa.Assembly;
import kprobarium.kernel.Job;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kernels;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.Layout;
import kprobarium.kernel.Kretprobe;
import kprobarium.kernel.Mm;
import kprobarium.kernel.StatusCoverage;
import kprobarium.kernel.trace.Tracefs;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.RoundRobin;
import kprobarium.schedule.Scheduler;

/// An experiment set up on a machine with a kernel on it: its text loaded, its probes registered by that kernel's own code, every CPU at
/// its first visible access. From here it is played.
///
/// It also answers what the experiment's predicates ask about the end of a play.
public final class Rig implements Outcome {
    private static final int SETUP_STEPS = 100_000;
    private static final int WORD = 4;

    private final Experiment experiment;
    private final Machine machine;
    private final Kernel kernel;
    private final Map<String, Kprobe> probes = new TreeMap<>();
    private final ChoicePoint end = new ChoicePoint();
    private final Tracefs tracefs;
    private final Kernels.Choice choice;
    private final Unprobed effects;
    private final Map<Long, Integer> originals = new TreeMap<>();
    private Optional<Supplier<Optional<LongPredicate>>> unprobed = Optional.empty();
    private Optional<LongPredicate> unprobedEnds = Optional.empty();
    private boolean livelock;

    private Rig(Experiment experiment, Kernels.Choice choice, Machine machine, Kernel kernel, long dataSize) {
        this.experiment = experiment;
        this.choice = choice;
        this.machine = machine;
        this.kernel = kernel;
        tracefs = new Tracefs(kernel);
        effects = Unprobed.reading(experiment, dataSize);
    }

    /// Sets up `experiment`, a [variant][Experiment#variants()], on `kernel`. `sink` hears what happens, from the registering of the probes
    /// on.
    public static Rig of(Experiment experiment, Kernels.Choice kernel, Optional<EventSink> sink) {
        Rig rig = prepare(experiment, kernel, sink);
        rig.start();
        return rig;
    }

    /// The same, up to where the first CPU would run: for whoever wants to look on from the [start][#start()].
    public static Rig prepare(Experiment experiment, Kernels.Choice kernel, Optional<EventSink> sink) {
        Image image = Image.of(experiment);
        Machine machine = new Machine(experiment.cpus().size(), experiment.tasks().size(), experiment.machine().fetchConfig(),
                experiment.machine().memory().order(), sink);
        Kernel k = kernel(machine, kernel, image, experiment.machine().preempt() == Preempt.FULL);
        machine.attach(k, image.symbols());
        for (Image.Page page : image.pages()) {
            Assembly content = page.assembly();
            k.mm.map(page.decl().label(), content.base(), content.image().length, page.text(), page.decl().paging().paging());
        }
        image.assemblies().forEach(assembly -> load(machine, assembly));
        for (FixupDecl fixup : experiment.machine().space().extable()) {
            k.mm.fixup(resolve(machine, fixup.at()), resolve(machine, fixup.fixup()), fixup.error().orElse(Mm.NO_REGISTER));
        }
        for (String writable : experiment.machine().fetching().writableText()) {
            machine.makeWritable(resolve(machine, writable));
        }
        k.boot(experiment.machine().noProbe().nokprobe(), experiment.machine().noProbe().irqentry());
        Rig rig = new Rig(experiment, kernel, machine, k, image.data().image().length);
        for (InterruptDecl interrupt : experiment.machine().interrupts()) {
            k.irqs.add(interrupt.name(), rig.handler(interrupt.handler()), interrupt.source() == InterruptSource.IPI);
        }
        rig.registerProbes();
        rig.fillLists();
        k.mm.setMemoryRwFails(experiment.machine().space().setMemoryRw() == SetMemoryRw.FAILS);
        rig.allowInterruptions();
        return rig;
    }

    /// The kernel whose text and data are what the experiment has.
    private static Kernel kernel(Machine machine, Kernels.Choice choice, Image image, boolean preemptible) {
        if (image.elf().isEmpty()) {
            return new Kernel(machine, choice.version(), choice.patches(), image.text().image().length, image.data().image().length,
                    preemptible);
        }
        ElfFile program = image.elf().get();
        Kernel k = new Kernel(machine, choice.version(), choice.patches(), program.textStart(), program.textEnd(), preemptible);
        for (Segment segment : program.segments()) {
            machine.memory().map("segment at 0x" + Long.toHexString(segment.address()), segment.address(), (int) segment.memorySize(),
                    !segment.writable());
            byte[] content = segment.content();
            for (int i = 0; i < content.length; i++) machine.memory().store(segment.address() + i, 1, content[i]);
        }
        return k;
    }

    /// Lets every CPU run up to its first visible access.
    public void start() {
        machine.start();
        kernel.statuses.clear();
    }

    private static long resolve(Machine machine, String symbolOffset) {
        return machine.symbols().resolve(symbolOffset).orElseThrow();
    }

    private static void load(Machine machine, Assembly assembly) {
        byte[] image = assembly.image();
        for (int i = 0; i < image.length; i++) machine.memory().store(assembly.base() + i, 1, image[i]);
    }

    private void registerProbes() {
        for (KprobeDecl decl : experiment.kprobes()) {
            Kprobe p = probe(decl);
            probes.put(decl.name(), p);
            List<String> writable = experiment.machine().fetching().writableText();
            if (writable.stream().noneMatch(word -> address(word) == p.addrNow())) {
                originals.putIfAbsent(p.addrNow() & -WORD, machine.memory().word(p.addrNow() & -WORD));
            }
            if (decl.state() != ProbeState.UNREGISTERED) {
                Call.KprobesCall register = new Call.KprobesCall(decl.registering(), decl.name());
                kernel.tasks.add(0, new Job.Call(register.toString(), job(register.function()), p));
            }
        }
        for (String event : experiment.kprobeEvents()) kernel.tasks.add(0, tracefs.command(event, _ -> {}));
        machine.start();
        play(new RoundRobin(), SETUP_STEPS);
        machine.settle();
        kernel.tasks.clearLists();
        for (String event : tracefs.events()) probes.putIfAbsent(event, kernel.probes().get(event));
        for (String event : experiment.kprobeEvents()) probes.computeIfAbsent(tracefs.eventOf(event), this::neverRegistered);
    }

    /// For an event that this kernel has refused.
    private Kprobe neverRegistered(String event) {
        return kernel.kprobe(event, Layout.TEXT, 0, 0, true);
    }

    private Kprobe probe(KprobeDecl decl) {
        boolean disabled = decl.state() == ProbeState.DISABLED;
        long at = address(decl.at());
        return decl.returns().map(returns -> kernel.kretprobe(decl.name(), at, handler(returns.handler()), handler(returns.entryHandler()),
                returns.maxactive(), 0, disabled).kp)
                .orElseGet(() -> kernel.kprobe(decl.name(), at, handler(decl.preHandler()), handler(decl.postHandler()), disabled));
    }

    private long handler(Handler handler) {
        return switch (handler) {
            case Handler.None() -> 0;
            case Handler.Count() -> Kprobe.COUNT;
            case Handler.Guest(String symbol) -> address(symbol);
        };
    }

    private void fillLists() {
        for (CpuProgram program : experiment.cpus()) {
            for (Call call : program.calls()) kernel.tasks.add(program.cpu(), job(call));
        }
        int number = machine.cpus().size();
        for (TaskDecl task : experiment.tasks()) {
            kernel.tasks.name(number, task.name(), cpus(task.cpus()).mapToLong(cpu -> 1L << cpu.number()).sum());
            for (Call call : task.calls()) kernel.tasks.add(number, job(call));
            number++;
        }
    }

    /// These CPUs; all if there are none.
    private Stream<Cpu> cpus(List<Integer> numbers) {
        return machine.cpus().stream().filter(cpu -> numbers.isEmpty() || numbers.contains(cpu.number()));
    }

    private void allowInterruptions() {
        MachineConfig config = experiment.machine();
        if (config.interrupts().isEmpty() && experiment.tasks().isEmpty()) return;
        kernel.makeInterruptible();
        kernel.tasks.mayPreempt(config.preemptions());
        for (InterruptDecl interrupt : config.interrupts()) {
            boolean ipi = interrupt.source() == InterruptSource.IPI;
            int line = kernel.irqs.line(interrupt.name());
            if (!ipi) cpus(interrupt.cpus()).forEach(cpu -> kernel.irqs.mayCome(cpu, line, interrupt.atMost()));
        }
    }

    private int task(String name) {
        for (int i = 0; i < experiment.tasks().size(); i++) {
            if (experiment.tasks().get(i).name().equals(name)) return machine.cpus().size() + i;
        }
        throw new IllegalArgumentException(name);
    }

    private Job job(Call call) {
        return switch (call) {
            case Call.GuestCall(String symbol, List<Long> arguments) -> new Job.Guest(call.toString(), address(symbol), arguments);
            case Call.UserCall(String symbol, List<Long> arguments) -> new Job.User(call.toString(), address(symbol), arguments);
            case Call.Munmap(String symbol) -> new Job.Munmap(call.toString(), address(symbol));
            case Call.KprobesCall(KprobesFunction function, List<String> names) ->
                new Job.Call(call.toString(), job(function), kprobes(names));
            case Call.AwaitTask(String task) -> new Job.Await(call.toString(), task(task));
            case Call.SendIpi(String interrupt, int cpu) -> new Job.SendIpi(call.toString(), kernel.irqs.line(interrupt), cpu);
            case Call.Await(int cpu) -> new Job.Await(call.toString(), cpu);
        };
    }

    private static Job.Function job(KprobesFunction function) {
        return switch (function) {
            case REGISTER_KPROBE -> Job.Function.REGISTER_KPROBE;
            case UNREGISTER_KPROBE -> Job.Function.UNREGISTER_KPROBE;
            case ENABLE_KPROBE -> Job.Function.ENABLE_KPROBE;
            case DISABLE_KPROBE -> Job.Function.DISABLE_KPROBE;
            case REGISTER_KPROBES -> Job.Function.REGISTER_KPROBES;
            case UNREGISTER_KPROBES -> Job.Function.UNREGISTER_KPROBES;
            case REGISTER_KRETPROBE -> Job.Function.REGISTER_KRETPROBE;
            case UNREGISTER_KRETPROBE -> Job.Function.UNREGISTER_KRETPROBE;
            case ARM_ALL_KPROBES -> Job.Function.ARM_ALL_KPROBES;
            case DISARM_ALL_KPROBES -> Job.Function.DISARM_ALL_KPROBES;
        };
    }

    private List<Kprobe> kprobes(List<String> names) {
        return names.stream().map(probes::get).toList();
    }

    public Experiment experiment() {
        return experiment;
    }

    /// The kernel that it was set up on.
    public Kernels.Choice choice() {
        return choice;
    }

    public Machine machine() {
        return machine;
    }

    /// The kernel's tracing files.
    public Tracefs tracefs() {
        return tracefs;
    }

    public Kernel kernel() {
        return kernel;
    }

    /// A warning for each race of a fetch with a write of text that was met since the start, in whatever was played: none unless the
    /// experiment asks for them.
    public List<String> warnings() {
        String safe = String.join(", ", experiment.machine().fetching().cmodxSafe());
        return machine.races().stream()
                .map(race -> "CPU " + race.cpu() + " may fetch " + kernel.where(race.address()) + " while CPU " + race.writer()
                        + " writes it: " + hex(race.was()) + " → " + hex(race.now()) + ", not both in {" + safe + "}")
                .toList();
    }

    private static String hex(int word) {
        return String.format(Locale.ROOT, "%08x", word);
    }

    /// Which statuses of probes have followed which since the start, in whatever was played.
    public StatusCoverage statuses() {
        return kernel.statuses;
    }

    /// Plays on until nothing can move, `scheduler` stops, or `steps` have been taken; answers how many were.
    public int play(Scheduler scheduler, int steps) {
        ChoicePoint point = new ChoicePoint();
        for (int step = 0; step < steps; step++) {
            machine.choices(point);
            if (point.size() == 0) return step;
            int option = scheduler.choose(point);
            if (option == Scheduler.STOP) return step;
            machine.take(point.code(option));
        }
        return steps;
    }

    /// Whether what lies at `address` is part of a probe: the word it replaces, what the kernel keeps of it and of those that are handled.
    public boolean isOfProbes(long address) {
        return kernel.isOfProbes(address);
    }

    /// Notes that the play was ended because the machine goes in a circle.
    public void livelock(boolean circles) {
        livelock = circles;
    }

    // What predicates ask.

    @Override
    public long register(int cpu, int gpr) {
        return machine.cpu(cpu).get(gpr);
    }

    @Override
    public long register(String task, int gpr) {
        return machine.taskRegister(task(task), gpr);
    }

    @Override
    public long pc(int cpu) {
        return machine.cpu(cpu).pc();
    }

    @Override
    public long cpu(int cpu, CpuField field) {
        Cpu of = machine.cpu(cpu);
        return switch (field) {
            case CURRENT_KPROBE -> kernel.currentKprobe(of).now().map(Kprobe::address).orElse(0L);
            case KPROBE_STATUS -> kernel.kprobeCtlblk(of).statusNow();
            case PREEMPT_COUNT -> kernel.preemptCount(of);
            case CRMD_IE -> of.interruptsOn() ? 1 : 0;
            case SIGNAL -> kernel.signals.latest(cpu);
        };
    }

    @Override
    public long probe(String name, ProbeField field) {
        Kprobe p = probes.get(name);
        Kretprobe rp = kernel.kretprobe(p);
        return switch (field) {
            case NMISSED -> rp == null ? p.nmissedNow() : rp.nmissedNow();
            case HITS -> rp == null ? kernel.hits(p) : kernel.hooked(rp);
            case POST_HANDLED -> kernel.postHandled(p);
            case SILENT_MISSES -> kernel.silentMisses(p);
            case ARMED -> kernel.armed(p) ? 1 : 0;
            case RETURNED -> kernel.returned(rp);
            case KP_NMISSED -> p.nmissedNow();
        };
    }

    @Override
    public long probeAddressOf(String name) {
        return Kprobe.address(probes.get(name));
    }

    @Override
    public long slot(String probe) {
        return kernel.slot(probes.get(probe));
    }

    @Override
    public long slotsUsed() {
        return kernel.slotsUsed();
    }

    @Override
    public int word(long address) {
        return machine.memory().word(address);
    }

    @Override
    public long memory(long address) {
        return machine.memory().load(address, 8);
    }

    @Override
    public long result(KprobesFunction function, List<String> names) {
        return kernel.tasks.resultOf(job(function), kprobes(names));
    }

    @Override
    public long address(String symbolOffset) {
        return resolve(machine, symbolOffset);
    }

    @Override
    public List<OopsSeen> oopses() {
        return kernel.oopses().stream().map(oops -> new OopsSeen(oops.function(), oops.era(), oops.cpu(), oops.message())).toList();
    }

    @Override
    public boolean warned(Optional<String> function) {
        return kernel.warnings(function.orElse(null)) > 0;
    }

    @Override
    public boolean panicked() {
        return kernel.panicked();
    }

    @Override
    public boolean livelock() {
        return livelock;
    }

    // The invariants.

    /// What to compare the effects of the guest calls with: the ends of the same experiment without its probes, by what is
    /// [left behind][#leftBehind()] there, asked for when they are first needed. Nothing, where they are too many to know.
    public void comparesWith(Supplier<Optional<LongPredicate>> ends) {
        unprobed = Optional.of(ends);
    }

    /// Whether the effects can be compared with anything.
    public boolean comparesEffects() {
        unprobed.ifPresent(ends -> unprobedEnds = ends.get());
        unprobed = Optional.empty();
        return unprobedEnds.isPresent();
    }

    /// Where the probes stand, each address once.
    public LongStream probeAddresses() {
        return probes.values().stream().mapToLong(Kprobe::addrNow).map(address -> address & -WORD).distinct();
    }

    /// What the guest calls have left behind, as one number.
    public long leftBehind() {
        return effects.of(machine);
    }

    /// The same of another rig of this experiment without its probes.
    public long leftBehind(Rig bare) {
        return effects.of(bare.machine);
    }

    @Override
    public boolean broken(Invariant invariant) {
        return !probes.isEmpty() && endedWell() && !keeps(invariant);
    }

    /// Whether every call has returned, and nobody died.
    private boolean endedWell() {
        if (livelock || kernel.hasDied()) return false;
        for (int task = 0; task < machine.tasks(); task++) if (machine.inTheMiddle(task)) return false;
        return true;
    }

    private boolean keeps(Invariant invariant) {
        return switch (invariant) {
            case PREEMPT_COUNT -> IntStream.range(0, machine.tasks()).allMatch(task -> kernel.preemptCountOf(task) == 0);
            case IRQS -> kernel.irqsRestored();
            case EFFECTS -> !comparesEffects() || unprobedEnds.get().test(leftBehind());
            case CURRENT -> machine.cpus().stream().allMatch(cpu -> kernel.currentKprobe(cpu).now().isEmpty());
            case BREAKPOINTS -> originals.entrySet().stream().allMatch(word -> isAsArmed(word.getKey(), word.getValue()));
            case POST_HANDLERS -> probes.values().stream().allMatch(kernel::postHandlersPaired);
            case SLOTS -> kernel.slotsKept();
            case EXECUTIONS -> probes.values().stream().allMatch(kernel::executionsAccountedFor);
        };
    }

    private boolean isAsArmed(long address, int original) {
        boolean armed = probes.values().stream()
                .anyMatch(p -> p.addrNow() == address && kernel.registered(p) && !p.disabledNow() && kernel.kprobes.enabledNow());
        return machine.memory().word(address) == (armed ? kernel.arch.breakpointInsn() : original);
    }

    /// Work is left and nothing can move, unless the play was only stopped.
    @Override
    public boolean deadlock() {
        if (livelock) return false;
        machine.choices(end);
        return end.size() == 0 && IntStream.range(0, machine.tasks()).anyMatch(machine::inTheMiddle);
    }
}
