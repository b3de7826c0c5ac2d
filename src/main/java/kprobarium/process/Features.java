package kprobarium.process;

/// What `cpucfg` tells a program of the CPU that it is on.
final class Features {
    private static final int IDENTITY = 0x14c010;
    /// LA64, paging, 48 bits of addresses, unaligned accesses, the bits of protection, CRC.
    private static final int ARCHITECTURE = 0x3f2f2fe;
    /// Floating point of both sizes, the stable counter, atomics.
    private static final int EXTENSIONS = 1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 14 | 1 << 15 | 1 << 22;
    /// The stable counter ticks once an instruction, which is a nanosecond.
    private static final int COUNTER_FREQUENCY = 1_000_000_000, COUNTER_RATIO = 1 << 16 | 1;

    private Features() {}

    static long cpucfg(long word) {
        return switch ((int) word) {
            case 0 -> IDENTITY;
            case 1 -> ARCHITECTURE;
            case 2 -> EXTENSIONS;
            case 4 -> COUNTER_FREQUENCY;
            case 5 -> COUNTER_RATIO;
            default -> 0;
        };
    }
}
