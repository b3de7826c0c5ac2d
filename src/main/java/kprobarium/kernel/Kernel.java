package kprobarium.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import kprobarium.event.Event;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;
import kprobarium.machine.Cpu;
import kprobarium.machine.Machine;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;
import kprobarium.machine.TrapVector;
import kprobarium.symbol.SymbolOffset;

/// A kernel put together on a machine: its C files with their patches, its per-CPU data, its way in and out, and what its CPUs are to do.
///
/// Calls between C functions go through the fields [#traps], [#inst], [#kprobes] and [#arch], so that a patch that replaces a function
/// is what everybody calls.
public final class Kernel implements TrapVector {
    /// How many probes there can be at once.
    public static final int MAX_KPROBES = 64;
    private static final int MAX_MANAGERS = 64;
    static final int JOB = 1, STOPPER = 2, TRAMPOLINE = 3, EXCEPTION = 4;
    private static final Ecode[] EXCEPTIONS = Ecode.values();
    private static final int STACK_RESERVE = 256;
    private static final int PT_REGS_VIEWS = 64;
    private static final int ERTN = 0x06483800, ERTN_SIZE = 4;

    public final Machine machine;
    public final Strand strand;
    public final Traps traps;
    public final Inst inst;
    public final Kprobes kprobes;
    public final ArchKprobes arch;
    public final Kretprobes kretprobes;
    public final KprobeBlacklist kprobeBlacklist = new KprobeBlacklist(this);
    public final InsnSlots insnSlots;
    public final StopMachine stopMachine;
    public final Rcu rcu;
    public final Mm mm;
    public final Signals signals;
    public final StatusCoverage statuses = new StatusCoverage();
    public final Tasks tasks;
    public final Irqs irqs;
    final KernelEvents events;
    final Accounts accounts;

    private final boolean preemptible;
    private final CurrentKprobe[] currentKprobes;
    private final KprobeCtlblk[] kprobeCtlblks;
    private final Kprobe[] probes = new Kprobe[MAX_KPROBES + MAX_MANAGERS];
    private final Kretprobe[] kretprobesByIndex = new Kretprobe[MAX_KPROBES];
    private final NavigableSet<Long> bugTable = new TreeSet<>();
    private final boolean[] inUse = new boolean[MAX_KPROBES];
    private final Map<String, Kprobe> probesByName = new TreeMap<>();
    private final PtRegs[] ptRegs = new PtRegs[PT_REGS_VIEWS];
    private final long textStart;
    private final long textEnd;

    private final Oopses oopses;
    private final ToLongFunction<Cpu> readPreemptCount = this::preemptCount;
    private String declined = "";
    private TraceHandlers traceHandlers = TraceHandlers.NONE;
    private Program program;

    /// `textSize` and `dataSize` in bytes; `preemptible`: CONFIG_PREEMPT.
    public Kernel(Machine machine, KernelVersion version, List<KernelPatch> patches, int textSize, int dataSize, boolean preemptible) {
        this(machine, version, patches, mapText(machine.memory(), textSize, dataSize), preemptible);
    }

    private static Memory.Region mapText(Memory memory, int textSize, int dataSize) {
        Memory.Region text = memory.map("text", Layout.TEXT, textSize, true);
        if (dataSize > 0) memory.map("data", Layout.DATA, dataSize, false);
        return text;
    }

    private Kernel(Machine machine, KernelVersion version, List<KernelPatch> patches, Memory.Region text, boolean preemptible) {
        this(machine, version, patches, text.base(), text.base() + text.size(), preemptible);
    }

