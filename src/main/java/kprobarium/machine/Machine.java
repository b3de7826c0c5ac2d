package kprobarium.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kprobarium.event.Event;
import kprobarium.event.EventSink;
import kprobarium.isa.Decoded;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;
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
    /// Text of this many instructions that touches nothing visible is still one step, then the CPU stops to let others move.
    private static final int LONGEST_STEP = 20_000;
    private static final int INSTRUCTION = 4;

    private final State state = new State();
    private final Memory memory = new Memory(state);
    private final Decoded decoded = new Decoded();
    private final List<Cpu> cpus;
    private final Cpu[] byNumber;
    private final FetchModel fetchModel;
    private final DataPath path;
    private final Strand strand;
    private final Trace trace;
    private final int tick;
    private final int patches;
    private final Watched watched = new Watched();
    private Symbols symbols = Symbols.none();
    private TrapVector vector;
    private Onlooker onlooker;

    public Machine(int cpus, FetchModel.Kind fetch, Optional<EventSink> sink) {
        this(cpus, fetch, MemoryOrder.SC, sink);
    }

    public Machine(int cpus, FetchModel.Kind fetch, MemoryOrder order, Optional<EventSink> sink) {
        tick = state.allocate(1);
        patches = state.allocate(1);
        trace = new Trace(sink.orElse(null));
        this.cpus = IntStream.range(0, cpus).mapToObj(i -> new Cpu(this, i)).toList();
        byNumber = this.cpus.toArray(Cpu[]::new);
        fetchModel = switch (fetch) {
            case COHERENT -> new FetchModel.Coherent(memory);
            case BUS -> new FetchModel.Bus(this, cpus);
        };
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
        return fetchModel;
    }

    /// How memory is reached where it is weak; null under SC.
    DataPath dataPath() {
        return path;
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

    /// Lets every CPU run up to its first visible access; once, before the first choice.
    public void start() {
        for (Cpu cpu : cpus) run(cpu, false);
    }

    /// Starts routine `number` on `cpu`, on top of what it is doing.
    public void begin(Cpu cpu, int number, long argument) {
        cpu.frames().push(number, argument);
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
            if (ready(cpu, frames)) {
                point.add(Move.code(Move.Kind.STEP, cpu.number()), frames.announcedKind(), frames.announcedAddress());
                if (path != null) path.addOlder(point, cpu, frames);
            }
        }
        if (path != null) path.addFlushes(point);
        if (!anyBusy) return;
        if (!(fetchModel instanceof FetchModel.Coherent)) {
            for (Cpu cpu : byNumber) {
                if (cpu.frames().empty() || !fetchModel.pending(cpu)) continue;
                point.add(Move.code(Move.Kind.PATCH, cpu.number()), Access.Kind.SYNC, 0);
            }
        }
        for (Cpu cpu : byNumber) {
            if (vector.preempts(cpu)) point.add(Move.code(Move.Kind.PREEMPT, cpu.number()), Access.Kind.LOCAL, 0);
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

    /// What has been stored so far is seen by all, and nobody looks back behind it. Every CPU [is drained][#isDrained(Cpu)].
    public void settle() {
        if (path != null) path.settle();
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
        switch (Move.kind(moveCode)) {
            case STEP -> run(cpu, true);
            case OLD -> {
                path.lookBack(Move.alternative(moveCode));
                run(cpu, true);
            }
            case FLUSH -> path.flush(cpu, Move.alternative(moveCode));
            case PATCH -> fetchModel.deliver(cpu);
            case PREEMPT -> {
                vector.preempt(cpu);
                run(cpu, false);
            }
            case LOSE, TWICE, LATE, IRQ, FAULT -> throw new IllegalArgumentException("never offered: " + Move.of(moveCode));
        }
    }

    /// `cpu` has been given something to do from outside while it had nothing to do: runs up to its first visible access.
    public void wake(Cpu cpu) {
        run(cpu, false);
    }

    /// Makes the announced access, if it is granted and there is one, and runs to the next one.
    private void run(Cpu cpu, boolean granted) {
        Frames frames = cpu.frames();
        boolean grant = granted && frames.announcedKind() != Access.Kind.LOCAL;
        while (true) {
            if (frames.empty()) {
                boolean goOn = vector.idle(cpu);
                if (frames.empty() && path != null) path.seeAll(cpu);
                if (frames.empty() || !goOn) return;
            } else if (frames.inGuest()) {
                if (!runGuest(cpu, grant)) return;
            } else {
                int routine = frames.routine();
                long argument = frames.argument();
                switch (strand.resume(cpu, grant)) {
                    case ANNOUNCED -> {
                        return;
                    }
                    case RETURNED -> {
                        frames.pop();
                        vector.ended(cpu, routine, argument);
                        if (!frames.empty() && !frames.inGuest()) return;
                    }
                    case IN_GUEST, DEAD -> {}
                }
            }
            grant = false;
        }
    }

    /// Runs guest instructions up to the next visible access; true if the guest has been left for the kernel instead.
    private boolean runGuest(Cpu cpu, boolean granted) {
        Frames frames = cpu.frames();
        boolean grant = granted;
        for (int length = 0;; length++) {
            long pc = cpu.pc();
            if (pc == RETURN) {
                frames.returned(cpu.get(Cpu.A0));
                if (path != null) path.crossed(cpu);
                return true;
            }
            if (!grant && watched.contains(pc)) return announce(frames, Access.Kind.FETCH, pc);
            if ((pc & INSTRUCTION - 1) != 0) {
                cpu.fetchFault(Ecode.ADEF, 0);
                return true;
            }
            if (!memory.mapped(pc, INSTRUCTION)) {
                cpu.fetchFault(Ecode.PIF, 0);
                return true;
            }
            int word = fetchModel.fetch(cpu, pc);
            Operands instruction = decoded.decode(word);
            if (instruction == null) {
                cpu.fetchFault(Ecode.INE, word);
                return true;
            }
            Touch touch = instruction.row().touch();
            if (path != null) {
                boolean fetched = grant && frames.announcedKind() == Access.Kind.FETCH;
                if (fetched) path.fetched(cpu, pc, word);
                if (path.stops(cpu, frames, instruction, grant, fetched)) return false;
            }
            if (!grant && touch != Touch.NONE) {
                Access.Kind kind = visible(cpu, instruction, touch);
                if (kind != Access.Kind.LOCAL) return announce(frames, kind, instruction.row().address(cpu, instruction));
            }
            if (length > LONGEST_STEP) return announce(frames, Access.Kind.LOCAL, pc);
            if (onlooker != null) onlooker.instruction(cpu, pc, instruction);
            if (!cpu.execute(instruction)) return true;
            if (path != null) path.executed(cpu, instruction);
            if (touch == Touch.PRIVILEGED) vector.modeChanged(cpu);
            grant = false;
        }
    }

    private static boolean announce(Frames frames, Access.Kind kind, long address) {
        frames.announce(kind, address, Frames.Condition.NONE, 0);
        return false;
    }

    /// What others can see of an instruction; LOCAL: nothing.
    private Access.Kind visible(Cpu cpu, Operands instruction, Touch touch) {
        if (path != null) return touch == Touch.IBAR ? visibleIbar() : Access.Kind.LOCAL;
        return switch (touch) {
            case LOAD, LL -> shared(cpu, instruction) ? Access.Kind.READ : Access.Kind.LOCAL;
            case STORE, SC -> shared(cpu, instruction) ? Access.Kind.WRITE : Access.Kind.LOCAL;
            case AMO -> shared(cpu, instruction) ? Access.Kind.UPDATE : Access.Kind.LOCAL;
            case IBAR -> visibleIbar();
            default -> Access.Kind.LOCAL;
        };
    }

    private Access.Kind visibleIbar() {
        return fetchModel instanceof FetchModel.Coherent ? Access.Kind.LOCAL : Access.Kind.SYNC;
    }

    boolean shared(Cpu cpu, Operands instruction) {
        Memory.Region region = memory.find(instruction.row().address(cpu, instruction), 1);
        return region != null && (region.sharing() == Memory.Sharing.SHARED || region.owner() != cpu.number());
    }

    void trapped(Cpu cpu, Ecode exception, int word) {
        if (trace.on()) {
            long era = cpu.readCsr(Cpu.ERA);
            trace.say(cpu, stamp -> new Event.TrapTaken(stamp, exception.name(), era, vector.where(era), word));
        }
        if (path != null) path.crossed(cpu);
        vector.enter(cpu, exception);
    }

    void losesReservations(Cpu writer, long address, int size) {
        for (Cpu cpu : byNumber) if (cpu != writer) cpu.loseReservation(address, size);
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
        if (first != last) fetchModel.wrote(by, patch - 1, first, wasFirst);
        fetchModel.wrote(by, patch, last, wasLast);
        vector.poked(by, address, was, word);
    }

    void delivered(Cpu cpu, long patch, long address, int word, int writer) {
        if (trace.on()) {
            String where = vector.where(address);
            trace.say(cpu, stamp -> new Event.PatchDelivered(stamp, patch, address, where, word, writer));
        }
    }
}
