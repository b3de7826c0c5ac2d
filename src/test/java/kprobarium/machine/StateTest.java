package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateTest {
    private static final int FIRST = new State().allocate(1);
    private static final int CELLS = 5;
    private static final int BYTES = 40;
    private static final int[] SIZES = {1, 2, 4, 8};

    private final State state = state();

    private static State state() {
        State state = new State();
        state.allocate(CELLS);
        state.allocateBytes(BYTES, 8);
        state.keepJournal();
        return state;
    }

    @Test
    void a_mark_can_be_gone_back_to_as_often_as_wanted() {
        state.set(1, 7);
        int mark = state.mark();
        for (int i = 0; i < 3; i++) {
            state.set(1, 100 + i);
            state.store(8, 8, i + 1);
            state.undo(mark);
            assertEquals(7, state.get(1));
            assertEquals(0, state.load(8, 8));
        }
        state.release(mark);
        assertEquals(7, state.get(1));
    }

    @Test
    void an_inner_mark_is_passed_over_by_going_back_to_an_outer_one() {
        State unmarked = new State();
        int first = unmarked.allocate(2);
        unmarked.keepJournal();
        unmarked.set(first + 1, 7);
        int outer = unmarked.mark();
        unmarked.mark();
        unmarked.undo(outer);
        assertEquals(0, unmarked.get(first));
        assertEquals(7, unmarked.get(first + 1));
    }

    @Test
    void a_released_mark_leaves_the_outer_one_as_it_was() {
        state.set(1, 1);
        int outer = state.mark();
        state.set(1, 2);
        int inner = state.mark();
        state.set(1, 3);
        state.release(inner);
        assertEquals(2, state.get(1));
        state.release(outer);
        assertEquals(1, state.get(1));
    }

    @Test
    void the_same_state_has_the_same_digest_however_it_was_reached() {
        state.set(1, 5);
        state.set(2, -1);
        state.store(3, 4, 0x0102_0304);

        State other = state();
        other.store(3, 1, 4);
        other.set(2, 9);
        other.store(4, 2, 0x0203);
        other.set(1, 5);
        other.store(6, 1, 1);
        other.set(2, -1);

        assertEquals(state.digest(), other.digest());
    }

    @Test
    void what_was_written_and_written_back_has_left_nothing_in_the_digest() {
        long empty = state.digest();
        state.set(1, 5);
        state.store(0, 8, 5);
        assertNotEquals(empty, state.digest());
        state.set(1, 0);
        state.store(0, 8, 0);
        assertEquals(empty, state.digest());
    }

    @Test
    void the_digest_knows_cells_from_memory_and_one_place_from_the_next() {
        State inNextCell = state();
        inNextCell.set(2, 1);
        State inMemory = state();
        inMemory.store(0, 8, 1);
        state.set(1, 1);

        assertNotEquals(state.digest(), inNextCell.digest());
        assertNotEquals(state.digest(), inMemory.digest());
        assertNotEquals(inNextCell.digest(), inMemory.digest());
    }

    @Test
    void statistics_count_in_the_digest_but_not_in_the_one_without_counts() {
        state.set(1, 1);
        long whole = state.digest();
        long control = state.digestWithoutCounts();
        state.count(2, 1);
        assertNotEquals(whole, state.digest());
        assertEquals(control, state.digestWithoutCounts());
        state.count(2, 0);
        assertEquals(whole, state.digest());
    }

    @Test
    void a_note_is_in_no_digest_and_is_undone_all_the_same() {
        long digest = state.digest();
        int mark = state.mark();
        state.note(3, 99);
        assertEquals(digest, state.digest());
        assertEquals(99, state.get(3));
        state.undo(mark);
        assertEquals(0, state.get(3));
    }

    @Test
    void a_store_over_a_boundary_of_eight_bytes_is_undone_on_both_sides() {
        state.store(0, 8, 0x1111_1111_1111_1111L);
        state.store(8, 8, 0x2222_2222_2222_2222L);
        int mark = state.mark();
        state.store(5, 8, -1);
        assertEquals(0xffff_ff11_1111_1111L, state.load(0, 8));
        assertEquals(0x2222_22ff_ffff_ffffL, state.load(8, 8));
        state.undo(mark);
        assertEquals(0x1111_1111_1111_1111L, state.load(0, 8));
        assertEquals(0x2222_2222_2222_2222L, state.load(8, 8));
    }

    @Test
    void loads_are_little_endian_and_zero_extended() {
        state.store(3, 8, 0x8182_8384_8586_8788L);
        assertEquals(0x88, state.load(3, 1));
        assertEquals(0x8788, state.load(3, 2));
        assertEquals(0x8586_8788L, state.load(3, 4));
        assertEquals(0x8384, state.load(7, 2));
    }

    /// What a [State] is, said with copies: contents, and the contents at each mark.
    private static final class Model {
        private record Snapshot(long[] cells, byte[] bytes, int mark, long digest, long control) {}

        private final long[] cells = new long[CELLS];
        private final byte[] bytes = new byte[BYTES];
        private final Deque<Snapshot> marks = new ArrayDeque<>();

        void mark(State state) {
            long digest = state.digest();
            long control = state.digestWithoutCounts();
            marks.push(new Snapshot(cells.clone(), bytes.clone(), state.mark(), digest, control));
        }

        void restore(Snapshot snapshot) {
            System.arraycopy(snapshot.cells, 0, cells, 0, CELLS);
            System.arraycopy(snapshot.bytes, 0, bytes, 0, BYTES);
        }

        void store(int offset, int size, long value) {
            for (int i = 0; i < size; i++) bytes[offset + i] = (byte) (value >>> 8 * i);
        }

        void check(State state) {
            for (int i = 0; i < CELLS; i++) assertEquals(cells[i], state.get(FIRST + i), "cell " + i);
            byte[] loaded = new byte[BYTES];
            for (int i = 0; i < BYTES; i++) loaded[i] = (byte) state.load(i, 1);
            assertArrayEquals(bytes, loaded);
        }
    }

    /// Cells 0 and 1 are state, 2 and 3 statistics, 4 a note.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void writes_marks_and_undoing_agree_with_a_model_of_copies(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Model model = new Model();
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextLong();
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    int at = random.nextInt(2);
                    state.set(FIRST + at, value);
                    model.cells[at] = value;
                }
                case 2 -> {
                    int at = 2 + random.nextInt(2);
                    state.count(FIRST + at, value);
                    model.cells[at] = value;
                }
                case 3 -> {
                    state.note(FIRST + 4, value);
                    model.cells[4] = value;
                }
                case 4, 5 -> {
                    int size = SIZES[random.nextInt(SIZES.length)];
                    int offset = random.nextInt(BYTES - size + 1);
                    state.store(offset, size, value);
                    model.store(offset, size, value);
                }
                case 6 -> model.mark(state);
                case 7 -> {
                    // To any mark that is open, not the innermost alone: those inside it are gone then.
                    for (int n = random.nextInt(1 + model.marks.size()); n > 1; n--) model.marks.pop();
                    if (!model.marks.isEmpty()) back(model, model.marks.peek());
                }
                default -> {
                    if (model.marks.isEmpty()) break;
                    Model.Snapshot snapshot = model.marks.pop();
                    state.release(snapshot.mark());
                    model.restore(snapshot);
                    assertEquals(snapshot.digest(), state.digest());
                }
            }
            if (i % 64 == 0) model.check(state);
        }
        model.check(state);
        assertEquals(written(model).digestWithoutCounts(), state.digestWithoutCounts());
        assertEquals(written(model).digest(), state.digest());
    }

    private void back(Model model, Model.Snapshot snapshot) {
        state.undo(snapshot.mark());
        model.restore(snapshot);
        assertEquals(snapshot.digest(), state.digest());
        assertEquals(snapshot.control(), state.digestWithoutCounts());
        model.check(state);
    }

    /// A state with the model's contents, each written once.
    private static State written(Model model) {
        State state = state();
        for (int i = 0; i < 2; i++) state.set(FIRST + i, model.cells[i]);
        for (int i = 2; i < 4; i++) state.count(FIRST + i, model.cells[i]);
        for (int i = 0; i < BYTES; i++) state.store(i, 1, model.bytes[i]);
        return state;
    }
}
