package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kprobarium.event.Event;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.machine.State;
import kprobarium.machine.Strand;

/// What is to be done: a list of calls for each task, one after another; and calls that are put in between from outside.
///
/// Task `n` is CPU `n`'s own and runs nowhere else; others run on the CPUs that they may run on, and which task has a CPU is a choice. A
/// CPU goes over to another task where its own can be preempted, which the schedule may have it do only so often; and where its own has
/// ended, waits or [sleeps][#sleep()], as often as it likes.
///
/// A task that dies leaves the rest of its list undone, unless lists [start over][#repeat()]: then a new task begins at its start.
public final class Tasks {
    /// What a call that has not returned returned.
    public static final long NOT_RETURNED = Long.MIN_VALUE;
    /// `$r21`, where kernel code has the address of its CPU's data.
    static final int PER_CPU_BASE = 21;

    private final Kernel k;
    private final Machine machine;
    private final State state;
    private final Strand strand;
    private final List<Job> jobs = new ArrayList<>();
    private final List<List<Integer>> lists = new ArrayList<>();
    private final List<List<Integer>> extra = new ArrayList<>();
    private final int[] next;
    private final int[] nextExtra;
    private final int[] running;
    private final int results;
    private final boolean[] awaited;
    private final String[] comms;
    private final long[] cpusOf;
    private final Memory.Cell[] asleep;
    private final int preemptions;
    private boolean repeating;
    private JobListener listener = (_, _, _) -> {};

    Tasks(Kernel k) {
        this.k = k;
        machine = k.machine;
        state = machine.state();
        strand = k.strand;
        next = allocate();
        nextExtra = allocate();
        running = allocate();
        awaited = new boolean[next.length];
        comms = new String[next.length];
        cpusOf = new long[next.length];
        asleep = new Memory.Cell[next.length];
        preemptions = state.allocate(1);
        for (int i = 0; i < next.length; i++) {
            lists.add(new ArrayList<>());
            extra.add(new ArrayList<>());
            comms[i] = "cpu" + i;
            cpusOf[i] = 1L << i;
            asleep[i] = machine.memory().cell(Layout.perTask(i, Layout.ASLEEP));
        }
        for (Cpu cpu : machine.cpus()) cpu.set(PER_CPU_BASE, Layout.perCpu(cpu.number(), 0));
        results = state.allocate(Kernel.MAX_KPROBES * Job.Function.values().length);
    }

    private int[] allocate() {
        return IntStream.range(0, machine.tasks()).map(_ -> state.allocate(1)).toArray();
    }

    /// The task beyond the CPUs' own of this number is called `comm` and may run on these CPUs, a bit each.
    public void name(int task, String comm, long cpus) {
        comms[task] = comm;
        cpusOf[task] = cpus;
    }

    /// How often, all in all, a CPU may leave a task that could go on.
    public void mayPreempt(int times) {
        state.set(preemptions, times);
    }

    /// What `comm` says of a task: `cpu0` for a CPU's own.
    public String comm(int task) {
        return comms[task];
    }

    /// Adds a call at the end of the list of `task`, and answers its number.
    public int add(int task, Job job) {
        int number = prepare(job);
        lists.get(task).add(number);
        return number;
    }

    /// Numbers a call that is not in any list.
    public int prepare(Job job) {
        jobs.add(job);
        if (job instanceof Job.Await await) awaited[await.task()] = true;
        return jobs.size() - 1;
    }

    /// Lets `cpu` do a [prepared][#prepare(Job)] call as soon as it has ended the one it is in: at once, if it has nothing to do.
    public void inject(Cpu cpu, int job) {
        extra.get(cpu.number()).add(job);
        if (!machine.busy(cpu)) machine.wake(cpu);
    }

    /// Hears of calls that end.
    @FunctionalInterface
    public interface JobListener {
        /// Call number `job` has returned `value`; or the kernel died in it, and `value` means nothing.
        void ended(int job, long value, boolean died);
    }

    public void listen(JobListener to) {
        listener = to;
    }

