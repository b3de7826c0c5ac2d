package kprobarium.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import kprobarium.event.Event;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.symbol.Symbols;

/// A machine with the least software that it can have: routines are lambdas, and a CPU runs those it was given, one after another.
///
/// What a routine sees is for the test to say: an exception begins [#onException], whose argument is 0, and restores nothing but the
/// CPU's return to where ERA says; it can read CSRs like any routine.
final class Bed implements TrapVector {
    static final long TEXT = 0x9000_0000_0020_0000L;
    static final long DATA = 0x9000_0000_0100_0000L;
    static final long STACK = 0x9000_0000_0300_0000L;
    static final int STACK_SIZE = 0x1000;
    private static final int DATA_SIZE = 0x1000;
    private static final int EXCEPTION = 0, FIRST = 1;

    final Machine machine;
    final Assembly text;
    final List<String> log = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    Consumer<Strand> onException = Strand::die;

    private final List<Consumer<Strand>> routines = new ArrayList<>();
    private final List<List<Integer>> lists = new ArrayList<>();
    private final int[] next;
    private final int preemptions;
    private final boolean plain;
    private Consumer<Strand> stopper = _ -> {};

    @Override
    public int interrupts(Cpu cpu) {
        return 0;
    }

    @Override
    public void interrupt(Cpu cpu, int line) {
        throw new AssertionError("no interrupt may come");
    }

    @Override
    public long kernelCode() {
        throw new AssertionError("no interrupt may come");
    }

    @Override
    public long tasksFor(Cpu cpu) {
        return 0;
    }

    @Override
    public void switched(Cpu cpu, int task) {
        throw new AssertionError("each CPU has its own task");
    }

    Bed(int cpus, FetchModel.Kind fetch, String assembly) {
        this(cpus, FetchConfig.of(fetch), assembly);
    }

    Bed(int cpus, FetchConfig fetch, String assembly) {
        this(cpus, fetch, assembly, false);
    }

    /// Nobody listens, nothing can be taken back, and what raised an exception is passed over: where a CPU runs by itself, and by habit.
    static Bed plain(int cpus, String assembly) {
        return new Bed(cpus, FetchConfig.of(FetchModel.Kind.COHERENT), assembly, true);
    }

    private Bed(int cpus, FetchConfig fetch, String assembly, boolean plain) {
        this.plain = plain;
        machine = new Machine(cpus, fetch, plain ? Optional.empty() : Optional.of(events::add));
        text = Assembler.assemble(assembly, TEXT, Symbols.none());
        if (!text.ok()) throw new AssertionError(text.errors());
        Memory memory = machine.memory();
        memory.map("text", TEXT, Math.max(8, text.image().length), true);
        memory.map("data", DATA, DATA_SIZE, false);
        for (int cpu = 0; cpu < cpus; cpu++) memory.mapPrivate("stack " + cpu, STACK + (long) cpu * STACK_SIZE, STACK_SIZE, cpu);
        for (int i = 0; i < text.image().length; i++) memory.store(TEXT + i, 1, text.image()[i]);
        next = new int[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            lists.add(new ArrayList<>());
            next[cpu] = machine.state().allocate(1);
        }
        preemptions = machine.state().allocate(1);
        machine.attach(this, text.labels());
        if (!plain) machine.state().keepJournal();
    }

    static Bed coherent(int cpus) {
        return new Bed(cpus, FetchModel.Kind.COHERENT, "");
    }

    /// Text may be written anywhere, so each fetch is a step.
    Bed patchable() {
        machine.watch(machine.memory().region(TEXT).orElseThrow());
        return this;
    }

    /// CPU `cpu` runs this after what it was given before.
    Bed does(int cpu, Consumer<Strand> routine) {
        routines.add(routine);
        lists.get(cpu).add(FIRST + routines.size() - 1);
        return this;
    }

    /// CPU `cpu` calls guest code at a label, with `$a0` to `$a2`, and writes down what comes back.
    Bed calls(int cpu, String label, long... arguments) {
        long[] a = Arrays.copyOf(arguments, 3);
        return does(cpu, s -> {
            long value = s.call(address(label), a[0], a[1], a[2]);
            if (s.once()) log.add("cpu" + cpu + " " + label + " " + value);
        });
    }

