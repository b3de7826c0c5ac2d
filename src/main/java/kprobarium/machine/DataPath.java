package kprobarium.machine;

import kprobarium.isa.Insn;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;
import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;

/// How the CPUs of one machine reach shared memory where that is [weak][WeakMemory]: what of guest instructions and kernel code waits,
/// stops, or is nobody else's business. A machine under SC has none.
///
/// A store is its CPU's own business until it leaves the buffer, so it is not a step. Stores to text wait like any, and what a CPU
/// fetches is memory: its own `ibar` waits for its own stores. What kernel code does *in one go* (a lock, an atomic update) is a full
/// barrier, and sees all that there is; so is waiting for another CPU, once that is over. An exception has the loads before it behind it.
final class DataPath implements WeakMemory.Words {
    /// What a CPU waits for before it makes what it has announced, beside the value that it may wait for.
    enum Need {
        NOTHING,
        /// There is room for a store.
        ROOM,
        /// Its stores that must come first have reached memory.
        TURN,
        /// All its stores have.
        DRAINED;

        private static final Need[] NEEDS = values();

        static Need of(int ordinal) {
            return NEEDS[ordinal];
        }
    }

    /// In place of registers: the address depends on whatever was loaded before.
    static final long FOLLOWS = 1L << 32;
    /// A load that sees the newest value, because it takes a reservation.
    private static final long NEWEST = 1L << 33;
    /// Where a CPU looks that waits for its own stores: nobody writes there.
    private static final long NOWHERE = 0;
    private static final int INSTRUCTION = 4;

    private final Machine machine;
    private final Memory memory;
    private final WeakMemory weak;
    private final Dependencies[] dependencies;
    private int older;
    private boolean atOnce;

    DataPath(Machine machine, MemoryOrder order) {
        this.machine = machine;
        memory = machine.memory();
        weak = new WeakMemory(order, machine.cpus().size(), machine.state(), this);
        dependencies = new Dependencies[machine.cpus().size()];
        if (order == MemoryOrder.LA) {
            for (Cpu cpu : machine.cpus()) {
                dependencies[cpu.number()] = new Dependencies(cpu, weak.views());
                cpu.executesThrough(dependencies[cpu.number()]);
            }
        }
    }

    // Choices.

    void addOlder(ChoicePoint point, Cpu cpu, Frames frames) {
        long by = frames.operand();
        if (frames.announcedKind() != Access.Kind.READ || by == NEWEST) return;
        weak.addOlder(point, cpu.number(), frames.announcedAddress(), frames.size(), (int) by, (by & FOLLOWS) != 0);
    }

    void addFlushes(ChoicePoint point) {
        weak.addFlushes(point);
    }

    boolean ready(Cpu cpu, Frames frames) {
        return met(cpu, frames.need(), frames.announcedAddress())
                && (frames.waitsForNoValue() || frames.holds(weak.peek(cpu.number(), frames.announcedAddress())));
    }

    /// Says that a CPU waits for its own stores, before it makes any access.
    void announceWait(Frames frames, Need need) {
        frames.announce(Access.Kind.AWAIT, NOWHERE, Frames.Condition.NONE, 0, need, 0);
    }

    static boolean isWait(Frames frames) {
        return frames.announcedKind() == Access.Kind.AWAIT && frames.announcedAddress() == NOWHERE;
    }

    void flush(Cpu cpu, int head) {
        weak.flush(cpu.number(), head);
    }

    /// The next load, which is granted, looks so far behind.
    void lookBack(int writes) {
        older = writes;
    }

    Access.Kind committing(Access.Kind kind) {
        return weak.committing(kind);
    }

    // Guest code.

    /// Announces what others can see of the instruction at the pc, or what it must wait for; false if it may be executed.
    boolean stops(Cpu cpu, Frames frames, Operands instruction, boolean granted) {
        Insn row = instruction.row();
        Touch touch = row.touch();
        atOnce = touch == Touch.AMO;
        if (dependencies[cpu.number()] != null) dependencies[cpu.number()].begin();
        if (granted) return false;
        Need need = need(cpu, instruction);
        return switch (touch) {
            case LOAD, LL -> machine.shared(cpu, instruction) && announceLoad(cpu, frames, instruction);
            case SC, AMO -> machine.shared(cpu, instruction)
                    && announce(frames, weak.committing(Access.Kind.UPDATE), row.address(cpu, instruction), need);
            case IBAR -> machine.fetchUnit().synchronisationMatters() ? announce(frames, Access.Kind.SYNC, NOWHERE, need)
                    : waits(cpu, frames, need);
            default -> waits(cpu, frames, need);
        };
    }

    private boolean waits(Cpu cpu, Frames frames, Need need) {
        boolean waits = !met(cpu, need, NOWHERE);
        if (waits) announceWait(frames, need);
        return waits;
    }

    private static boolean announce(Frames frames, Access.Kind kind, long address, Need need) {
        frames.announce(kind, address, Frames.Condition.NONE, 0, need, 8);
        return true;
    }

    private boolean announceLoad(Cpu cpu, Frames frames, Operands instruction) {
        Insn row = instruction.row();
        Dependencies dependency = dependencies[cpu.number()];
        long by = row.touch() == Touch.LL ? NEWEST : dependency == null ? 0 : dependency.ofAddress(instruction);
        frames.announce(Access.Kind.READ, row.address(cpu, instruction), Frames.Condition.NONE, by, Need.NOTHING, row.size());
        return true;
    }

