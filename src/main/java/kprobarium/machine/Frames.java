package kprobarium.machine;

import kprobarium.schedule.Access;
import kprobarium.schedule.ChoicePoint;

/// What a CPU is in the middle of: a stack of routines, the innermost on top, each with its log, the access it has announced, and
/// whether it is waiting for guest code that it called. An exception puts a frame on top; so does a call of the CPU's list at the bottom.
///
/// The log of a frame begins where that of the frame below ends. Its contents belong to the digest while the frame lives.
final class Frames {
    static final int MAX_DEPTH = 64;
    static final int LOG_SIZE = 8192;
    private static final int ROUTINE = 0, ARGUMENT = 1, IN_GUEST = 2, LOG_START = 3, LOG_END = 4;
    private static final int KIND = 5, ADDRESS = 6, CONDITION = 7, OPERAND = 8;
    private static final int FIELDS = 9;
    /// Where weak memory has what the CPU waits for and the size of the access, beside the condition.
    private static final int NEED_SHIFT = 8, SIZE_SHIFT = 16, FIELD = 0xff;

    private static final int NO_CONDITION = Condition.NONE.ordinal();
    private static final int LOCAL = Access.Kind.LOCAL.ordinal();

    private final State state;
    private final int depth;
    private final int frames;
    private final int log;

    Frames(State state) {
        this.state = state;
        depth = state.allocate(1);
        frames = state.allocate(MAX_DEPTH * FIELDS);
        log = state.allocate(LOG_SIZE);
    }

    int depth() {
        return (int) state.get(depth);
    }

    boolean empty() {
        return depth() == 0;
    }

    private int top(int field) {
        return frames + (depth() - 1) * FIELDS + field;
    }

    void push(int routine, long argument) {
        int start = empty() ? log : (int) state.get(top(LOG_END));
        if (depth() == MAX_DEPTH) throw new IllegalStateException("more than " + MAX_DEPTH + " nested exceptions");
        if (state.isPlain()) {
            pushPlain(routine, argument, start);
            return;
        }
        state.set(depth, depth() + 1);
        int top = top(0);
        state.set(top + ROUTINE, routine);
        state.set(top + ARGUMENT, argument);
        state.note(top + LOG_START, start);
        state.note(top + LOG_END, start);
        announce(Access.Kind.LOCAL, 0, Condition.NONE, 0);
    }

    private void pushPlain(int routine, long argument, int start) {
        long[] cells = state.cells();
        cells[depth]++;
        int top = top(0);
        cells[top + ROUTINE] = routine;
        cells[top + ARGUMENT] = argument;
        cells[top + LOG_START] = start;
        cells[top + LOG_END] = start;
        cells[top + KIND] = LOCAL;
        cells[top + ADDRESS] = 0;
        cells[top + CONDITION] = NO_CONDITION;
        cells[top + OPERAND] = 0;
    }

    void pop() {
        int top = top(0);
        if (state.isPlain()) {
            long[] cells = state.cells();
            cells[top + ROUTINE] = 0;
            cells[top + ARGUMENT] = 0;
            cells[top + IN_GUEST] = 0;
            cells[depth]--;
            return;
        }
        forgetLog();
        state.set(top + ROUTINE, 0);
        state.set(top + ARGUMENT, 0);
        state.set(top + IN_GUEST, 0);
        state.set(depth, depth() - 1);
    }

    private void forgetLog() {
        for (int at = logStart(); at < logEnd(); at++) state.fold(at, state.get(at));
    }

    int routine() {
        return (int) state.get(top(ROUTINE));
    }

    long argument() {
        return state.get(top(ARGUMENT));
    }

    boolean inGuest() {
        return state.get(top(IN_GUEST)) != 0;
    }

    void inGuest(boolean now) {
        state.set(top(IN_GUEST), now ? 1 : 0);
    }

    int logStart() {
        return (int) state.get(top(LOG_START));
    }

    int logEnd() {
        return (int) state.get(top(LOG_END));
    }

    void logEnd(int end) {
        state.note(top(LOG_END), end);
    }

    /// Adds an observation at cell `at`, the end of the top frame's log; the caller moves the end.
    void log(int at, long value) {
        if (at == log + LOG_SIZE) throw overflow();
        state.note(at, value);
        state.fold(at, value);
    }

    static IllegalStateException overflow() {
        return new IllegalStateException("a routine made more than " + LOG_SIZE + " accesses");
    }

    /// Guest code that the top frame called has returned `value`.
    void returned(long value) {
        log(logEnd(), value);
        logEnd(logEnd() + 1);
        inGuest(false);
    }

    enum Condition {
        NONE, EQUAL, NOT_EQUAL, AT_LEAST;

        private static final Condition[] CONDITIONS = values();

        boolean holds(long value, long operand) {
            return switch (this) {
                case NONE -> true;
                case EQUAL -> value == operand;
                case NOT_EQUAL -> value != operand;
                case AT_LEAST -> value >= operand;
            };
        }
    }

    void announce(Access.Kind kind, long address, Condition condition, long operand) {
        int top = top(0);
        state.note(top + KIND, kind.ordinal());
        state.note(top + ADDRESS, address);
        state.note(top + CONDITION, condition.ordinal());
        state.note(top + OPERAND, operand);
    }

    /// The same on weak memory, where the CPU may wait for its own stores too. Of a load without a condition the operand says, as
    /// [DataPath] has it, what its address depends on.
    void announce(Access.Kind kind, long address, Condition condition, long operand, DataPath.Need need, int size) {
        announce(kind, address, condition, operand);
        state.note(top(CONDITION), condition.ordinal() | need.ordinal() << NEED_SHIFT | size << SIZE_SHIFT);
    }

    DataPath.Need need() {
        return DataPath.Need.of((int) state.get(top(CONDITION)) >> NEED_SHIFT & FIELD);
    }

    int size() {
        return (int) state.get(top(CONDITION)) >> SIZE_SHIFT;
    }

    long operand() {
        return state.get(top(OPERAND));
    }

    private Condition condition() {
        return Condition.CONDITIONS[(int) state.get(top(CONDITION)) & FIELD];
    }

    boolean waitsForNoValue() {
        return condition() == Condition.NONE;
    }

    /// Whether `value` is what the announced access waits for.
    boolean holds(long value) {
        return condition().holds(value, operand());
    }

    Access.Kind announcedKind() {
        return Access.Kind.of((int) state.get(top(KIND)));
    }

    /// Adds what the top frame has announced to `point`, under this code: to what can be done, if what it waits for is in `memory`, or else
    /// to what waits. Answers the ordinal of the announced kind, or -1 if it waits.
    int offer(ChoicePoint point, int code, Memory memory) {
        int top = top(0);
        int kind = (int) state.get(top + KIND);
        long address = state.get(top + ADDRESS);
        int condition = (int) state.get(top + CONDITION);
        if (condition == NO_CONDITION || Condition.CONDITIONS[condition].holds(memory.load(address, 8), state.get(top + OPERAND))) {
            point.add(code, kind, address);
            return kind;
        }
        point.addWaiting(code, Access.Kind.of(kind), address);
        return -1;
    }

    long announcedAddress() {
        return state.get(top(ADDRESS));
    }

    /// Whether the announced access can be made now: what it waits for, if anything, is there.
    boolean ready(Memory memory) {
        Condition condition = Condition.CONDITIONS[(int) state.get(top(CONDITION))];
        return condition == Condition.NONE || condition.holds(memory.load(announcedAddress(), 8), state.get(top(OPERAND)));
    }
}
