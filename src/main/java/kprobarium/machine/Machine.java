package kprobarium.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.engine.Halt;
import kprobarium.isa.Decoded;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;
import kprobarium.isa.Unit;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Move;
import kprobarium.symbol.Symbols;

/// CPUs on one memory: which ways there are to go on, and going on by one of them.
///
/// A step of a CPU is one access that others can see, and all its work up to the next: register-only instructions, its own
/// stack and its own per-CPU data are nobody else's business, so nothing is lost by not stopping there. What comes next is announced
/// before it is done; so the choice between CPUs is a choice between known accesses.
///
/// A machine is used by one thread at a time. It decides nothing, keeps no clock and draws no lots.
public final class Machine implements Playable {
    /// Where guest code called by the kernel returns to; nothing is mapped there.
    public static final long RETURN = 0x9000_0000_0000_0ff0L;
    /// From here on, this many bytes, kernel code lies that guest code can return or branch to; nothing is mapped there either.
    private static final long KERNEL_CODE = 0x9000_0000_0000_0000L;
    private static final long KERNEL_CODE_SIZE = 0x1000;
    /// Text of this many instructions that touches nothing visible is still one step, then the CPU stops to let others move.
    private static final int LONGEST_STEP = 20_000;
    private static final int INSTRUCTION = 4;
    private static final int FETCH = Access.Kind.FETCH.ordinal();

    private final State state = new State();
    private final Memory memory = new Memory(state);
    private final Decoded decoded = new Decoded();
    private final List<Cpu> cpus;
    private final Cpu[] byNumber;
    private final FetchUnit fetchUnit;
    private final DataPath path;
    private final Strand strand;
    private final Trace trace;
    private final int tick;
    private final int patches;
    private final Watched watched = new Watched();
    private final TaskStates taskStates;
    private boolean interruptible;
    private long deadline;
    private long perCpu;
    private long perCpuEnd;
    private Symbols symbols = Symbols.none();
    private TrapVector vector;
    private Onlooker onlooker;

    public Machine(int cpus, FetchConfig fetch, Optional<EventSink> sink) {
        this(cpus, fetch, MemoryOrder.SC, sink);
    }

    public Machine(int cpus, FetchConfig fetch, MemoryOrder order, Optional<EventSink> sink) {
        this(cpus, 0, fetch, order, sink);
    }

    /// `tasks`: how many there are besides each CPU's own.
    public Machine(int cpus, int tasks, FetchConfig fetch, MemoryOrder order, Optional<EventSink> sink) {
        taskStates = new TaskStates(state, cpus, tasks);
        tick = state.allocate(1);
        patches = state.allocate(1);
        trace = new Trace(sink.orElse(null));
        this.cpus = IntStream.range(0, cpus).mapToObj(i -> new Cpu(this, i)).toList();
        byNumber = this.cpus.toArray(Cpu[]::new);
        fetchUnit = new FetchUnit(this, decoded, cpus, fetch);
        path = order == MemoryOrder.SC ? null : new DataPath(this, order);
        strand = new Strand(this);
    }

    public void attach(TrapVector systemSoftware, Symbols names) {
        vector = systemSoftware;
        symbols = names;
    }

    /// From now on `by` sees what is executed and what kernel code does. For a replay: it has no part in the state.
    public void watched(Onlooker by) {
        onlooker = by;
    }

    Onlooker onlooker() {
        return onlooker;
    }

    @Override
    public State state() {
        return state;
    }

    public Memory memory() {
        return memory;
    }

    public List<Cpu> cpus() {
        return cpus;
    }

    public Cpu cpu(int number) {
        return cpus.get(number);
    }

    public Strand strand() {
        return strand;
    }

    public Trace trace() {
        return trace;
    }

    public Symbols symbols() {
        return symbols;
    }

    public FetchModel fetchModel() {
        return fetchUnit.model();
    }

    FetchUnit fetchUnit() {
        return fetchUnit;
    }

    /// The unsafe races of a fetch with a write that were met since the start, in whatever plays, by address and CPU.
    public List<Race> races() {
        return fetchUnit.cmodx().found();
    }

    /// How memory is reached where it is weak; null under SC.
    DataPath dataPath() {
        return path;
    }

    TaskStates taskStates() {
        return taskStates;
    }

    /// How many tasks there are.
    public int tasks() {
        return taskStates.size();
    }

