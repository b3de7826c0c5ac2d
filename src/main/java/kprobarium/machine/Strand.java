package kprobarium.machine;

import java.util.function.Function;
import java.util.function.ToLongFunction;
import kprobarium.engine.Ram;
import kprobarium.event.Event;
import kprobarium.event.Stamp;
import kprobarium.schedule.Access;

/// Kernel code that stops in the middle and can be put back: a routine, and the log of what it has observed. Its state is nothing else.
///
/// Kernel code is ordinary, straight-line Java. It must stop before every access that another CPU can see, so that the other
/// CPU may move first; and a search must be able to take it back to any earlier point, millions of times. Threads and
/// continuations can do the first and not the second. So a strand is *durable execution*:
///
/// To take a step, the routine is called again from its start. Every read is answered from the log, every write already made is
/// passed over, and so it arrives, without touching anything, where it stood. There it makes the one access it was
/// granted, runs on to the next visible one, announces that, and stops by throwing an exception that was made once and has no stack
/// trace. Going back is cutting the log; a snapshot is remembering its length; two strands with equal logs are in equal states.
///
/// This asks three things of kernel code. It keeps nothing in fields: all that changes is in the machine, reached through here. It
/// decides only by what it reads here. And what only its own CPU can see it reads with [#local(long)], which is logged but does not
/// stop, everything else with [#shared(long)], which stops.
///
/// There is one strand in hand at a time, the top frame of the CPU that moves; this object is it.
///
/// A log is for a routine that stops, and where a CPU runs [by itself][#direct] few do. So there a routine is begun *unlogged*: a read is a
/// load, and of a write is kept what it overwrites. Should it come to something else, which may stop it or cannot be taken back, its writes
/// are taken back and it is called again: it finds what it found, so it writes what it wrote, and the log is there as if it had been kept
/// all along. What it said and counted on its way it does not say again.
public final class Strand {
    /// What the log holds for an access that answers nothing.
    private static final long MADE = 0;
    /// In place of a rest of the log, where a routine runs by itself and nobody watches. What it does there is not logged; or is done
    /// again, for the log; or is logged as it is done.
    private static final int UNLOGGED = -1, AGAIN = -2, LOGGED = -3;
    /// How many habits are known at once.
    private static final int HABITS = 1 << 8;
    /// What [#text] answers where the page is not present.
    public static final long NOT_PRESENT = -1;

    private final Machine machine;
    private final State state;
    private final Memory memory;
    private final DataPath path;

    private Cpu cpu;
    private Frames frames;
    private int end;
    /// How much of the log is still to be passed over, up to its [#end]; beyond it 0, or less than that where what is done is [#unseen].
    private int ahead;
    /// What [#ahead] is where the log ends.
    private int beyond;
    private boolean granted;
    private boolean direct;
    /// Runs by itself, and nobody watches: an access is one to the memory of the machine and nothing else.
    private boolean unseen;
    /// Nor does anybody listen: what a routine has done once it may do by [Habit].
    private boolean repeats;
    private Ram ram;
    private byte[] bytes;
    /// What was observed unseen since the routine was resumed. It goes to the log where the routine stops, which is seldom.
    private long[] fresh;
    private int observed;
    /// What was overwritten unlogged: where in memory, and what was there, one after another.
    private long[] overwritten;
    private int overwrites;
    private Habit[] habits;
    /// What is noted of the routine in hand, to become its habit; or null.
    private Notes notes;
    private Notes notebook;

    Strand(Machine machine) {
        this.machine = machine;
        state = machine.state();
        memory = machine.memory();
        path = machine.dataPath();
    }

    enum Outcome {
        ANNOUNCED, IN_GUEST, RETURNED, DEAD
    }

    /// Runs the top frame of `of` until it announces its next access; `grant`: from the one that it has announced on.
    Outcome resume(Cpu of, boolean grant) {
        takes(of);
        end = frames.logEnd();
        granted = grant && !direct;
        return unseen ? resumeUnseen() : resumeLogged();
    }

    private void takes(Cpu of) {
        if (cpu != of) cpu = of;
        Frames its = of.frames();
        if (frames != its) frames = its;
    }

    private Outcome resumeLogged() {
        Outcome outcome = call(0);
        if (outcome != Outcome.DEAD) frames.logEnd(end);
        return outcome;
    }

