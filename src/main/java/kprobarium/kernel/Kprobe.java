package kprobarium.kernel;

import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `struct kprobe` (include/linux/kprobes.h), in guest memory at the offsets that a 64-bit kernel has, so that a guest handler may read it.
///
/// A field that is set before the probe is published, and never while it can be found, is read without a stop: `addr`, `opcode`, the
/// handlers. A field that changes under a CPU's feet stops: `hlist.next`, `nmissed`, `flags`, `ainsn.insn`.
public final class Kprobe {
    public static final int KPROBE_FLAG_DISABLED = 2;
    /// The handler `count`: it does nothing, so that its calls can be counted.
    public static final long COUNT = 1;
    static final int SIZE = 112;
    static final int NEXT = 0, PPREV = 8, NMISSED = 32, ADDR = 40, PRE_HANDLER = 64, POST_HANDLER = 72, OPCODE = 80;
    static final int INSN = 88, RESTORE = 96, FLAGS = 104;

    /// `struct arch_specific_insn`.
    public final class Ainsn {
        /// The slot, or NULL: there is none.
        public long insn() {
            return strand.follow(address + INSN);
        }

        public void insn(long slot) {
            if (strand.shared(address + INSN, 8, slot)) k.events.slotSet(Kprobe.this, slot);
        }

        /// Where execution goes on after a step in the slot; 0 for a simulated instruction.
        public long restore() {
            return strand.local(address + RESTORE);
        }

        public void restore(long era) {
            strand.local(address + RESTORE, era);
        }
    }

    private final Kernel k;
    private final Strand strand;
    private final int index;
    private final String name;
    private final long address;
    public final Ainsn ainsn = new Ainsn();

    Kprobe(Kernel k, int index, String name) {
        this.k = k;
        strand = k.strand;
        this.index = index;
        this.name = name;
        address = Layout.KPROBES + (long) index * SIZE;
    }

    /// What the pointer is worth; NULL is 0.
    public static long address(Kprobe p) {
        return p == null ? 0 : p.address;
    }

    /// The name that the experiment or the command gave it.
    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    /// Fills in what the caller of register_kprobe() does, before the clock starts.
    void define(long addr, long preHandler, long postHandler, boolean disabled) {
        memory().store(address + ADDR, 8, addr);
        memory().store(address + PRE_HANDLER, 8, preHandler);
        memory().store(address + POST_HANDLER, 8, postHandler);
        memory().store(address + FLAGS, 4, disabled ? KPROBE_FLAG_DISABLED : 0);
    }

    /// The next probe in the same hash bucket.
    public Kprobe next() {
        return k.kprobe(strand.follow(address + NEXT));
    }

    public void next(Kprobe p) {
        strand.shared(address + NEXT, 8, address(p));
    }

    /// The address of `hlist.next`, where the pprev of the probe behind points.
    long nextField() {
        return address + NEXT;
    }

    /// `hlist.pprev`: written and read under kprobe_mutex only.
    long pprev() {
        return strand.local(address + PPREV);
    }

    void pprev(long field) {
        strand.local(address + PPREV, field);
    }

    public long nmissed() {
        return strand.follow(address + NMISSED);
    }

    public void nmissed(long n) {
        if (strand.shared(address + NMISSED, 8, n)) k.events.missed(strand.cpu(), this, n);
    }

    public long addr() {
        return strand.local(address + ADDR);
    }

    public int opcode() {
        return (int) strand.local(address + OPCODE);
    }

    public void opcode(int insn) {
        strand.local(address + OPCODE, Integer.toUnsignedLong(insn));
    }

    public int flags() {
        return (int) strand.follow(address + FLAGS, 4);
    }

    public void flags(int flags) {
        strand.shared(address + FLAGS, 4, flags);
    }

    /// Whether `p->pre_handler` is set.
    public boolean preHandler() {
        return strand.local(address + PRE_HANDLER) != 0;
    }

    /// `p->pre_handler(p, regs)`.
    public int preHandler(PtRegs regs) {
        long handler = strand.local(address + PRE_HANDLER);
        int result = handler == COUNT ? 0 : (int) strand.call(handler, address, regs.address(), 0);
        if (strand.once()) k.events.preHandled(strand.cpu(), this, result);
        return result;
    }

    /// Whether `p->post_handler` is set.
    public boolean postHandler() {
        return strand.local(address + POST_HANDLER) != 0;
    }

    /// `p->post_handler(p, regs, flags)`.
    public void postHandler(PtRegs regs, long flags) {
        long handler = strand.local(address + POST_HANDLER);
        if (handler != COUNT) strand.call(handler, address, regs.address(), flags);
        if (strand.once()) k.events.postHandled(strand.cpu(), this);
    }

    /// The fields as anyone may look at them from outside, while nothing runs.
    public long addrNow() {
        return memory().load(address + ADDR, 8);
    }

    public long nmissedNow() {
        return memory().load(address + NMISSED, 8);
    }

    boolean postHandlerNow() {
        return memory().load(address + POST_HANDLER, 8) != 0;
    }

    public long slotNow() {
        return memory().load(address + INSN, 8);
    }

    public boolean disabledNow() {
        return (memory().load(address + FLAGS, 4) & KPROBE_FLAG_DISABLED) != 0;
    }

    private Memory memory() {
        return k.machine.memory();
    }
}
