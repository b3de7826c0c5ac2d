package kprobarium.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import kprobarium.experiment.Session;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
    private final Turnstile turnstile = new Turnstile(events -> Session.open(TestExperiments.live(), "mainline", events));

    @Test
    void a_second_visitor_is_a_bug() {
        var bug = assertThrows(IllegalStateException.class,
                () -> turnstile.visit("cpu1", _ -> turnstile.visit("cpu2", Session::cpus)));
        assertEquals("cpu2 goes to the session while cpu1 is there", bug.getMessage());
    }

    @Test
    void a_visit_that_fails_is_over() {
        assertThrows(ArithmeticException.class, () -> turnstile.visit("cpu1", session -> Math.ceilDiv(session.cpus(), 0)));
        assertEquals(4, turnstile.visit("cpu2", Session::cpus));
    }
}