    /// One whose text, from `textStart` to `textEnd`, somebody else has mapped, as they have their data.
    public Kernel(Machine machine, KernelVersion version, List<KernelPatch> patches, long textStart, long textEnd, boolean preemptible) {
        this.machine = machine;
        this.preemptible = preemptible;
        this.textStart = textStart;
        this.textEnd = textEnd;
        strand = machine.strand();
        map();
        rcu = new Rcu(this);
        insnSlots = new InsnSlots(this);
        stopMachine = new StopMachine(this);
        currentKprobes = machine.cpus().stream().map(cpu -> new CurrentKprobe(this, cpu)).toArray(CurrentKprobe[]::new);
        kprobeCtlblks = machine.cpus().stream().map(cpu -> new KprobeCtlblk(this, cpu)).toArray(KprobeCtlblk[]::new);
        events = new KernelEvents(this, MAX_KPROBES + MAX_MANAGERS);
        accounts = new Accounts(this, MAX_KPROBES);
        for (int i = MAX_KPROBES; i < probes.length; i++) probes[i] = new Kprobe(this, i, "aggr");
        tasks = new Tasks(this);
        irqs = new Irqs(this);
        oopses = new Oopses(this);
        mm = new Mm(this);
        signals = new Signals(this);

        kprobes = new Kprobes(this);
        Traps patchedTraps = version.traps().on(this);
        Inst patchedInst = version.inst().on(this);
        ArchKprobes patchedArch = version.arch().on(this);
        for (KernelPatch patch : version.patchedBy(patches)) {
            patchedTraps = patch.traps(this, patchedTraps);
            patchedInst = patch.inst(this, patchedInst);
            patchedArch = patch.arch(this, patchedArch);
        }
        traps = patchedTraps;
        inst = new Observed.Instructions(this, patchedInst);
        arch = new Observed.Arch(this, patchedArch);
        kretprobes = arch.kretprobes();
    }

    private void map() {
        Memory memory = machine.memory();
        memory.map("kernel data", Layout.KERNEL_DATA, Layout.KERNEL_DATA_SIZE, false);
        memory.map("per-CPU", Layout.PER_CPU, Layout.PER_CPU_SIZE * machine.cpus().size(), false);
        memory.map("kprobes", Layout.KPROBES, (MAX_KPROBES + MAX_MANAGERS) * Kprobe.STRIDE, false);
        memory.map("insn pages", Layout.KPROBE_INSN_PAGES, InsnSlots.PAGES * InsnSlots.KIP_SIZE, false);
        machine.watch(memory.map("insn slots", Layout.SLOTS, InsnSlots.PAGES * Layout.PAGE_SIZE, true));
        memory.map("entry", Layout.ENTRY, ERTN_SIZE, true);
        memory.store(Layout.ENTRY, ERTN_SIZE, ERTN);
        for (int task = 0; task < machine.tasks(); task++) {
            memory.mapPrivate("stack " + task, Layout.stackTop(task) - Layout.STACK_SIZE, Layout.STACK_SIZE, task);
        }
    }

    // Probes.

    /// A new struct kprobe; handlers are guest addresses, [Kprobe#COUNT] or 0. The words of text it can change are watched from now on.
    public Kprobe kprobe(String name, long addr, long preHandler, long postHandler, boolean disabled) {
        int index = 0;
        while (inUse[index]) index++;
        inUse[index] = true;
        Kprobe p = new Kprobe(this, index, name);
        probes[index] = p;
        events.reset(p);
        tasks.forgetResults(p);
        probesByName.put(name, p);
        p.define(addr, preHandler, postHandler, disabled);
        accounts.open(p);
        machine.watch(addr & -4);
        machine.watch(addr + 3 & -4);
        return p;
    }

    /// The same by the name of a symbol, which the struct has to be called by, and an offset.
    public Kprobe kprobeBySymbol(String symbol, int offset, long addr) {
        Kprobe p = kprobe(symbol, addr, 0, 0, false);
        p.defineSymbol(offset);
        kprobeLookupName(symbol).ifPresent(base -> machine.watch(base + offset & -4));
        return p;
    }

    /// A new struct kretprobe; handlers are guest addresses, [Kprobe#COUNT] or 0. `maxactive` 0 or less: the usual number.
    public Kretprobe kretprobe(String name, long addr, long handler, long entryHandler, int maxactive, long dataSize, boolean disabled) {
        Kprobe kp = kprobe(name, addr, Kprobe.PRE_HANDLER_KRETPROBE, 0, disabled);
        int index = kp.index();
        if (!machine.memory().mapped(Kretprobe.pool(index), 8)) {
            machine.memory().map("kretprobe instances " + index, Kretprobe.pool(index), Kretprobe.POOL_SIZE, false);
        }
        Kretprobe rp = new Kretprobe(this, kp);
        kretprobesByIndex[index] = rp;
        events.reset(rp);
        rp.define(handler, entryHandler, maxactive, dataSize);
        return rp;
    }

