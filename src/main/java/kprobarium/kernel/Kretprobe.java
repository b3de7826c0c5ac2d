package kprobarium.kernel;

import java.util.function.ToLongFunction;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `struct kretprobe` (include/linux/kprobes.h): a probe at the entry of a function, and what to do when that call returns; with the pool
/// of its `struct kretprobe_instance`s.
///
/// An instance belongs to the registration that it was taken under: what is still hooked when its probe goes away returns as ever, and
/// is no part of the pool that the next registration makes. As many as there can be live calls are set aside, whatever `maxactive` is.
public final class Kretprobe {
    static final int HANDLER = 112, ENTRY_HANDLER = 120, MAXACTIVE = 128, NMISSED = 132, DATA_SIZE = 136, RETHOOK = 144;
    /// Of an instance: whether it is taken, the next one of the task, the registration, where its call returns to, its frame, its data.
    static final int TAKEN = 0, LLIST = 16, OWNER = 24, RET_ADDR = 32, FRAME = 40, DATA = 48;
    static final int POOL_SIZE = 16 << 10;
    /// In front of the instances: how often the probe was registered.
    private static final int REGISTRATIONS = 0, INSTANCES = 16;

    public final Kprobe kp;
    private final Kernel k;
    private final Strand strand;
    private final long address;
    private final long pool;
    private final ToLongFunction<Cpu> take = this::take;

    Kretprobe(Kernel k, Kprobe kp) {
        this.k = k;
        this.kp = kp;
        strand = k.strand;
        address = Kprobe.address(kp);
        pool = pool(kp.index());
    }

    static long pool(int index) {
        return Layout.KRETPROBE_INSTANCES + (long) index * POOL_SIZE;
    }

    /// The index of the probe that an instance belongs to.
    static int indexOf(long ri) {
        return (int) ((ri - Layout.KRETPROBE_INSTANCES) / POOL_SIZE);
    }

    /// Fills in what the caller of register_kretprobe() does, before the clock starts.
    void define(long handler, long entryHandler, int maxactive, long dataSize) {
        Memory memory = memory();
        memory.store(address + HANDLER, 8, handler);
        memory.store(address + ENTRY_HANDLER, 8, entryHandler);
        memory.store(address + MAXACTIVE, 4, maxactive);
        memory.store(address + NMISSED, 4, 0);
        memory.store(address + DATA_SIZE, 8, dataSize);
        memory.store(address + RETHOOK, 8, 0);
    }

    public String name() {
        return kp.name();
    }

    int maxactive() {
        return (int) strand.own(_ -> (int) memory().load(address + MAXACTIVE, 4));
    }

    void maxactive(int n) {
        strand.shared(address + MAXACTIVE, 4, n);
    }

    long dataSize() {
        return strand.local(address + DATA_SIZE);
    }

    public long nmissed() {
        return strand.follow(address + NMISSED, 4);
    }

    public void nmissed(long n) {
        if (strand.shared(address + NMISSED, 4, n)) k.events.unhooked(strand.cpu(), this, n);
    }

    /// What identifies the registration, 0 while there is none: `rp->rh` and its handler, or `rp->rph`.
    long registration() {
        return strand.follow(address + RETHOOK);
    }

    void register() {
        strand.shared(address + RETHOOK, 8, strand.own(this::count));
    }

    private long count(Cpu cpu) {
        long n = memory().load(pool + REGISTRATIONS, 8) + 1;
        memory().store(pool + REGISTRATIONS, 8, n);
        return n;
    }

    void unregister() {
        strand.shared(address + RETHOOK, 8, 0);
    }

    /// `rethook_try_get()`: an instance from the pool, or 0.
    long tryGet() {
        return strand.update(address + RETHOOK, take);
    }

    private long take(Cpu cpu) {
        Memory memory = memory();
        long registration = memory.load(address + RETHOOK, 8);
        if (registration == 0) return 0;
        long size = instanceSize();
        long free = 0;
        int taken = 0;
        for (long ri = pool + INSTANCES; ri + size <= pool + POOL_SIZE; ri += size) {
            if (memory.load(ri + TAKEN, 8) == 0) free = free == 0 ? ri : free;
            else if (memory.load(ri + OWNER, 8) == registration) taken++;
        }
        if (taken >= memory.load(address + MAXACTIVE, 4)) return 0;
        if (free == 0) throw new IllegalStateException("more than " + taken + " calls of one function at once are hooked");
        memory.store(free + TAKEN, 8, 1);
        memory.store(free + OWNER, 8, registration);
        return free;
    }

    private long instanceSize() {
        return DATA + (memory().load(address + DATA_SIZE, 8) + 15 & -16);
    }

    /// `rethook_recycle()`.
    void recycle(long ri) {
        strand.update(address + RETHOOK, _ -> {
            memory().store(ri + TAKEN, 8, 0);
            return 0;
        });
    }

    boolean hasHandler() {
        return strand.local(address + HANDLER) != 0;
    }

    /// `rp->handler(ri, regs)`.
    void handler(long ri, PtRegs regs) {
        long handler = strand.local(address + HANDLER);
        if (handler == Kprobe.TRACE) k.traceHandlers().returned(this, ri, regs);
        else if (handler != Kprobe.COUNT) strand.call(handler, ri, regs.address(), 0);
        if (strand.once()) k.events.returned(strand.cpu(), this);
    }

    boolean hasEntryHandler() {
        return strand.local(address + ENTRY_HANDLER) != 0;
    }

    /// `rp->entry_handler(ri, regs)`.
    int entryHandler(long ri, PtRegs regs) {
        long handler = strand.local(address + ENTRY_HANDLER);
        if (handler == Kprobe.TRACE) return k.traceHandlers().entry(this, ri, regs);
        return handler == Kprobe.COUNT ? 0 : (int) strand.call(handler, ri, regs.address(), 0);
    }

    /// The data of an instance, which its entry handler may fill for its handler.
    public static long data(long ri) {
        return ri + DATA;
    }

    /// As anyone may look from outside, while nothing runs.
    public long nmissedNow() {
        return memory().load(address + NMISSED, 4);
    }

    public int maxactiveNow() {
        return (int) memory().load(address + MAXACTIVE, 4);
    }

    private Memory memory() {
        return k.machine.memory();
    }
}
