package kprobarium;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Judge;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Rig;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Play;
import kprobarium.explore.Shortest;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Every file of conf/experiments, in every variant, on every kernel that it speaks of.
final class CatalogueTest {
    @TestFactory
    Stream<DynamicContainer> experiments() {
        return Experiments.catalogue().map(name -> dynamicContainer(name, Experiments.named(name).variants().stream()
                .flatMap(variant -> variant.expect().stream().map(expected -> onOneKernel(variant, expected)))));
    }

    private static DynamicNode onOneKernel(Experiment variant, KernelExpectation expected) {
        return dynamicTest(variant.name() + " " + expected.kernel(), () -> {
            List<Predicate> predicates = expected.expectation().lines().stream().map(line -> line.predicate()).toList();
            Rig rig = Experiments.rig(variant, expected.kernel());
            Exploration found = new Shortest(rig, predicates, Watch.PATIENT).shorten(search(rig, predicates));
            for (Judge.Judgement judgement : Judge.judge(expected.expectation(), found.counts())) {
                assertEquals(Verdict.MET, judgement.verdict(), () -> judgement.line() + ": " + judgement.count());
            }
            assertAll(found.endings().stream().map(row -> () -> witnessLeadsTo(row, variant, expected.kernel(), predicates)));
        });
    }

    private static Exploration search(Rig rig, List<Predicate> predicates) {
        return new Explorer(rig, predicates).search(Strategies.of(rig.experiment().search(), 1), Watch.PATIENT);
    }

    private static void witnessLeadsTo(Exploration.Row row, Experiment variant, String kernel, List<Predicate> predicates) {
        Exploration.Witness witness = row.witness().orElseThrow();
        assertTrue(witness.minimal(), () -> "not shown to be the shortest: " + witness);
        Play play = new Play(Experiments.rig(variant, kernel), predicates);
        assertEquals(row.ending(), play.play(witness.schedule(), _ -> {}), witness::toString);
    }
}
