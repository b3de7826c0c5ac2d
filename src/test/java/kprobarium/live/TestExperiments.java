package kprobarium.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;

/// The experiments that the tests serve.
final class TestExperiments {
    private TestExperiments() {}

    /// The one that `serve` runs by default.
    static Experiment live() {
        return read(Path.of("conf/live.yaml"));
    }

    static Experiment read(Path file) {
        try {
            Parsed parsed = ExperimentFile.read(file.toString(), Files.readString(file), Kernels.simulated());
            return parsed.experiment().orElseThrow(() -> new AssertionError(parsed.render())).variants().getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