    private Outcome resumeUnseen() {
        Habit habit = habit(cpu, frames.routine(), frames.argument());
        boolean learns = repeats && end == frames.logStart() && !habit.needsLog() && habit.learns();
        if (learns) {
            notes = notebook;
            notes.clear();
        }
        Outcome outcome = call(habit.needsLog() ? LOGGED : UNLOGGED);
        if (learns) learn(habit, outcome);
        if (outcome == null) {
            habit.needLog();
            takeBack();
            outcome = call(AGAIN);
        }
        if (outcome != Outcome.ANNOUNCED && outcome != Outcome.IN_GUEST) return outcome;
        for (int i = 0; i < observed; i++) frames.log(end++, fresh[i]);
        frames.logEnd(end);
        return outcome;
    }

    /// Does by [Habit] what the routine would do that `of` is about to begin; false if it has none, and the routine is to be begun.
    boolean repeats(Cpu of, int routine, long argument) {
        return repeats && habit(of, routine, argument).repeat(state.cells(), bytes, ram);
    }

    private Habit habit(Cpu of, int routine, long argument) {
        long pc = of.pc();
        int slot = (int) (pc >>> 2) + routine & HABITS - 1;
        Habit known = habits[slot];
        if (known == null || !known.isOf(routine, argument, pc, of.number(), of.task())) {
            known = new Habit(routine, argument, pc, of.number(), of.task());
            habits[slot] = known;
        }
        return known;
    }

    private void learn(Habit habit, Outcome outcome) {
        if (notes != null && outcome == Outcome.RETURNED && notes.areComplete()) habit.learn(notes.keep());
        else habit.learnNothing();
        notes = null;
    }

    /// Takes back what was written unlogged.
    private void takeBack() {
        while (overwrites > 0) {
            overwrites -= 2;
            ram.store8((int) overwritten[overwrites], overwritten[overwrites + 1]);
        }
    }

    /// Calls the routine, which from the end of its log on is `how`: 0, [#UNLOGGED], [#AGAIN] or [#LOGGED]. Null if it came to need a log.
    private Outcome call(int how) {
        beyond = how;
        ahead = end - frames.logStart();
        if (ahead == 0) ahead = beyond;
        observed = 0;
        overwrites = 0;
        try {
            machine.vector().run(frames.routine(), frames.argument());
            return Outcome.RETURNED;
        } catch (Stop stop) {
            if (stop == Stop.TO_BE_LOGGED) return null;
            return stop == Stop.ANNOUNCED ? Outcome.ANNOUNCED : stop == Stop.IN_GUEST ? Outcome.IN_GUEST : Outcome.DEAD;
        }
    }

    /// What comes is done where the log is kept: a routine that is unlogged begins anew, one that was unlogged up to here goes on.
    private void needLog() {
        if (ahead == UNLOGGED) throw Stop.TO_BE_LOGGED;
        if (ahead == AGAIN) {
            beyond = LOGGED;
            ahead = LOGGED;
        }
    }

    /// Whether from now on an access that could be made next is made at once, without a stop: for a CPU that runs alone, on a
    /// [plain][State#makePlain()] machine under SC. The log is kept as ever, for where the routine has to stop after all: at what it must
    /// wait for, and at a call of guest code.
    void direct(boolean now) {
        direct = now;
        unseen = now && machine.onlooker() == null;
        repeats = unseen && !machine.trace().on() && !memory.comesAndGoes();
        if (!now) return;
        ram = state.ram();
        bytes = state.bytes();
        if (fresh != null) return;
        fresh = new long[Frames.LOG_SIZE];
        overwritten = new long[2 * Frames.LOG_SIZE];
        habits = new Habit[HABITS];
        notebook = new Notes();
    }

    /// The CPU that runs.
    public Cpu cpu() {
        return cpu;
    }

    public Machine machine() {
        return machine;
    }

    private long again() {
        long value = state.get(end - ahead);
        passed();
        return value;
    }

    private long observe(long value) {
        if (unseen) return keep(value);
        frames.log(end++, value);
        return value;
    }

    private long keep(long value) {
        if (observed == fresh.length) throw Frames.overflow();
        fresh[observed++] = value;
        return value;
    }