    /// From now on a CPU may be interrupted, or leave its task, between any two looks at what is its own: so each of them is a stop. What
    /// is its own lies in the `size` bytes from `base`.
    public void makeInterruptible(long base, int size) {
        interruptible = true;
        perCpu = base;
        perCpuEnd = base + size;
    }

    /// Whether interrupts or changes of task may come.
    public boolean isInterruptible() {
        return interruptible;
    }

    /// Whether what `cpu` does next with its own data at `address` must be a stop.
    boolean stopsAt(Cpu cpu, long address) {
        return interruptible && address >= perCpu && address < perCpuEnd && mayGiveWay(cpu);
    }

    /// Whether `cpu` could be interrupted here, or leave its task.
    public boolean mayGiveWay(Cpu cpu) {
        return interruptible && (vector.interrupts(cpu) != 0 || vector.tasksFor(cpu) != 0);
    }

    TrapVector vector() {
        return vector;
    }

    /// The visible steps taken so far.
    public long tick() {
        return state.get(tick);
    }

    /// Text may be written at `address` while CPUs run, so fetching it is a visible access.
    public void watch(long address) {
        watched.add(address);
    }

    /// Text may be written anywhere in `region` while CPUs run.
    public void watch(Memory.Region region) {
        watched.add(region);
    }

    /// Whether text may be written at `address` while CPUs run.
    public boolean isWatched(long address) {
        return watched.contains(address);
    }

    /// The word of text at `address`, which is watched from now on, may be written by guest stores.
    public void makeWritable(long address) {
        watched.add(address);
        fetchUnit.writable().add(address);
    }

    /// Whether guest stores may write all of these bytes of text.
    boolean isWritable(long address, int size) {
        for (long word = address & -INSTRUCTION; word < address + size; word += INSTRUCTION) {
            if (!fetchUnit.writable().contains(word)) return false;
        }
        return true;
    }

    /// What was done so far was the preparation: every CPU fetches what memory holds and sees all there is, and no race has been met.
    public void settle() {
        for (Cpu cpu : byNumber) fetchUnit.settle(cpu);
        if (path != null) path.settle();
    }

    /// Lets every CPU run up to its first visible access; once, before the first choice.
    public void start() {
        for (Cpu cpu : cpus) run(cpu, false, 0);
    }

    /// Starts routine `number` on `cpu`, on top of what it is doing.
    public void begin(Cpu cpu, int number, long argument) {
        cpu.frames().push(number, argument);
    }

    /// The same of a routine that handles an exception of guest code. By [Habit] it may be over already.
    public void handle(Cpu cpu, int number, long argument) {
        if (!fetchUnit.owes(cpu) && strand.repeats(cpu, number, argument)) leave(cpu, number, argument);
        else begin(cpu, number, argument);
    }

    /// Fills in the ways to go on, in their fixed order. None: every CPU has finished, or waits for what will never come.
    @Override
    public void choices(ChoicePoint point) {
        point.clear();
        boolean anyBusy = false;
        for (Cpu cpu : byNumber) {
            Frames frames = cpu.frames();
            if (frames.empty()) continue;
            anyBusy = true;
            int code = Move.code(Move.Kind.STEP, cpu.number());
            if (path == null) {
                if (frames.offer(point, code, memory) == FETCH) fetchUnit.olderWords(point, cpu, frames.announcedAddress());
            } else if (path.ready(cpu, frames)) {
                point.add(code, frames.announcedKind(), frames.announcedAddress());
                if (frames.announcedKind() == Access.Kind.FETCH) fetchUnit.olderWords(point, cpu, frames.announcedAddress());
                else path.addOlder(point, cpu, frames);
            } else {
                point.addWaiting(code, frames.announcedKind(), frames.announcedAddress());
            }
        }
        if (path != null) path.addFlushes(point);
        for (Cpu cpu : byNumber) {
            if (cpu.frames().empty()) fetchUnit.awaitDelivery(point, cpu);
            else fetchUnit.deliveries(point, cpu);
        }
        for (Cpu cpu : byNumber) {
            int code = Move.code(Move.Kind.PREEMPT, cpu.number());
            if (anyBusy && vector.preempts(cpu)) point.add(code, Access.Kind.LOCAL, 0);
            else point.addWaiting(code, Access.Kind.LOCAL, 0);
        }
        if (interruptible) for (Cpu cpu : byNumber) interruptions(point, cpu);
    }

