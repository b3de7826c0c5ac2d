package kprobarium.kernel;

import java.util.stream.IntStream;
import kprobarium.isa.Ecode;
import kprobarium.isa.Insn;
import kprobarium.isa.Operands;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;

/// What must balance in a run, whatever the kernel: kept by the laboratory beside the kernel's own counts, so that a run can be asked at
/// its end whether every hit was stepped once and every interrupted context got its interrupts back.
///
/// Of each probed address there are two balances. Executions: what is owed for every hit, every nested hit that is only counted, and every
/// silent miss, and paid by the execution of the probed instruction, in a slot, simulated, or in place. Post handlers: owed for every hit
/// whose pre_handler returned 0, and paid by the call of post_handler; a fault in the slot settles it, for the instruction is tried again
/// or given up. Where several probes share an address, one may keep the others from being called, and their post handlers are not counted.
///
/// Of each task there is a stack of bits: IE of the contexts that its exceptions interrupted. A step belongs to the context of the probed
/// instruction, so what enters from a slot pushes nothing, and what leaves to a slot pops nothing.
///
/// On a [plain][State#makePlain()] machine nobody sees which instructions are executed: nothing is kept there.
///
/// All of it are [statistics][State#count(int, long)], a few cells that are 0 again where all is well: they tell states apart only where
/// something is owed.
final class Accounts {
    private static final int EXECUTIONS = 0, POSTS = 1, NMISSED = 2, BALANCES = 3;
    private static final int IRQS = 1, SLOTS = 2;
    private static final long NO_CONTEXT = 1;
    /// What is kept of a fault in a slot: the probe's index and one, whether its post_handler was settled, and how deep it is.
    private static final int INDEX = 0x7fff, SETTLED = 15, DEPTH = 16;

    private final Kernel k;
    private final State state;
    private final int balances;
    private final int[] accountOf;
    private final boolean[] shared;
    private final int[] contexts;
    private final int[] faulted;
    private final int[] stale;
    private final int broken;

    Accounts(Kernel k, int kprobes) {
        this.k = k;
        state = k.machine.state();
        balances = state.allocate(BALANCES * kprobes);
        accountOf = new int[kprobes];
        shared = new boolean[kprobes];
        contexts = cells(k.machine.tasks());
        faulted = cells(k.machine.tasks());
        stale = cells(k.machine.cpus().size());
        broken = state.allocate(1);
        for (int cell : contexts) state.count(cell, NO_CONTEXT);
    }

    private int[] cells(int n) {
        return IntStream.range(0, n).map(_ -> state.allocate(1)).toArray();
    }

    /// A new probe owes nothing, whatever had its place before; unless its address has an account already.
    void open(Kprobe p) {
        int account = p.index();
        for (Kprobe other : k.probes().values()) {
            if (other != p && other.addrNow() == p.addrNow()) account = accountOf[other.index()];
        }
        accountOf[p.index()] = account;
        shared[account] = account != p.index();
        if (shared[account]) return;
        for (int what = 0; what < BALANCES; what++) put(balances + BALANCES * account + what, 0);
    }

    /// The account of a probe's address, or of the address that a manager of several stands for; -1 of what is no probe's.
    private int account(Kprobe p) {
        if (!p.isManager()) return accountOf[p.index()];
        for (Kprobe child : k.probes().values()) if (child.addrNow() == p.addrNow()) return accountOf[child.index()];
        return -1;
    }

    private boolean isAlone(Kprobe p) {
        int account = account(p);
        return account >= 0 && !shared[account];
    }

    private void put(int cell, long value) {
        if (state.get(cell) != value) state.count(cell, value);
    }

    private void owes(Kprobe p, int what, long n) {
        if (state.isPlain()) return;
        int account = account(p);
        if (account < 0) return;
        int cell = balances + BALANCES * account + what;
        put(cell, state.get(cell) + n);
    }

    private void breaks(int what) {
        put(broken, state.get(broken) | what);
    }

    // What happens to a probe.

    void hit(Kprobe p) {
        owes(p, EXECUTIONS, 1);
        owesPost(p, 1);
    }

    /// The kernel has written `nmissed`: what it grows by is what the kernel says it has missed.
    void missed(Kprobe p, long nmissed) {
        if (!isAlone(p)) return;
        int cell = balances + BALANCES * account(p) + NMISSED;
        if (nmissed > 0) owes(p, EXECUTIONS, nmissed - state.get(cell));
        put(cell, nmissed);
    }

    /// A hit inside another. Of several probes at one address each counts it, so there it is counted here.
    void reentered(Kprobe p) {
        if (!isAlone(p)) owes(p, EXECUTIONS, 1);
    }

    /// The pre_handler has set the return address itself: there will be no step.
    void skipped(Kprobe p) {
        owes(p, EXECUTIONS, -1);
        owesPost(p, -1);
    }

    void postHandled(Kprobe p) {
        owesPost(p, -1);
    }