    /// Eight bytes are looked at unseen, at `place` in memory.
    private long look(int place) {
        long value = State.load8(bytes, place);
        if (notes != null) notes.found(~place, value);
        return ahead == UNLOGGED ? value : keep(value);
    }

    /// They are written unseen; true when this is the first time.
    private boolean put(int place, long value) {
        if (ahead == UNLOGGED) {
            if (notes != null) notes.left(~place, value);
            overwrite(place);
            ram.store8(place, value);
            return true;
        }
        ram.store8(place, value);
        keep(MADE);
        return ahead == LOGGED;
    }

    private void overwrite(int place) {
        if (overwrites == overwritten.length) throw Frames.overflow();
        overwritten[overwrites] = place;
        overwritten[overwrites + 1] = State.load8(bytes, place);
        overwrites += 2;
    }

    private enum Act {
        READ_OWN, WRITE_OWN, READ, READ_TEXT, FOLLOW, WRITE, FENCED, SIGNAL, ADD, LOCK, AWAIT_EQUAL, AWAIT_NOT, AWAIT_AT_LEAST, AWAIT_END,
        AWAIT_LEFT, POKE, IBAR, DBAR, READ_CSR, WRITE_CSR, GIVE_WAY
    }

    /// Makes an access for the first time. All of them are made here, so that passing over one that was made is little code: then the
    /// compiler can make one piece of a routine and what it calls, and stopping in it is a jump.
    private long make(Act act, long address, int size, long value) {
        needLog();
        if (path != null) stopOnWeakMemory(act, address, size, value);
        else switch (act) {
            case READ_OWN -> stopAtOwn(Access.Kind.READ, address);
            case WRITE_OWN -> stopAtOwn(Access.Kind.WRITE, address);
            case GIVE_WAY -> stopToGiveWay(address);
            case DBAR, READ_CSR, WRITE_CSR -> {}
            case READ, READ_TEXT, FOLLOW -> visible(Access.Kind.READ, address, Frames.Condition.NONE, 0);
            case WRITE, FENCED -> visible(Access.Kind.WRITE, address, Frames.Condition.NONE, 0);
            case SIGNAL -> visible(Access.Kind.ALL, address, Frames.Condition.NONE, 0);
            case AWAIT_END -> visibleOnTheWay(Access.Kind.AWAIT, address, Frames.Condition.EQUAL, value);
            case AWAIT_LEFT -> visibleOnTheWay(Access.Kind.AWAIT, address, Frames.Condition.NOT_EQUAL, value);
            case POKE -> visible(machine.fetchUnit().patching(), address, Frames.Condition.NONE, 0);
            case ADD -> visible(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
            case LOCK -> visible(Access.Kind.UPDATE, address, Frames.Condition.EQUAL, 0);
            case AWAIT_EQUAL -> visible(Access.Kind.AWAIT, address, Frames.Condition.EQUAL, value);
            case AWAIT_NOT -> visible(Access.Kind.AWAIT, address, Frames.Condition.NOT_EQUAL, value);
            case AWAIT_AT_LEAST -> visible(Access.Kind.AWAIT, address, Frames.Condition.AT_LEAST, value);
            case IBAR -> visible(Access.Kind.SYNC, 0, Frames.Condition.NONE, 0);
        }
        return observe(switch (act) {
            case READ_OWN -> memory.load(address, size);
            case READ, FOLLOW -> path == null ? memory.load(address, size) : path.load(cpu, address, size);
            case READ_TEXT -> path == null ? memory.text(address)
                    : memory.mapped(address, size) ? path.load(cpu, address, size) : NOT_PRESENT;
            case WRITE_OWN -> {
                if (machine.onlooker() != null) machine.onlooker().local(cpu, address, value);
                memory.store(address, size, value);
                yield MADE;
            }
            case WRITE -> {
                if (path == null) write(address, size, value);
                else path.store(cpu, address, size, value);
                yield MADE;
            }
            case FENCED, SIGNAL -> {
                write(address, size, value);
                yield MADE;
            }
            case ADD -> {
                long sum = memory.load(address, size) + value;
                write(address, size, sum);
                yield sum;
            }
            case LOCK -> {
                write(address, size, 1);
                yield MADE;
            }
            case AWAIT_EQUAL, AWAIT_NOT, AWAIT_AT_LEAST, AWAIT_END, AWAIT_LEFT, GIVE_WAY -> MADE;
            case POKE -> {
                if (path == null) machine.poke(cpu, address, (int) value);
                else path.poke(cpu, address, (int) value);
                yield MADE;
            }
            case DBAR -> {
                path.dbar(cpu, (int) address);
                yield MADE;
            }
            case IBAR -> {
                machine.fetchUnit().ibar(cpu);
                yield MADE;
            }
            case READ_CSR -> cpu.readCsr((int) address);
            case WRITE_CSR -> {
                cpu.writeCsr((int) address, value);
                yield MADE;
            }
        });
    }

    /// A look at what is this CPU's own, which is a stop only where it may be interrupted, or leave its task, just before it. What was
    /// announced is what is made first, so a grant is always for this.
    private void stopAtOwn(Access.Kind kind, long address) {
        if (granted) granted = false;
        else if (!direct && machine.stopsAt(cpu, address)) announceOwn(kind, address);
    }

    private void stopToGiveWay(long address) {
        if (granted) granted = false;
        else if (!direct && machine.mayGiveWay(cpu)) announceOwn(Access.Kind.READ, address);
    }

    private void announceOwn(Access.Kind kind, long address) {
        frames.announce(kind, address, Frames.Condition.NONE, 0);
        throw Stop.ANNOUNCED;
    }

    private void write(long address, int size, long value) {
        memory.store(address, size, value);
        machine.losesReservations(cpu, address, size);
    }

    /// What stops where memory is weak: a store only if it finds no room, and all that is done in one go waits for the stores before it.
    private void stopOnWeakMemory(Act act, long address, int size, long value) {
        switch (act) {
            case READ_OWN, WRITE_OWN, READ_CSR, WRITE_CSR, GIVE_WAY -> {}
            case READ, READ_TEXT -> visible(Access.Kind.READ, address, Frames.Condition.NONE, 0, DataPath.Need.NOTHING, size);
            case FOLLOW -> visible(Access.Kind.READ, address, Frames.Condition.NONE, DataPath.FOLLOWS, DataPath.Need.NOTHING, size);
            case WRITE, POKE -> await(path.hasRoom(cpu), DataPath.Need.ROOM);
            case FENCED -> inOneGo(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
            case ADD -> inOneGo(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
            case LOCK -> inOneGo(Access.Kind.UPDATE, address, Frames.Condition.EQUAL, 0);
            case AWAIT_EQUAL -> inOneGo(Access.Kind.AWAIT, address, Frames.Condition.EQUAL, value);
            case AWAIT_NOT -> inOneGo(Access.Kind.AWAIT, address, Frames.Condition.NOT_EQUAL, value);
            case AWAIT_AT_LEAST -> inOneGo(Access.Kind.AWAIT, address, Frames.Condition.AT_LEAST, value);
            case SIGNAL -> onTheWay(Access.Kind.WRITE, address, Frames.Condition.NONE, 0);
            case AWAIT_END -> onTheWay(Access.Kind.AWAIT, address, Frames.Condition.EQUAL, value);
            case AWAIT_LEFT -> onTheWay(Access.Kind.AWAIT, address, Frames.Condition.NOT_EQUAL, value);
            case IBAR -> {
                DataPath.Need need = DataPath.Need.DRAINED;
                if (machine.fetchUnit().synchronisationMatters()) visible(Access.Kind.SYNC, 0, Frames.Condition.NONE, 0, need, size);
                else await(path.isDrained(cpu), need);
            }
            case DBAR -> await(!WeakMemory.drains((int) address) || path.isDrained(cpu), DataPath.Need.DRAINED);
        }
    }

    private void await(boolean met, DataPath.Need need) {
        if (met) return;
        path.announceWait(frames, need);
        throw Stop.ANNOUNCED;
    }

    private void inOneGo(Access.Kind kind, long address, Frames.Condition condition, long operand) {
        visible(path.committing(kind), address, condition, operand, DataPath.Need.DRAINED, 8);
        path.seeAll(cpu);
    }

    private void visible(Access.Kind kind, long address, Frames.Condition condition, long operand, DataPath.Need need, int size) {
        if (granted) {
            visible(kind, address, condition, operand);
            return;
        }
        frames.announce(kind, address, condition, operand, need, size);
        throw Stop.ANNOUNCED;
    }

    /// What is looked at here is also changed by its CPU at the end of steps that announce something else: so any move may matter.
    private void visibleOnTheWay(Access.Kind kind, long address, Frames.Condition condition, long operand) {
        visible(granted ? kind : Access.Kind.ALL, address, condition, operand);
    }

    private void onTheWay(Access.Kind kind, long address, Frames.Condition condition, long operand) {
        visible(granted ? path.committing(kind) : Access.Kind.ALL, address, condition, operand, DataPath.Need.DRAINED, 8);
        path.seeAll(cpu);
    }

    private void visible(Access.Kind kind, long address, Frames.Condition condition, long operand) {
        if (granted || direct && (condition == Frames.Condition.NONE || condition.holds(memory.load(address, 8), operand))) {
            granted = false;
            if (machine.onlooker() != null) machine.onlooker().access(cpu, kind, address);
            return;
        }
        frames.announce(kind, address, condition, operand);
        throw Stop.ANNOUNCED;
    }

    /// A place where this CPU may be interrupted, or leave its task, between what it does before and after: a stop where it may.
    /// `address` is what it is about to use of its own.
    public void giveWay(long address) {
        if (!machine.isInterruptible()) return;
        if (ahead > 0) passed();
        else make(Act.GIVE_WAY, address, 8, 0);
    }

    /// Eight bytes that only this CPU reads and writes.
    public long local(long address) {
        return ahead < 0 ? look(address, 8) : ahead > 0 ? again() : make(Act.READ_OWN, address, 8, 0);
    }

    /// The same of a field of a struct.
    public long local(Memory.Struct of, int field) {
        return ahead < 0 ? look(of.place(field)) : ahead > 0 ? again() : make(Act.READ_OWN, of.address() + field, 8, 0);
    }

    public boolean local(Memory.Struct of, int field, long value) {
        return ahead < 0 ? put(of.place(field), value) : ahead > 0 ? passed() : make(Act.WRITE_OWN, of.address() + field, 8, value) == MADE;
    }

    /// Writes eight bytes that only this CPU reads and writes; true when it is made, false when it was made in an earlier step.
    public boolean local(long address, long value) {
        return ahead < 0 ? put(memory.offset(address, 8), value) : ahead > 0 ? passed() : make(Act.WRITE_OWN, address, 8, value) == MADE;
    }

    /// The same; answers what the field held before, or -1 when it was made in an earlier step.
    public long localWas(Memory.Struct of, int field, long value) {
        if (ahead > 0) {
            passed();
            return -1;
        }
        long before = aside(of, field);
        return local(of, field, value) ? before : -1;
    }

    private long look(long address, int size) {
        int place = memory.offset(address, size);
        long value = state.load(place, size);
        if (notes != null) noteAround(place, size);
        return ahead == UNLOGGED ? value : keep(value);
    }

    /// Notes the word that these bytes are in.
    private void noteAround(int place, int size) {
        int word = place & -Long.BYTES;
        if (place + size > word + Long.BYTES) notes = null;
        else notes.found(~word, State.load8(bytes, word));
    }

    /// Passes over what was made in an earlier step: false.
    private boolean passed() {
        if (--ahead == 0) ahead = beyond;
        return false;
    }

    /// Eight bytes that another CPU may write.
    public long shared(long address) {
        return ahead < 0 ? look(address, 8) : ahead > 0 ? again() : make(Act.READ, address, 8, 0);
    }

    /// `size` bytes that another CPU may write, zero-extended.
    public long shared(long address, int size) {
        return ahead < 0 ? look(address, size) : ahead > 0 ? again() : make(Act.READ, address, size, 0);
    }

    public long shared(Memory.Struct of, int field) {
        return ahead < 0 ? look(of.place(field)) : ahead > 0 ? again() : make(Act.READ, of.address() + field, 8, 0);
    }

    /// The word of text at `address`, zero-extended, or [#NOT_PRESENT].
    public long text(long address) {
        return ahead < 0 ? lookAtText(address) : ahead > 0 ? again() : make(Act.READ_TEXT, address, 4, 0);
    }

    private long lookAtText(long address) {
        long word = memory.text(address);
        if (notes != null) noteAround(memory.offset(address, Integer.BYTES), Integer.BYTES);
        return ahead == UNLOGGED ? word : keep(word);
    }

    /// Eight bytes that another CPU may write, at an address that comes out of an earlier read: a pointer that is followed. Weak memory
    /// keeps the two in order, as it does for an address dependency.
    public long follow(long address) {
        return ahead < 0 ? look(address, 8) : ahead > 0 ? again() : make(Act.FOLLOW, address, 8, 0);
    }

    public long follow(Memory.Struct of, int field) {
        return ahead < 0 ? look(of.place(field)) : ahead > 0 ? again() : make(Act.FOLLOW, of.address() + field, 8, 0);
    }

    /// The same of `size` bytes.
    public long follow(long address, int size) {
        return ahead < 0 ? look(address, size) : ahead > 0 ? again() : make(Act.FOLLOW, address, size, 0);
    }

    /// Writes `size` bytes that another CPU may read; true when it is made, false when it was made in an earlier step.
    public boolean shared(long address, int size, long value) {
        return ahead > 0 ? passed() : make(Act.WRITE, address, size, value) == MADE;
    }

    /// Writes eight bytes that another CPU may read, in one go: at once, and after all that this CPU has stored before.
    public void fenced(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.FENCED, address, 8, value);
    }

    /// Writes eight bytes, in one go, that other CPUs look at on their way: at the end of any step.
    public void signal(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.SIGNAL, address, 8, value);
    }

    /// `dbar hint`: see [WeakMemory] for some hints. Nothing where every access is made in memory at once.
    public void dbar(int hint) {
        if (path == null) return;
        if (ahead > 0) passed();
        else make(Act.DBAR, hint, 0, 0);
    }

    /// Adds `n` to eight bytes in one go, and answers the sum.
    public long add(long address, long n) {
        return ahead > 0 ? again() : make(Act.ADD, address, 8, n);
    }

    /// Waits until the eight bytes at `address` are 0 and makes them 1, in one go.
    public void lock(long address) {
        if (ahead > 0) passed();
        else make(Act.LOCK, address, 8, 0);
    }

    public void unlock(long address) {
        fenced(address, 0);
    }

    /// Waits until the eight bytes at `address` are `value`.
    public void awaitEqual(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.AWAIT_EQUAL, address, 8, value);
    }

