package kprobarium.live;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// One patch on its way to the other CPUs: how long until the last has it, and how far apart the first and the last are.
/// That distance is the time in which two CPUs fetch different words from one address.
final class Delivery {
    private final Timer duration;
    private final Timer skew;
    private final long left = System.nanoTime();
    private int outstanding;
    private long first;

    Delivery(int cpus, Timer duration, Timer skew) {
        this.outstanding = cpus;
        this.duration = duration;
        this.skew = skew;
    }

    void acknowledged() {
        long now = System.nanoTime();
        if (first == 0) {
            first = now;
        }
        if (--outstanding == 0) {
            duration.record(now - left, TimeUnit.NANOSECONDS);
            skew.record(now - first, TimeUnit.NANOSECONDS);
        }
    }
}
