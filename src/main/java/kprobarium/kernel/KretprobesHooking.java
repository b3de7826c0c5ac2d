package kprobarium.kernel;

/// What both ways to hook the return of functions have in common.
///
/// At its entry the return address of a call is put into an instance, and the trampoline's in its place. Instances are in a list of the
/// task, newest first. So a call that is hooked several times finds the newest instance at its return, and goes on to the one that holds
/// an address outside the trampoline: that one was hooked first.
abstract class KretprobesHooking extends Kretprobes {
    private static final int KRETPROBE_MAX_DATA_SIZE = 4096;
    private static final int RA = 1;

    KretprobesHooking(Kernel k) {
        super(k);
    }

    @Override
    public final int registerKretprobe(Kretprobe rp) {
        int ret;

        ret = k.kprobes.kprobeOnFuncEntry(rp.kp);
        if (ret != 0) return ret;

        if (rp.kp.addr() != 0 && k.kprobes.warnKprobeRereg(rp.kp) != 0) return Errno.EINVAL.negative();

        if (rp.dataSize() > KRETPROBE_MAX_DATA_SIZE) return Errno.E2BIG.negative();

        rp.kp.preHandler(Kprobe.PRE_HANDLER_KRETPROBE);
        rp.kp.postHandler(0);

        if (rp.maxactive() <= 0) rp.maxactive(Math.max(10, 2 * k.machine.cpus().size()));
        rp.register();
        rp.nmissed(0);

        ret = k.kprobes.registerKprobe(rp.kp);
        if (ret != 0) rp.unregister();
        return ret;
    }

    /// Nothing is hooked any more once this has returned; what is hooked returns as ever, without its handler.
    @Override
    public final void unregisterKretprobe(Kretprobe rp) {
        k.strand.lock(Layout.KPROBE_MUTEX);
        boolean registered = k.kprobes.unregisterKprobeTop(rp.kp);
        rp.unregister();
        k.strand.unlock(Layout.KPROBE_MUTEX);

        k.rcu.synchronizeRcu();
        if (registered) k.kprobes.unregisterKprobeBottom(rp.kp);
    }

    /// A call that finds no instance left is not hooked, and counted. An entry handler may not want the return: that is not counted.
    @Override
    final int preHandlerKretprobe(Kprobe p, PtRegs regs) {
        Kretprobe rp = k.kretprobe(p);

        long ri = rp.tryGet();
        if (ri == 0) {
            rp.nmissed(rp.nmissed() + 1);
            return 0;
        }

        if (rp.hasEntryHandler() && rp.entryHandler(ri, regs) != 0) rp.recycle(ri);
        else hook(rp, ri, regs);
        return 0;
    }

    private void hook(Kretprobe rp, long ri, PtRegs regs) {
        k.strand.local(ri + Kretprobe.RET_ADDR, regs.regs(RA));
        k.strand.local(ri + Kretprobe.FRAME, 0);
        regs.regs(RA, Layout.KRETPROBE_TRAMPOLINE);
        k.strand.local(ri + Kretprobe.LLIST, first());
        first(ri);
        if (k.strand.once()) k.events.hooked(k.strand.cpu(), rp, k.machine.memory().load(ri + Kretprobe.RET_ADDR, 8));
    }

    final long first() {
        return k.strand.local(rethooks(k.strand.cpu()));
    }

    private void first(long ri) {
        k.strand.local(rethooks(k.strand.cpu()), ri);
    }

    static Kretprobe owner(Kernel k, long ri) {
        return k.kretprobe(k.kprobe(Kretprobe.indexOf(ri)));
    }

    final long next(long ri) {
        return k.strand.local(ri + Kretprobe.LLIST);
    }

    /// `__rethook_find_ret_addr()`: the instance that knows where the call returns to; 0 if none does.
    final long findRetAddr() {
        long ri = first();
        while (ri != 0 && retAddr(ri) == Layout.KRETPROBE_TRAMPOLINE) ri = next(ri);
        return ri;
    }

    final long retAddr(long ri) {
        return k.strand.local(ri + Kretprobe.RET_ADDR);
    }

    /// Whether the registration that the instance was taken under is still on.
    final boolean isHandled(long ri) {
        return owner(k, ri).registration() == k.strand.local(ri + Kretprobe.OWNER);
    }

    /// Takes the instances of one return off the task's list, `node` the last of them, and gives them back.
    final void unlink(long node) {
        long ri = first();
        first(next(node));
        k.strand.local(node + Kretprobe.LLIST, 0);
        while (ri != 0) {
            long next = next(ri);
            owner(k, ri).recycle(ri);
            ri = next;
        }
    }
}
