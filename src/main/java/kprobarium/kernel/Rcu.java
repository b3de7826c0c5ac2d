package kprobarium.kernel;

import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// Who may be reading, and waiting until they no longer do: preemption, interrupts and RCU as far as they decide when a grace period ends.
///
/// A CPU reads as long as its preemption or its interrupts are off, or it is inside rcu_read_lock() (the consolidated RCU of Linux 4.20
/// and later). Each CPU has a section word, odd while it reads, which goes round 0, 1, 2, 3; changing it is a visible access.
/// synchronize_rcu() looks at every other CPU's word, and waits until one that was odd has changed. The word goes round so that
/// a CPU which does the same again is in the same state again; at worst a grace period waits a little longer.
public final class Rcu {
    private final Kernel k;
    private final Strand strand;

    Rcu(Kernel k) {
        this.k = k;
        strand = k.strand;
    }

    private long mine(int offset) {
        return Layout.perCpu(strand.cpu().number(), offset);
    }

    void localIrqEnable() {
        strand.csr(Cpu.CRMD, strand.csr(Cpu.CRMD) | Cpu.IE);
        section();
    }

    void localIrqDisable() {
        strand.csr(Cpu.CRMD, strand.csr(Cpu.CRMD) & ~Cpu.IE);
        section();
    }

    void preemptDisable() {
        add(Layout.PREEMPT_COUNT, 1);
    }

    void preemptEnable() {
        add(Layout.PREEMPT_COUNT, -1);
    }

    public void readLock() {
        add(Layout.RCU_NESTING, 1);
    }

    public void readUnlock() {
        add(Layout.RCU_NESTING, -1);
    }

    private void add(int count, int n) {
        long at = mine(count);
        strand.local(at, strand.local(at) + n);
        section();
    }

    /// Brings the section word in line with what this CPU is now.
    private void section() {
        boolean reads = strand.local(mine(Layout.PREEMPT_COUNT)) != 0 || strand.local(mine(Layout.RCU_NESTING)) != 0
                || (strand.csr(Cpu.CRMD) & Cpu.IE) == 0;
        long word = strand.local(mine(Layout.RCU_SECTION));
        if ((word & 1) != 0 != reads) strand.shared(mine(Layout.RCU_SECTION), 8, after(word));
    }

    void synchronizeRcu() {
        int self = strand.cpu().number();
        for (Cpu cpu : k.machine.cpus()) {
            if (cpu.number() == self) continue;
            long word = Layout.perCpu(cpu.number(), Layout.RCU_SECTION);
            long seen = strand.shared(word);
            if ((seen & 1) != 0) strand.awaitNot(word, seen);
        }
    }

    /// The section word after the hardware has changed interrupts by itself, at the end of an exception.
    void returned(Cpu cpu) {
        Memory memory = k.machine.memory();
        boolean reads = memory.load(Layout.perCpu(cpu.number(), Layout.PREEMPT_COUNT), 8) != 0
                || memory.load(Layout.perCpu(cpu.number(), Layout.RCU_NESTING), 8) != 0 || !cpu.interruptsOn();
        long at = Layout.perCpu(cpu.number(), Layout.RCU_SECTION);
        long word = memory.load(at, 8);
        if ((word & 1) != 0 != reads) memory.store(at, 8, after(word));
    }

    private static long after(long word) {
        return word + 1 & 3;
    }

    /// do_exit() of a task that died with preemption off puts the count back; the next task starts with interrupts on.
    void taskDied(Cpu cpu) {
        Memory memory = k.machine.memory();
        memory.store(Layout.perCpu(cpu.number(), Layout.PREEMPT_COUNT), 8, 0);
        memory.store(Layout.perCpu(cpu.number(), Layout.RCU_NESTING), 8, 0);
        cpu.writeCsr(Cpu.CRMD, cpu.readCsr(Cpu.CRMD) | Cpu.IE);
        returned(cpu);
    }
}
