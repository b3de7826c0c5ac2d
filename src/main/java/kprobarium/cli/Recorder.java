package kprobarium.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kprobarium.cli.Playback.Line;
import kprobarium.cli.Playback.Step;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.experiment.Gpr;
import kprobarium.experiment.Rig;
import kprobarium.isa.Disassembler;
import kprobarium.isa.Operands;
import kprobarium.kernel.CNames;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeStatus;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.machine.Onlooker;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;

/// Takes down what a machine does while it plays.
///
/// An access is heard of before it is made, so its line is written when the next thing is heard: then what it changed can be seen.
final class Recorder implements Onlooker, EventSink {
    /// What the kernel knows about one CPU.
    private record Known(String currentKprobe, String kprobeStatus, long preemptCount, boolean interruptsOn) {
        List<String> since(Known before) {
            List<String> changes = new ArrayList<>();
            change(changes, "current_kprobe", before.currentKprobe, currentKprobe);
            change(changes, "kprobe_status", before.kprobeStatus, kprobeStatus);
            change(changes, "preempt_count", before.preemptCount, preemptCount);
            change(changes, "crmd.ie", before.interruptsOn ? 1 : 0, interruptsOn ? 1 : 0);
            return changes;
        }

        private static void change(List<String> changes, String what, Object was, Object now) {
            if (!was.equals(now)) changes.add(what + ": " + was + " -> " + now);
        }
    }

    private static final int REGISTERS = 32;

    private final List<Event> setup = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final ChoicePoint point = new ChoicePoint();
    private int last = -1;
    private Machine machine;
    private Kernel kernel;
    private CNames names;
    private Step step;
    private Known before;
    private final List<Line> ofTheFetch = new ArrayList<>();
    private Optional<Supplier<Line>> pending = Optional.empty();

    /// The probes are registered, and the CPUs about to run.
    void begin(Rig rig) {
        machine = rig.machine();
        kernel = rig.kernel();
        names = new CNames(kernel);
        machine.watched(this);
    }

    /// The move with this code is about to be made.
    void step(int code) {
        settle();
        String left = left(code);
        open(step == null ? 1 : steps.getLast().number() + 1, Move.cpu(code), Move.of(code), left, others(code));
        if (Move.kind(code).isOfTheCpu()) last = Move.cpu(code);
    }

    /// What became of the CPU that moved before.
    private String left(int code) {
        if (last < 0 || !Move.kind(code).isOfTheCpu() || Move.cpu(code) == last) return "";
        Cpu cpu = machine.cpu(last);
        String who = "CPU " + last;
        if (!machine.busy(cpu)) {
            return who + (kernel.oopses().stream().anyMatch(oops -> oops.cpu() == cpu.number()) ? " has died" : " has finished");
        }
        return machine.ready(cpu) ? who + " is preempted" : who + " waits" + machine.announced(cpu)
                .map(access -> " for " + names.name(access.address())).orElse("");
    }

    private List<String> others(int code) {
        machine.choices(point);
        List<String> others = new ArrayList<>();
        for (int option = 0; option < point.size(); option++) {
            if (point.code(option) != code) others.add(option(option));
        }
        return others;
    }

    /// `CPU 1 reads kprobe_table[12]`, `1:patch`.
    private String option(int option) {
        if (point.move(option).kind() != Move.Kind.STEP) return point.move(option).toString();
        String what = switch (point.kind(option)) {
            case LOCAL -> " " + kernel.where(machine.cpu(point.cpu(option)).pc());
            case SYNC -> "";
            case FETCH, READ, WRITE, UPDATE, AWAIT, COMMIT, ALL -> " " + names.name(point.address(option));
        };
        return "CPU " + point.cpu(option) + " " + point.kind(option).verb() + what;
    }

    private void open(int number, int cpu, Move move, String left, List<String> others) {
        end();
        step = new Step(number, cpu, move, left, others, new ArrayList<>());
        steps.add(step);
        before = known(machine.cpu(cpu));
    }

    /// Nothing more will happen in the step that is on.
    void end() {
        settle();
        if (step == null) return;
        List<String> changes = known(machine.cpu(step.cpu())).since(before);
        if (!changes.isEmpty()) step.lines().add(new Line.Changed(changes));
    }

    /// Writes the line of what was heard of last, now that it has been done; what was said of an instruction's fetch comes after it.
    private void settle() {
        if (pending.isEmpty()) return;
        step.lines().add(pending.get().get());
        step.lines().addAll(ofTheFetch);
        ofTheFetch.clear();
        pending = Optional.empty();
    }

    /// Something is heard of a CPU. Before the first step of the schedule each runs up to its first visible access.
    private void heard(int cpu) {
        settle();
        if (step == null || step.cpu() != cpu) open(0, cpu, new Move(Move.Kind.STEP, cpu), "", List.of());
    }

