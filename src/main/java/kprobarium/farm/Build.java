package kprobarium.farm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which build of this program runs here, by the code that decides what a unit comes to: two that differ in it may find different things
/// in the same unit, and must not work at one job.
public final class Build {
    private static final List<String> DECIDING = List.of(
            "symbol", "isa", "event", "schedule", "machine", "kernel", "experiment", "model", "explore", "farm");
    private static final int DIGITS = 16;

    private Build() {}

    /// The first digits of a digest of that code.
    public static String id() {
        try {
            Path code = Path.of(Build.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(code)) return digest(code);
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + code.toUri()), Map.of())) {
                return digest(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(Path root) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String box : DECIDING) {
            try (Stream<Path> files = Files.walk(root.resolve("kprobarium").resolve(box))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
