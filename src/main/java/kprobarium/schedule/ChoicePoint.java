package kprobarium.schedule;

import java.util.Arrays;

/// The ways to go on, of which a scheduler chooses one: each a [Move] with the [Access] it is about to make.
///
/// The order is fixed: steps (each followed by its older words), flushes, deliveries, preemptions, interrupts, each by CPU. The object is filled anew for each choice and not to be kept.
public final class ChoicePoint {
    private int size;
    private int[] codes = new int[16];
    private int[] kinds = new int[16];
    private long[] addresses = new long[16];

    public void clear() {
        size = 0;
    }

    public void add(int moveCode, Access.Kind kind, long address) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            addresses = Arrays.copyOf(addresses, 2 * size);
        }
        codes[size] = moveCode;
        kinds[size] = kind.ordinal();
        addresses[size++] = address;
    }

    public int size() {
        return size;
    }

    public int code(int option) {
        return codes[option];
    }

    public int cpu(int option) {
        return Move.cpu(codes[option]);
    }

    public Move move(int option) {
        return Move.of(codes[option]);
    }

    public Access.Kind kind(int option) {
        return Access.Kind.of(kinds[option]);
    }

    public long address(int option) {
        return addresses[option];
    }

    /// Whether it matters which of two options comes first, see [Conflict].
    public boolean conflict(int option, int other) {
        return Conflict.between(codes[option], kinds[option], addresses[option], codes[other], kinds[other], addresses[other]);
    }

    /// The option with this code, or -1.
    public int find(int code) {
        for (int i = 0; i < size; i++) if (codes[i] == code) return i;
        return -1;
    }
}