    private void interruptions(ChoicePoint point, Cpu cpu) {
        long tasks = vector.tasksFor(cpu);
        for (int task = 0; task < taskStates.size(); task++) {
            if (task != cpu.number() && task < byNumber.length) continue;
            int code = Move.code(Move.Kind.SWITCH, cpu.number(), task < byNumber.length ? 0 : task - byNumber.length + 1);
            if ((tasks >>> task & 1) != 0) point.add(code, Access.Kind.ALL, 0);
            else point.addWaiting(code, Access.Kind.ALL, 0);
        }
        int lines = cpu.frames().empty() ? 0 : vector.interrupts(cpu);
        for (int rest = lines; rest != 0; rest &= rest - 1) {
            point.add(Move.code(Move.Kind.IRQ, cpu.number(), Integer.numberOfTrailingZeros(rest)), Access.Kind.ALL, 0);
        }
    }

    /// Ends whatever `cpu` is in the middle of.
    public void kill(Cpu cpu) {
        while (!cpu.frames().empty()) cpu.frames().pop();
    }

    /// Whether `cpu` is in the middle of something.
    public boolean busy(Cpu cpu) {
        return !cpu.frames().empty();
    }

    /// Whether `cpu` can make the access that it has announced.
    public boolean ready(Cpu cpu) {
        return !cpu.frames().empty() && ready(cpu, cpu.frames());
    }

    private boolean ready(Cpu cpu, Frames frames) {
        return path == null ? frames.ready(memory) : path.ready(cpu, frames);
    }

    /// Whether all that `cpu` has stored has reached memory.
    public boolean isDrained(Cpu cpu) {
        return path == null || path.isDrained(cpu);
    }

    /// Tells the others, who may wait for it, that `cpu` has come so far: what it has stored before is seen before this.
    public void publish(Cpu cpu, long address, long value) {
        if (path == null) memory.store(address, 8, value);
        else path.publish(cpu, address, value);
    }

    /// Whether a thread of higher class waits for `cpu` and may take it now.
    public boolean preemptedNext(Cpu cpu) {
        return vector.preempts(cpu);
    }

    /// What `cpu` will do next, if it is in the middle of something.
    public Optional<Access> announced(Cpu cpu) {
        Frames frames = cpu.frames();
        return frames.empty() ? Optional.empty() : Optional.of(new Access(frames.announcedKind(), frames.announcedAddress()));
    }

    /// Whether `cpu` runs guest code, rather than the kernel's own.
    public boolean inGuest(Cpu cpu) {
        return !cpu.frames().empty() && cpu.frames().inGuest();
    }

    /// The kernel routine that `cpu` is in, innermost.
    public int routine(Cpu cpu) {
        return cpu.frames().routine();
    }

    /// What that routine was started with.
    public long argument(Cpu cpu) {
        return cpu.frames().argument();
    }

    /// Goes on by the move with this code, one of [#choices(ChoicePoint)].
    @Override
    public void take(int moveCode) {
        state.note(tick, tick() + 1);
        Cpu cpu = byNumber[Move.cpu(moveCode)];
        int alternative = Move.alternative(moveCode);
        switch (Move.kind(moveCode)) {
            case STEP, OLD -> {
                if (path != null) path.lookBack(alternative);
                run(cpu, true, alternative);
            }
            case FLUSH -> path.flush(cpu, alternative);
            case PATCH -> fetchModel().deliver(cpu, alternative);
            case LOSE -> fetchUnit.lose(cpu, alternative);
            case TWICE -> fetchUnit.deliverTwice(cpu, alternative);
            case LATE -> fetchUnit.delay(cpu, alternative);
            case PREEMPT -> {
                interrupt(cpu);
                vector.preempt(cpu);
                run(cpu, false, 0);
            }
            case SWITCH -> switchTask(cpu, alternative == 0 ? cpu.number() : byNumber.length + alternative - 1);
            case IRQ -> {
                boolean inKernel = !cpu.frames().inGuest();
                interrupt(cpu);
                vector.interrupt(cpu, alternative);
                cpu.interrupted(alternative, inKernel, vector.kernelCode());
                run(cpu, false, 0);
            }
            case FAULT -> throw new IllegalArgumentException("never offered: " + Move.of(moveCode));
        }
    }

    private void switchTask(Cpu cpu, int task) {
        interrupt(cpu);
        switchTo(cpu, task);
        if (cpu.frames().empty()) run(cpu, false, 0);
    }

