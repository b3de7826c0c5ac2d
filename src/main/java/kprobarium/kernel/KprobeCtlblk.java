package kprobarium.kernel;

import java.util.Optional;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `struct kprobe_ctlblk` of one CPU: what the kernel remembers while a probe is being handled there. Only its own CPU touches it.
///
/// Every kernel's fields are here, each at its own place: v1 keeps `kprobe_saved_irq` and `kprobe_saved_era`, later kernels
/// `saved_status`.
public final class KprobeCtlblk {
    static final int STATUS = 0x00, SAVED_IRQ = 0x08, SAVED_ERA = 0x10, SAVED_STATUS = 0x18, PREV = 0x20, SIZE = 0x40;

    /// `struct prev_kprobe`: the probe that was interrupted by this one. One deep.
    public final class PrevKprobe {
        public Kprobe kp() {
            return k.kprobe(strand.local(struct, PREV));
        }

        public void kp(Kprobe p) {
            strand.local(struct, PREV, Kprobe.address(p));
        }

        public long status() {
            return strand.local(struct, PREV + 0x08);
        }

        public void status(long status) {
            strand.local(struct, PREV + 0x08, status);
        }

        public long savedIrq() {
            return strand.local(struct, PREV + 0x10);
        }

        public void savedIrq(long irq) {
            strand.local(struct, PREV + 0x10, irq);
        }

        public long savedEra() {
            return strand.local(struct, PREV + 0x18);
        }

        public void savedEra(long era) {
            strand.local(struct, PREV + 0x18, era);
        }
    }

    private final Kernel k;
    private final Strand strand;
    private final Memory.Struct struct;
    public final PrevKprobe prevKprobe;

    KprobeCtlblk(Kernel k, Cpu cpu) {
        this.k = k;
        strand = k.strand;
        struct = k.machine.memory().struct(Layout.perCpu(cpu.number(), Layout.KPROBE_CTLBLK), SIZE);
        prevKprobe = new PrevKprobe();
    }

    public long kprobeStatus() {
        return strand.local(struct, STATUS);
    }

    public void kprobeStatus(long now) {
        long before = strand.localWas(struct, STATUS, now);
        if (before < 0) return;
        k.statuses.follows(before, now);
        k.events.statusSet(strand.cpu(), now);
    }

    public long kprobeSavedIrq() {
        return strand.local(struct, SAVED_IRQ);
    }

    public void kprobeSavedIrq(long irq) {
        strand.local(struct, SAVED_IRQ, irq);
    }

    public long kprobeSavedEra() {
        return strand.local(struct, SAVED_ERA);
    }

    public void kprobeSavedEra(long era) {
        strand.local(struct, SAVED_ERA, era);
    }

    public long savedStatus() {
        return strand.local(struct, SAVED_STATUS);
    }

    public void savedStatus(long prmd) {
        strand.local(struct, SAVED_STATUS, prmd);
    }

    /// The status as anyone may look at it from outside, while nothing runs.
    public long statusNow() {
        return struct.get(STATUS);
    }

    /// The probe that was interrupted by the current one, likewise.
    Optional<Kprobe> previousNow() {
        return Optional.ofNullable(k.kprobe(struct.get(PREV)));
    }
}