    /// Empties every list; what was done is done.
    public void clearLists() {
        for (int task = 0; task < next.length; task++) {
            lists.get(task).clear();
            state.set(next[task], 0);
        }
    }

    /// Whether lists start over, and so nothing is ever used up.
    boolean repeats() {
        return repeating;
    }

    /// From now on every list starts over when it has ended.
    public void repeat() {
        repeating = true;
    }

    /// Begins the next call of `cpu`, if there is one. False where a list starts over: it may have none that touches anything, and others
    /// must get to move; and where a task that has ended gives the CPU back to its own.
    boolean idle(Cpu cpu) {
        int n = cpu.task();
        int injected = (int) state.get(nextExtra[n]);
        if (injected < extra.get(n).size()) {
            state.set(nextExtra[n], injected + 1);
            begin(cpu, extra.get(n).get(injected));
            return true;
        }
        List<Integer> list = lists.get(n);
        long at = state.get(next[n]);
        boolean over = repeating && at >= list.size();
        if (over) at = 0;
        boolean ended = at >= list.size();
        listEnded(cpu, ended);
        if (ended && n != cpu.number()) {
            machine.switchTo(cpu, cpu.number());
            return !machine.busy(cpu) && idle(cpu);
        }
        if (ended) return true;
        state.set(next[n], at + 1);
        begin(cpu, list.get((int) at));
        return !over;
    }

    private void listEnded(Cpu cpu, boolean ended) {
        long word = Layout.perTask(cpu.task(), Layout.LIST_ENDED);
        if (ended && awaited[cpu.task()]) machine.publish(cpu, word, 1);
        else machine.memory().store(word, 8, ended ? 1 : 0);
    }

    private void begin(Cpu cpu, int job) {
        cpu.set(Cpu.SP, Layout.stackTop(cpu.task()));
        state.set(running[cpu.task()], job + 1);
        machine.begin(cpu, Kernel.JOB, job);
    }

    // Which task has a CPU.

    /// The tasks that `cpu` may go over to where it is, a bit each.
    long candidates(Cpu cpu) {
        if (machine.tasks() == machine.cpus().size() || !mayLeave(cpu)) return 0;
        long others = 0;
        for (int task = 0; task < next.length; task++) {
            if (task != cpu.task() && (cpusOf[task] >>> cpu.number() & 1) != 0 && (canGoOn(task) || isLeftToOthers(cpu, task))) {
                others |= 1L << task;
            }
        }
        for (Cpu other : machine.cpus()) others &= ~(1L << other.task());
        return others;
    }

    private boolean mayLeave(Cpu cpu) {
        if (!machine.busy(cpu) || asleep[cpu.task()].get() != 0) return true;
        return k.canBePreempted(cpu) && (!machine.ready(cpu) || state.get(preemptions) > 0);
    }

    private boolean canGoOn(int task) {
        return machine.inTheMiddle(task) || state.get(next[task]) < lists.get(task).size();
    }

    /// Whether `cpu` may fall idle, its own task having ended, so that another CPU can have the one it runs.
    private boolean isLeftToOthers(Cpu cpu, int own) {
        return own == cpu.number() && machine.busy(cpu) && Long.bitCount(cpusOf[cpu.task()]) > 1;
    }

    /// `cpu` has gone over from `task` to another.
    void switched(Cpu cpu, int task) {
        boolean preempted = machine.inTheMiddle(task) && asleep[task].get() == 0 && machine.leftReady(task);
        if (preempted && !repeating) state.set(preemptions, state.get(preemptions) - 1);
        k.rcu.left(task);
        k.rcu.settle(cpu);
        cpu.set(PER_CPU_BASE, Layout.perCpu(cpu.number(), 0));
    }

    /// The task that runs here gives up its CPU until it is woken: any other may have the CPU meanwhile, and this one goes on where and
    /// when it is chosen again.
    public void sleep() {
        long word = Layout.perTask(strand.cpu().task(), Layout.ASLEEP);
        strand.local(word, 1);
        strand.shared(word, 8, 0);
    }