    /// `cpu` leaves its task for `task`, which no CPU runs, and which goes on where it was left.
    public void switchTo(Cpu cpu, int task) {
        int left = cpu.task();
        cpu.switchTo(task);
        vector.switched(cpu, left);
    }

    /// General register `gpr` of a task, on the CPU that runs it or as it was left.
    public long taskRegister(int task, int gpr) {
        for (Cpu cpu : byNumber) if (cpu.task() == task) return cpu.get(gpr);
        return taskStates.saved(task, gpr);
    }

    /// Whether a task is in the middle of something, on a CPU or on none.
    public boolean inTheMiddle(int task) {
        return !taskStates.frames(task).empty();
    }

    /// Whether a task that no CPU runs could go on as far as memory is concerned: it does not wait for what is not there.
    public boolean leftReady(int task) {
        return taskStates.frames(task).ready(memory);
    }

    /// What `cpu` is in the middle of gives way to something else: an instruction that was only fetched will be fetched again.
    private void interrupt(Cpu cpu) {
        Frames frames = cpu.frames();
        if (frames.empty()) return;
        fetchUnit.cross(cpu, FetchConfig.Barrier.EXCEPTION);
        if (!fetchUnit.isLatched(cpu)) return;
        fetchUnit.unlatch(cpu);
        announce(frames, Access.Kind.FETCH, cpu.pc());
    }

    /// `cpu` has been given something to do from outside while it had nothing to do: runs up to its first visible access.
    public void wake(Cpu cpu) {
        run(cpu, false, 0);
    }

    /// Makes the announced access, if it is granted and there is one, and runs to the next one. `alternative` says which word it fetches.
    private void run(Cpu cpu, boolean granted, int alternative) {
        Frames frames = cpu.frames();
        boolean grant = granted && frames.announcedKind() != Access.Kind.LOCAL && (path == null || !DataPath.isWait(frames));
        while (true) {
            if (frames.empty()) {
                boolean goOn = vector.idle(cpu);
                frames = cpu.frames();
                if (frames.empty() && path != null) path.seeAll(cpu);
                if (frames.empty() || !goOn) return;
            } else if (fetchUnit.owes(cpu)) {
                if (!grant) {
                    announce(frames, Access.Kind.SYNC, 0);
                    return;
                }
                fetchUnit.pay(cpu);
            } else if (frames.inGuest()) {
                boolean goOn = state.isPlain() ? runAlone(cpu) : runGuest(cpu, grant, alternative);
                if (!goOn) return;
            } else {
                int routine = frames.routine();
                long argument = frames.argument();
                switch (strand.resume(cpu, grant)) {
                    case ANNOUNCED -> {
                        return;
                    }
                    case RETURNED -> {
                        frames.pop();
                        leave(cpu, routine, argument);
                        if (!frames.empty() && !frames.inGuest() && !fetchUnit.owes(cpu)) return;
                    }
                    case IN_GUEST, DEAD -> {}
                }
            }
            grant = false;
        }
    }

    /// Lets `cpu` run by itself, on a [plain][State#makePlain()] machine: no other CPU moves, nothing is chosen, and what it does is done
    /// at once. Retires at most `budget` guest instructions; answers why it ended: [Halt#IDLE] where it waits for another CPU,
    /// [Halt#STOPPED] where it has nothing left to do.
    public Halt run(Cpu cpu, long budget) {
        deadline = cpu.retired() + budget;
        strand.direct(path == null);
        try {
            while (cpu.retired() < deadline) {
                if (!cpu.frames().empty() && !ready(cpu, cpu.frames())) return Halt.IDLE;
                run(cpu, true, 0);
                if (cpu.frames().empty()) return Halt.STOPPED;
            }
            return Halt.BUDGET;
        } finally {
            strand.direct(false);
        }
    }

    /// Runs the kernel code that an exception of guest code has begun, as far as it goes by itself; true if it is guest code that goes on.
    boolean handled(Cpu cpu) {
        Frames frames = cpu.frames();
        if (frames.empty() || fetchUnit.owes(cpu)) return false;
        if (frames.inGuest()) return true;
        int routine = frames.routine();
        long argument = frames.argument();
        Strand.Outcome outcome = strand.resume(cpu, false);
        if (outcome != Strand.Outcome.RETURNED) return outcome == Strand.Outcome.IN_GUEST;
        frames.pop();
        leave(cpu, routine, argument);
        return !frames.empty() && frames.inGuest() && !fetchUnit.owes(cpu);
    }

