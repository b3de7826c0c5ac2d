package kprobarium.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// A habit repeats a run where all is as that found it, and there only.
final class HabitTest {
    private static final int MANY = 3000;
    private static final String LOOP = """
            calls:    break   0
                      addi.d  $a0, $a0, -1
                      bnez    $a0, calls
                      jr      $ra
            reserves: ll.d    $a0, $a0, 0
                      jr      $ra
            stores:   sc.d    $a1, $a0, 0
                      move    $a0, $a1
                      jr      $ra
            """;

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

    /// Lets `cpu` do all that it has to.
    private static void run(Bed bed, int cpu) {
        while (bed.machine.busy(bed.cpu(cpu))) bed.machine.run(bed.cpu(cpu), 1000);
    }

    @Test
    void a_routine_is_not_called_where_it_finds_what_it_found() {
        Bed bed = Bed.plain(1, LOOP).calls(0, "calls", MANY);
        int[] called = {0};
        bed.onException = s -> {
            called[0]++;
            s.local(Bed.DATA, 7);
        };
        run(bed.start(), 0);
        assertEquals(7, bed.at(Bed.DATA));
        assertTrue(called[0] < MANY / 100, called[0] + " calls");
    }

    @Test
    void what_is_done_by_habit_takes_reservations_away() {
        Bed bed = Bed.plain(2, LOOP).calls(0, "calls", MANY).calls(1, "reserves", Bed.DATA)
                .calls(1, "stores", Bed.DATA, 5);
        bed.onException = s -> {
            if (s.onceAside()) s.wrote(Bed.DATA);
        };
        bed.start();
        Cpu other = bed.cpu(1);
        bed.machine.run(bed.cpu(0), MANY);
        while (bed.machine.state().get(other.reservation()) == 0) bed.machine.run(other, 1);
        run(bed, 0);
        run(bed, 1);
        assertEquals("cpu1 stores 0", bed.log.getLast());
    }

    @Test
    void a_page_that_has_gone_is_not_there_by_habit() {
        long page = 0x9000_0000_0400_0000L;
        Bed bed = Bed.plain(1, LOOP).calls(0, "calls", MANY);
        Memory.Region region = bed.machine.memory().mapPage("page", page, 0x1000, true);
        bed.onException = s -> s.local(Bed.DATA, s.text(page));
        bed.start();
        bed.machine.run(bed.cpu(0), MANY);
        assertEquals(0, bed.at(Bed.DATA));
        bed.machine.memory().setPresent(region, false);
        run(bed, 0);
        assertEquals(Strand.NOT_PRESENT, bed.at(Bed.DATA));
    }
}
