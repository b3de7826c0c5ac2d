package kprobarium.machine;

import java.util.Arrays;

/// The addresses of text that may be written while CPUs run: few, and asked for at every instruction.
final class Watched {
    private static final int INSTRUCTION_BITS = 2;

    private long[] sorted = {};
    private long filter;

    void add(long address) {
        int at = Arrays.binarySearch(sorted, address);
        if (at >= 0) return;
        sorted = Arrays.copyOf(sorted, sorted.length + 1);
        sorted[sorted.length - 1] = address;
        Arrays.sort(sorted);
        filter |= bit(address);
    }

    boolean contains(long address) {
        return (filter & bit(address)) != 0 && Arrays.binarySearch(sorted, address) >= 0;
    }

    private static long bit(long address) {
        return 1L << (address >> INSTRUCTION_BITS);
    }
}
