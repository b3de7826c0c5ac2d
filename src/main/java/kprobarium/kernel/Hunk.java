package kprobarium.kernel;

import kprobarium.machine.Cpu;
import kprobarium.machine.Strand;
import kprobarium.machine.WeakMemory;

/// What a C file of one kernel version or a patch to it is written against: the kernel around it, and the kernel's everyday macros
/// and inline functions under their own names.
public abstract class Hunk {
    protected final Kernel k;

    protected Hunk(Kernel k) {
        this.k = k;
    }

    static AssertionError absent(String function) {
        return new AssertionError("this kernel has no " + function + "()");
    }

    /// `__this_cpu_read(current_kprobe)`, which is `kprobe_running()`.
    protected final Kprobe kprobeRunning() {
        return k.currentKprobe(k.strand.cpu()).read();
    }

    /// `__this_cpu_write(current_kprobe, p)`.
    protected final void writeCurrentKprobe(Kprobe p) {
        k.currentKprobe(k.strand.cpu()).write(p);
    }

    /// `reset_current_kprobe()`.
    protected final void resetCurrentKprobe() {
        writeCurrentKprobe(null);
    }

    protected final KprobeCtlblk getKprobeCtlblk() {
        return k.getKprobeCtlblk();
    }

    /// The word of text at `addr`, read as data: always what memory holds now.
    protected final int readText(long addr) {
        long insn = k.text(addr);
        if (insn == Strand.NOT_PRESENT) throw k.fault(addr);
        return (int) insn;
    }

    /// A store of an instruction to text.
    protected final void writeText(long addr, int insn) {
        if (!k.machine.memory().mapped(addr, 4)) throw k.fault(addr);
        k.strand.poke(addr, insn);
    }

    /// `smp_store_release()`: what was stored before is seen before this.
    protected final void smpStoreRelease(long addr, long value) {
        k.strand.dbar(WeakMemory.RELEASE);
        k.strand.shared(addr, 8, value);
    }

    protected final void ibar() {
        k.strand.ibar();
    }

    protected final void localIrqEnable() {
        k.rcu.localIrqEnable();
    }

    protected final void localIrqDisable() {
        k.rcu.localIrqDisable();
    }

    protected final void preemptDisable() {
        k.rcu.preemptDisable();
    }

    /// `preempt_enable_no_resched()`.
    protected final void preemptEnable() {
        k.rcu.preemptEnable();
    }

    /// `in_atomic()`.
    protected final boolean inAtomic() {
        return k.preemptCount() != 0;
    }

    /// `preemptible()`.
    protected final boolean preemptible() {
        return !inAtomic() && (k.strand.csr(Cpu.CRMD) & Cpu.IE) != 0;
    }

    protected final void prNotice(String text) {
        k.printk("notice", text);
    }

    protected final void prWarn(String text) {
        k.printk("warning", text);
    }

    /// `WARN_ON(1)` in `function`.
    protected final void warnOn(String function) {
        k.warn(function);
    }

    /// `BUG()` in `function`: its own `break 1`, which do_bp() answers by dying. Does not return.
    protected final RuntimeException bug(PtRegs regs, String function) {
        throw k.die("Oops - BUG", function, regs);
    }
}
