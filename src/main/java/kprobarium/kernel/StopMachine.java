package kprobarium.kernel;

import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `stop_machine_cpuslocked()` and the stopper threads (kernel/stop_machine.c): a function that every CPU runs while no CPU runs
/// anything else.
///
/// The states go in lock step: no CPU runs the function before all have arrived with interrupts off, none goes on before all have run
/// it, and the caller does not return before all have gone on. Inside the run state nothing is ordered. A stopper thread is of the highest
/// class, so it takes its CPU wherever the task there can be preempted.
public final class StopMachine {
    /// The number of the stop that is on, 0 and 1 in turn: there is one at a time, and no next one before every CPU has seen it.
    static final long QUEUED = Layout.MULTI_STOP, ARRIVED = QUEUED + 8, DONE = ARRIVED + 8, DST = DONE + 8, INSN = DST + 8;
    /// Whether the writer has written, for kernels whose callback waits for it; and how many stopper threads have left.
    static final long WRITTEN = INSN + 8, LEFT = WRITTEN + 8;

    private final Kernel k;
    private final Strand strand;
    private final Memory.Cell queued;
    private final Memory.Cell[] seen;

    StopMachine(Kernel k) {
        this.k = k;
        strand = k.strand;
        Memory memory = k.machine.memory();
        queued = memory.cell(QUEUED);
        seen = k.machine.cpus().stream().map(cpu -> memory.cell(seen(cpu))).toArray(Memory.Cell[]::new);
    }

    /// Runs `text_copy_cb()` on every CPU; this one is the writer.
    public void stopMachineTextCopy(long dst, int insn) {
        strand.lock(Layout.STOP_CPUS_MUTEX);
        strand.local(ARRIVED, 0);
        strand.local(DONE, 0);
        strand.local(WRITTEN, 0);
        strand.local(LEFT, 0);
        strand.local(DST, dst);
        strand.local(INSN, Integer.toUnsignedLong(insn));
        long stop = 1 - strand.local(QUEUED);
        strand.signal(QUEUED, stop);
        strand.local(seen(strand.cpu()), stop);
        multiCpuStop(dst, insn, true);
        strand.awaitAtLeast(LEFT, k.machine.cpus().size() - 1);
        strand.unlock(Layout.STOP_CPUS_MUTEX);
    }

    /// The stopper thread of a CPU other than the caller's: what they are to do does not change while they do it.
    void stopper() {
        strand.local(seen(strand.cpu()), strand.local(QUEUED));
        multiCpuStop(strand.local(DST), (int) strand.local(INSN), false);
        strand.add(LEFT, 1);
    }

    /// `multi_cpu_stop()`.
    private void multiCpuStop(long dst, int insn, boolean writer) {
        int cpus = k.machine.cpus().size();
        k.rcu.localIrqDisable();
        strand.add(ARRIVED, 1);
        strand.awaitAtLeast(ARRIVED, cpus);
        k.inst.textCopyCb(dst, insn, writer);
        strand.add(DONE, 1);
        strand.awaitAtLeast(DONE, cpus);
        k.rcu.localIrqEnable();
    }

    /// Tells the CPUs that wait in [#awaitWritten()] that the word is there.
    public void written() {
        strand.shared(WRITTEN, 8, 1);
    }

    public void awaitWritten() {
        strand.awaitEqual(WRITTEN, 1);
    }

    /// Whether the stopper thread of `cpu` has something to do.
    boolean queued(Cpu cpu) {
        return queued.get() != seen[cpu.number()].get();
    }

    private static long seen(Cpu cpu) {
        return Layout.perCpu(cpu.number(), Layout.STOPPER_SEEN);
    }
}