    /// The return probe that this probe is the entry of; null for any other.
    public Kretprobe kretprobe(Kprobe kp) {
        return kretprobesByIndex[kp.index()];
    }

    List<Kprobe> managers() {
        return Arrays.asList(probes).subList(MAX_KPROBES, probes.length);
    }

    Kprobe manager(int index) {
        return probes[MAX_KPROBES + index];
    }

    Kprobe kprobe(int index) {
        return probes[index];
    }

    /// What the events of tracefs do at their probes.
    public void traceHandlers(TraceHandlers handlers) {
        traceHandlers = handlers;
    }

    TraceHandlers traceHandlers() {
        return traceHandlers;
    }

    /// Whether what lies at `address` is part of a probe: text that it changes, its slot, the hash table, its `struct kprobe`.
    public boolean isOfProbes(long address) {
        return machine.isWatched(address)
                || address >= Layout.KPROBE_TABLE && address < Layout.KPROBE_TABLE + 8 * Layout.KPROBE_TABLE_SIZE
                || address >= Layout.KPROBES && address < Layout.KPROBES + (MAX_KPROBES + MAX_MANAGERS) * Kprobe.STRIDE;
    }

    /// How many more probes there can be.
    public int kprobesLeft() {
        int left = 0;
        for (boolean used : inUse) if (!used) left++;
        return left;
    }

    /// Forgets a probe that is no longer registered; its name and its place may be used again. A CPU that still has it as its current
    /// one keeps it until then, as it would keep freed memory.
    public void forget(Kprobe p) {
        inUse[p.index()] = false;
        kretprobesByIndex[p.index()] = null;
        probesByName.remove(p.name());
    }

    /// The probe that a `struct kprobe *` points to; null for NULL.
    Kprobe kprobe(long pointer) {
        return pointer == 0 ? null : probes[(int) ((pointer - Layout.KPROBES) / Kprobe.STRIDE)];
    }

    /// The probes by name.
    public Map<String, Kprobe> probes() {
        return probesByName;
    }

    Kprobe kprobeAt(long address) {
        Kprobe registered = kprobes.getKprobeNow(address);
        if (registered != null) return registered;
        for (int i = 0; i < MAX_KPROBES; i++) if (inUse[i] && probes[i].addrNow() == address) return probes[i];
        return null;
    }

    /// The probes that an execution of `address` without a hit is missed by.
    List<Kprobe> probesAt(long address) {
        Kprobe p = kprobeAt(address);
        return p == null ? List.of() : kprobes.probesOf(p);
    }

    public long hits(Kprobe p) {
        return events.hits(p);
    }

    /// How many calls of a return probe's function were hooked.
    public long hooked(Kretprobe rp) {
        return events.hooked(rp);
    }

    /// How often a return probe's handler was called.
    public long returned(Kretprobe rp) {
        return events.returned(rp);
    }

    public long postHandled(Kprobe p) {
        return events.postHandled(p);
    }

    public long silentMisses(Kprobe p) {
        return events.silentMisses(p);
    }

    /// Whether the kernel finds the probe when it looks it up.
    public boolean registered(Kprobe p) {
        return kprobes.registeredNow(p);
    }

    /// Whether the word at the probe's address is a breakpoint, and for this probe too.
    public boolean armed(Kprobe p) {
        return machine.memory().word(p.addrNow()) == arch.breakpointInsn() && registered(p) && !p.disabledNow();
    }

    /// The slot that the probe has, or had last; 0 if it never had one.
    public long slot(Kprobe p) {
        return events.slot(p);
    }

    public long slotsUsed() {
        return insnSlots.usedNow();
    }

    /// Whether it is built with CONFIG_PREEMPT.
    public boolean isPreemptible() {
        return preemptible;
    }

    // Per-CPU data.

    public CurrentKprobe currentKprobe(Cpu cpu) {
        return currentKprobes[cpu.number()];
    }

    /// `get_kprobe_ctlblk()`: of the CPU that asks. A task that goes on elsewhere keeps the pointer it has.
    KprobeCtlblk getKprobeCtlblk() {
        if (machine.tasks() == kprobeCtlblks.length) return kprobeCtlblks[strand.cpu().number()];
        return kprobeCtlblks[(int) strand.own(Cpu::number)];
    }

