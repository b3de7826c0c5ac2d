package kprobarium.explore;

import java.util.Arrays;
import kprobarium.schedule.Conflict;
import kprobarium.schedule.Move;

/// The moves of one play so far, and which of them had to come before which: a vector clock each.
///
/// A move happens after an earlier one if both are of one process, if they [conflict][Conflict], or through others in between. Plays with
/// the same moves and the same order of those that happen after each other are one trace: they end in the same state.
///
/// A process is whatever can hold back its next move on its own: a CPU that goes on, the thread that waits to preempt it, its interrupts,
/// what empties its store buffer, what brings it patches. What such a process can choose between, as the older words of a fetch, are
/// alternatives of one move.
final class Happens {
    static final int MOST_PROCESSES = Long.SIZE;
    private static final int ROLES = 5;
    private static final int CPUS = 256;
    private static final int NOBODY = -1;

    /// Processes are numbered as they are met, so that clocks are short.
    private final byte[] numbers = new byte[ROLES * CPUS];
    private int processes;
    private int width = 8;

    private int size;
    private int[] codes = new int[256];
    private int[] kinds = new int[256];
    private long[] addresses = new long[256];
    /// Whether the play ended by this move, with others left that could have moved: then it happens after all.
    private boolean[] ends = new boolean[256];
    private int[] process = new int[256];
    private int[] before = new int[256];
    private int[] latest = new int[256];
    private int[] clocks = new int[256 * width];
    private final int[] last = new int[MOST_PROCESSES];

    Happens() {
        Arrays.fill(numbers, (byte) NOBODY);
        Arrays.fill(last, NOBODY);
    }

    int size() {
        return size;
    }

    int code(int move) {
        return codes[move];
    }

    int kind(int move) {
        return kinds[move];
    }

    long address(int move) {
        return addresses[move];
    }

    boolean ends(int move) {
        return ends[move];
    }

    int process(int move) {
        return process[move];
    }

    /// The number of the process that makes moves with this code.
    int processOf(int code) {
        int role = switch (Move.kind(code)) {
            case STEP, OLD, FAULT -> 0;
            case PREEMPT, SWITCH -> 1;
            case IRQ -> 2;
            case FLUSH -> 3;
            case PATCH, LOSE, TWICE, LATE -> 4;
        };
        int key = role * CPUS + Move.cpu(code);
        if (numbers[key] == NOBODY) number(key);
        return numbers[key];
    }

    private void number(int key) {
        if (processes == MOST_PROCESSES) throw new IllegalStateException("more than " + MOST_PROCESSES + " processes");
        numbers[key] = (byte) processes++;
        if (processes <= width) return;
        int[] wider = new int[codes.length * 2 * width];
        for (int i = 0; i < size; i++) System.arraycopy(clocks, i * width, wider, i * 2 * width, width);
        clocks = wider;
        width *= 2;
    }

    /// How many entries a clock has.
    int width() {
        return width;
    }

    /// The latest move of a process, or -1.
    int lastOf(int ofProcess) {
        return last[ofProcess];
    }

    /// Whether move `first` happens before the later move `second`, or is it.
    boolean before(int first, int second) {
        return clocks[second * width + process[first]] > first;
    }

    /// Whether move `first` happens before what `clock` is of.
    boolean before(int first, int[] clock) {
        return clock[process[first]] > first;
    }

    /// The latest move that happens before `move`, or -1.
    int latestBefore(int move) {
        return latest[move];
    }

    /// Brings into `clock` what happens before `move`, and the move itself.
    void join(int[] clock, int move) {
        int from = move * width;
        for (int i = 0; i < processes; i++) if (clocks[from + i] > clock[i]) clock[i] = clocks[from + i];
    }

    /// Fills `clock` with what happens before the next move of a process because it is the next of that process.
    void begin(int[] clock, int ofProcess) {
        int from = last[ofProcess];
        if (from == NOBODY) Arrays.fill(clock, 0, processes, 0);
        else System.arraycopy(clocks, from * width, clock, 0, processes);
    }

    boolean conflict(int move, int code, int kind, long address) {
        return ends[move] || Conflict.between(codes[move], kinds[move], addresses[move], code, kind, address);
    }

    /// Adds a move, which happens after what is in `clock`.
    void add(int code, int kind, long address, boolean endsPlay, int[] clock) {
        if (size == codes.length) grow();
        int who = processOf(code);
        codes[size] = code;
        kinds[size] = kind;
        addresses[size] = address;
        ends[size] = endsPlay;
        process[size] = who;
        int max = 0;
        for (int i = 0; i < processes; i++) max = Math.max(max, clock[i]);
        latest[size] = max - 1;
        System.arraycopy(clock, 0, clocks, size * width, processes);
        Arrays.fill(clocks, size * width + processes, (size + 1) * width, 0);
        clocks[size * width + who] = size + 1;
        before[size] = last[who];
        last[who] = size++;
    }

    private void grow() {
        int room = 2 * size;
        codes = Arrays.copyOf(codes, room);
        kinds = Arrays.copyOf(kinds, room);
        addresses = Arrays.copyOf(addresses, room);
        ends = Arrays.copyOf(ends, room);
        process = Arrays.copyOf(process, room);
        before = Arrays.copyOf(before, room);
        latest = Arrays.copyOf(latest, room);
        clocks = Arrays.copyOf(clocks, room * width);
    }

    /// Takes the last move away.
    void remove() {
        size--;
        last[process[size]] = before[size];
    }
}
