package kprobarium.machine;

import java.util.function.Function;
import java.util.function.ToLongFunction;
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
public final class Strand {
    private final Machine machine;
    private final State state;
    private final Memory memory;

    private Cpu cpu;
    private Frames frames;
    private int at;
    private int end;
    private boolean granted;

    Strand(Machine machine) {
        this.machine = machine;
        state = machine.state();
        memory = machine.memory();
    }

    enum Outcome {
        ANNOUNCED, IN_GUEST, RETURNED, DEAD
    }

    /// Runs the top frame of `of` until it announces its next access; `grant`: from the one that it has announced on.
    Outcome resume(Cpu of, boolean grant) {
        cpu = of;
        frames = of.frames();
        at = frames.logStart();
        end = frames.logEnd();
        granted = grant;
        Outcome outcome;
        try {
            machine.vector().run(frames.routine(), frames.argument());
            outcome = Outcome.RETURNED;
        } catch (Stop stop) {
            outcome = stop == Stop.ANNOUNCED ? Outcome.ANNOUNCED : stop == Stop.IN_GUEST ? Outcome.IN_GUEST : Outcome.DEAD;
        }
        if (outcome != Outcome.DEAD) frames.logEnd(end);
        return outcome;
    }

    /// The CPU that runs.
    public Cpu cpu() {
        return cpu;
    }

    public Machine machine() {
        return machine;
    }

    private boolean done() {
        return at < end;
    }

    private long again() {
        return state.get(at++);
    }

    private long observe(long value) {
        frames.log(end, value);
        at = ++end;
        return value;
    }

    private void visible(Access.Kind kind, long address) {
        visible(kind, address, Frames.Condition.NONE, 0);
    }

    private void visible(Access.Kind kind, long address, Frames.Condition condition, long operand) {
        if (granted) {
            granted = false;
            if (machine.onlooker() != null) machine.onlooker().access(cpu, kind, address);
            return;
        }
        frames.announce(kind, address, condition, operand);
        throw Stop.ANNOUNCED;
    }

    /// Eight bytes that only this CPU reads and writes.
    public long local(long address) {
        return done() ? again() : observe(memory.load(address, 8));
    }

    /// Writes eight bytes that only this CPU reads and writes; true when it is made, false when it was made in an earlier step.
    public boolean local(long address, long value) {
        if (done()) return again() != 0;
        if (machine.onlooker() != null) machine.onlooker().local(cpu, address, value);
        memory.store(address, 8, value);
        return observe(0) == 0;
    }

    /// Eight bytes that another CPU may write.
    public long shared(long address) {
        return shared(address, 8);
    }

    /// `size` bytes that another CPU may write, zero-extended.
    public long shared(long address, int size) {
        if (done()) return again();
        visible(Access.Kind.READ, address);
        return observe(memory.load(address, size));
    }

    /// Writes eight bytes that another CPU may read; true when it is made, false when it was made in an earlier step.
    public boolean shared(long address, int size, long value) {
        if (done()) return again() != 0;
        visible(Access.Kind.WRITE, address);
        memory.store(address, size, value);
        machine.losesReservations(cpu, address, size);
        return observe(0) == 0;
    }

    /// Adds `n` to eight bytes in one go, and answers the sum.
    public long add(long address, long n) {
        if (done()) return again();
        visible(Access.Kind.UPDATE, address);
        long sum = memory.load(address, 8) + n;
        memory.store(address, 8, sum);
        machine.losesReservations(cpu, address, 8);
        return observe(sum);
    }

    /// Waits until the eight bytes at `address` are 0 and makes them 1, in one go.
    public void lock(long address) {
        if (done()) {
            again();
            return;
        }
        visible(Access.Kind.UPDATE, address, Frames.Condition.EQUAL, 0);
        memory.store(address, 8, 1);
        machine.losesReservations(cpu, address, 8);
        observe(0);
    }

    public void unlock(long address) {
        shared(address, 8, 0);
    }

    /// Waits until the eight bytes at `address` are `value`.
    public void awaitEqual(long address, long value) {
        await(address, Frames.Condition.EQUAL, value);
    }

    /// Waits until the eight bytes at `address` are no longer `value`.
    public void awaitNot(long address, long value) {
        await(address, Frames.Condition.NOT_EQUAL, value);
    }

    /// Waits until the eight bytes at `address` are `value` or more, signed.
    public void awaitAtLeast(long address, long value) {
        await(address, Frames.Condition.AT_LEAST, value);
    }

    private void await(long address, Frames.Condition condition, long operand) {
        if (done()) {
            again();
            return;
        }
        visible(Access.Kind.AWAIT, address, condition, operand);
        observe(0);
    }

    /// Writes a word of text, for whoever fetches it from now on by the machine's [FetchModel].
    public void poke(long address, int word) {
        if (done()) {
            again();
            return;
        }
        visible(Access.Kind.WRITE, address);
        machine.poke(cpu, address, word);
        observe(0);
    }

    /// `ibar 0`: this CPU's later fetches see all text that was written before. A stop only where there is something to see.
    public void ibar() {
        if (machine.fetchModel() instanceof FetchModel.Coherent) return;
        if (done()) {
            again();
            return;
        }
        visible(Access.Kind.SYNC, 0);
        machine.fetchModel().synchronise(cpu);
        observe(0);
    }

    /// A CSR of this CPU.
    public long csr(int number) {
        return done() ? again() : observe(cpu.readCsr(number));
    }

    public void csr(int number, long value) {
        if (done()) {
            again();
            return;
        }
        cpu.writeCsr(number, value);
        observe(0);
    }

    /// Calls guest code at `function` with the arguments `$a0`, `$a1`, `$a2`, and answers the `$a0` that it returns.
    public long call(long function, long a0, long a1, long a2) {
        if (done()) return again();
        cpu.set(Cpu.A0, a0);
        cpu.set(Cpu.A0 + 1, a1);
        cpu.set(Cpu.A0 + 2, a2);
        cpu.set(Cpu.RA, Machine.RETURN);
        cpu.jump(function);
        frames.inGuest(true);
        throw Stop.IN_GUEST;
    }

    /// Something that concerns this CPU alone, in one go: done the first time, its value remembered after that.
    public long own(ToLongFunction<Cpu> what) {
        return done() ? again() : observe(what.applyAsLong(cpu));
    }

    /// Something that changes the eight bytes at `address`, which other CPUs look at, together with what is this CPU's own.
    public long update(long address, ToLongFunction<Cpu> what) {
        if (done()) return again();
        visible(Access.Kind.UPDATE, address);
        machine.losesReservations(cpu, address, 8);
        return observe(what.applyAsLong(cpu));
    }

    /// True the first time only: for effects of this CPU's own that are neither memory nor a CSR.
    public boolean once() {
        if (done()) return again() != 0;
        return observe(0) == 0;
    }

    /// Says what happened, once.
    public void say(Function<Stamp, Event> event) {
        if (once()) machine.trace().say(cpu, event);
    }

    /// Ends the task that runs here, and with it all it was in the middle of. Does not return.
    public RuntimeException die() {
        frames.logEnd(end);
        while (!frames.empty()) frames.pop();
        throw Stop.DEAD;
    }
}
