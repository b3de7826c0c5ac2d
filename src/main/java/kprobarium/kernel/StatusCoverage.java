package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;

/// Which values of `kprobe_status` have followed which, on any CPU, in all that was played: how much of the state machine in a CPU's
/// `kprobe_ctlblk` was gone through. It is no part of the state: going back does not forget it.
public final class StatusCoverage {
    /// 0 and the four statuses, each a power of two, by the number of bits that hold it.
    private static final int STATUSES = 5;

    private int seen;

    void follows(long before, long now) {
        seen |= 1 << number(before) * STATUSES + number(now);
    }

    private static int number(long status) {
        return Long.SIZE - Long.numberOfLeadingZeros(status);
    }

    public void clear() {
        seen = 0;
    }

    /// Each as `KPROBE_HIT_ACTIVE -> KPROBE_HIT_SS`.
    public List<String> transitions() {
        List<String> transitions = new ArrayList<>();
        for (int before = 0; before < STATUSES; before++) {
            for (int now = 1; now < STATUSES; now++) {
                if ((seen >>> before * STATUSES + now & 1) != 0) transitions.add(name(before) + " -> " + name(now));
            }
        }
        return transitions;
    }

    private static String name(int number) {
        return KprobeStatus.name(number == 0 ? 0 : 1L << number - 1);
    }
}