    private Need need(Cpu cpu, Operands instruction) {
        return switch (instruction.row().touch()) {
            case STORE -> machine.shared(cpu, instruction) ? Need.ROOM : Need.NOTHING;
            case SC -> isRelease(instruction.row()) ? Need.DRAINED : Need.TURN;
            case AMO -> isBarrier(instruction.row()) ? Need.DRAINED : Need.TURN;
            case FENCE -> WeakMemory.drains(instruction.hint()) ? Need.DRAINED : Need.NOTHING;
            case IBAR -> Need.DRAINED;
            default -> Need.NOTHING;
        };
    }

    private boolean met(Cpu cpu, Need need, long address) {
        return switch (need) {
            case NOTHING -> true;
            case ROOM -> weak.hasRoom(cpu.number());
            case TURN -> weak.isNext(cpu.number(), address);
            case DRAINED -> weak.isDrained(cpu.number());
        };
    }

    private static boolean isRelease(Insn row) {
        return row == Insn.SCREL_W || row == Insn.SCREL_D;
    }

    private static boolean isAcquire(Insn row) {
        return row == Insn.LLACQ_W || row == Insn.LLACQ_D;
    }

    /// `amadd_db.w` and the like.
    private static boolean isBarrier(Insn row) {
        return row.name().contains("_DB_");
    }

    /// The instruction has been executed: what it orders of what comes after it.
    void executed(Cpu cpu, Operands instruction) {
        atOnce = false;
        older = 0;
        if (instruction.row().touch() == Touch.AMO && isBarrier(instruction.row()) || isAcquire(instruction.row())) {
            weak.dbar(cpu.number(), isAcquire(instruction.row()) ? WeakMemory.ACQUIRE : WeakMemory.FULL);
        }
    }

    /// Guest code is left for the kernel or entered from it.
    void crossed(Cpu cpu) {
        atOnce = false;
        older = 0;
        weak.dbar(cpu.number(), WeakMemory.ACQUIRE);
    }

    /// `cpu` has fetched a word that others may patch: as good as a load of it.
    void fetched(Cpu cpu, long pc, int word) {
        older = 0;
        if (word == memory.word(pc)) load(cpu, pc, INSTRUCTION);
    }

    // Both.

    long load(Cpu cpu, long address, int size) {
        Memory.Region region = memory.find(address, size);
        Dependencies dependency = dependencies[cpu.number()];
        if (region.sharing() == Memory.Sharing.PRIVATE) {
            if (dependency != null) dependency.loadedOwn();
            return memory.load(address, size);
        }
        int back = older;
        older = 0;
        boolean forwards = dependency != null && weak.forwards(cpu.number(), address);
        long value = weak.load(cpu.number(), address, size, back);
        if (dependency != null) {
            if (forwards) dependency.loadedOwn();
            else dependency.loaded();
        }
        return value;
    }

    void store(Cpu cpu, long address, int size, long value) {
        Memory.Region region = memory.find(address, size);
        if (region.sharing() == Memory.Sharing.PRIVATE) memory.store(address, size, value);
        else if (atOnce) weak.storeAtOnce(cpu.number(), address, size, value, region.text());
        else weak.store(cpu.number(), address, size, value, region.text());
    }

    /// A store-conditional has its turn.
    void storeConditional(Cpu cpu, long address, int size, long value) {
        atOnce = true;
        cpu.store(address, size, value);
        atOnce = false;
    }

    void dbar(Cpu cpu, int hint) {
        weak.dbar(cpu.number(), hint);
    }

    // Kernel code.

    boolean hasRoom(Cpu cpu) {
        return weak.hasRoom(cpu.number());
    }

    boolean isDrained(Cpu cpu) {
        return weak.isDrained(cpu.number());
    }

    void poke(Cpu cpu, long address, int word) {
        weak.store(cpu.number(), address, INSTRUCTION, Integer.toUnsignedLong(word), true);
    }

    /// A store that comes after all before it, for whoever waits for it.
    void publish(Cpu cpu, long address, long value) {
        weak.dbar(cpu.number(), WeakMemory.RELEASE);
        weak.store(cpu.number(), address, 8, value, false);
    }

    /// `cpu` has done something in one go, or has waited for another: it sees all that there is.
    void seeAll(Cpu cpu) {
        weak.seeAll(cpu.number());
    }

    /// Everyone sees everything: what came before does not matter any more.
    void settle() {
        for (Cpu cpu : machine.cpus()) weak.seeAll(cpu.number());
    }

    // What has reached memory.

    @Override
    public Access.Kind announced(Access.Kind kind, boolean text) {
        return text && machine.fetchUnit().patching() == Access.Kind.ALL ? Access.Kind.ALL : kind;
    }

    @Override
    public long load(long block) {
        return memory.load(block, 8);
    }

    @Override
    public void store(int cpu, long block, long bits, long value, boolean text) {
        Cpu by = machine.cpu(cpu);
        if (text) {
            for (long at = block; at < block + 8; at += INSTRUCTION) {
                int shift = (int) (at - block) * 8;
                int changes = (int) (bits >>> shift);
                if (changes != 0) machine.poke(by, at, memory.word(at) & ~changes | (int) (value >>> shift) & changes);
            }
            return;
        }
        memory.store(block, 8, memory.load(block, 8) & ~bits | value & bits);
        machine.losesReservations(by, block + (Long.numberOfTrailingZeros(bits) >> 3), Long.bitCount(bits) >> 3);
    }

    @Override
    public long idle() {
        long idle = 0;
        for (Cpu cpu : machine.cpus()) if (cpu.frames().empty()) idle |= 1L << cpu.number();
        return idle;
    }
}
