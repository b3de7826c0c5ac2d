package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// A habit repeats a run where all is as that found it, and there only.
final class HabitTest {
    private static final int MANY = 3000;

    private final State state = new State();
    private final int cell = state.allocate(3);
    private final int word = state.allocateBytes(64, 8);
    private final Habit habit = new Habit(1, 2, 3, 0, 0);

    HabitTest() {
        state.makePlain();
    }

    private boolean repeats() {
        return habit.repeat(state.cells(), state.bytes(), state.ram());
    }

    /// Finds `word`, 5, and `cell`, 6; leaves 7 in the next word and 8 in the next cell, and counts in the third.
    private void learn() {
        state.store8(word, 5);
        state.set(cell, 6);
        Notes notes = new Notes();
        notes.found(~word, 5);
        notes.found(cell, 6);
        notes.left(~(word + 8), 9);
        notes.left(~(word + 8), 7);
        notes.left(cell + 1, 8);
        notes.counted(cell + 2);
        habit.learn(notes.keep());
    }

    private void forget() {
        state.store8(word + 8, 0);
        state.set(cell + 1, 0);
    }

    @Test
    void what_is_found_again_leaves_the_same_interpreted_and_compiled() {
        learn();
        for (int time = 1; time <= MANY; time++) {
            forget();
            assertTrue(repeats());
            assertEquals(7, state.load8(word + 8));
            assertEquals(8, state.get(cell + 1));
            assertEquals(time, state.get(cell + 2));
        }
    }

    @Test
    void a_word_that_differs_is_not_repeated() {
        for (int times : new int[] {0, 1, MANY}) {
            learn();
            for (int i = 0; i < times; i++) assertTrue(repeats());
            forget();
            state.store8(word, 4);
            assertFalse(repeats());
            assertEquals(0, state.load8(word + 8));
            state.store8(word, 5);
            assertFalse(repeats(), "it was given up");
        }
    }

    @Test
    void a_cell_that_differs_is_not_repeated() {
        for (int times : new int[] {0, 1, MANY}) {
            learn();
            for (int i = 0; i < times; i++) assertTrue(repeats());
            forget();
            state.set(cell, 4);
            assertFalse(repeats());
            assertEquals(0, state.get(cell + 1));
        }
    }

    @Test
    void what_a_run_has_written_itself_it_need_not_find() {
        Notes notes = new Notes();
        notes.left(~word, 1);
        notes.found(~word, 1);
        habit.learn(notes.keep());
        state.store8(word, 99);
        assertTrue(repeats());
        assertEquals(1, state.load8(word));
    }

    @Test
    void what_is_never_found_again_is_learnt_ever_more_seldom() {
        int learnt = 0;
        for (int run = 0; run < 1000; run++) {
            if (!habit.learns()) continue;
            learnt++;
            learn();
            state.store8(word, 4);
            assertFalse(repeats());
        }
        assertEquals(9, learnt);
    }
}
