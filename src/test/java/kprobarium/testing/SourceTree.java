package kprobarium.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The project's own Java sources, for tests that read them.
public final class SourceTree {
    private static final List<Path> ROOTS = List.of(
            Path.of("src/main/java"), Path.of("src/test/java"), Path.of("src/browser/java"), Path.of("src/bench/java"));

    private SourceTree() {}

    /// Every Java file of the project, in the order of their paths, relative to the project's folder.
    public static List<Path> javaFiles() {
        return ROOTS.stream().filter(Files::isDirectory).flatMap(root -> javaFilesUnder(root).stream()).toList();
    }

    /// Folders under `root` with Java files but no `package-info.java` that says, after `///`, what the package is.
    public static List<Path> packagesWithoutIntroduction(Path root) {
        return javaFilesUnder(root).stream().map(Path::getParent).distinct().filter(folder -> !isIntroduced(folder)).toList();
    }

    private static boolean isIntroduced(Path folder) {
        var introduction = folder.resolve("package-info.java");
        try {
            return Files.exists(introduction) && Files.readString(introduction).startsWith("/// ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every Java file under `root`, in the order of their paths.
    public static List<Path> javaFilesUnder(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
