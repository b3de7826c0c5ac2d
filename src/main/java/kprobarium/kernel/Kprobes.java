package kprobarium.kernel;

import java.util.Objects;
import kprobarium.machine.Memory;

/// kernel/kprobes.c, the part of kprobes that all architectures share: registering, arming, finding, unregistering.
///
/// Locks are taken in the kernel's order: kprobe_mutex, then text_mutex. CPUs do not come and go here, so cpus_read_lock() is not
/// modelled.
public final class Kprobes extends Hunk {
    private static final long GOLDEN_RATIO_64 = 0x61c8864680b583ebL;
    private static final int KPROBE_HASH_BITS = 6;

    Kprobes(Kernel k) {
        super(k);
    }

    private static long bucket(long addr) {
        return Layout.KPROBE_TABLE + 8 * (addr * GOLDEN_RATIO_64 >>> 64 - KPROBE_HASH_BITS);
    }

    /// The probe at exactly `addr`, or null. The caller keeps it from going away: preemption is off, or kprobe_mutex is held.
    public Kprobe getKprobe(long addr) {
        for (Kprobe p = k.kprobe(k.strand.shared(bucket(addr))); p != null; p = p.next()) {
            if (p.addr() == addr) return p;
        }
        return null;
    }

    /// Whether the probe is in the table, as anyone may look from outside, while nothing runs.
    boolean registeredNow(Kprobe p) {
        Memory memory = k.machine.memory();
        long at = memory.load(bucket(p.addrNow()), 8);
        while (at != 0 && at != Kprobe.address(p)) at = memory.load(at + Kprobe.NEXT, 8);
        return at != 0;
    }

    private static boolean kprobeDisabled(int flags) {
        return (flags & Kprobe.KPROBE_FLAG_DISABLED) != 0;
    }

    /// `__get_valid_kprobe()`: p itself, if it is registered.
    private Kprobe getValidKprobe(Kprobe p) {
        return Objects.equals(getKprobe(p.addr()), p) ? p : null;
    }

    public void kprobesIncNmissedCount(Kprobe p) {
        p.nmissed(p.nmissed() + 1);
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

    /// `check_kprobe_address_safe()`: kernel text only. A misaligned address is the architecture's business.
    private int checkKprobeAddressSafe(Kprobe p) {
        return k.isKernelText(p.addr()) ? 0 : Errno.EINVAL.negative();
    }

    private void hlistAddHeadRcu(Kprobe p) {
        long head = bucket(p.addr());
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

    /// 0, or what is wrong with the probe or its place as a negative errno.
    public int registerKprobe(Kprobe p) {
        int ret;

        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean again = getValidKprobe(p) != null;
        k.strand.unlock(Layout.KPROBE_MUTEX);
        if (again) {
            warnOn("register_kprobe");
            return Errno.EINVAL.negative();
        }

        p.flags(p.flags() & Kprobe.KPROBE_FLAG_DISABLED);
        p.nmissed(0);

        ret = checkKprobeAddressSafe(p);
        if (ret != 0) return ret;

        k.strand.lock(Layout.KPROBE_MUTEX);
        ret = registerLocked(p);
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return ret;
    }

    private int registerLocked(Kprobe p) {
        if (getKprobe(p.addr()) != null) {
            prNotice("kprobarium: a second probe at one address is not simulated");
            return Errno.EOPNOTSUPP.negative();
        }

        int ret = prepareKprobe(p);
        if (ret != 0) return ret;

        hlistAddHeadRcu(p);
        if (!kprobeDisabled(p.flags())) armKprobe(p);
        return 0;
    }

    private void disableKprobeLocked(Kprobe p) {
        int flags = p.flags();
        if (kprobeDisabled(flags)) return;
        disarmKprobe(p);
        p.flags(flags | Kprobe.KPROBE_FLAG_DISABLED);
    }

    /// Takes the probe away; a probe that is not registered is left alone.
    public void unregisterKprobe(Kprobe p) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean registered = unregisterKprobeTop(p);
        k.strand.unlock(Layout.KPROBE_MUTEX);

        k.rcu.synchronizeRcu();
        if (registered) k.arch.archRemoveKprobe(p);
    }

    /// `__unregister_kprobe_top()`. There is no grace period between disarming and unhashing.
    private boolean unregisterKprobeTop(Kprobe p) {
        if (getValidKprobe(p) == null) return false;
        disableKprobeLocked(p);
        hlistDelRcu(p);
        return true;
    }

    public int disableKprobe(Kprobe kp) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean registered = getValidKprobe(kp) != null;
        if (registered) disableKprobeLocked(kp);
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return registered ? 0 : Errno.EINVAL.negative();
    }

    public int enableKprobe(Kprobe kp) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean registered = getValidKprobe(kp) != null;
        if (registered) {
            int flags = kp.flags();
            if (kprobeDisabled(flags)) {
                kp.flags(flags & ~Kprobe.KPROBE_FLAG_DISABLED);
                armKprobe(kp);
            }
        }
        k.strand.unlock(Layout.KPROBE_MUTEX);
        return registered ? 0 : Errno.EINVAL.negative();
    }

    public void dumpKprobe(Kprobe kp) {
        k.printk("err", "Dump kprobe:");
        k.printk("err", ".symbol_name = " + k.symbolName(kp) + ", .offset = " + k.symbolOffset(kp) + ", .addr = " + k.where(kp.addr()));
    }
}
