package kprobarium.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import kprobarium.engine.Transcription;

/// The file that the launcher keeps beside the jar, so that `exec` need not read the table of instructions from its class file again.
///
/// The launcher names it in the property `kprobarium.rows`, and renews it with each jar. Whatever is wrong with it costs time only.
final class SavedRows {
    private static final String PROPERTY = "kprobarium.rows";

    private SavedRows() {
    }

    /// Uses the file if it is there, and else makes it.
    static void use() {
        String name = System.getProperty(PROPERTY);
        if (name == null) return;
        Path file = Path.of(name);
        try {
            if (Files.exists(file)) Transcription.restore(Files.readAllBytes(file));
            else save(file);
        } catch (IOException _) {
            // Then rows are read as they are needed.
        }
    }

    /// Others may look for it at the same time.
    private static void save(Path file) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Files.write(written, Transcription.saved());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
