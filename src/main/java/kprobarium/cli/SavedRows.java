package kprobarium.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;
import kprobarium.engine.Transcription;

/// The file that the launcher keeps beside the jar, so that `exec` need not read the table of instructions from its class file again.
///
/// It begins with the size and the time of the jar that wrote it and a checksum of the rest, 8 bytes each. One of another jar, or that is
/// damaged, is not used: whatever is wrong with it costs time only. The launcher names it in the property `kprobarium.rows`.
final class SavedRows {
    private static final String PROPERTY = "kprobarium.rows", JAR = "java.class.path";
    private static final int HEADER = 3 * Long.BYTES;

    private SavedRows() {
    }

    /// Uses the file if it is there, and else makes it.
    static void use() {
        String name = System.getProperty(PROPERTY);
        if (name == null) return;
        Path file = Path.of(name);
        Path jar = Path.of(System.getProperty(JAR));
        try {
            if (Files.exists(file)) read(file, jar).ifPresent(Transcription::restore);
            else save(file, jar);
        } catch (IOException _) {
            // Then rows are read as they are needed.
        }
    }

    /// The rows in a file, if this jar has written it.
    static Optional<byte[]> read(Path file, Path jar) throws IOException {
        byte[] content = Files.readAllBytes(file);
        if (content.length < HEADER) return Optional.empty();
        byte[] rows = new byte[content.length - HEADER];
        ByteBuffer header = ByteBuffer.wrap(content).get(HEADER, rows).limit(HEADER);
        return header.equals(header(rows, jar)) ? Optional.of(rows) : Optional.empty();
    }

    /// Writes them in one go: others may look for the file at the same time.
    static void save(Path file, Path jar) throws IOException {
        byte[] rows = Transcription.saved();
        Path written = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
        Files.write(written, ByteBuffer.allocate(HEADER + rows.length).put(header(rows, jar)).put(rows).array());
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ByteBuffer header(byte[] rows, Path jar) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(rows);
        return ByteBuffer.allocate(HEADER).putLong(Files.size(jar)).putLong(Files.getLastModifiedTime(jar).toMillis())
                .putLong(checksum.getValue()).flip();
    }
}
