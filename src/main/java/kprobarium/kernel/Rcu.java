package kprobarium.kernel;

import static kprobarium.kernel.Layout.PREEMPT_COUNT;
import static kprobarium.kernel.Layout.RCU_NESTING;
import static kprobarium.kernel.Layout.RCU_SECTION;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.State;
import kprobarium.machine.Strand;

/// Who may be reading, and waiting until they no longer do: preemption, interrupts and RCU as far as they decide when a grace period ends.
///
/// A task reads as long as it runs with preemption or interrupts off, and as long as it is inside rcu_read_lock(), running or not (the
/// consolidated RCU of Linux 4.20 and later, with CONFIG_PREEMPT_RCU). Each task has a section word: 0, 1 while it reads, 3 while it
/// reads and a grace period waits for it; changing it is a visible access. synchronize_rcu() marks every other task that reads, and
/// waits until the mark is gone, which leaving the section takes away. The word says no more than that, so that a task which does
/// the same again is in the same state again.
public final class Rcu {
    static final long HARDIRQ_OFFSET = 0x1_0000;
    /// In the log, in place of what a change found: it was made together with the look.
    private static final long MADE = 2;
    /// The words at the beginning of a task's area that are about this.
    private static final int WORDS = 3;
    private static final long IDLE = 0, READING = 1, WAITED_FOR = 3;
    /// A preempt_count that no nesting brings about: what is above it has leaked.
    private static final int DEEPEST = 16;

    private final Strand strand;
    private final Memory.Struct[] tasks;
    private final State state;
    private final int leaked;
    private final List<ToLongFunction<Cpu>> marks;
    private final Change irqEnable = new Change(0, 0, 1);
    private final Change irqDisable = new Change(0, 0, -1);
    private final Change preemptDisable = new Change(1, 0, 0);
    private final Change preemptEnable = new Change(-1, 0, 0);
    private final Change readLock = new Change(0, 1, 0);
    private final Change readUnlock = new Change(0, -1, 0);
    private final Change irqEnter = new Change(HARDIRQ_OFFSET, 0, 0);
    private final Change irqExit = new Change(-HARDIRQ_OFFSET, 0, 0);

    Rcu(Kernel k) {
        strand = k.strand;
        Memory memory = k.machine.memory();
        tasks = IntStream.range(0, k.machine.tasks()).mapToObj(task -> memory.struct(Layout.perTask(task, 0), Layout.TASK_SIZE))
                .toArray(Memory.Struct[]::new);
        state = k.machine.state();
        leaked = state.allocate(k.machine.tasks());
        marks = Arrays.stream(tasks).<ToLongFunction<Cpu>>map(of -> _ -> mark(of)).toList();
    }

    void localIrqEnable() {
        irqEnable.make();
    }

    void localIrqDisable() {
        irqDisable.make();
    }

    void preemptDisable() {
        preemptDisable.make();
    }

    void preemptEnable() {
        preemptEnable.make();
    }

    void irqEnter() {
        irqEnter.make();
    }

    void irqExit() {
        irqExit.make();
    }

    public void readLock() {
        readLock.make();
    }

    public void readUnlock() {
        readUnlock.make();
    }

    /// One of the ways to start or end reading: what it adds to the counts, and whether interrupts go on (1), off (-1) or stay (0).
    ///
    /// A change that does not change the section word is this CPU's own business. One that does is made together with the word, and the
    /// stop comes before both: until then the CPU can still be preempted, or cannot yet.
    private final class Change {
        private final long preempt;
        private final int nest;
        private final int interrupts;
        private final ToLongFunction<Cpu> seen = this::seen;
        private final ToLongFunction<Cpu> apply = this::apply;

        Change(long preempt, int nest, int interrupts) {
            this.preempt = preempt;
            this.nest = nest;
            this.interrupts = interrupts;
        }

        void make() {
            if (interrupts < 0) strand.giveWay(word());
            if (strand.isUnseen()) {
                if (strand.onceAside(MADE)) makeAlone(strand.cpu());
                return;
            }
            long found = strand.own(seen);
            if (found == 0) strand.own(apply);
            else if (found != MADE) strand.update(word(), apply);
        }

