package kprobarium.kernel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.symbol.SymbolOffset;

/// kernel/kprobes.c, the part of kprobes that all architectures share: registering, arming, finding, unregistering.
///
/// Locks are taken in the kernel's order: kprobe_mutex, then text_mutex. CPUs do not come and go here, so cpus_read_lock() is not
/// modelled.
public final class Kprobes extends Hunk {
    private static final long GOLDEN_RATIO_64 = 0x61c8864680b583ebL;
    private static final int KPROBE_HASH_BITS = 6;
    private static final long LIST_POISON2 = 0x122;
    private static final long MAX_ERRNO = 4095;

    private final Memory.Struct table;

    Kprobes(Kernel k) {
        super(k);
        table = k.machine.memory().struct(Layout.KPROBE_TABLE, 8 * Layout.KPROBE_TABLE_SIZE);
    }

    private static int bucket(long addr) {
        return 8 * (int) (addr * GOLDEN_RATIO_64 >>> 64 - KPROBE_HASH_BITS);
    }

    /// The probe at exactly `addr`, or null. The caller keeps it from going away: preemption is off, or kprobe_mutex is held.
    public Kprobe getKprobe(long addr) {
        for (Kprobe p = k.kprobe(k.strand.shared(table, bucket(addr))); p != null; p = p.next()) {
            if (p.addr() == addr) return p;
        }
        return null;
    }

    // Seen from outside, while nothing runs.

    /// The probe in the table for `addr`, which may be a manager; or null.
    Kprobe getKprobeNow(long addr) {
        Kprobe p = k.kprobe(table.get(bucket(addr)));
        while (p != null && p.addrNow() != addr) p = k.kprobe(p.nextNow());
        return p;
    }

    /// The probes that a probe in the table stands for, in the order in which they are called.
    List<Kprobe> probesOf(Kprobe head) {
        if (!head.isManager()) return List.of(head);
        return LongStream.iterate(head.listNextNow(), list -> list != head.list(), list -> head.listEntry(list).listNextNow())
                .mapToObj(head::listEntry).toList();
    }

    /// The probes in one bucket of the table, as they are found.
    List<Kprobe> bucketNow(int number) {
        return Stream.iterate(k.kprobe(k.machine.memory().load(Layout.KPROBE_TABLE + 8L * number, 8)), Objects::nonNull,
                p -> k.kprobe(p.nextNow())).toList();
    }

    boolean registeredNow(Kprobe p) {
        Kprobe head = getKprobeNow(p.addrNow());
        return head != null && probesOf(head).contains(p);
    }

    /// Whether the kernel may arm probes at all: what `kprobes/enabled` shows.
    public boolean enabledNow() {
        return k.machine.memory().load(Layout.KPROBES_ALL_DISARMED, 8) == 0;
    }

    // kernel/kprobes.c, in its order.

    private static boolean kprobeDisabled(int flags) {
        return (flags & (Kprobe.KPROBE_FLAG_DISABLED | Kprobe.KPROBE_FLAG_GONE)) != 0;
    }

    private boolean kprobesAllDisarmed() {
        return k.strand.local(Layout.KPROBES_ALL_DISARMED) != 0;
    }

    private static void copyKprobe(Kprobe ap, Kprobe p) {
        p.opcode(ap.opcode());
        p.ainsn.insn(ap.ainsn.insn());
        p.ainsn.restore(ap.ainsn.restore());
    }

    /// `list_is_singular()` of the list that the probe is the head of, or in.
    private static boolean listIsSingular(Kprobe p) {
        return p.listNextLocked() != p.list() && p.listNextLocked() == p.listPrev();
    }

    private static void initListHead(Kprobe p) {
        p.listNextLocked(p.list());
        p.listPrev(p.list());
    }

    /// The children of a manager, newest first; under kprobe_mutex.
    private static List<Kprobe> children(Kprobe ap) {
        return LongStream.iterate(ap.listNextLocked(), list -> list != ap.list(), list -> ap.listEntry(list).listNextLocked())
                .mapToObj(ap::listEntry).toList();
    }

    /// `list_add_rcu()` at the head: handlers find the probe from now on.
    private void listAddRcu(Kprobe p, Kprobe ap) {
        long next = ap.listNextLocked();
        p.listNextLocked(next);
        p.listPrev(ap.list());
        smpStoreRelease(ap.list(), p.list());
        ap.listEntry(next).listPrev(p.list());
    }

