package kprobarium.kernel;

/// The values of `kprobe_status` (include/linux/kprobes.h): a bit each.
public final class KprobeStatus {
    public static final long KPROBE_HIT_ACTIVE = 1, KPROBE_HIT_SS = 2, KPROBE_REENTER = 4, KPROBE_HIT_SSDONE = 8;

    /// The kernel's name of a status; of 0, which no name has, `0`.
    public static String name(long status) {
        return switch ((int) status) {
            case 1 -> "KPROBE_HIT_ACTIVE";
            case 2 -> "KPROBE_HIT_SS";
            case 4 -> "KPROBE_REENTER";
            case 8 -> "KPROBE_HIT_SSDONE";
            default -> Long.toString(status);
        };
    }

    private KprobeStatus() {}
}
