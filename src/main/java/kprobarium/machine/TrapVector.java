package kprobarium.machine;

import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;

/// The kernel's way in: what the machine asks of the system software that runs on it.
///
/// Kernel code runs as routines, known by number so that a machine's state holds no object. A routine is started with
/// [Machine#begin] and may stop at every access, see [Strand].
public interface TrapVector {
    /// The entry code of an exception: saves the interrupted context and begins the routine that handles it. The hardware has done its
    /// part: ERA, PRMD and ESTAT are set, interrupts are off.
    void enter(Cpu cpu, Ecode exception);

    /// Guest code of `cpu` has come to `pc`, where kernel code lies that is no guest's: begins its routine. False if there is none.
    default boolean entered(Cpu cpu, long pc) {
        return false;
    }

    /// Whether the routine ends with `ertn`, if it was begun in the middle of something.
    default boolean leavesByErtn(int number) {
        return true;
    }

    /// Runs routine `number` on the strand in hand. Called again for every step, see [Strand].
    void run(int number, long argument);

    /// The routine has returned: after an exception the interrupted context is restored, after a call its result noted.
    void ended(Cpu cpu, int number, long argument);

    /// `cpu` has nothing to do: begins the next call of its list, if there is one. False if the step is to end before that call.
    boolean idle(Cpu cpu);

    /// Whether a thread of higher class waits for `cpu` and may take it now.
    boolean preempts(Cpu cpu);

    /// Begins that thread's routine.
    void preempt(Cpu cpu);

    /// The lines of the interrupts that may reach `cpu` where it is now, a bit each.
    int interrupts(Cpu cpu);

    /// One of them does; the hardware's part comes next.
    void interrupt(Cpu cpu, int line);

    /// Where an interrupt finds a CPU that is in the kernel's own code: what ERA says.
    long kernelCode();

    /// The tasks to which `cpu` may go over where it is now, a bit each.
    long tasksFor(Cpu cpu);

    /// `cpu` has left `task` for the one that it runs now.
    void switched(Cpu cpu, int task);

    /// Guest code may have turned the interrupts of `cpu` on or off.
    void modeChanged(Cpu cpu);

    /// What the system software calls this address: `foo+0x8`, or the number where it has no name.
    String where(long address);

    /// `cpu` has executed an instruction at `pc`, where text may be written while CPUs run.
    void executed(Cpu cpu, long pc, Operands instruction);

    /// `cpu` fetched `fetched` at `address` where memory holds `inMemory`.
    void staleFetch(Cpu cpu, long address, int fetched, int inMemory);

    /// `cpu` has written the word of text at `address`, which held `was`.
    void poked(Cpu cpu, long address, int was, int now);
}