    private Known known(Cpu cpu) {
        return new Known(kernel.currentKprobe(cpu).now().map(Kprobe::name).orElse("NULL"),
                KprobeStatus.name(kernel.kprobeCtlblk(cpu).statusNow()), kernel.preemptCount(cpu), cpu.interruptsOn());
    }

    @Override
    public void emit(Event event) {
        if (machine == null) {
            setup.add(event);
            return;
        }
        heard(event.stamp().cpu());
        events.add(event);
        switch (event) {
            case Event.StaleFetch _, Event.SilentlyMissed _ -> ofTheFetch.add(new Line.Said(event));
            default -> step.lines().add(new Line.Said(event));
        }
    }

    @Override
    public void instruction(Cpu cpu, long pc, Operands instruction) {
        heard(cpu.number());
        long[] registers = registers(cpu);
        long address = instruction.row().touch().isMemory() ? instruction.row().address(cpu, instruction) : 0;
        int size = instruction.row().size();
        boolean shared = machine.memory().region(address).map(region -> region.sharing() == Memory.Sharing.SHARED).orElse(false)
                && machine.memory().mapped(address, size);
        long was = shared ? machine.memory().load(address, size) : 0;
        int inMemory = machine.memory().word(pc);
        Optional<String> other = inMemory == instruction.word() ? Optional.empty() : Optional.of(CNames.instruction(inMemory));
        Optional<String> fetched = machine.isWatched(pc) ? Optional.of("0x%08x".formatted(instruction.word())) : Optional.empty();
        String text = Disassembler.disassemble(instruction.word(), pc, machine.symbols());
        pending = Optional.of(() -> {
            List<String> effects = new ArrayList<>();
            long[] now = registers(cpu);
            for (int gpr = 0; gpr < REGISTERS; gpr++) if (now[gpr] != registers[gpr]) effects.add(Gpr.name(gpr) + " = " + number(now[gpr]));
            if (shared) effects.add(change(kernel.where(address), number(was), number(machine.memory().load(address, size))));
            return new Line.Ran(kernel.where(pc), text, fetched, other, effects);
        });
    }

    private static long[] registers(Cpu cpu) {
        long[] registers = new long[REGISTERS];
        for (int gpr = 0; gpr < REGISTERS; gpr++) registers[gpr] = cpu.get(gpr);
        return registers;
    }

    /// Small numbers in decimal, addresses by name, stacks from their top, anything else in hex.
    private String number(long value) {
        if (value == (int) value) return Long.toString(value);
        if (value == Machine.RETURN) return "(return)";
        for (Memory.Region region : machine.memory().regions()) {
            long below = region.base() + region.size() - value;
            if (region.sharing() == Memory.Sharing.PRIVATE && below >= 0 && below < region.size()) return stack(region.owner(), below);
        }
        return kernel.where(value);
    }

    /// `stack1-0x10`: so far below where the stack of CPU 1 begins.
    private static String stack(int cpu, long below) {
        return "stack" + cpu + (below == 0 ? "" : "-0x" + Long.toHexString(below));
    }

    private static String change(String what, String was, String now) {
        return was.equals(now) ? what + " = " + now : what + ": " + was + " -> " + now;
    }

    @Override
    public void access(Cpu cpu, Access.Kind kind, long address) {
        heard(cpu.number());
        CNames.Function function = CNames.caller();
        if (kind == Access.Kind.SYNC) {
            step.lines().add(new Line.Accessed(function, "ibar"));
            return;
        }
        int size = names.size(address);
        String was = names.value(address, machine.memory().load(address, size));
        String name = names.name(address);
        pending = Optional.of(() -> {
            String now = names.value(address, machine.memory().load(address, size));
            String what = switch (kind) {
                case READ -> "reads " + name + " = " + now + trapped(cpu, address);
                case WRITE, ALL -> names.isMutex(address) ? "mutex_unlock(" + name + ")" : "writes " + change(name, was, now);
                case UPDATE -> names.isMutex(address) ? "mutex_lock(" + name + ")" : "updates " + change(name, was, now);
                case COMMIT -> "updates " + change(name, was, now);
                case AWAIT -> "has waited for " + name + " = " + now;
                case FETCH, LOCAL, SYNC -> kind.verb() + " " + name;
            };
            return new Line.Accessed(function, what);
        });
    }

    /// The kernel reads the word that this CPU trapped on: what it was then, if it has changed.
    private String trapped(Cpu cpu, long address) {
        int word = (int) cpu.readCsr(Cpu.BADI);
        return names.isText(address) && cpu.readCsr(Cpu.ERA) == address && word != machine.memory().word(address)
                ? ", where it trapped on " + CNames.instruction(word)
                : "";
    }

    @Override
    public void local(Cpu cpu, long address, long value) {
        heard(cpu.number());
        String was = names.value(address, machine.memory().load(address, 8));
        step.lines().add(new Line.Wrote(CNames.caller(), change(names.name(address), was, names.value(address, value))));
    }

    List<Event> setup() {
        return List.copyOf(setup);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
