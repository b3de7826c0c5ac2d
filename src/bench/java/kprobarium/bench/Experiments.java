package kprobarium.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Rig;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.kernel.Kernels;

/// The project's own experiments, for benchmarks; run them from the project's folder.
final class Experiments {
    static Experiment read(String file) {
        try {
            return ExperimentFile.read(file, Files.readString(Path.of(file)), kprobarium.experiment.file.Kernels.simulated()).experiment()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The disarm race on a kernel, at its start, with a journal.
    static Rig disarmRace(String kernel) {
        Rig rig = Rig.of(read("conf/experiments/disarm-race.yaml"), Kernels.find(kernel).orElseThrow(), Optional.empty());
        rig.machine().state().keepJournal();
        return rig;
    }

    private Experiments() {}
}