    /// A routine that has been begun in the middle of something is over.
    private void leave(Cpu cpu, int routine, long argument) {
        vector.ended(cpu, routine, argument);
        if (!cpu.frames().empty() && vector.leavesByErtn(routine)) fetchUnit.cross(cpu, FetchConfig.Barrier.ERTN);
    }

    /// Runs guest instructions up to the deadline; true if the guest has been left for the kernel instead.
    private boolean runAlone(Cpu cpu) {
        if (cpu.core().go(deadline - cpu.retired()) == Halt.BUDGET) return false;
        long pc = cpu.pc();
        if (pc == RETURN) cpu.frames().returned(cpu.get(Cpu.A0));
        else if (isKernelCode(pc) && !vector.entered(cpu, pc)) cpu.fetchFault(Ecode.PIF);
        return true;
    }

    /// Runs guest instructions up to the next visible access; true if the guest has been left for the kernel instead.
    private boolean runGuest(Cpu cpu, boolean granted, int alternative) {
        Frames frames = cpu.frames();
        boolean grant = granted;
        for (int length = 0;; length++) {
            long pc = cpu.pc();
            if (isKernelCode(pc)) {
                if (pc == RETURN) frames.returned(cpu.get(Cpu.A0));
                if (pc == RETURN || vector.entered(cpu, pc)) {
                    if (path != null) path.crossed(cpu);
                    return true;
                }
            }
            boolean patchable = watched.contains(pc);
            boolean latched = patchable && fetchUnit.isLatched(cpu);
            if (patchable && !grant && !latched) return announce(frames, Access.Kind.FETCH, pc);
            if ((pc & INSTRUCTION - 1) != 0 || cpu.isForbidden(pc)) {
                cpu.fetchFault(Ecode.ADEF);
                return true;
            }
            if (!latched && !memory.mapped(pc, INSTRUCTION)) {
                cpu.fetchFault(Ecode.PIF);
                return true;
            }
            int word;
            if (!patchable) {
                word = memory.word(pc);
            } else if (latched) {
                word = fetchUnit.latch(cpu);
            } else {
                word = fetchUnit.word(cpu, pc, alternative);
                grant = false;
                if (path != null) path.fetched(cpu, pc, word);
            }
            Operands instruction = decoded.decode(word);
            if (instruction == null) {
                cpu.raise(Decoder.undefined(word), word, false, 0);
                return true;
            }
            // Only the engine has floating point registers; here the condition flags are 0.
            if (instruction.row().unit() != Unit.BASE && instruction.row().touch() != Touch.BRANCH) {
                cpu.raise(instruction.row().unit().disabled(), word, false, 0);
                return true;
            }
            Touch touch = instruction.row().touch();
            if (path != null && path.stops(cpu, frames, instruction, grant)) {
                if (patchable) fetchUnit.latch(cpu, word);
                return false;
            }
            if (!grant && touch != Touch.NONE) {
                Access.Kind kind = visible(cpu, instruction, touch);
                if (kind != Access.Kind.LOCAL) {
                    if (patchable) fetchUnit.latch(cpu, word);
                    return announce(frames, kind, instruction.row().address(cpu, instruction));
                }
            }
            if (length > LONGEST_STEP) return announce(frames, Access.Kind.LOCAL, pc);
            if (onlooker != null) onlooker.instruction(cpu, pc, instruction);
            if (latched) fetchUnit.unlatch(cpu);
            boolean executed = cpu.execute(instruction);
            fetchUnit.executed(cpu);
            if (!executed) return true;
            if (patchable) vector.executed(cpu, pc, instruction);
            if (path != null) path.executed(cpu, instruction);
            if (touch == Touch.PRIVILEGED) {
                vector.modeChanged(cpu);
                if (fetchUnit.owes(cpu)) return true;
            }
            grant = false;
        }
    }

    /// Whether guest code that comes to `pc` has come to kernel code.
    static boolean isKernelCode(long pc) {
        return (pc & -KERNEL_CODE_SIZE) == KERNEL_CODE;
    }

    private static boolean announce(Frames frames, Access.Kind kind, long address) {
        frames.announce(kind, address, Frames.Condition.NONE, 0);
        return false;
    }

