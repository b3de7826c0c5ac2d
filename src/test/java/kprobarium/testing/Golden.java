package kprobarium.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Texts that are read in review like code: kept in `src/test/resources/golden` and compared to the byte.
/// `-Dkprobarium.regenerate=true` writes them anew.
public final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    private Golden() {}

    public static void check(String name, String actual) {
        Path file = FOLDER.resolve(name);
        try {
            if (Boolean.getBoolean("kprobarium.regenerate")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, actual);
            }
            String kept = Files.exists(file) ? Files.readString(file) : "";
            assertEquals(kept, actual, file + " differs; -Dkprobarium.regenerate=true writes it anew");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
