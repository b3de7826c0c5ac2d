package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.KprobeDecl;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every file under `conf/experiments` is a good example of one.
class CatalogueFilesTest {
    @TestFactory
    Stream<DynamicTest> every_experiment_is_named_like_its_file() {
        return Samples.catalogue().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> assertEquals(file.getFileName().toString(), Samples.experiment(file).name() + ".yaml")));
    }

    @TestFactory
    Stream<DynamicTest> every_experiment_expects_something_of_the_first_posting_the_first_merge_and_mainline() {
        return Samples.catalogue().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            Experiment experiment = Samples.experiment(file);
            List<String> kernels = experiment.expect().stream().map(KernelExpectation::kernel).toList();
            boolean returns = experiment.kprobes().stream().anyMatch(KprobeDecl::isKretprobe);
            // The posting has no return probes.
            assertTrue(returns || kernels.contains("v1"), kernels.toString());
            assertTrue(kernels.containsAll(List.of("linux-6.3", "mainline")), kernels.toString());
        }));
    }
}
