package kprobarium.kernel;

import java.util.List;
import kprobarium.event.Event;
import kprobarium.machine.Cpu;
import kprobarium.machine.State;
import kprobarium.machine.Trace;

/// What the kernel's own writes mean: a status set to KPROBE_HIT_ACTIVE *is* a hit. Kernel code says nothing itself.
///
/// The counts kept here are the laboratory's, not the kernel's; they are [statistics][State#count(int, long)] of the machine.
final class KernelEvents {
    private static final int HITS = 0, POST_HANDLED = 1, SILENT_MISSES = 2, HOOKED = 3, RETURNED = 4, COUNTS = 5;

    private final Kernel k;
    private final State state;
    private final Trace trace;
    private final int counts;
    private final int slots;
    private final int running;

    KernelEvents(Kernel k, int kprobes) {
        this.k = k;
        state = k.machine.state();
        trace = k.machine.trace();
        counts = state.allocate(COUNTS * kprobes);
        slots = state.allocate(kprobes);
        running = state.allocate(k.machine.cpus().size());
    }

    /// A new probe starts from nothing, whatever had its place before.
    void reset(Kprobe p) {
        for (int what = 0; what < COUNTS; what++) state.count(counts + COUNTS * p.index() + what, 0);
        state.note(slots + p.index(), 0);
    }

    private void count(Kprobe p, int what) {
        k.strand.count(counts + COUNTS * p.index() + what);
    }

    long hits(Kprobe p) {
        return state.get(counts + COUNTS * p.index() + HITS);
    }

    long postHandled(Kprobe p) {
        return state.get(counts + COUNTS * p.index() + POST_HANDLED);
    }

    void reset(Kretprobe rp) {
        reset(rp.kp);
    }

    /// The calls of a return probe's function that were hooked.
    long hooked(Kretprobe rp) {
        return state.get(counts + COUNTS * rp.kp.index() + HOOKED);
    }

    long returned(Kretprobe rp) {
        return state.get(counts + COUNTS * rp.kp.index() + RETURNED);
    }

    long silentMisses(Kprobe p) {
        return state.get(counts + COUNTS * p.index() + SILENT_MISSES);
    }

    /// The slot of a probe is remembered when the kernel forgets it, for questions about where a CPU died.
    void slotSet(Kprobe p, long slot) {
        if (slot != 0) state.note(slots + p.index(), slot);
    }

    long slot(Kprobe p) {
        return state.get(slots + p.index());
    }

    /// A probe has become the current one where there was none: what follows is a hit of its own, and not the end of one inside another.
    void running(Cpu cpu) {
        k.strand.aside(running + cpu.number(), 1);
    }

    void statusSet(Cpu cpu, long status) {
        if (status != KprobeStatus.KPROBE_HIT_ACTIVE && status != KprobeStatus.KPROBE_REENTER) return;
        Kprobe p = k.currentKprobe(cpu).nowOrNull();
        if (p == null) return;
        if (status == KprobeStatus.KPROBE_HIT_ACTIVE && k.strand.aside(running + cpu.number()) != 0) {
            k.strand.aside(running + cpu.number(), 0);
            if (k.machine.routine(cpu) == Kernel.TRAMPOLINE) return;
            k.accounts.hit(p);
            if (!p.isManager()) hit(cpu, p);
            else if (trace.on()) trace.say(cpu, stamp -> new Event.AggregateHit(stamp, p.name(), p.addrNow()));
        } else if (status == KprobeStatus.KPROBE_REENTER) {
            k.accounts.reentered(p);
            if (!trace.on()) return;
            String outer = k.kprobeCtlblk(cpu).previousNow().map(Kprobe::name).orElse("");
            trace.say(cpu, stamp -> new Event.Reentered(stamp, p.name(), outer));
        }
    }

    private void hit(Cpu cpu, Kprobe p) {
        count(p, HITS);
        if (trace.on()) trace.say(cpu, stamp -> new Event.KprobeHit(stamp, p.name(), p.addrNow()));
    }

    /// A manager has come to this probe among those at its address.
    void childHit(Cpu cpu, Kprobe p) {
        if (!p.disabledNow()) hit(cpu, p);
    }

    /// A call of a return probe's function was hooked.
    void hooked(Cpu cpu, Kretprobe rp, long returnAddress) {
        count(rp.kp, HOOKED);
        if (trace.on()) trace.say(cpu, stamp -> new Event.Hooked(stamp, rp.name(), returnAddress, k.where(returnAddress)));
    }

    /// No instance was left for a call.
    void unhooked(Cpu cpu, Kretprobe rp, long nmissed) {
        if (nmissed > 0 && trace.on()) trace.say(cpu, stamp -> new Event.Unhooked(stamp, rp.name(), nmissed));
    }

    void returned(Cpu cpu, Kretprobe rp) {
        count(rp.kp, RETURNED);
        if (trace.on()) trace.say(cpu, stamp -> new Event.ReturnHandled(stamp, rp.name()));
    }

    void eraSet(Cpu cpu, long era) {
        if (!trace.on() || !InsnSlots.isSlot(era)) return;
        k.currentKprobe(cpu).now().ifPresent(p -> trace.say(cpu, stamp -> new Event.SingleStepped(stamp, p.name(), era)));
    }

    void simulated(Cpu cpu, long era) {
        Kprobe simulated = k.currentKprobe(cpu).now().orElse(null);
        if (simulated != null) k.accounts.simulated(simulated);
        if (!trace.on()) return;
        k.currentKprobe(cpu).now().ifPresent(p -> trace.say(cpu, stamp -> new Event.Simulated(stamp, p.name(), era, k.where(era))));
    }

    void missed(Cpu cpu, Kprobe p, long nmissed) {
        k.accounts.missed(p, nmissed);
        if (nmissed > 0 && trace.on()) trace.say(cpu, stamp -> new Event.Missed(stamp, p.name(), p.addrNow(), nmissed));
    }

    void preHandled(Cpu cpu, Kprobe p, long value) {
        if (value != 0) k.accounts.skipped(p);
        if (trace.on()) trace.say(cpu, stamp -> new Event.PreHandled(stamp, p.name(), value));
    }

    void postHandled(Cpu cpu, Kprobe p) {
        count(p, POST_HANDLED);
        k.accounts.postHandled(p);
        if (trace.on()) trace.say(cpu, stamp -> new Event.PostHandled(stamp, p.name()));
    }

    /// A CPU fetched something else than memory holds; a silent miss where it holds a probe's break.
    void staleFetch(Cpu cpu, long address, int fetched, int inMemory) {
        if (trace.on()) trace.say(cpu, stamp -> new Event.StaleFetch(stamp, address, k.where(address), fetched, inMemory));
        if (inMemory != k.arch.breakpointInsn()) return;
        List<Kprobe> missing = k.probesAt(address);
        if (!missing.isEmpty()) k.accounts.silentlyMissed(cpu, missing.getFirst());
        for (Kprobe p : missing) {
            count(p, SILENT_MISSES);
            if (trace.on()) trace.say(cpu, stamp -> new Event.SilentlyMissed(stamp, p.name(), address));
        }
    }

    void poked(Cpu cpu, long address, int was, int now) {
        if (!trace.on()) return;
        Kprobe p = k.kprobeAt(address);
        if (p == null) return;
        if (now == k.arch.breakpointInsn()) {
            trace.say(cpu, stamp -> new Event.Armed(stamp, p.name(), address, k.where(address)));
        } else if (was == k.arch.breakpointInsn()) {
            trace.say(cpu, stamp -> new Event.Disarmed(stamp, p.name(), address, k.where(address)));
        }
    }
}