    /// From now on a thread of higher class waits for every CPU, once, to run this.
    void preemptsWith(Consumer<Strand> routine) {
        stopper = routine;
        machine.state().set(preemptions, 1);
    }

    long address(String label) {
        return text.labels().address(label).orElseThrow();
    }

    Cpu cpu(int number) {
        return machine.cpu(number);
    }

    long at(long address) {
        return machine.memory().load(address, 8);
    }

    Bed start() {
        if (plain) machine.state().makePlain();
        machine.start();
        return this;
    }

    /// Takes a step of this CPU, which must have one to take.
    Bed step(int cpu) {
        return take(Move.Kind.STEP, cpu);
    }

    Bed take(Move.Kind kind, int cpu) {
        return take(kind, cpu, 0);
    }

    Bed take(Move.Kind kind, int cpu, int alternative) {
        String move = new Move(kind, cpu, alternative).toString();
        if (!offers().contains(move)) throw new AssertionError("no " + move + " among " + offers());
        machine.take(Move.code(kind, cpu, alternative));
        return this;
    }

    /// Steps of this CPU until it has nothing to do or has to wait; answers how many.
    int run(int cpu) {
        int steps = 0;
        while (offers().contains(Integer.toString(cpu))) {
            step(cpu);
            steps++;
        }
        return steps;
    }

    /// The ways to go on, as a schedule would name them.
    List<String> offers() {
        ChoicePoint point = new ChoicePoint();
        machine.choices(point);
        List<String> offers = new ArrayList<>();
        for (int i = 0; i < point.size(); i++) offers.add(point.move(i).toString());
        return offers;
    }

    /// What the CPU has announced, `writes DATA+0x8`; empty when it is in the middle of nothing.
    String announced(int cpu) {
        return machine.announced(machine.cpu(cpu)).map(access -> access.kind().verb() + " " + name(access)).orElse("");
    }

    private String name(Access access) {
        long data = access.address() - DATA;
        if (data >= 0 && data < DATA_SIZE) return "DATA+0x" + Long.toHexString(data);
        return access.address() == 0 ? "all" : machine.symbols().render(access.address());
    }

    @Override
    public void enter(Cpu cpu, Ecode exception) {
        log.add("cpu" + cpu.number() + " " + exception);
        if (plain) cpu.writeCsr(Cpu.ERA, cpu.readCsr(Cpu.ERA) + 4);
        machine.handle(cpu, EXCEPTION, 0);
    }

    @Override
    public void run(int number, long argument) {
        Strand strand = machine.strand();
        if (argument == 1) stopper.accept(strand);
        else if (number == EXCEPTION) onException.accept(strand);
        else routines.get(number - FIRST).accept(strand);
    }

    @Override
    public void ended(Cpu cpu, int number, long argument) {
        if (number == EXCEPTION && argument == 0) cpu.returnFromException();
    }

    @Override
    public boolean idle(Cpu cpu) {
        State state = machine.state();
        int cell = next[cpu.number()];
        List<Integer> list = lists.get(cpu.number());
        int at = (int) state.get(cell);
        if (at == list.size()) return true;
        state.set(cell, at + 1);
        cpu.set(Cpu.SP, STACK + (long) (cpu.number() + 1) * STACK_SIZE);
        machine.begin(cpu, list.get(at), 0);
        return true;
    }

    @Override
    public boolean preempts(Cpu cpu) {
        return (machine.state().get(preemptions) & 1L << cpu.number()) != 0;
    }

    @Override
    public void preempt(Cpu cpu) {
        machine.state().set(preemptions, machine.state().get(preemptions) & ~(1L << cpu.number()));
        machine.begin(cpu, EXCEPTION, 1);
    }

    @Override
    public void modeChanged(Cpu cpu) {}

    @Override
    public String where(long address) {
        return machine.symbols().render(address);
    }

    @Override
    public void executed(Cpu cpu, long pc, Operands instruction) {}

    @Override
    public void staleFetch(Cpu cpu, long address, int fetched, int inMemory) {
        log.add("cpu" + cpu.number() + " stale at " + where(address));
    }

    @Override
    public void poked(Cpu cpu, long address, int was, int now) {}
}