        /// The same in one go, where nobody is asked.
        private void makeAlone(Cpu cpu) {
            Memory.Struct task = tasks[cpu.task()];
            strand.uses(task, WORDS, leaked + cpu.task());
            if (change(cpu)) strand.wrote(word());
            strand.leaves(task, WORDS, leaked + cpu.task());
        }

        private long word() {
            return Layout.perTask(strand.cpu().task(), RCU_SECTION);
        }

        private long seen(Cpu cpu) {
            Memory.Struct task = tasks[cpu.task()];
            boolean irqs = interrupts == 0 ? cpu.interruptsOn() : interrupts > 0;
            boolean reads = task.get(PREEMPT_COUNT) + preempt != 0 || task.get(RCU_NESTING) + nest != 0 || !irqs;
            return task.get(RCU_SECTION) != IDLE == reads ? 0 : 1;
        }

        private long apply(Cpu cpu) {
            change(cpu);
            return 0;
        }

        /// Whether the section word has changed with it.
        private boolean change(Cpu cpu) {
            Memory.Struct task = tasks[cpu.task()];
            if (preempt != 0) count(task, leaked + cpu.task());
            if (nest != 0) task.set(RCU_NESTING, task.get(RCU_NESTING) + nest);
            if (interrupts != 0) cpu.interrupts(interrupts > 0);
            return settle(task, cpu);
        }

        /// A trap that is taken again for ever and leaves the count one higher each time goes in a circle all the same: what has leaked is
        /// a statistic.
        private void count(Memory.Struct task, int leaked) {
            long count = task.get(PREEMPT_COUNT);
            long leak = state.get(leaked);
            if (preempt == 1 && (count & HARDIRQ_OFFSET - 1) == DEEPEST) state.count(leaked, leak + 1);
            else if (preempt == -1 && leak > 0) state.count(leaked, leak - 1);
            else task.set(PREEMPT_COUNT, count + preempt);
        }
    }

    /// Brings the section word in line with what the CPU is now; also where somebody else than the kernel has changed interrupts: the
    /// hardware at the end of an exception, or guest code. Answers whether that was necessary.
    boolean settle(Cpu cpu) {
        return settle(tasks[cpu.task()], cpu);
    }

    private static boolean settle(Memory.Struct task, Cpu cpu) {
        boolean reads = task.get(PREEMPT_COUNT) != 0 || task.get(RCU_NESTING) != 0 || !cpu.interruptsOn();
        if (task.get(RCU_SECTION) != IDLE == reads) return false;
        task.set(RCU_SECTION, reads ? READING : IDLE);
        return true;
    }

    /// `task` has been left by its CPU: what it still reads is what it does not leave by that.
    void left(int task) {
        if (tasks[task].get(RCU_NESTING) == 0) tasks[task].set(RCU_SECTION, IDLE);
    }

    long preemptCount(Cpu cpu) {
        return preemptCountOf(cpu.task()) + state.get(leaked + cpu.task());
    }

    long preemptCountOf(int task) {
        return tasks[task].get(PREEMPT_COUNT);
    }

    public void synchronizeRcu() {
        int self = strand.cpu().task();
        for (int task = 0; task < tasks.length; task++) {
            if (task == self) continue;
            long word = Layout.perTask(task, RCU_SECTION);
            if (strand.updateOther(word, marks.get(task)) != IDLE) strand.awaitLeft(word, WAITED_FOR);
        }
    }

    /// Marks this task as waited for, if it reads; answers what the word is then.
    private static long mark(Memory.Struct task) {
        if (task.get(RCU_SECTION) != IDLE) task.set(RCU_SECTION, WAITED_FOR);
        return task.get(RCU_SECTION);
    }

    /// do_exit() of a task that died with preemption off puts the count back; the next task starts with interrupts on.
    void taskDied(Cpu cpu) {
        tasks[cpu.task()].set(PREEMPT_COUNT, 0);
        state.count(leaked + cpu.task(), 0);
        tasks[cpu.task()].set(RCU_NESTING, 0);
        cpu.interrupts(true);
        settle(cpu);
    }
}
