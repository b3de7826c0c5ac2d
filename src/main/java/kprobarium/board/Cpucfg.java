package kprobarium.board;

/// What `cpucfg` says: an LA464 as QEMU has it, without vectors, virtualization, binary translation and hardware page walks.
final class Cpucfg {
    /// The counter's frequency: one tick an instruction.
    static final int HERTZ = 100_000_000;

    private Cpucfg() {
    }

    static long word(long index) {
        if (index < 0 || index > 20) return 0;
        return switch ((int) index) {
            case 0 -> 0x0014c010; // LA464
            case 1 -> 0x03f2f2fe; // LA64, paging, IOCSR, PALEN 48, VALEN 48, UAL, RI, EP, RPLV, HP, CRC
            case 2 -> 0x0040c00f; // FP: SP, DP, version 1; LLFTP version 1; LAM
            case 4 -> HERTZ;
            case 5 -> 0x00010001; // times 1, divided by 1
            case 16 -> 0x2c3d; // L1 I and D, L2 and L3 unified
            case 17, 18 -> 0x06080003; // 4 ways, 256 sets, lines of 64
            case 19 -> 0x0608000f; // 16 ways
            case 20 -> 0x060e000f; // 16 ways, 16384 sets
            default -> 0;
        };
    }
}
