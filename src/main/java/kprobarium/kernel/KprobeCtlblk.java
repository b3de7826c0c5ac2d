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
    static final int STATUS = 0x00, SAVED_IRQ = 0x08, SAVED_ERA = 0x10, SAVED_STATUS = 0x18, PREV = 0x20;

    /// `struct prev_kprobe`: the probe that was interrupted by this one. One deep.
    public final class PrevKprobe {
        private final long at = address + PREV;

        public Kprobe kp() {
            return k.kprobe(strand.local(at));
        }

        public void kp(Kprobe p) {
            strand.local(at, Kprobe.address(p));
        }

        public long status() {
            return strand.local(at + 0x08);
        }

        public void status(long status) {
            strand.local(at + 0x08, status);
        }

        public long savedIrq() {
            return strand.local(at + 0x10);
        }

        public void savedIrq(long irq) {
            strand.local(at + 0x10, irq);
        }

        public long savedEra() {
            return strand.local(at + 0x18);
        }

        public void savedEra(long era) {
            strand.local(at + 0x18, era);
        }
    }

    private final Kernel k;
    private final Cpu cpu;
    private final Strand strand;
    private final long address;
    private final Memory.Cell status;
    private final Memory.Cell savedStatus;
    public final PrevKprobe prevKprobe;

    KprobeCtlblk(Kernel k, Cpu cpu) {
        this.k = k;
        this.cpu = cpu;
        strand = k.strand;
        address = Layout.perCpu(cpu.number(), Layout.KPROBE_CTLBLK);
        status = memory().cell(address + STATUS);
        savedStatus = memory().cell(address + SAVED_STATUS);
        prevKprobe = new PrevKprobe();
    }

    public long kprobeStatus() {
        return strand.local(status);
    }

    public void kprobeStatus(long now) {
        long before = strand.localWas(status, now);
        if (before < 0) return;
        k.statuses.follows(before, now);
        k.events.statusSet(strand.cpu(), now);
    }

    public long kprobeSavedIrq() {
        return strand.local(address + SAVED_IRQ);
    }

    public void kprobeSavedIrq(long irq) {
        strand.local(address + SAVED_IRQ, irq);
    }

    public long kprobeSavedEra() {
        return strand.local(address + SAVED_ERA);
    }

    public void kprobeSavedEra(long era) {
        strand.local(address + SAVED_ERA, era);
    }

    public long savedStatus() {
        return strand.local(savedStatus);
    }

    public void savedStatus(long prmd) {
        strand.local(savedStatus, prmd);
    }

    /// The status as anyone may look at it from outside, while nothing runs.
    public long statusNow() {
        return status.get();
    }

    /// The probe that was interrupted by the current one, likewise.
    Optional<Kprobe> previousNow() {
        return Optional.ofNullable(k.kprobe(memory().load(address + PREV, 8)));
    }

    private Memory memory() {
        return cpu.machine().memory();
    }
}
