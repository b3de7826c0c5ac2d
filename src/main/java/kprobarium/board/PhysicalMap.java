package kprobarium.board;

/// Where memory lies among physical addresses: from 0 on up to 256 MiB, and what is more, from 0x9000_0000 on.
///
/// @param low  bytes below 256 MiB
/// @param high bytes from 0x9000_0000 on
record PhysicalMap(int low, int high) {
    static final int MOST_LOW = 0x1000_0000;
    static final long HIGH = 0x9000_0000L;

    static PhysicalMap of(int size) {
        return new PhysicalMap(Math.min(size, MOST_LOW), Math.max(0, size - MOST_LOW));
    }

    int size() {
        return low + high;
    }

    /// The place of an address in memory, or -1 where there is none.
    int place(long physical) {
        if (Long.compareUnsigned(physical, low) < 0) return (int) physical;
        return Long.compareUnsigned(physical - HIGH, high) < 0 ? (int) (physical - HIGH) + low : -1;
    }
}
