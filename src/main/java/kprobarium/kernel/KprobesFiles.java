package kprobarium.kernel;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The files below `/sys/kernel/debug/kprobes`, as the kernel prints them while nothing runs.
public final class KprobesFiles {
    private final Kernel k;

    public KprobesFiles(Kernel k) {
        this.k = k;
    }

    /// `list`: a line for each registered probe, by bucket of the hash table, newest first. The manager of several is not listed.
    public String list() {
        return IntStream.range(0, Layout.KPROBE_TABLE_SIZE).boxed().flatMap(bucket -> k.kprobes.bucketNow(bucket).stream())
                .flatMap(head -> k.kprobes.probesOf(head).stream()).map(this::line).collect(Collectors.joining());
    }

    private String line(Kprobe p) {
        long addr = p.addrNow();
        String type = p.preHandlerNow() == Kprobe.PRE_HANDLER_KRETPROBE ? "r" : "k";
        String place = k.machine.symbols().at(addr).map(at -> at.symbol() + "+0x" + Long.toHexString(at.offset()) + "   ")
                .orElseGet(() -> "0x" + Long.toHexString(addr));
        return String.format(Locale.ROOT, "%016x  %s  %s %s\n", addr, type, place, flags(p.flagsNow()));
    }

    private static String flags(int flags) {
        if ((flags & Kprobe.KPROBE_FLAG_GONE) != 0) return "[GONE]";
        return (flags & Kprobe.KPROBE_FLAG_DISABLED) != 0 ? "[DISABLED]" : "";
    }

    /// `blacklist`: a line for each function that must not be probed.
    public String blacklist() {
        return k.kprobeBlacklist.entries().stream()
                .map(entry -> String.format(Locale.ROOT, "0x%x-0x%x\t%s\n", entry.start(), entry.end(), entry.symbol()))
                .collect(Collectors.joining());
    }

    /// `enabled`.
    public String enabled() {
        return k.kprobes.enabledNow() ? "1\n" : "0\n";
    }

    /// What a write to `enabled` asks for, as kstrtobool() reads it; nothing: -EINVAL.
    public static Optional<Job.Function> enabled(String written) {
        String start = written.substring(0, Math.min(2, written.length())).toLowerCase(Locale.ROOT);
        return switch (start.isEmpty() ? "" : start.substring(0, 1)) {
            case "1", "y", "t" -> Optional.of(Job.Function.ARM_ALL_KPROBES);
            case "0", "n", "f" -> Optional.of(Job.Function.DISARM_ALL_KPROBES);
            case "o" -> start.equals("on") ? Optional.of(Job.Function.ARM_ALL_KPROBES)
                    : start.equals("of") ? Optional.of(Job.Function.DISARM_ALL_KPROBES) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
