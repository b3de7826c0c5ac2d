package kprobarium.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A program that some checks need and that this project cannot bring along: LLVM's assembler, Prometheus, a browser.
///
/// Without it such a check is skipped, and the build says so in its last lines. With `KPROBARIUM_REQUIRE_TOOLS=true` in the environment, as
/// in CI, it fails instead.
public final class OutsideTool {
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();

    private final List<Path> folders;
    private final boolean required;
    private final Consumer<String> report;

    OutsideTool(List<Path> folders, boolean required, Consumer<String> report) {
        this.folders = folders;
        this.required = required;
        this.report = report;
    }

    private static OutsideTool here() {
        return new OutsideTool(
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).filter(folder -> !folder.isEmpty()).map(Path::of).toList(),
                Boolean.parseBoolean(System.getenv("KPROBARIUM_REQUIRE_TOOLS")),
                OutsideTool::report);
    }

    /// The first of the candidates that is on the `PATH`: `find("llvm-mc-22", "llvm-mc-19")`.
    public static Optional<Path> find(String... candidates) {
        return here().findIn(candidates);
    }

    /// The first of the candidates that is on the `PATH`; without any, the test ends here.
    ///
    /// @param what       the check, as the subject of a sentence: `"each encoding against LLVM's"`
    /// @param aptPackage the Debian package that has it
    public static Path require(String what, String aptPackage, String... candidates) {
        return here().requireIn(what, aptPackage, candidates);
    }

    Optional<Path> findIn(String... candidates) {
        return Stream.of(candidates)
                .flatMap(candidate -> folders.stream().map(folder -> folder.resolve(candidate)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Path requireIn(String what, String aptPackage, String... candidates) {
        var found = findIn(candidates);
        if (found.isPresent()) return found.get();
        var needs = what + " needs " + String.join(" or ", candidates) + "; install it with: apt-get install " + aptPackage;
        if (required) return fail(needs);
        report.accept("skipped: " + needs);
        return abort(needs);
    }

    private static void report(String line) {
        if (!REPORTED.add(line)) return;
        System.out.println(line);
        var lastWords = System.getProperty("kprobarium.skipped");
        if (lastWords == null) return;
        try {
            Files.writeString(Path.of(lastWords), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