    /// `list_del_rcu()`: whoever is at the probe still finds the way on.
    private void listDelRcu(Kprobe p) {
        Kprobe next = p.listEntry(p.listNextLocked());
        next.listPrev(p.listPrev());
        k.strand.shared(p.listPrev(), 8, next.list());
        p.listPrev(LIST_POISON2);
    }

    /// `__get_valid_kprobe()`: p itself or the manager that it is under, if it is registered.
    private Kprobe getValidKprobe(Kprobe p) {
        Kprobe ap = getKprobe(p.addr());
        if (ap == null || Objects.equals(p, ap)) return ap;
        return ap.isManager() && children(ap).contains(p) ? ap : null;
    }

    /// Calls the handlers of all enabled probes at the address, newest first, until one has changed the path of execution: then the
    /// others are not called, nothing is stepped, and no post_handler runs.
    int aggrPreHandler(Kprobe p, PtRegs regs) {
        for (long list = p.listNext(); list != p.list();) {
            Kprobe kp = p.listEntry(list);
            boolean called = kp.preHandler() && !kprobeDisabled(kp.flags());
            if (k.strand.onceAside()) k.events.childHit(k.strand.cpu(), kp);
            if (called) {
                setKprobeInstance(kp);
                if (kp.preHandler(regs) != 0) return 1;
            }
            setKprobeInstance(null);
            list = kp.listNext();
        }
        return 0;
    }

    void aggrPostHandler(Kprobe p, PtRegs regs, long flags) {
        for (long list = p.listNext(); list != p.list();) {
            Kprobe kp = p.listEntry(list);
            if (kp.postHandler() && !kprobeDisabled(kp.flags())) {
                setKprobeInstance(kp);
                kp.postHandler(regs, flags);
                setKprobeInstance(null);
            }
            list = kp.listNext();
        }
    }

    /// `__this_cpu_write(kprobe_instance, kp)`: the child that is being run.
    private void setKprobeInstance(Kprobe kp) {
        k.strand.local(Layout.perCpu(k.strand.cpu().number(), Layout.KPROBE_INSTANCE), Kprobe.address(kp));
    }

    /// A hit that was missed was missed by every probe at the address, disabled ones too.
    public void kprobesIncNmissedCount(Kprobe p) {
        if (!p.isManager()) {
            p.nmissed(p.nmissed() + 1);
            return;
        }
        for (long list = p.listNext(); list != p.list();) {
            Kprobe kp = p.listEntry(list);
            kp.nmissed(kp.nmissed() + 1);
            list = kp.listNext();
        }
    }

    private void armKprobe(Kprobe kp) {
        k.strand.lock(Layout.TEXT_MUTEX);
        k.arch.archArmKprobe(kp);
        k.strand.unlock(Layout.TEXT_MUTEX);
    }

    private void disarmKprobe(Kprobe kp) {
        k.strand.lock(Layout.TEXT_MUTEX);
        k.arch.archDisarmKprobe(kp);
        k.strand.unlock(Layout.TEXT_MUTEX);
    }

    private int prepareKprobe(Kprobe p) {
        k.strand.lock(Layout.TEXT_MUTEX);
        int ret = k.arch.archPrepareKprobe(p);
        k.strand.unlock(Layout.TEXT_MUTEX);
        return ret;
    }

    private void hlistAddHeadRcu(Kprobe p) {
        long head = table.address() + bucket(p.addr());
        Kprobe first = k.kprobe(k.strand.shared(head));
        p.next(first);
        p.pprev(head);
        if (first != null) first.pprev(p.nextField());
        smpStoreRelease(head, Kprobe.address(p));
    }

    private void hlistDelRcu(Kprobe p) {
        Kprobe next = p.next();
        k.strand.shared(p.pprev(), 8, Kprobe.address(next));
        if (next != null) next.pprev(p.pprev());
    }

    private void hlistReplaceRcu(Kprobe old, Kprobe now) {
        Kprobe next = old.nextLocked();
        now.next(next);
        now.pprev(old.pprev());
        smpStoreRelease(now.pprev(), Kprobe.address(now));
        if (next != null) next.pprev(now.nextField());
    }

