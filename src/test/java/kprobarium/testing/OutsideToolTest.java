package kprobarium.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

final class OutsideToolTest {
    private static final String LINE = "skipped: this needs newer-tool or tool; install it with: apt-get install tools";

    @TempDir
    Path folder;

    private final List<String> reported = new ArrayList<>();

    @Test
    void earlier_candidates_are_preferred() throws IOException {
        var old = tool("tool-19");
        assertEquals(Optional.of(old), tools(false).findIn("tool-22", "tool-19"));
        var recent = tool("tool-22");
        assertEquals(Optional.of(recent), tools(false).findIn("tool-22", "tool-19"));
    }

    @Test
    void what_cannot_be_run_is_not_a_tool() throws IOException {
        Files.createFile(folder.resolve("tool"));
        assertEquals(Optional.empty(), tools(false).findIn("tool"));
    }

    @Test
    void a_missing_tool_skips_the_check_and_is_reported() {
        assertThrows(TestAbortedException.class, () -> tools(false).requireIn("this", "tools", "newer-tool", "tool"));
        assertEquals(List.of(LINE), reported);
    }

    @Test
    void a_missing_tool_that_is_required_fails_the_check() {
        var failure = assertThrows(AssertionFailedError.class, () -> tools(true).requireIn("this", "tools", "newer-tool", "tool"));
        assertTrue(LINE.endsWith(failure.getMessage()), failure.getMessage());
        assertEquals(List.of(), reported);
    }

    private Path tool(String name) throws IOException {
        var tool = Files.createFile(folder.resolve(name));
        assertTrue(tool.toFile().setExecutable(true));
        return tool;
    }

    private OutsideTool tools(boolean required) {
        return new OutsideTool(List.of(folder), required, reported::add);
    }
}
