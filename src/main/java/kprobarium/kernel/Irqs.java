package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;

/// The interrupts that may come, and do_irq(), which calls what has asked for them.
///
/// A line has a handler and may come so many times on each CPU; an IPI may come as often as it has been sent. When it comes is nobody's
/// decision but the schedule's: wherever the CPU has interrupts on, it may be now.
public final class Irqs {
    /// The bit of ESTAT.IS for line 0: behind the two that software sets.
    private static final int FIRST_BIT = 2;
    static final int MOST = 8;

    /// `handler`: a guest function, [Kprobe#COUNT] or 0. `ipi`: it comes only when sent.
    private record Line(String name, long handler, boolean ipi) {}

    private final Kernel k;
    private final State state;
    private final List<Line> lines = new ArrayList<>();
    private final int pending;
    private final int taken;

    Irqs(Kernel k) {
        this.k = k;
        state = k.machine.state();
        int cells = MOST * k.machine.cpus().size();
        pending = state.allocate(cells);
        taken = state.allocate(cells);
    }

    private int at(Cpu cpu, int line) {
        return cpu.number() * MOST + line;
    }

    /// Adds a line and answers its number.
    public int add(String name, long handler, boolean ipi) {
        lines.add(new Line(name, handler, ipi));
        return lines.size() - 1;
    }

    /// The line may come `times` times on `cpu`; before the clock starts.
    public void mayCome(Cpu cpu, int line, int times) {
        state.set(pending + at(cpu, line), times);
    }

    /// The lines that may come on `cpu` where it is.
    int deliverable(Cpu cpu) {
        if (lines.isEmpty() || !cpu.interruptsOn()) return 0;
        int mask = 0;
        for (int line = 0; line < lines.size(); line++) if (state.get(pending + at(cpu, line)) > 0) mask |= 1 << FIRST_BIT + line;
        return mask;
    }

    void comes(Cpu cpu, int bit) {
        int at = at(cpu, bit - FIRST_BIT);
        if (!k.tasks.repeats() || lines.get(bit - FIRST_BIT).ipi()) state.set(pending + at, state.get(pending + at) - 1);
        state.count(taken + at, state.get(taken + at) + 1);
    }

    /// How often the line has come on `cpu`.
    public long taken(Cpu cpu, int line) {
        return state.get(taken + at(cpu, line));
    }

    /// Sends an IPI: it is pending on `cpu` from now on. To another CPU it is a stop, for what that one may do next depends on it.
    void send(int line, Cpu cpu) {
        if (k.strand.own(Cpu::number) != cpu.number()) k.strand.signal(Layout.perCpu(cpu.number(), Layout.IPI_STATUS), 1L << line);
        k.strand.own(_ -> {
            int at = pending + at(cpu, line);
            state.set(at, state.get(at) + 1);
            return 0;
        });
    }

    /// The number of the line of this name.
    public int line(String name) {
        for (int line = 0; line < lines.size(); line++) if (lines.get(line).name().equals(name)) return line;
        throw new IllegalArgumentException(name);
    }

    private static int line(long estat) {
        return Long.numberOfTrailingZeros(estat) - FIRST_BIT;
    }

    /// do_irq(): the handler runs in hardirq context, with interrupts off.
    void doIrq(PtRegs regs) {
        int line = line(regs.csrEstat());
        k.rcu.irqEnter();
        long handler = lines.get(line).handler();
        if (handler != Kprobe.COUNT && handler != 0) k.strand.call(handler, line, regs.address(), 0);
        k.rcu.irqExit();
    }
}