    public KprobeCtlblk kprobeCtlblk(Cpu cpu) {
        return kprobeCtlblks[cpu.number()];
    }

    /// `preempt_count()` of the task that runs here.
    long preemptCount() {
        return strand.own(readPreemptCount);
    }

    public long preemptCount(Cpu cpu) {
        return rcu.preemptCount(cpu);
    }

    /// The same of a task, wherever it is.
    public long preemptCountOf(int task) {
        return rcu.preemptCountOf(task);
    }

    // What must balance in a run, see [Accounts].

    /// Whether every hit, nested hit and silent miss of the probe was one execution of its instruction, and none was anything else.
    public boolean executionsAccountedFor(Kprobe p) {
        return accounts.executionsAccountedFor(p);
    }

    /// Whether each hit of the probe whose pre_handler returned 0 had one call of post_handler.
    public boolean postHandlersPaired(Kprobe p) {
        return accounts.postHandlersPaired(p);
    }

    /// Whether every context that an exception had interrupted went on with the interrupts it had.
    public boolean irqsRestored() {
        return accounts.irqsRestored();
    }

    /// Whether no CPU was in a slot that its probe had lost.
    public boolean slotsKept() {
        return accounts.slotsKept();
    }

    private PtRegs ptRegs(long address) {
        int view = (int) (address >>> 4) & PT_REGS_VIEWS - 1;
        PtRegs regs = ptRegs[view];
        if (regs == null || regs.address() != address) ptRegs[view] = regs = new PtRegs(this, address);
        return regs;
    }

    // The way in and out.

    @Override
    public void enter(Cpu cpu, Ecode exception) {
        if (program != null && program.takes(cpu, exception)) return;
        accounts.entered(cpu, exception);
        long regs = push(cpu, cpu.readCsr(Cpu.ERA), (cpu.readCsr(Cpu.PRMD) & Cpu.PLV) != 0);
        if (regs == 0) return;
        ptRegs(regs).save(cpu);
        cpu.set(Cpu.SP, regs);
        machine.handle(cpu, EXCEPTION + exception.ordinal(), regs);
    }

    /// The address of a new `struct pt_regs` on the kernel stack; 0 if the stack has overflown at `pc`, and the task is dead.
    private long push(Cpu cpu, long pc, boolean fromUser) {
        long top = Layout.stackTop(cpu.task());
        long sp = fromUser || program != null && !isOnStack(cpu.get(Cpu.SP), top) ? top : cpu.get(Cpu.SP);
        long regs = (sp & -16) - PtRegs.SIZE;
        if (regs < top - Layout.STACK_SIZE + STACK_RESERVE || sp > top) {
            oopses.record(cpu, "Kernel stack overflow", "do_bp", pc, 0);
            machine.kill(cpu);
            taskDied(cpu);
            return 0;
        }
        return regs;
    }

    private static boolean isOnStack(long sp, long top) {
        return sp <= top && sp > top - Layout.STACK_SIZE;
    }

    /// From now on this kernel's text is `program`'s. It has a stack of its own, so an exception in it begins a new one.
    public void runs(Program of) {
        program = of;
    }

    /// Guest code has returned into the trampoline of return probes.
    @Override
    public boolean entered(Cpu cpu, long pc) {
        if (pc != Layout.KRETPROBE_TRAMPOLINE) return false;
        long regs = push(cpu, pc, false);
        if (regs == 0) return true;
        ptRegs(regs).save(cpu, pc);
        cpu.set(Cpu.SP, regs);
        machine.begin(cpu, TRAMPOLINE, regs);
        return true;
    }

    private void trampoline(PtRegs regs) {
        regs.regs(Cpu.RA, kretprobes.trampolineHandler(regs));
    }

    /// The end of the trampoline: the registers come back from the stack, and the call returns at last.
    private void leaveTrampoline(Cpu cpu, PtRegs regs) {
        for (int gpr = 1; gpr < 32; gpr++) if (arch.trampolineRestores(gpr)) cpu.set(gpr, regs.saved(gpr));
        cpu.jump(cpu.get(Cpu.RA));
    }

    @Override
    public boolean leavesByErtn(int number) {
        return number != TRAMPOLINE;
    }

