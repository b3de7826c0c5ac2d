package kprobarium.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A program that tests compare with. Where it is missing, a test is aborted, or fails if `KPROBARIUM_REQUIRE_TOOLS` is `true`.
public final class OutsideTool {
    private OutsideTool() {
    }

    /// The first of several programs, named as on the path or by absolute path, that is installed.
    public static Path require(String what, String aptPackage, String... candidates) {
        Optional<Path> found = Arrays.stream(candidates).flatMap(OutsideTool::places).filter(Files::isExecutable).findFirst();
        String missing = what + " is missing; install it with `apt-get install " + aptPackage + "`";
        if (found.isEmpty() && "true".equals(System.getenv("KPROBARIUM_REQUIRE_TOOLS"))) {
            Assertions.fail(missing);
        }
        Assumptions.assumeTrue(found.isPresent(), missing);
        return found.orElseThrow();
    }

    private static Stream<Path> places(String candidate) {
        if (candidate.startsWith("/")) {
            return Stream.of(Path.of(candidate));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, candidate));
    }
}
