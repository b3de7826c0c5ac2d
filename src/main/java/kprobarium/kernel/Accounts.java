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
/// Of each probe there are two balances. Executions: what is owed for every hit, every nested hit that is only counted, and every silent
/// miss, and paid by the execution of the probed instruction, in a slot, simulated, or in place. Post handlers: owed for every hit whose
/// pre_handler returned 0, and paid by the call of post_handler; a fault in the slot settles it, for the instruction is tried again or
/// given up.
///
/// Of each task there is a stack of bits: IE of the contexts that its exceptions interrupted. A step belongs to the context of the probed
/// instruction, so what enters from a slot pushes nothing, and what leaves to a slot pops nothing.
///
/// All of it are [statistics][State#count(int, long)], a few cells that are 0 again where all is well: they tell states apart only where
/// something is owed.
final class Accounts {
    private static final int EXECUTIONS = 0, POSTS = 1, BALANCES = 2;
    private static final int IRQS = 1, SLOTS = 2;
    private static final long NO_CONTEXT = 1;

    private final Kernel k;
    private final State state;
    private final int balances;
    private final int[] contexts;
    private final int[] faulted;
    private final int[] stale;
    private final int broken;

    Accounts(Kernel k, int kprobes) {
        this.k = k;
        state = k.machine.state();
        balances = state.allocate(BALANCES * kprobes);
        contexts = cells(k.machine.tasks());
        faulted = cells(k.machine.tasks());
        stale = cells(k.machine.cpus().size());
        broken = state.allocate(1);
        for (int cell : contexts) state.count(cell, NO_CONTEXT);
    }

    private int[] cells(int n) {
        return IntStream.range(0, n).map(_ -> state.allocate(1)).toArray();
    }

    /// A new probe owes nothing, whatever had its place before.
    void reset(Kprobe p) {
        for (int what = 0; what < BALANCES; what++) put(balances + BALANCES * p.index() + what, 0);
    }

    private void put(int cell, long value) {
        if (state.get(cell) != value) state.count(cell, value);
    }

    private void owes(Kprobe p, int what, int n) {
        int cell = balances + BALANCES * p.index() + what;
        put(cell, state.get(cell) + n);
    }

    private void breaks(int what) {
        put(broken, state.get(broken) | what);
    }

    // What happens to a probe.

    void hit(Kprobe p) {
        owes(p, EXECUTIONS, 1);
        if (p.postHandlerNow()) owes(p, POSTS, 1);
    }

    void missed(Kprobe p) {
        owes(p, EXECUTIONS, 1);
    }

    /// The pre_handler has set the return address itself: there will be no step.
    void skipped(Kprobe p) {
        owes(p, EXECUTIONS, -1);
        if (p.postHandlerNow()) owes(p, POSTS, -1);
    }

    void postHandled(Kprobe p) {
        owes(p, POSTS, -1);
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
            stepped(cpu, pc, instruction);
            return;
        }
        int at = stale[cpu.number()];
        if (state.get(at) == 0) return;
        owes(k.probe((int) state.get(at) - 1), EXECUTIONS, -1);
        put(at, 0);
    }

    private void stepped(Cpu cpu, long pc, Operands instruction) {
        if (!ownsSlot(cpu, pc)) breaks(SLOTS);
        k.currentKprobe(cpu).now().ifPresent(p -> owes(p, EXECUTIONS, -1));
        Insn row = instruction.row();
        boolean sets = row == Insn.CSRWR || row == Insn.CSRXCHG && (cpu.get(instruction.rj()) & Cpu.IE) != 0;
        if (sets && instruction.csr() == Cpu.CRMD) {
            int stack = contexts[cpu.task()];
            put(stack, state.get(stack) & ~1 | bit(cpu.interruptsOn()));
        }
    }

    /// Whether the slot at `address` is that of the probe that this CPU handles.
    private boolean ownsSlot(Cpu cpu, long address) {
        return k.currentKprobe(cpu).now().filter(p -> p.slotNow() == (address & -InsnSlots.SLOT_SIZE)).isPresent();
    }

    /// An exception interrupts the context at ERA.
    void entered(Cpu cpu, Ecode exception) {
        long era = cpu.readCsr(Cpu.ERA);
        if (!InsnSlots.isSlot(era)) {
            int stack = contexts[cpu.task()];
            put(stack, state.get(stack) << 1 | bit((cpu.readCsr(Cpu.PRMD) & Cpu.IE) != 0));
            return;
        }
        if (exception == Ecode.INT) return;
        if (!ownsSlot(cpu, era)) breaks(SLOTS);
        if (exception == Ecode.BRK) return;
        Kprobe p = k.currentKprobe(cpu).now().orElse(null);
        if (p == null) return;
        put(faulted[cpu.task()], p.index() + 1L);
        if (k.kprobeCtlblk(cpu).statusNow() == KprobeStatus.KPROBE_HIT_SS && p.postHandlerNow()) owes(p, POSTS, -1);
    }

    /// It is left again; PRMD and ERA say for what.
    void left(Cpu cpu) {
        long era = cpu.readCsr(Cpu.ERA);
        if (InsnSlots.isSlot(era)) return;
        int stack = contexts[cpu.task()];
        long top = state.get(stack);
        if ((top & 1) != bit((cpu.readCsr(Cpu.PRMD) & Cpu.IE) != 0)) breaks(IRQS);
        put(stack, top >>> 1);
        int fault = faulted[cpu.task()];
        if (state.get(fault) == 0) return;
        Kprobe p = k.probe((int) state.get(fault) - 1);
        if (era != p.addrNow()) owes(p, EXECUTIONS, -1);
        put(fault, 0);
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
        return state.get(balances + BALANCES * p.index() + EXECUTIONS) == 0;
    }

    boolean postHandlersPaired(Kprobe p) {
        return state.get(balances + BALANCES * p.index() + POSTS) == 0;
    }

    boolean irqsRestored() {
        return (state.get(broken) & IRQS) == 0;
    }

    boolean slotsKept() {
        return (state.get(broken) & SLOTS) == 0;
    }
}