    /// Runs call number `number` on the strand in hand.
    void run(int number) {
        Job job = jobs.get(number);
        if (strand.once()) machine.trace().say(strand.cpu(), stamp -> new Event.CallStarted(stamp, job.text()));
        long value = switch (job) {
            case Job.Guest guest -> guest(guest);
            case Job.User user -> user(user);
            case Job.Munmap munmap -> {
                k.mm.munmap(munmap.address());
                yield 0;
            }
            case Job.Call call -> call(call);
            case Job.Routine routine -> routine.code().applyAsLong(k);
            case Job.SendIpi ipi -> {
                k.irqs.send(ipi.line(), machine.cpu(ipi.cpu()));
                yield 0;
            }
            case Job.Await await -> {
                strand.awaitEnd(Layout.perTask(await.task(), Layout.LIST_ENDED), 1);
                yield 0;
            }
        };
        if (strand.once()) {
            if (job instanceof Job.Call call) state.set(result(call.function(), call.probes()), value - NOT_RETURNED);
            state.set(running[strand.cpu().task()], 0);
            machine.trace().say(strand.cpu(), stamp -> new Event.CallReturned(stamp, job.text(), value));
            listener.ended(number, value, false);
        }
    }

    private long guest(Job.Guest guest) {
        if (strand.once()) {
            for (int i = 3; i < guest.arguments().size(); i++) strand.cpu().set(Cpu.A0 + i, guest.arguments().get(i));
        }
        return strand.call(guest.function(), argument(guest, 0), argument(guest, 1), argument(guest, 2));
    }

    private long user(Job.User user) {
        strand.own(Signals::toUserMode);
        long value = guest(new Job.Guest(user.text(), user.function(), user.arguments()));
        strand.own(Signals::toKernelMode);
        if (k.preemptCount() != 0 && strand.once()) k.schedulingWhileAtomic();
        return value;
    }

    private static long argument(Job.Guest guest, int n) {
        return n < guest.arguments().size() ? guest.arguments().get(n) : 0;
    }

    private long call(Job.Call call) {
        return switch (call.function()) {
            case REGISTER_KPROBE -> k.kprobes.registerKprobe(call.p());
            case UNREGISTER_KPROBE -> {
                k.kprobes.unregisterKprobe(call.p());
                yield 0;
            }
            case ENABLE_KPROBE -> k.kprobes.enableKprobe(call.p());
            case DISABLE_KPROBE -> k.kprobes.disableKprobe(call.p());
            case REGISTER_KPROBES -> k.kprobes.registerKprobes(call.probes());
            case UNREGISTER_KPROBES -> {
                k.kprobes.unregisterKprobes(call.probes());
                yield 0;
            }
            case REGISTER_KRETPROBE -> k.kretprobes.registerKretprobe(k.kretprobe(call.p()));
            case UNREGISTER_KRETPROBE -> {
                k.kretprobes.unregisterKretprobe(k.kretprobe(call.p()));
                yield 0;
            }
            case ARM_ALL_KPROBES -> k.kprobes.armAllKprobes();
            case DISARM_ALL_KPROBES -> k.kprobes.disarmAllKprobes();
        };
    }

    /// The result of a function that takes several probes is kept under the first, of one that takes none under the first of all.
    private int result(Job.Function function, List<Kprobe> probes) {
        int index = probes.isEmpty() ? 0 : probes.getFirst().index();
        return results + index * Job.Function.values().length + function.ordinal();
    }

    /// What the latest call of `function` with these probes returned, or [#NOT_RETURNED].
    public long resultOf(Job.Function function, List<Kprobe> probes) {
        return state.get(result(function, probes)) + NOT_RETURNED;
    }

    /// Nothing has been called with this probe: it is new.
    void forgetResults(Kprobe p) {
        for (Job.Function function : Job.Function.values()) state.set(result(function, List.of(p)), 0);
    }

    /// The task of `cpu` is dead, and what it was doing will not be done.
    void died(Cpu cpu) {
        int task = cpu.task();
        state.set(next[task], lists.get(task).size());
        int job = (int) state.get(running[task]) - 1;
        state.set(running[task], 0);
        if (job >= 0) listener.ended(job, 0, true);
    }
}
