package kprobarium.kernel;

import java.util.Optional;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;

/// `DEFINE_PER_CPU(struct kprobe *, current_kprobe)` of one CPU: the probe that it is handling, or NULL.
public final class CurrentKprobe {
    private final Kernel k;
    private final Cpu cpu;
    private final Memory.Struct pointer;

    CurrentKprobe(Kernel k, Cpu cpu) {
        this.k = k;
        this.cpu = cpu;
        pointer = cpu.machine().memory().struct(Layout.perCpu(cpu.number(), Layout.CURRENT_KPROBE), 8);
    }

    /// `__this_cpu_read(current_kprobe)`.
    public Kprobe read() {
        return k.kprobe(k.strand.local(pointer, 0));
    }

    /// `__this_cpu_write(current_kprobe, p)`.
    public void write(Kprobe p) {
        long before = k.strand.localWas(pointer, 0, Kprobe.address(p));
        if (before == 0 && p != null) k.events.running(cpu);
    }

    /// The probe as anyone may look at it from outside, while nothing runs.
    public Optional<Kprobe> now() {
        return Optional.ofNullable(nowOrNull());
    }

    Kprobe nowOrNull() {
        return k.kprobe(k.strand.aside(pointer, 0));
    }
}
