package kprobarium.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.event.EventSink;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;

/// Experiments for tests, from text or from conf/experiments.
public final class Experiments {
    public static Experiment of(String yaml) {
        return of("test.yaml", yaml);
    }

    private static Experiment of(String file, String yaml) {
        Parsed parsed = ExperimentFile.read(file, yaml, Kernels.simulated());
        return parsed.experiment().orElseThrow(() -> new AssertionError(parsed.render()));
    }

    /// `conf/experiments/NAME.yaml`.
    public static Experiment named(String name) {
        return of(file(name).toString(), text(name));
    }

    private static Path file(String name) {
        return Path.of("conf", "experiments", name + ".yaml");
    }

    /// The text of `conf/experiments/NAME.yaml`.
    public static String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names in conf/experiments, in their order.
    public static Stream<String> catalogue() {
        return in("");
    }

    /// The litmus tests of instruction fetch, in their order.
    public static Stream<String> litmus() {
        return in("litmus/fetch/");
    }

    private static Stream<String> in(String folder) {
        try (Stream<Path> files = Files.list(Path.of("conf", "experiments").resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")).sorted()
                    .map(name -> folder + name.substring(0, name.length() - ".yaml".length())).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Rig rig(Experiment experiment, String kernel) {
        return Rig.of(experiment, kprobarium.kernel.Kernels.find(kernel).orElseThrow(), Optional.empty());
    }

    public static Rig rig(Experiment experiment, String kernel, EventSink sink) {
        return Rig.of(experiment, kprobarium.kernel.Kernels.find(kernel).orElseThrow(), Optional.of(sink));
    }

    private Experiments() {}
}
