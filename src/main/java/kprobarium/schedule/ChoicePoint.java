package kprobarium.schedule;

import java.util.Arrays;

/// The ways to go on, of which a scheduler chooses one: each a [Move] with the [Access] it is about to make.
///
/// The order is fixed: steps (each followed by its older words), flushes, deliveries, preemptions, interrupts, each by CPU. The object is
/// filled anew for each choice and not to be kept.
public final class ChoicePoint {
    private int size;
    private int[] codes = new int[16];
    private int[] kinds = new int[16];
    private long[] addresses = new long[16];
    private int waiting;
    private int[] waitingCodes = new int[16];
    private int[] waitingKinds = new int[16];
    private long[] waitingAddresses = new long[16];

    public void clear() {
        size = 0;
        waiting = 0;
    }

    public void add(int moveCode, Access.Kind kind, long address) {
        add(moveCode, kind.ordinal(), address);
    }

    /// The same, with the kind's ordinal.
    public void add(int moveCode, int kind, long address) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
            kinds = Arrays.copyOf(kinds, 2 * size);
            addresses = Arrays.copyOf(addresses, 2 * size);
        }
        codes[size] = moveCode;
        kinds[size] = kind;
        addresses[size++] = address;
    }

    /// Notes a move that cannot be made now, but once somebody has written at `address`, or its CPU has moved on. It is no option; who
    /// leaves schedules out must know of it, for another order could make it one.
    public void addWaiting(int moveCode, Access.Kind kind, long address) {
        if (waiting == waitingCodes.length) {
            waitingCodes = Arrays.copyOf(waitingCodes, 2 * waiting);
            waitingKinds = Arrays.copyOf(waitingKinds, 2 * waiting);
            waitingAddresses = Arrays.copyOf(waitingAddresses, 2 * waiting);
        }
        waitingCodes[waiting] = moveCode;
        waitingKinds[waiting] = kind.ordinal();
        waitingAddresses[waiting++] = address;
    }

    public int size() {
        return size;
    }

    /// How many moves wait.
    public int waiting() {
        return waiting;
    }

    public int waitingCode(int i) {
        return waitingCodes[i];
    }

    public Access.Kind waitingKind(int i) {
        return Access.Kind.of(waitingKinds[i]);
    }

    public long waitingAddress(int i) {
        return waitingAddresses[i];
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
