package kprobarium.machine;

import java.util.Arrays;

/// The addresses of text that may be written while CPUs run: one region, and few outside it. Asked for at every instruction.
final class Watched {
    private static final int INSTRUCTION_BITS = 2;

    private long[] sorted = {};
    private long filter;
    private long base;
    private long size;

    void add(Memory.Region region) {
        if (size != 0) throw new IllegalStateException("a second region is watched: " + region.name());
        base = region.base();
        size = region.size();
    }

    void add(long address) {
        int at = Arrays.binarySearch(sorted, address);
        if (at >= 0) return;
        sorted = Arrays.copyOf(sorted, sorted.length + 1);
        sorted[sorted.length - 1] = address;
        Arrays.sort(sorted);
        filter |= bit(address);
    }

    boolean contains(long address) {
        if (Long.compareUnsigned(address - base, size) < 0) return true;
        return (filter & bit(address)) != 0 && Arrays.binarySearch(sorted, address) >= 0;
    }

    private static long bit(long address) {
        return 1L << (address >> INSTRUCTION_BITS);
    }
}