    /// What others can see of an instruction; LOCAL: nothing.
    private Access.Kind visible(Cpu cpu, Operands instruction, Touch touch) {
        if (path != null) return touch == Touch.PRIVILEGED ? fetchUnit.caching(instruction) : Access.Kind.LOCAL;
        return switch (touch) {
            case LOAD, LL -> shared(cpu, instruction) ? Access.Kind.READ : Access.Kind.LOCAL;
            case STORE, SC -> shared(cpu, instruction) ? written(cpu, instruction, Access.Kind.WRITE) : Access.Kind.LOCAL;
            case AMO -> shared(cpu, instruction) ? written(cpu, instruction, Access.Kind.UPDATE) : Access.Kind.LOCAL;
            case IBAR -> fetchUnit.synchronisationMatters() ? Access.Kind.SYNC : Access.Kind.LOCAL;
            case PRIVILEGED -> fetchUnit.caching(instruction);
            default -> Access.Kind.LOCAL;
        };
    }

    /// What a store is announced as that is `kind` anywhere but in text.
    private Access.Kind written(Cpu cpu, Operands instruction, Access.Kind kind) {
        if (fetchUnit.patching() == Access.Kind.WRITE) return kind;
        Memory.Region region = memory.find(instruction.row().address(cpu, instruction), 1);
        return region != null && region.text() ? fetchUnit.patching() : kind;
    }

    boolean shared(Cpu cpu, Operands instruction) {
        Memory.Region region = memory.find(instruction.row().address(cpu, instruction), 1);
        return region != null && (region.sharing() == Memory.Sharing.SHARED || region.owner() != cpu.task());
    }

    void trapped(Cpu cpu, Ecode exception, int word) {
        if (trace.on()) {
            long era = cpu.readCsr(Cpu.ERA);
            trace.say(cpu, stamp -> new Event.TrapTaken(stamp, exception.name(), era, vector.where(era), word));
        }
        fetchUnit.cross(cpu, FetchConfig.Barrier.EXCEPTION);
        if (path != null) path.crossed(cpu);
        vector.enter(cpu, exception);
    }

    /// `writer` has written there.
    public void losesReservations(Cpu writer, long address, int size) {
        if (byNumber.length == 1) return;
        for (Cpu cpu : byNumber) if (cpu != writer) cpu.loseReservation(address, size);
    }

    /// Notes that the other CPUs have no reservations to lose: what is done for the first time while one has is never repeated.
    void noteReservations(Cpu writer, Notes notes) {
        for (Cpu cpu : byNumber) if (cpu != writer) notes.found(cpu.reservation(), 0);
    }

    /// Writes a word of watched text and lets the patch travel. At a misaligned address it changes two instructions, and travels as two.
    void poke(Cpu by, long address, int word) {
        long first = address & -INSTRUCTION;
        long last = address + INSTRUCTION - 1 & -INSTRUCTION;
        assert watched.contains(first) && watched.contains(last) : "nobody watches the text at 0x" + Long.toHexString(address);
        int was = memory.word(address);
        int wasFirst = memory.word(first);
        int wasLast = memory.word(last);
        memory.store(address, INSTRUCTION, word);
        long patch = state.get(patches) + (first == last ? 1 : 2);
        state.note(patches, patch);
        if (trace.on()) {
            String where = vector.where(address);
            trace.say(by, stamp -> new Event.TextPoked(stamp, patch, address, where, was, word));
        }
        if (first != last) fetchUnit.wrote(this, by, patch - 1, first, wasFirst, memory.word(first));
        fetchUnit.wrote(this, by, patch, last, wasLast, memory.word(last));
        vector.poked(by, address, was, word);
    }

    /// A guest store to [writable][#makeWritable(long)] text: each word that it touches is poked on its own.
    void storeText(Cpu by, long address, int size, long value) {
        if (size == INSTRUCTION) {
            poke(by, address, (int) value);
            return;
        }
        int stored = 0;
        while (stored < size) {
            long word = address + stored & -INSTRUCTION;
            int offset = (int) (address + stored - word);
            int length = Math.min(INSTRUCTION - offset, size - stored);
            long mask = (1L << 8 * length) - 1;
            long part = value >>> 8 * stored & mask;
            poke(by, word, (int) (memory.word(word) & ~(mask << 8 * offset) | part << 8 * offset));
            stored += length;
        }
    }

    void delivered(Cpu cpu, long patch, long address, int word, int writer) {
        if (trace.on()) {
            String where = vector.where(address);
            trace.say(cpu, stamp -> new Event.PatchDelivered(stamp, patch, address, where, word, writer));
        }
    }
}
