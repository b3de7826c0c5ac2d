package kprobarium.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.elf.ElfFile;
import kprobarium.elf.Segment;
import kprobarium.engine.Halt;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.event.Stamp;
import kprobarium.isa.Ecode;
import kprobarium.kernel.Job;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.OopsRecord;
import kprobarium.kernel.Program;
import kprobarium.kernel.trace.CommandError;
import kprobarium.kernel.trace.Tracefs;
import kprobarium.machine.Cpu;
import kprobarium.machine.FetchConfig;
import kprobarium.machine.FetchModel;
import kprobarium.machine.Machine;
import kprobarium.schedule.ChoicePoint;
import kprobarium.symbol.Symbols;

/// A program on a machine with a kernel, which has probes in it: the program runs where the kernel's own text would.
///
/// A probe's exceptions are the kernel's; all others never reach it, and end in [Syscalls] and [Signal] as they do
/// [without a kernel][BareCore].
final class ProbedRunner implements Runner, Space.Bytes, Program {
    private static final int GPRS = 32, SETUP_STEPS = 100_000, ALIGNMENT = 8;
    private static final int BREAK_CODE = 0x7fff, BRK_KPROBE_BP = 10, BRK_KPROBE_SSTEPBP = 11;

    private final Machine machine;
    private final Kernel kernel;
    private final Tracefs tracefs;
    private final Syscalls syscalls;
    private final ChoicePoint point = new ChoicePoint();
    private Ended ended;
    private long simulated;

    ProbedRunner(ElfFile program, Symbols symbols, LinuxProcess.Setup setup, LinuxProcess.Probing probing, Space space,
            StartStack stack) {
        machine = new Machine(1, FetchConfig.of(FetchModel.Kind.COHERENT), Optional.of(stamped(probing.records())));
        machine.memory().window(space.base(), space.size());
        map(program, space);
        kernel = new Kernel(machine, probing.kernel().version(), probing.kernel().patches(), program.textStart(), program.textEnd(), true);
        machine.attach(kernel, symbols);
        kernel.runs(this);
        tracefs = new Tracefs(kernel);
        syscalls = new Syscalls(space, this, setup.console(), setup.seed(), this::executed);
        space.load(program, stack, this);
        kernel.boot(probing.nokprobe(), List.of());
    }

    /// Maps all of the space: as text what the program cannot write, and the rest as the task's own.
    private void map(ElfFile program, Space space) {
        long at = space.base();
        for (Segment segment : program.segments()) {
            long start = Math.max(segment.address() & -ALIGNMENT, at);
            long end = segment.end() + ALIGNMENT - 1 & -ALIGNMENT;
            if (segment.writable() || end <= start) continue;
            if (start > at) machine.memory().mapPrivate("data", at, (int) (start - at), 0);
            machine.memory().map("text", start, (int) (end - start), true);
            at = end;
        }
        machine.memory().mapPrivate("data", at, (int) (space.base() + space.size() - at), 0);
    }

    /// Only what the events of tracefs record is passed on, with the program's own time. An instruction that kprobes simulates was executed
    /// as well.
    private EventSink stamped(EventSink to) {
        return event -> {
            if (event instanceof Event.Simulated) simulated++;
            if (!(event instanceof Event.TraceRecord record)) return;
            Stamp at = new Stamp(record.stamp().sequence(), record.stamp().cpu(), executed());
            to.emit(new Event.TraceRecord(at, record.group(), record.event(), record.comm(), record.pid(), record.flags(), record.text()));
        };
    }

    private Cpu cpu() {
        return machine.cpu(0);
    }

    // Probes

    /// Defines these events, as a write to `kprobe_events` does. What the kernel says to the first that it refuses.
    Optional<String> define(List<String> events) {
        List<String> errors = new ArrayList<>();
        for (String event : events) {
            Optional<Tracefs.Refused> refused = tracefs.refusal(event);
            if (refused.isPresent()) return Optional.of(why(event, refused.get()));
            long[] result = new long[1];
            kernel.tasks.listen((_, value, died) -> result[0] = died ? -1 : value);
            kernel.tasks.add(0, tracefs.command(event, error -> errors.add(error.text())));
            machine.start();
            settle();
            if (result[0] != 0) return Optional.of(errors.isEmpty() ? "`" + event + "`: error " + result[0] : errors.getLast());
        }
        machine.settle();
        kernel.tasks.clearLists();
        return Optional.empty();
    }

