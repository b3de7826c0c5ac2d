package kprobarium.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import kprobarium.testing.Experiments;

/// The experiments that the tests serve.
final class TestExperiments {
    private TestExperiments() {}

    /// The one that `serve` runs by default.
    static Experiment live() {
        return read(Path.of("conf/live.yaml"));
    }

    /// One whose only interrupt has a handler that touches what is not there: fatal in an interrupt, and so for all.
    static Experiment panics() {
        return Experiments.of("""
                experiment: panics
                about: An interrupt handler faults.
                text: |
                  foo:  addi.d  $a0, $a0, 1
                        jr      $ra
                  tick: st.d    $zero, $zero, 0
                        jr      $ra
                kprobes: { p: foo }
                cpus: { 0: [ ], 1: [ foo(41) ] }
                machine: { interrupts: { tick: { handler: tick, cpus: [ cpu1 ] } } }
                search: one schedule
                expect: { mainline: { sometimes: [ panic ] } }
                """);
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