    /// The same where they are written by a CPU [on its way][Machine#publish(Cpu, long, long)], rather than by an access of its own.
    public void awaitEnd(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.AWAIT_END, address, 8, value);
    }

    /// Waits until the eight bytes at `address`, which their CPU also changes on its way, are no longer `value`.
    public void awaitLeft(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.AWAIT_LEFT, address, 8, value);
    }

    /// Waits until the eight bytes at `address` are no longer `value`.
    public void awaitNot(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.AWAIT_NOT, address, 8, value);
    }

    /// Waits until the eight bytes at `address` are `value` or more, signed.
    public void awaitAtLeast(long address, long value) {
        if (ahead > 0) passed();
        else make(Act.AWAIT_AT_LEAST, address, 8, value);
    }

    /// Writes a word of text, for whoever fetches it from now on by the machine's [FetchModel].
    public void poke(long address, int word) {
        if (ahead > 0) passed();
        else make(Act.POKE, address, 4, word);
    }

    /// `ibar 0`: this CPU's later fetches see all text that was written before. A stop only where there is something to see.
    public void ibar() {
        if (path == null && !machine.fetchUnit().synchronisationMatters()) return;
        if (ahead > 0) passed();
        else make(Act.IBAR, 0, 0, 0);
    }

    /// A CSR of this CPU.
    public long csr(int number) {
        return ahead > 0 ? again() : make(Act.READ_CSR, number, 8, 0);
    }

    public void csr(int number, long value) {
        if (ahead > 0) passed();
        else make(Act.WRITE_CSR, number, 8, value);
    }

    /// Calls guest code at `function` with the arguments `$a0`, `$a1`, `$a2`, and answers the `$a0` that it returns.
    public long call(long function, long a0, long a1, long a2) {
        return ahead > 0 ? again() : enter(function, a0, a1, a2);
    }

    private long enter(long function, long a0, long a1, long a2) {
        needLog();
        cpu.set(Cpu.A0, a0);
        cpu.set(Cpu.A0 + 1, a1);
        cpu.set(Cpu.A0 + 2, a2);
        cpu.set(Cpu.RA, Machine.RETURN);
        cpu.jump(function);
        frames.inGuest(true);
        if (path != null) path.crossed(cpu);
        throw Stop.IN_GUEST;
    }

    /// Something that concerns this CPU alone, in one go: done the first time, its value remembered after that.
    public long own(ToLongFunction<Cpu> what) {
        if (ahead > 0) return again();
        needLog();
        return observe(what.applyAsLong(cpu));
    }

    /// Something that changes the eight bytes at `address`, which other CPUs look at, together with what is this CPU's own.
    public long update(long address, ToLongFunction<Cpu> what) {
        if (ahead > 0) return again();
        needLog();
        if (path == null) visible(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
        else inOneGo(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
        machine.losesReservations(cpu, address, 8);
        return observe(what.applyAsLong(cpu));
    }

    /// The same of eight bytes that another CPU changes on its way.
    public long updateOther(long address, ToLongFunction<Cpu> what) {
        if (ahead > 0) return again();
        needLog();
        if (path == null) visibleOnTheWay(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
        else onTheWay(Access.Kind.UPDATE, address, Frames.Condition.NONE, 0);
        machine.losesReservations(cpu, address, 8);
        return observe(what.applyAsLong(cpu));
    }

    /// Whether nobody is to be asked or told what comes next: whoever is told so may do several things [in one go][#onceAside(long)].
    public boolean isUnseen() {
        return ahead < 0;
    }

    /// True the first time only: for effects of this CPU's own that are neither memory nor a CSR.
    public boolean once() {
        if (ahead > 0) return passed();
        needLog();
        return observe(MADE) == MADE;
    }

    /// The same of effects that no access of this routine shows, and that look at nothing and write nothing but through what follows here.
    public boolean onceAside() {
        return onceAside(MADE);
    }

    /// The same of something that the log has as `value`.
    public boolean onceAside(long value) {
        if (ahead == UNLOGGED) return true;
        if (ahead > 0) return passed();
        observe(value);
        return ahead != AGAIN;
    }

    /// Counts one more in a cell that no routine looks at.
    public void count(int cell) {
        state.count(cell, state.get(cell) + 1);
        if (notes != null) notes.counted(cell);
    }

    /// A cell that is not the kernel's.
    public long aside(int cell) {
        long value = state.get(cell);
        if (notes != null) notes.found(cell, value);
        return value;
    }

    public void aside(int cell, long value) {
        state.note(cell, value);
        if (notes != null) notes.left(cell, value);
    }

    /// A field as it is now.
    public long aside(Memory.Struct of, int field) {
        long value = of.get(field);
        if (notes != null) notes.found(~of.place(field), value);
        return value;
    }

    /// What follows looks at and writes the first `words` words of `of`, `cell` and whether interrupts are on, and nothing else; until
    /// [#leaves].
    public void uses(Memory.Struct of, int words, int cell) {
        if (notes == null) return;
        for (int field = 0; field < 8 * words; field += 8) notes.found(~of.place(field), of.get(field));
        notes.found(cell, state.get(cell));
        notes.found(cpu.mode(), state.get(cpu.mode()));
    }

    public void leaves(Memory.Struct of, int words, int cell) {
        if (notes == null) return;
        for (int field = 0; field < 8 * words; field += 8) notes.left(~of.place(field), of.get(field));
        notes.left(cell, state.get(cell));
        notes.left(cpu.mode(), state.get(cpu.mode()));
    }

    /// Eight bytes at `address` have been written by such an effect.
    public void wrote(long address) {
        if (notes != null) machine.noteReservations(cpu, notes);
        machine.losesReservations(cpu, address, Long.BYTES);
    }

    /// Says what happened, once.
    public void say(Function<Stamp, Event> event) {
        if (onceAside()) machine.trace().say(cpu, event);
    }

    /// Ends the task that runs here, and with it all it was in the middle of. Does not return.
    public RuntimeException die() {
        frames.logEnd(end);
        while (!frames.empty()) frames.pop();
        throw Stop.DEAD;
    }
}