    private void owesPost(Kprobe p, int n) {
        if (!state.isPlain() && isAlone(p) && p.postHandlerNow()) owes(p, POSTS, n);
    }

    void simulated(Kprobe p) {
        owes(p, EXECUTIONS, -1);
    }

    /// A silent miss: `cpu` has fetched the original instruction where memory holds the break. Fetched again before it was executed, it
    /// is counted again, and paid only once.
    void silentlyMissed(Cpu cpu, Kprobe p) {
        owes(p, EXECUTIONS, 1);
        put(stale[cpu.number()], p.index() + 1L);
    }

    // What happens on a CPU.

    /// An instruction has been executed at an address where text may change.
    void executed(Cpu cpu, long pc, Operands instruction) {
        if (InsnSlots.isSlot(pc)) {
            stepped(cpu, instruction);
            return;
        }
        int at = stale[cpu.number()];
        if (state.get(at) == 0) return;
        owes(k.kprobe((int) state.get(at) - 1), EXECUTIONS, -1);
        put(at, 0);
    }

    private void stepped(Cpu cpu, Operands instruction) {
        Kprobe p = k.currentKprobe(cpu).now().orElse(null);
        if (p == null || instruction.word() != p.opcodeNow()) breaks(SLOTS);
        if (p != null) owes(p, EXECUTIONS, -1);
        Insn row = instruction.row();
        boolean sets = row == Insn.CSRWR || row == Insn.CSRXCHG && (cpu.get(instruction.rj()) & Cpu.IE) != 0;
        if (sets && instruction.csr() == Cpu.CRMD) {
            int stack = contexts[cpu.task()];
            put(stack, state.get(stack) & ~1 | bit(cpu.interruptsOn()));
        }
    }

    /// An exception interrupts the context at ERA.
    void entered(Cpu cpu, Ecode exception) {
        if (state.isPlain()) return;
        long era = cpu.readCsr(Cpu.ERA);
        if (!InsnSlots.isSlot(era)) {
            int stack = contexts[cpu.task()];
            put(stack, state.get(stack) << 1 | bit((cpu.readCsr(Cpu.PRMD) & Cpu.IE) != 0));
            return;
        }
        if (exception == Ecode.INT || exception == Ecode.BRK) return;
        Kprobe p = k.currentKprobe(cpu).now().orElse(null);
        if (p == null) return;
        boolean settled = k.kprobeCtlblk(cpu).statusNow() == KprobeStatus.KPROBE_HIT_SS;
        if (settled) owesPost(p, -1);
        put(faulted[cpu.task()], depth(cpu) << DEPTH | bit(settled) << SETTLED | p.index() + 1L);
    }

    /// It is left again; PRMD and ERA say for what.
    void left(Cpu cpu) {
        if (state.isPlain()) return;
        long era = cpu.readCsr(Cpu.ERA);
        long fault = state.get(faulted[cpu.task()]);
        if (fault != 0 && fault >>> DEPTH == depth(cpu)) leftFault(cpu, fault, era);
        if (InsnSlots.isSlot(era)) return;
        int stack = contexts[cpu.task()];
        long top = state.get(stack);
        if ((top & 1) != bit((cpu.readCsr(Cpu.PRMD) & Cpu.IE) != 0)) breaks(IRQS);
        put(stack, top >>> 1);
    }

    /// A fault in a slot is over: the instruction is tried again, there or as a hit of its own, or it was given up, and that was it.
    private void leftFault(Cpu cpu, long fault, long era) {
        Kprobe p = k.kprobe((int) (fault & INDEX) - 1);
        if (InsnSlots.isSlot(era)) {
            if ((fault >>> SETTLED & 1) != 0) owesPost(p, 1);
        } else if (era != p.addrNow()) {
            owes(p, EXECUTIONS, -1);
        }
        put(faulted[cpu.task()], 0);
    }

    /// How many contexts of the task are interrupted.
    private long depth(Cpu cpu) {
        return (long) Long.SIZE - Long.numberOfLeadingZeros(state.get(contexts[cpu.task()]));
    }

    /// The task that runs on `cpu` is dead, and with it all that it was in the middle of.
    void taskDied(Cpu cpu) {
        put(contexts[cpu.task()], NO_CONTEXT);
        put(faulted[cpu.task()], 0);
    }

    private static long bit(boolean on) {
        return on ? 1 : 0;
    }

    // What came of it.

    boolean executionsAccountedFor(Kprobe p) {
        return state.get(balances + BALANCES * account(p) + EXECUTIONS) == 0;
    }

    boolean postHandlersPaired(Kprobe p) {
        return !isAlone(p) || state.get(balances + BALANCES * account(p) + POSTS) == 0;
    }

    boolean irqsRestored() {
        return (state.get(broken) & IRQS) == 0;
    }

    boolean slotsKept() {
        return (state.get(broken) & SLOTS) == 0;
    }
}
