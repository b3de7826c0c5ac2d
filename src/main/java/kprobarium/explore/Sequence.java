package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Conflict;

/// A few moves in the order in which they are to be made, each with the access it makes there.
final class Sequence {
    private int size;
    private int[] codes = new int[64];
    private int[] kinds = new int[64];
    private long[] addresses = new long[64];
    private boolean[] ends = new boolean[64];

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    int code(int i) {
        return codes[i];
    }

    int kind(int i) {
        return kinds[i];
    }

    long address(int i) {
        return addresses[i];
    }

    boolean ends(int i) {
        return ends[i];
    }

    void add(int code, int kind, long address, boolean endsPlay) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            addresses = Arrays.copyOf(addresses, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        codes[size] = code;
        kinds[size] = kind;
        addresses[size] = address;
        ends[size++] = endsPlay;
    }

    /// Whether these moves can also be made, and end in the same state, with this one first: it is among them and happens after none of
    /// them, or it conflicts with none (a weak initial).
    boolean canBeginWith(int code, int kind, long address, boolean endsPlay) {
        for (int i = 0; i < size; i++) {
            if (codes[i] == code) return i == 0 || !endsPlay && !ends[i];
            if (endsPlay || ends[i] || Conflict.between(codes[i], kinds[i], addresses[i], code, kind, address)) return false;
        }
        return true;
    }

    /// It turned out that the last of them ends the play.
    void lastEnds() {
        ends[size - 1] = true;
    }

    boolean contains(int code) {
        for (int i = 0; i < size; i++) if (codes[i] == code) return true;
        return false;
    }

    /// Takes the first move with this code out, if there is one.
    void remove(int code) {
        int at = 0;
        while (at < size && codes[at] != code) at++;
        if (at == size) return;
        size--;
        System.arraycopy(codes, at + 1, codes, at, size - at);
        System.arraycopy(kinds, at + 1, kinds, at, size - at);
        System.arraycopy(addresses, at + 1, addresses, at, size - at);
        System.arraycopy(ends, at + 1, ends, at, size - at);
    }
}
