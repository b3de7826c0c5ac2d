package kprobarium.kernel;

import java.util.function.ToLongFunction;
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
    private static final long UNCHANGED = -1;

    private final Kernel k;
    private final Strand strand;
    private final Memory.Cell[] preemptCount;
    private final Memory.Cell[] nesting;
    private final Memory.Cell[] section;
    private final ToLongFunction<Cpu> irqEnable = cpu -> interrupts(cpu, true);
    private final ToLongFunction<Cpu> irqDisable = cpu -> interrupts(cpu, false);
    private final ToLongFunction<Cpu> preemptDisable;
    private final ToLongFunction<Cpu> preemptEnable;
    private final ToLongFunction<Cpu> readLock;
    private final ToLongFunction<Cpu> readUnlock;

    Rcu(Kernel k) {
        this.k = k;
        strand = k.strand;
        preemptCount = cells(Layout.PREEMPT_COUNT);
        nesting = cells(Layout.RCU_NESTING);
        section = cells(Layout.RCU_SECTION);
        preemptDisable = cpu -> add(cpu, preemptCount, 1);
        preemptEnable = cpu -> add(cpu, preemptCount, -1);
        readLock = cpu -> add(cpu, nesting, 1);
        readUnlock = cpu -> add(cpu, nesting, -1);
    }

    private Memory.Cell[] cells(int offset) {
        return k.machine.cpus().stream().map(cpu -> k.machine.memory().cell(Layout.perCpu(cpu.number(), offset))).toArray(Memory.Cell[]::new);
    }

    void localIrqEnable() {
        change(irqEnable);
    }

    void localIrqDisable() {
        change(irqDisable);
    }

    void preemptDisable() {
        change(preemptDisable);
    }

    void preemptEnable() {
        change(preemptEnable);
    }

    public void readLock() {
        change(readLock);
    }

    public void readUnlock() {
        change(readUnlock);
    }

    /// Does what concerns this CPU alone, and then, where that starts or ends a section, what others can see of it.
    private void change(ToLongFunction<Cpu> own) {
        long word = strand.own(own);
        if (word != UNCHANGED) strand.shared(Layout.perCpu(strand.cpu().number(), Layout.RCU_SECTION), 8, word);
    }

    private long interrupts(Cpu cpu, boolean on) {
        long crmd = cpu.readCsr(Cpu.CRMD);
        cpu.writeCsr(Cpu.CRMD, on ? crmd | Cpu.IE : crmd & ~Cpu.IE);
        return section(cpu);
    }

    private long add(Cpu cpu, Memory.Cell[] counts, int n) {
        Memory.Cell count = counts[cpu.number()];
        count.set(count.get() + n);
        return section(cpu);
    }

    /// What the section word must become for what the CPU is now, or UNCHANGED.
    private long section(Cpu cpu) {
        boolean reads = preemptCount[cpu.number()].get() != 0 || nesting[cpu.number()].get() != 0 || !cpu.interruptsOn();
        long word = section[cpu.number()].get();
        return (word & 1) != 0 == reads ? UNCHANGED : word + 1 & 3;
    }

    long preemptCount(Cpu cpu) {
        return preemptCount[cpu.number()].get();
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
        long word = section(cpu);
        if (word != UNCHANGED) section[cpu.number()].set(word);
    }

    /// do_exit() of a task that died with preemption off puts the count back; the next task starts with interrupts on.
    void taskDied(Cpu cpu) {
        preemptCount[cpu.number()].set(0);
        nesting[cpu.number()].set(0);
        cpu.writeCsr(Cpu.CRMD, cpu.readCsr(Cpu.CRMD) | Cpu.IE);
        returned(cpu);
    }
}
