package kprobarium;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class JavaVersionTest {
    @Test
    void tests_run_on_java_25_or_newer() {
        assertTrue(Runtime.version().feature() >= 25, Runtime.version().toString());
    }
}