    @Override
    public boolean idle(Cpu cpu) {
        if (oopses.panicked()) return true;
        if (!stopMachine.queued(cpu)) return tasks.idle(cpu);
        preempt(cpu);
        return true;
    }

    @Override
    public void run(int number, long argument) {
        switch (number) {
            case JOB -> tasks.run((int) argument);
            case STOPPER -> stopMachine.stopper();
            case TRAMPOLINE -> trampoline(ptRegs(argument));
            default -> {
                PtRegs regs = ptRegs(argument);
                exception(EXCEPTIONS[number - EXCEPTION], regs);
                if (machine.isInterruptible()) restoreAll(regs);
            }
        }
    }

    /// The end of RESTORE_ALL_AND_RET: ERA and PRMD are set, and then `ertn`. Interrupts ought to be off: one before this is only too many,
    /// one in the middle takes ERA and PRMD away.
    private void restoreAll(PtRegs regs) {
        long own = Layout.perCpu(strand.cpu().number(), Layout.CURRENT_KPROBE);
        strand.giveWay(own);
        strand.csr(Cpu.PRMD, regs.csrPrmd());
        strand.csr(Cpu.ERA, regs.csrEra());
        strand.giveWay(own);
    }

    private void exception(Ecode exception, PtRegs regs) {
        declined = "do_bp";
        switch (exception) {
            case INT -> irqs.doIrq(regs);
            case BRK -> traps.doBp(regs);
            case PIL, PIS, PIF, PME, PNR, PNX, PPI -> traps.doPageFault(regs);
            case ADEF, ADEM -> traps.doOther(regs, "do_ade", "Kernel ade access");
            case ALE -> traps.doOther(regs, "do_ale", "Kernel ale access");
            case BCE -> traps.doOther(regs, "do_bce", "Kernel bounds check");
            case INE, IPE -> traps.doOther(regs, "do_ri", "Reserved instruction in kernel code");
            case FPD -> traps.doOther(regs, "do_fpu", "do_fpu invoked from kernel context!");
            case SXD -> traps.doOther(regs, "do_lsx", "do_lsx invoked from kernel context!");
            case ASXD -> traps.doOther(regs, "do_lasx", "do_lasx invoked from kernel context!");
            default -> traps.doOther(regs, "do_reserved", "Unexpected exception");
        }
    }

    @Override
    public void ended(Cpu cpu, int number, long argument) {
        if (number >= EXCEPTION) leave(cpu, ptRegs(argument));
        else if (number == TRAMPOLINE) leaveTrampoline(cpu, ptRegs(argument));
        else rcu.settle(cpu);
    }

    /// The end of an exception.
    private void leave(Cpu cpu, PtRegs regs) {
        regs.restore(cpu, !machine.isInterruptible());
        accounts.left(cpu);
        cpu.returnFromException();
        if (cpu.inUserMode() && signals.taken(cpu)) cpu.jump(Machine.RETURN);
        rcu.settle(cpu);
    }

    @Override
    public void executed(Cpu cpu, long pc, Operands instruction) {
        accounts.executed(cpu, pc, instruction);
    }

    @Override
    public void modeChanged(Cpu cpu) {
        rcu.settle(cpu);
    }

    /// A task can be preempted where preemption and interrupts are on; without CONFIG_PREEMPT only between two calls.
    @Override
    public boolean preempts(Cpu cpu) {
        if (!stopMachine.queued(cpu) || oopses.panicked()) return false;
        return !machine.busy(cpu) || canBePreempted(cpu);
    }

    boolean canBePreempted(Cpu cpu) {
        return preemptible && machine.routine(cpu) != STOPPER && cpu.interruptsOn() && preemptCount(cpu) == 0;
    }

    @Override
    public long tasksFor(Cpu cpu) {
        return stopMachine.queued(cpu) || oopses.panicked() ? 0 : tasks.candidates(cpu);
    }

    @Override
    public void switched(Cpu cpu, int task) {
        tasks.switched(cpu, task);
    }

    @Override
    public int interrupts(Cpu cpu) {
        return oopses.panicked() ? 0 : irqs.deliverable(cpu);
    }

    @Override
    public void interrupt(Cpu cpu, int line) {
        irqs.comes(cpu, line);
    }

    @Override
    public long kernelCode() {
        return Layout.ENTRY;
    }

