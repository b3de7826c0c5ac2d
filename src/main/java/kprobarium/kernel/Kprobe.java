package kprobarium.kernel;

import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `struct kprobe` (include/linux/kprobes.h), in guest memory at the offsets that a 64-bit kernel has, so that a guest handler may read it.
///
/// A field that is set before the probe is published, and never while it can be found, is read without a stop: `addr`, `opcode`, the
/// handlers. A field that changes under a CPU's feet stops: `hlist.next`, `nmissed`, `flags`, `ainsn.insn`.
///
/// Where several probes are at one address, a *manager* stands for them in the hash table: a struct like any other, whose `list` is the
/// head of theirs, and whose handlers call theirs.
public final class Kprobe {
    public static final int KPROBE_FLAG_GONE = 1, KPROBE_FLAG_DISABLED = 2, KPROBE_FLAG_ON_FUNC_ENTRY = 16;
    /// The handler `count`: it does nothing, so that its calls can be counted.
    public static final long COUNT = 1;
    /// The handler of an event, see [TraceHandlers]; `pre_handler_kretprobe()`; `aggr_pre_handler()` and `aggr_post_handler()`.
    public static final long TRACE = 2, PRE_HANDLER_KRETPROBE = 3, AGGR_HANDLER = 4;
    static final int SIZE = 112;
    /// From one struct to the next: each has room for the `struct kretprobe` that it may be the beginning of.
    static final int STRIDE = 152;
    static final int NEXT = 0, PPREV = 8, LIST_NEXT = 16, LIST_PREV = 24, NMISSED = 32, ADDR = 40, SYMBOL_NAME = 48, OFFSET = 56;
    static final int PRE_HANDLER = 64, POST_HANDLER = 72, OPCODE = 80, INSN = 88, RESTORE = 96, FLAGS = 104;

    /// `struct arch_specific_insn`.
    public final class Ainsn {
        /// The slot, or NULL: there is none.
        public long insn() {
            return strand.follow(struct, INSN);
        }

        public void insn(long slot) {
            if (strand.shared(address + INSN, 8, slot)) k.events.slotSet(Kprobe.this, slot);
        }

        /// Where execution goes on after a step in the slot; 0 for a simulated instruction.
        public long restore() {
            return strand.local(struct, RESTORE);
        }

        public void restore(long era) {
            strand.local(struct, RESTORE, era);
        }
    }

    private final Kernel k;
    private final Strand strand;
    private final int index;
    private final String name;
    private final long address;
    private final Memory.Struct struct;
    public final Ainsn ainsn = new Ainsn();

    Kprobe(Kernel k, int index, String name) {
        this.k = k;
        strand = k.strand;
        this.index = index;
        this.name = name;
        address = Layout.KPROBES + (long) index * STRIDE;
        struct = k.machine.memory().struct(address, SIZE);
    }

    /// What the pointer is worth; NULL is 0.
    public static long address(Kprobe p) {
        return p == null ? 0 : p.address;
    }

    /// The name that the experiment or the command gave it; a manager is called by its place: `aggr(foo+0x8)`.
    public String name() {
        return isManager() ? name + "(" + k.where(addrNow()) + ")" : name;
    }

    /// Whether this struct can only be the manager of several probes.
    boolean isManager() {
        return index >= Kernel.MAX_KPROBES;
    }

    /// Its number among those that there can be at once.
    public int index() {
        return index;
    }

    /// Fills in what the caller of register_kprobe() does, before the clock starts.
    void define(long addr, long preHandler, long postHandler, boolean disabled) {
        memory().store(address + ADDR, 8, addr);
        memory().store(address + PRE_HANDLER, 8, preHandler);
        memory().store(address + POST_HANDLER, 8, postHandler);
        memory().store(address + FLAGS, 4, disabled ? KPROBE_FLAG_DISABLED : 0);
        memory().store(address + SYMBOL_NAME, 8, 0);
        memory().store(address + OFFSET, 4, 0);
    }

    /// The same by the name of a symbol: `symbol_name` points to nothing that a guest could read, only the kernel looks there.
    void defineSymbol(int offset) {
        memory().store(address + SYMBOL_NAME, 8, address + SYMBOL_NAME);
        memory().store(address + OFFSET, 4, offset);
    }

    /// The next probe in the same hash bucket.
    public Kprobe next() {
        return k.kprobe(strand.follow(struct, NEXT));
    }

    public void next(Kprobe p) {
        strand.shared(address + NEXT, 8, address(p));
    }

    /// The same under kprobe_mutex, where nobody else changes it.
    Kprobe nextLocked() {
        return k.kprobe(strand.local(struct, NEXT));
    }

    /// The address of `hlist.next`, where the pprev of the probe behind points.
    long nextField() {
        return address + NEXT;
    }

