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
    private static final int FIRST_HOT = 1 << 10, MOST_HOT = 1 << 28;

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
    /// After how many repetitions it is compiled. One that is given up again and again waits for ever more.
    private int hot = FIRST_HOT;
    private Notes.Kept kept;
    private HabitCompiler.Reflex compiled;

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
        if (compiled != null && compiled.repeat()) return true;
        return kept != null && interpret(cells, bytes, ram);
    }

    private boolean interpret(long[] cells, byte[] bytes, Ram ram) {
        if (!finds(cells, bytes)) {
            kept = null;
            compiled = null;
            disappoint();
            return false;
        }
        for (Notes.Word word : kept.memoryLeft()) ram.store8(word.place(), word.value());
        for (Notes.Word word : kept.cellsLeft()) cells[word.place()] = word.value();
        for (int cell : kept.counted()) cells[cell]++;
        if (++repetitions == hot) {
            compiled = HabitCompiler.compile(kept, cells, bytes, ram);
            hot = Math.min(4 * hot, MOST_HOT);
        }
        return true;
    }

    private boolean finds(long[] cells, byte[] bytes) {
        for (Notes.Word word : kept.memoryFound()) if (State.load8(bytes, word.place()) != word.value()) return false;
        for (Notes.Word word : kept.cellsFound()) if (cells[word.place()] != word.value()) return false;
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

    /// The run that notes were taken of did what cannot be repeated so.
    void learnNothing() {
        disappoint();
    }

    void learn(Notes.Kept run) {
        kept = run;
    }
}