    /// From now on interrupts and changes of task may come, wherever they can.
    public void makeInterruptible() {
        machine.makeInterruptible(Layout.PER_CPU, Layout.PER_CPU_SIZE * machine.cpus().size());
    }

    @Override
    public void preempt(Cpu cpu) {
        machine.begin(cpu, STOPPER, 0);
    }

    @Override
    public void staleFetch(Cpu cpu, long address, int fetched, int inMemory) {
        events.staleFetch(cpu, address, fetched, inMemory);
    }

    @Override
    public void poked(Cpu cpu, long address, int was, int now) {
        events.poked(cpu, address, was, now);
    }

    // Dying.

    /// `die()`: says so and kills the task that runs. What `current_kprobe` and its control block hold stays as it is. Does not return.
    public RuntimeException die(String message, PtRegs regs) {
        throw die(message, declined, regs);
    }

    /// The same, with the function that could go no further.
    public RuntimeException die(String message, String function, PtRegs regs) {
        long era = regs.csrEra();
        awaitDieLock();
        if (strand.once()) oopses.record(strand.cpu(), message, function, era, regs.address());
        long unreadable = oopses.unreadable(era);
        if (unreadable != Oopses.NONE) {
            // What the report cannot read of the code around era is a fault like any other; if that kills, nobody gives the lock back.
            strand.signal(Layout.DIE_LOCK, 1);
            rcu.localIrqDisable();
            kernelFault(regs, Layout.GET_INST, unreadable);
            if (strand.once()) oopses.badAddressInEra(strand.cpu());
            strand.signal(Layout.DIE_LOCK, 0);
        }
        throw makeTaskDead();
    }

    /// Kernel code has touched `addr`, where it finds nothing and has no fixup. Does not return.
    RuntimeException fault(long addr) {
        awaitDieLock();
        if (strand.once()) oopses.record(strand.cpu(), Oopses.PAGING_REQUEST, "do_page_fault", addr, 0);
        throw makeTaskDead();
    }

    private void awaitDieLock() {
        if (strand.own(oopses.dieLock) != 0) strand.awaitEqual(Layout.DIE_LOCK, 0);
    }

    /// The end of `die()`: only the task is lost, unless it was interrupted.
    private RuntimeException makeTaskDead() {
        Cpu cpu = strand.cpu();
        traps.oopsExit();
        if ((preemptCount() & Oopses.IN_INTERRUPT) == 0) {
            oopses.exited(cpu);
            taskDied(cpu);
            throw strand.die();
        }
        strand.signal(Layout.PANIC, 1);
        oopses.panic(cpu);
        for (Cpu each : machine.cpus()) {
            if (each != cpu) machine.kill(each);
            tasks.died(each);
        }
        throw strand.die();
    }

    /// The page fault that kernel code takes whose instruction at `insn` touches `address`, while it is working on `below`. Answers where
    /// it goes on: there again, or at its fixup.
    long kernelFault(PtRegs below, long insn, long address) {
        PtRegs regs = ptRegs(below.address() - PtRegs.SIZE);
        long crmd = strand.csr(Cpu.CRMD);
        regs.regs(Cpu.RA, insn);
        regs.csrEra(insn);
        regs.csrBadvaddr(address);
        regs.csrPrmd(crmd & (Cpu.IE | Cpu.PLV));
        rcu.localIrqDisable();
        traps.doPageFault(regs);
        if ((regs.csrPrmd() & PtRegs.CSR_PRMD_PIE) != 0) rcu.localIrqEnable();
        return regs.csrEra();
    }

    /// The word of text at `addr` as data, zero-extended, or [Strand#NOT_PRESENT].
    long text(long addr) {
        return machine.memory().isRegion(addr, 4) ? strand.text(addr) : Strand.NOT_PRESENT;
    }

    private void taskDied(Cpu cpu) {
        kretprobes.flushTask(cpu);
        rcu.taskDied(cpu);
        accounts.taskDied(cpu);
        tasks.died(cpu);
    }

    /// Whether anybody has died.
    public boolean hasDied() {
        return oopses.any();
    }

    /// `WARN_ON(1)` in `function`.
    void warn(String function) {
        if (strand.once()) oopses.warn(strand.cpu(), function);
    }

