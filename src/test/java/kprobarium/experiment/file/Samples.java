package kprobarium.experiment.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import kprobarium.experiment.Experiment;

/// The files that the tests read, and the kernels they may name.
final class Samples {
    static final Kernels KERNELS = Kernels.simulated();

    static final Path EXPERIMENTS = Path.of("conf", "experiments");
    static final Path SCHEMA = Path.of("conf", "schema", "experiment.schema.json");
    static final Path REFERENCE = EXPERIMENTS.resolve("README.md");

    private Samples() {
    }

    static Parsed read(String content) {
        return ExperimentFile.read("x.yaml", content, KERNELS);
    }

    static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String name) {
        return text(Path.of("src", "test", "resources", "experiment", name));
    }

    /// `conf/experiments/*.yaml`, by name.
    /// The catalogue, and what is in its folders.
    static List<Path> everywhere() {
        try (Stream<Path> files = Files.walk(EXPERIMENTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> catalogue() {
        try (Stream<Path> files = Files.list(EXPERIMENTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Experiment experiment(Path file) {
        Parsed parsed = ExperimentFile.read(file.toString(), text(file), KERNELS);
        return parsed.experiment().orElseThrow(() -> new AssertionError("\n" + parsed.render()));
    }
}