    /// `alloc_aggr_kprobe()`; null if there is no memory left for one.
    private Kprobe allocAggrKprobe() {
        long index = k.strand.update(Layout.AGGR_KPROBES_IN_USE, this::allocate);
        return index < 0 ? null : k.manager((int) index);
    }

    private long allocate(Cpu cpu) {
        Memory memory = cpu.machine().memory();
        long inUse = memory.load(Layout.AGGR_KPROBES_IN_USE, 8);
        if (inUse == -1) return -1;
        int index = Long.numberOfTrailingZeros(~inUse);
        memory.store(Layout.AGGR_KPROBES_IN_USE, 8, inUse | 1L << index);
        return index;
    }

    private void freeAggrKprobe(Kprobe ap) {
        k.arch.archRemoveKprobe(ap);
        k.strand.update(Layout.AGGR_KPROBES_IN_USE, cpu -> {
            Memory memory = cpu.machine().memory();
            long inUse = memory.load(Layout.AGGR_KPROBES_IN_USE, 8);
            memory.store(Layout.AGGR_KPROBES_IN_USE, 8, inUse & ~(1L << ap.index() - Kernel.MAX_KPROBES));
            return 0;
        });
    }

    /// Puts the manager in the place of its first child.
    private void initAggrKprobe(Kprobe ap, Kprobe p) {
        copyKprobe(p, ap);
        k.arch.flushInsnSlot(ap);
        ap.addr(p.addr());
        ap.flags(p.flags());
        ap.preHandler(Kprobe.AGGR_HANDLER);
        ap.postHandler(p.postHandler() ? Kprobe.AGGR_HANDLER : 0);
        initListHead(ap);
        listAddRcu(p, ap);
        hlistReplaceRcu(p, ap);
    }

    private void addNewKprobe(Kprobe ap, Kprobe p) {
        listAddRcu(p, ap);
        if (p.postHandler() && !ap.postHandler()) ap.postHandler(Kprobe.AGGR_HANDLER);
    }

    /// A second probe or more at one address. What is armed stays so; a manager all of whose children are disabled is armed again for an
    /// enabled one.
    private int registerAggrKprobe(Kprobe origP, Kprobe p) {
        k.strand.lock(Layout.TEXT_MUTEX);
        Kprobe ap = origP.isManager() ? origP : allocAggrKprobe();
        if (ap != null) {
            if (!origP.isManager()) initAggrKprobe(ap, origP);
            copyKprobe(ap, p);
            addNewKprobe(ap, p);
        }
        k.strand.unlock(Layout.TEXT_MUTEX);
        if (ap == null) return Errno.ENOMEM.negative();

        int flags = ap.flags();
        if (kprobeDisabled(flags) && !kprobeDisabled(p.flags())) {
            ap.flags(flags & ~Kprobe.KPROBE_FLAG_DISABLED);
            if (!kprobesAllDisarmed()) armKprobe(ap);
        }
        return 0;
    }

    /// `_kprobe_addr()`: where the probe is to be, by its address or by its symbol's name and the offset; or a negative errno.
    private long kprobeAddr(Kprobe p) {
        long addr = p.addr();
        boolean named = p.hasSymbolName();
        if (named == (addr != 0)) return Errno.EINVAL.negative();
        if (named) {
            OptionalLong symbol = k.kprobeLookupName(p.name());
            if (symbol.isEmpty()) return Errno.ENOENT.negative();
            addr = symbol.getAsLong();
        }
        addr += p.offset();
        return k.kallsymsLookupOffset(addr).isEmpty() ? Errno.ENOENT.negative() : addr;
    }

    private static boolean isErr(long addr) {
        return addr < 0 && addr >= -MAX_ERRNO;
    }

    /// `kprobe_on_func_entry()`: 0, or what is wrong with the place as one to hook a function at.
    int kprobeOnFuncEntry(Kprobe p) {
        long addr = kprobeAddr(p);
        if (isErr(addr)) return (int) addr;
        return k.kallsymsLookupOffset(addr).getAsLong() == 0 ? 0 : Errno.EINVAL.negative();
    }