    /// `might_sleep()`: what comes may sleep, which it must not with interrupts or preemption off.
    void mightSleep() {
        if (strand.own(cpu -> cpu.interruptsOn() && preemptCount(cpu) == 0 ? 0 : 1) != 0 && strand.once()) {
            oopses.sleepingInAtomic(strand.cpu());
        }
    }

    /// What the scheduler says of a task that gives up its CPU with preemption off.
    void schedulingWhileAtomic() {
        oopses.schedulingWhileAtomic(strand.cpu());
    }

    /// How often the kernel has warned in `function`; of null, anywhere.
    public long warnings(String function) {
        return oopses.warnings(function);
    }

    /// Whether the kernel has given up, and every CPU with it.
    public boolean panicked() {
        return oopses.panicked();
    }

    /// The deaths so far, the first few of them, in order.
    public List<OopsRecord> oopses() {
        return oopses.list();
    }

    // What the files use.

    boolean answered(String function, boolean handled) {
        if (!handled) declined = function;
        return handled;
    }

    void simulated(PtRegs regs) {
        long era = regs.csrEra();
        if (strand.onceAside()) events.simulated(strand.cpu(), era);
    }

    /// A line in the kernel's log.
    public void printk(String level, String line) {
        strand.say(stamp -> new Event.Logged(stamp, level, line));
    }

    boolean isKernelText(long addr) {
        return addr >= textStart && addr < textEnd;
    }

    /// Whether `addr` is in the text or so close to it that in a whole kernel there would be text as well.
    boolean isNearKernelText(long addr, long distance) {
        return addr >= textStart - distance && addr < textEnd + distance;
    }

    long textEnd() {
        return textEnd;
    }

    /// The kernel's start, when its text is loaded: which functions must not be probed, because they are marked so or lie in irqentry text.
    /// A `break 1` in text is a BUG() or WARN() of the compiler's, and in the table of those.
    public void boot(List<String> nokprobe, List<String> irqentry) {
        for (long addr = textStart; addr < textEnd; addr += LoongarchInstruction.LOONGARCH_INSN_SIZE) {
            if (machine.memory().word(addr) == LoongarchInstruction.genBreak(LoongarchInstruction.BRK_BUG)) bugTable.add(addr);
        }
        kprobes.initKprobes(nokprobe, irqentry);
    }

    /// `find_bug()`.
    boolean findBug(long addr) {
        return bugTable.contains(addr);
    }

    /// `kprobe_lookup_name()`.
    OptionalLong kprobeLookupName(String symbol) {
        return machine.symbols().address(symbol);
    }

    /// `kallsyms_lookup_size_offset()`: how far into a function the address is; nothing outside of text.
    OptionalLong kallsymsLookupOffset(long addr) {
        if (!isKernelText(addr)) return OptionalLong.empty();
        return machine.symbols().at(addr).map(at -> OptionalLong.of(at.offset())).orElse(OptionalLong.empty());
    }

    /// `foo+0x8`, `slot(p)+0x4`, or the number where nothing has a name. A slot is called by the probe that has it, or had it last.
    @Override
    public String where(long address) {
        if (address == Layout.KRETPROBE_TRAMPOLINE) return kretprobes.trampoline();
        if (address == Layout.ENTRY) return "the kernel";
        return InsnSlots.isSlot(address) ? slotName(address) : machine.symbols().render(address);
    }

    private String slotName(long address) {
        long slot = address & -InsnSlots.SLOT_SIZE;
        return probesByName.values().stream().filter(p -> p.slotNow() == slot && registered(p)).findFirst()
                .or(() -> probesByName.values().stream().filter(p -> p.slotNow() == slot).findFirst())
                .or(() -> probesByName.values().stream().filter(p -> slot(p) == slot).findFirst())
                .map(p -> new SymbolOffset("slot(" + p.name() + ")", address - slot).toString())
                .orElseGet(() -> machine.symbols().render(address));
    }

    String symbolName(Kprobe p) {
        return machine.symbols().at(p.addrNow()).map(SymbolOffset::symbol).orElse("(null)");
    }

    String symbolOffset(Kprobe p) {
        return Long.toHexString(machine.symbols().at(p.addrNow()).map(SymbolOffset::offset).orElse(0L));
    }
}