    private String why(String event, Tracefs.Refused refused) {
        String[] words = event.strip().split("\\s+");
        String symbol = words.length > 1 ? words[1].replaceAll("[+%-].*", "") : "";
        String near = machine.symbols().address(symbol).isPresent() ? ""
                : machine.symbols().nearest(symbol).map(name -> "\nDid you mean `" + name + "`?").orElse("");
        return refused.error().map(CommandError::text).orElse("`" + event + "`: -" + refused.errno()) + near;
    }

    private void settle() {
        int step = 0;
        while (step < SETUP_STEPS && step()) step++;
    }

    private boolean step() {
        machine.choices(point);
        if (point.size() == 0) return false;
        machine.take(point.code(0));
        return true;
    }

    /// Lets the CPU begin the program, once its probes are defined.
    void begin(long entry, long stack, boolean compiles) {
        kernel.tasks.add(0, new Job.Routine("the program", k -> {
            k.strand.own(cpu -> {
                cpu.set(Cpu.SP, stack);
                return 0;
            });
            return k.strand.call(entry, 0, 0, 0);
        }));
        cpu().writeCsr(Cpu.EUEN, Cpu.FPE);
        machine.state().makePlain();
        cpu().compiles(compiles);
        machine.wake(cpu());
    }

    @Override
    public List<LinuxProcess.ProbeCount> probes() {
        return tracefs.events().stream().map(event -> {
            Kprobe p = kernel.probes().get(event);
            return new LinuxProcess.ProbeCount(event, kernel.hits(p), p.nmissedNow());
        }).toList();
    }

    // Running

    @Override
    public Optional<Ended> go(long budget) {
        long until = executed() + budget;
        while (ended == null && executed() < until) {
            Halt why = machine.run(cpu(), until - executed());
            if (kernel.hasDied()) ended = oopsed(kernel.oopses().getFirst());
            else if (ended == null && why != Halt.BUDGET) ended = returned();
        }
        return Optional.ofNullable(ended);
    }

    private Ended oopsed(OopsRecord oops) {
        return new Ended.Oopsed(oops.message() + " in " + oops.function() + ", era " + kernel.where(oops.era()));
    }

    /// The program's first function has returned, to where Linux has nothing.
    private Ended returned() {
        return Ended.Killed.by(Ecode.PIF, 0, 0, 0, kernel::where, registers());
    }

    @Override
    public long executed() {
        return cpu().retired() + simulated;
    }

    @Override
    public Map<Long, Long> unknownCalls() {
        return syscalls.unknown();
    }

    private long[] registers() {
        long[] registers = new long[GPRS];
        Arrays.setAll(registers, cpu()::get);
        return registers;
    }

    @Override
    public boolean takes(Cpu cpu, Ecode exception) {
        long era = cpu.readCsr(Cpu.ERA);
        if (exception == Ecode.BRK && isKprobes(machine.memory().word(era))) return false;
        if (exception == Ecode.SYS) {
            syscalls.call(cpu).ifPresent(end -> ended = end);
            cpu.returnBehind();
        } else {
            long address = switch (exception) {
                case PIL, PIS, PIF, PME, PNR, PNX, PPI, ADEF, ADEM, ALE -> cpu.readCsr(Cpu.BADV);
                default -> 0;
            };
            ended = Ended.Killed.by(exception, (int) cpu.readCsr(Cpu.BADI), original(cpu, era), address, kernel::where, registers());
        }
        if (ended != null) machine.kill(cpu);
        return true;
    }

    /// Where an instruction comes from that is executed out of line.
    private long original(Cpu cpu, long era) {
        return kernel.currentKprobe(cpu).now().filter(p -> p.slotNow() == era).map(Kprobe::addrNow).orElse(era);
    }

    private static boolean isKprobes(int word) {
        return (word & BREAK_CODE) == BRK_KPROBE_BP || (word & BREAK_CODE) == BRK_KPROBE_SSTEPBP;
    }

    // Memory

    @Override
    public void write(long address, byte[] content) {
        for (int i = 0; i < content.length; i++) machine.memory().store(address + i, 1, content[i]);
    }

    @Override
    public void clear(long address, int size) {
        for (int i = 0; i < size; i += 8) machine.memory().store(address + i, 8, 0);
    }

    @Override
    public byte[] read(long address, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) bytes[i] = (byte) machine.memory().load(address + i, 1);
        return bytes;
    }

    @Override
    public void reach(int size) {}

    @Override
    public void guard(long address, int size, boolean guarded) {}
}