    /// A struct that is registered already must not be touched.
    int warnKprobeRereg(Kprobe p) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean again = getValidKprobe(p) != null;
        k.strand.unlock(Layout.KPROBE_MUTEX);
        if (!again) return 0;
        warnOn("register_kprobe");
        return Errno.EINVAL.negative();
    }

    /// `check_kprobe_address_safe()`. A misaligned address is the architecture's business.
    private int checkKprobeAddressSafe(Kprobe p) {
        long addr = p.addr();
        if (!k.isKernelText(addr) || withinKprobeBlacklist(addr) || k.findBug(addr)) return Errno.EINVAL.negative();
        return 0;
    }

    /// A symbol with a suffix, `foo.cold`, is as forbidden as the one without.
    private boolean withinKprobeBlacklist(long addr) {
        if (k.kprobeBlacklist.contains(addr)) return true;
        Optional<String> symbol = k.machine.symbols().at(addr).map(SymbolOffset::symbol);
        int dot = symbol.map(name -> name.indexOf('.')).orElse(-1);
        if (dot <= 0) return false;
        OptionalLong plain = k.kprobeLookupName(symbol.get().substring(0, dot));
        return plain.isPresent() && k.kprobeBlacklist.contains(plain.getAsLong());
    }

    /// `init_kprobes()`: forbids the functions that are marked NOKPROBE, and those of irqentry text where the architecture asks for that.
    public void initKprobes(List<String> nokprobe, List<String> irqentry) {
        nokprobe.forEach(this::kprobeAddKsymBlacklist);
        k.arch.archPopulateKprobeBlacklist(irqentry);
    }

    public void kprobeAddKsymBlacklist(String symbol) {
        k.kprobeBlacklist.add(symbol);
    }

    /// 0, or what is wrong with the probe or its place as a negative errno.
    public int registerKprobe(Kprobe p) {
        int ret;

        long addr = kprobeAddr(p);
        if (isErr(addr)) return (int) addr;
        p.addr(addr);

        ret = warnKprobeRereg(p);
        if (ret != 0) return ret;

        int entry = k.kallsymsLookupOffset(addr).getAsLong() == 0 ? Kprobe.KPROBE_FLAG_ON_FUNC_ENTRY : 0;
        p.flags(p.flags() & Kprobe.KPROBE_FLAG_DISABLED | entry);
        p.nmissed(0);
        initListHead(p);

        ret = checkKprobeAddressSafe(p);
        if (ret != 0) return ret;

        k.strand.lock(Layout.KPROBE_MUTEX);
        ret = registerLocked(p);
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return ret;
    }

    private int registerLocked(Kprobe p) {
        Kprobe oldP = getKprobe(p.addr());
        if (oldP != null) return registerAggrKprobe(oldP, p);

        int ret = prepareKprobe(p);
        if (ret != 0) return ret;

        hlistAddHeadRcu(p);
        if (!kprobeDisabled(p.flags()) && !kprobesAllDisarmed()) armKprobe(p);
        return 0;
    }

    private boolean aggrKprobeDisabled(Kprobe ap) {
        for (Kprobe kp : children(ap)) if (!kprobeDisabled(kp.flags())) return false;
        return true;
    }

    /// `__disable_kprobe()`: the probe in the table that p is or is under; null if p is not registered. The break goes with the last
    /// enabled probe.
    private Kprobe disableLocked(Kprobe p) {
        Kprobe origP = getValidKprobe(p);
        if (origP == null) return null;

        int flags = p.flags();
        if (kprobeDisabled(flags)) return origP;

        boolean child = !Objects.equals(p, origP);
        if (child) {
            p.flags(flags | Kprobe.KPROBE_FLAG_DISABLED);
            if (!aggrKprobeDisabled(origP)) return origP;
            flags = origP.flags();
        }
        if (!kprobesAllDisarmed() && !kprobeDisabled(flags)) disarmKprobe(origP);
        origP.flags(flags | Kprobe.KPROBE_FLAG_DISABLED);
        return origP;
    }

    /// 0, or the errno of the one that failed; those before it are taken back.
    public int registerKprobes(List<Kprobe> kps) {
        if (kps.isEmpty()) return Errno.EINVAL.negative();
        for (int i = 0; i < kps.size(); i++) {
            int ret = registerKprobe(kps.get(i));
            if (ret == 0) continue;
            if (i > 0) unregisterKprobes(kps.subList(0, i));
            return ret;
        }
        return 0;
    }

    /// Takes the probe away; a probe that is not registered is left alone.
    public void unregisterKprobe(Kprobe p) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean registered = unregisterKprobeTop(p);
        k.strand.unlock(Layout.KPROBE_MUTEX);

        k.rcu.synchronizeRcu();
        if (registered) unregisterKprobeBottom(p);
    }

    /// The same of several, in one grace period.
    public void unregisterKprobes(List<Kprobe> kps) {
        boolean[] registered = new boolean[kps.size()];
        k.strand.lock(Layout.KPROBE_MUTEX);
        for (int i = 0; i < registered.length; i++) registered[i] = unregisterKprobeTop(kps.get(i));
        k.strand.unlock(Layout.KPROBE_MUTEX);

        k.rcu.synchronizeRcu();
        for (int i = 0; i < registered.length; i++) if (registered[i]) unregisterKprobeBottom(kps.get(i));
    }

    /// `__unregister_kprobe_top()`. There is no grace period between disarming and unhashing.
    boolean unregisterKprobeTop(Kprobe p) {
        Kprobe ap = disableLocked(p);
        if (ap == null) return false;

        boolean child = !Objects.equals(p, ap);
        if (!child || listIsSingular(ap) && kprobeDisabled(ap.flags())) {
            hlistDelRcu(ap);
            return true;
        }

        if (p.postHandler() && children(ap).stream().noneMatch(other -> !other.equals(p) && other.postHandler())) ap.postHandler(0);
        listDelRcu(p);
        return true;
    }

    /// `__unregister_kprobe_bottom()`: the slot goes with the last probe at the address.
    void unregisterKprobeBottom(Kprobe p) {
        if (p.listNextLocked() == p.list()) {
            k.arch.archRemoveKprobe(p);
        } else if (listIsSingular(p)) {
            freeAggrKprobe(p.listEntry(p.listNextLocked()));
        }
    }

    public int disableKprobe(Kprobe kp) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        Kprobe p = disableLocked(kp);
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return p == null ? Errno.EINVAL.negative() : 0;
    }

    /// While all probes are disarmed, one that is alone at its address stays disabled.
    public int enableKprobe(Kprobe kp) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        int ret = enableLocked(kp);
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return ret;
    }

    private int enableLocked(Kprobe kp) {
        Kprobe p = getValidKprobe(kp);
        if (p == null) return Errno.EINVAL.negative();

        int flags = kp.flags();
        if ((flags & Kprobe.KPROBE_FLAG_GONE) != 0) return Errno.EINVAL.negative();

        if (!Objects.equals(p, kp)) {
            kp.flags(flags & ~Kprobe.KPROBE_FLAG_DISABLED);
            flags = p.flags();
        }
        if (!kprobesAllDisarmed() && kprobeDisabled(flags)) {
            p.flags(flags & ~Kprobe.KPROBE_FLAG_DISABLED);
            armKprobe(p);
        }
        return 0;
    }

    public void dumpKprobe(Kprobe kp) {
        k.printk("err", "Dump kprobe:");
        k.printk("err", ".symbol_name = " + k.symbolName(kp) + ", .offset = " + k.symbolOffset(kp) + ", .addr = " + k.where(kp.addr()));
    }

    /// `echo 1 > kprobes/enabled`.
    public int armAllKprobes() {
        k.strand.lock(Layout.KPROBE_MUTEX);
        if (kprobesAllDisarmed()) {
            k.strand.local(Layout.KPROBES_ALL_DISARMED, 0);
            forEachEnabled(this::armKprobe);
            k.printk("info", "kprobes: Kprobes globally enabled");
        }
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return 0;
    }

    /// `echo 0 > kprobes/enabled`. Flags stay as they are: what is enabled is armed again with all the others.
    public int disarmAllKprobes() {
        k.strand.lock(Layout.KPROBE_MUTEX);
        if (!kprobesAllDisarmed()) {
            k.strand.local(Layout.KPROBES_ALL_DISARMED, 1);
            forEachEnabled(this::disarmKprobe);
            k.printk("info", "kprobes: Kprobes globally disabled");
        }
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return 0;
    }

    /// Bucket by bucket, the newest first; under kprobe_mutex.
    private void forEachEnabled(Consumer<Kprobe> what) {
        for (int i = 0; i < Layout.KPROBE_TABLE_SIZE; i++) {
            for (Kprobe p = k.kprobe(k.strand.local(Layout.KPROBE_TABLE + 8L * i)); p != null; p = p.nextLocked()) {
                if (!kprobeDisabled(p.flags())) what.accept(p);
            }
        }
    }
}