    /// `hlist.pprev`: written and read under kprobe_mutex only.
    long pprev() {
        return strand.local(struct, PPREV);
    }

    void pprev(long field) {
        strand.local(struct, PPREV, field);
    }

    /// The address of `list`: what the entries before and behind point to.
    long list() {
        return address + LIST_NEXT;
    }

    /// The probe whose `list` is at this address.
    Kprobe listEntry(long list) {
        return k.kprobe(list - LIST_NEXT);
    }

    /// `list.next`, which a handler may be following.
    long listNext() {
        return strand.follow(struct, LIST_NEXT);
    }

    /// The same under kprobe_mutex, where nobody else changes it; and as long as nobody else can find it.
    long listNextLocked() {
        return strand.local(struct, LIST_NEXT);
    }

    void listNextLocked(long list) {
        strand.local(struct, LIST_NEXT, list);
    }

    long listPrev() {
        return strand.local(struct, LIST_PREV);
    }

    void listPrev(long list) {
        strand.local(struct, LIST_PREV, list);
    }

    public long nmissed() {
        return strand.follow(struct, NMISSED);
    }

    public void nmissed(long n) {
        if (strand.shared(address + NMISSED, 8, n)) k.events.missed(strand.cpu(), this, n);
    }

    public long addr() {
        return strand.local(struct, ADDR);
    }

    void addr(long addr) {
        strand.local(struct, ADDR, addr);
    }

    /// Whether `symbol_name` is set, and which symbol it is.
    boolean hasSymbolName() {
        return strand.local(struct, SYMBOL_NAME) != 0;
    }

    int offset() {
        return (int) strand.local(struct, OFFSET);
    }

    public int opcode() {
        return (int) strand.local(struct, OPCODE);
    }

    public void opcode(int insn) {
        strand.local(struct, OPCODE, Integer.toUnsignedLong(insn));
    }

    public int flags() {
        return (int) strand.follow(address + FLAGS, 4);
    }

    public void flags(int flags) {
        strand.shared(address + FLAGS, 4, flags);
    }

    /// Whether `p->pre_handler` is set.
    public boolean preHandler() {
        return strand.local(struct, PRE_HANDLER) != 0;
    }

    /// `p->pre_handler(p, regs)`.
    public int preHandler(PtRegs regs) {
        long handler = strand.local(struct, PRE_HANDLER);
        if (handler == AGGR_HANDLER) return k.kprobes.aggrPreHandler(this, regs);
        int result = 0;
        if (handler == PRE_HANDLER_KRETPROBE) result = k.kretprobes.preHandlerKretprobe(this, regs);
        else if (handler == TRACE) result = k.traceHandlers().kprobe(this, regs);
        else if (handler != COUNT) result = (int) strand.call(handler, address, regs.address(), 0);
        if (strand.onceAside()) k.events.preHandled(strand.cpu(), this, result);
        return result;
    }

    void preHandler(long handler) {
        strand.local(struct, PRE_HANDLER, handler);
    }

    /// Whether `p->post_handler` is set. A manager's comes and goes with its children's.
    public boolean postHandler() {
        return (isManager() ? strand.follow(struct, POST_HANDLER) : strand.local(struct, POST_HANDLER)) != 0;
    }

    /// `p->post_handler(p, regs, flags)`.
    public void postHandler(PtRegs regs, long flags) {
        if (isManager()) {
            k.kprobes.aggrPostHandler(this, regs, flags);
            return;
        }
        long handler = strand.local(struct, POST_HANDLER);
        if (handler != COUNT) strand.call(handler, address, regs.address(), flags);
        if (strand.onceAside()) k.events.postHandled(strand.cpu(), this);
    }

    void postHandler(long handler) {
        if (isManager()) strand.shared(address + POST_HANDLER, 8, handler);
        else strand.local(struct, POST_HANDLER, handler);
    }

    /// The fields as anyone may look at them from outside, while nothing runs.
    public long addrNow() {
        return struct.get(ADDR);
    }

    public long nmissedNow() {
        return struct.get(NMISSED);
    }

    int opcodeNow() {
        return (int) struct.get(OPCODE);
    }

    boolean postHandlerNow() {
        return struct.get(POST_HANDLER) != 0;
    }

    public long slotNow() {
        return struct.get(INSN);
    }

    long preHandlerNow() {
        return struct.get(PRE_HANDLER);
    }

    int flagsNow() {
        return (int) memory().load(address + FLAGS, 4);
    }

    long nextNow() {
        return struct.get(NEXT);
    }

    long listNextNow() {
        return struct.get(LIST_NEXT);
    }

    public boolean disabledNow() {
        return (strand.aside(struct, FLAGS) & KPROBE_FLAG_DISABLED) != 0;
    }

    private Memory memory() {
        return k.machine.memory();
    }
}
