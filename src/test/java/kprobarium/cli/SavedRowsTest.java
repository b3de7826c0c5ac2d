package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import kprobarium.engine.Transcription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavedRowsTest {
    @TempDir
    private Path folder;
    private Path file;
    private Path jar;

    @BeforeEach
    void saved() throws IOException {
        file = folder.resolve("rows");
        jar = Files.writeString(folder.resolve("jar"), "a jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        SavedRows.save(file, jar);
    }

    @Test
    void what_a_jar_has_written_it_reads() throws IOException {
        assertArrayEquals(Transcription.saved(), SavedRows.read(file, jar).orElseThrow());
    }

    @Test
    void what_another_jar_has_written_is_not_used() throws IOException {
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        assertEquals(Optional.empty(), SavedRows.read(file, jar));
        Files.writeString(jar, "a larger jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertEquals(Optional.empty(), SavedRows.read(file, jar));
    }

    @Test
    void what_is_damaged_is_not_used() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 23, 24, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), SavedRows.read(file, jar), length + " bytes");
        }
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(file, changed);
        assertEquals(Optional.empty(), SavedRows.read(file, jar));
    }
}
