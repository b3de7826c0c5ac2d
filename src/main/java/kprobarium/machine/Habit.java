package kprobarium.machine;

import kprobarium.engine.Ram;

/// What a routine does where it finds what it found before.
///
/// A routine decides only by what it observes, so where it would observe the same it would leave the same behind. Of a run that was
/// [unlogged][Strand] to its end is kept, word by word, what it found there before it wrote, and what it left. The next time those are
/// compared and these are stored. Where anything differs the routine runs, as it does where nothing has been learnt.
///
/// A habit belongs to what the routine is begun for: its number and argument, the CPU and its task, and the pc it comes from.
final class Habit {
    /// A routine that keeps finding something else is learnt more and more seldom.
    private static final int MOST_DOUBLINGS = 16;
    /// So many repetitions make up for learning it.
    private static final int WORTH = 16;

    private final int routine;
    private final long argument;
    private final long pc;
    private final int cpu;
    private final int task;

    private boolean needsLog;
    private int disappointments;
    /// How many runs are not learnt from.
    private int wait;
    private int repetitions;

    private boolean learnt;
    private int[] placesFound;
    private long[] memoryFound;
    private int[] cellsFound;
    private long[] inCellsFound;
    private int[] placesLeft;
    private long[] memoryLeft;
    private int[] cellsLeft;
    private long[] inCellsLeft;
    private int[] counted;

    Habit(int routine, long argument, long pc, int cpu, int task) {
        this.routine = routine;
        this.argument = argument;
        this.pc = pc;
        this.cpu = cpu;
        this.task = task;
    }

    boolean isOf(int routine, long argument, long pc, int cpu, int task) {
        return this.pc == pc && this.argument == argument && this.routine == routine && this.cpu == cpu && this.task == task;
    }

    /// Whether the routine came to need its log.
    boolean needsLog() {
        return needsLog;
    }

    void needLog() {
        needsLog = true;
    }

    /// Does what the routine would do, if it would find what it found; else nothing.
    boolean repeat(long[] cells, byte[] bytes, Ram ram) {
        if (!learnt) return false;
        if (!finds(cells, bytes)) {
            learnt = false;
            disappoint();
            return false;
        }
        for (int i = 0; i < placesLeft.length; i++) ram.store8(placesLeft[i], memoryLeft[i]);
        for (int i = 0; i < cellsLeft.length; i++) cells[cellsLeft[i]] = inCellsLeft[i];
        for (int cell : counted) cells[cell]++;
        repetitions++;
        return true;
    }

    private boolean finds(long[] cells, byte[] bytes) {
        for (int i = 0; i < placesFound.length; i++) if (State.load8(bytes, placesFound[i]) != memoryFound[i]) return false;
        for (int i = 0; i < cellsFound.length; i++) if (cells[cellsFound[i]] != inCellsFound[i]) return false;
        return true;
    }

    private void disappoint() {
        disappointments = repetitions >= WORTH ? 0 : Math.min(disappointments + 1, MOST_DOUBLINGS);
        wait = (1 << disappointments) - 1;
        repetitions = 0;
    }

    /// Whether to take notes of the run that begins.
    boolean learns() {
        if (wait == 0) return true;
        wait--;
        return false;
    }

    /// The run that notes were to be taken of did what cannot be repeated so.
    void learnNothing() {
        disappoint();
    }

    void learn(Notes notes) {
        Notes.Words places = notes.memoryFound();
        placesFound = places.places();
        memoryFound = places.values();
        Notes.Words cells = notes.cellsFound();
        cellsFound = cells.places();
        inCellsFound = cells.values();
        places = notes.memoryLeft();
        placesLeft = places.places();
        memoryLeft = places.values();
        cells = notes.cellsLeft();
        cellsLeft = cells.places();
        inCellsLeft = cells.values();
        counted = notes.counted();
        learnt = true;
    }
}
