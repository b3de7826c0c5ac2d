package kprobarium.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TimerTest {
    private final Timer timer = new Timer();

    @Test
    void a_timer_that_is_off_is_never_due() {
        timer.configure(1000 & ~3, 50);
        assertFalse(timer.expires(1_000_000));
        assertEquals(Timer.NEVER, timer.due());
        assertEquals(0, timer.left(60));
    }

    @Test
    void one_shot_is_due_once() {
        timer.configure(1000 | 1, 50);
        assertEquals(1050, timer.due());
        assertEquals(1000 - 10, timer.left(60));
        assertFalse(timer.expires(1049));
        assertTrue(timer.expires(1050));
        assertFalse(timer.expires(5000));
        assertEquals(0, timer.left(5000));
    }

    @Test
    void periods_follow_each_other_without_drift() {
        timer.configure(1000 | 3, 0);
        assertTrue(timer.expires(1007));
        assertEquals(2000, timer.due());
        assertTrue(timer.expires(5500));
        assertEquals(6000, timer.due());
        assertFalse(timer.expires(5999));
    }

    @Test
    void a_period_of_nothing_still_ends() {
        timer.configure(3, 10);
        assertTrue(timer.expires(10));
        assertTrue(timer.due() > 10);
    }
}
