package kprobarium;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Judge;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Verdict;
import kprobarium.explore.Exploration;
import kprobarium.explore.Inquiry;
import kprobarium.explore.Play;
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
        return Experiments.catalogue().map(name -> dynamicContainer(name, all(Experiments.named(name))));
    }

    private static Stream<DynamicNode> all(Experiment whole) {
        return whole.variants().stream()
                .flatMap(variant -> variant.expect().stream().map(expected -> onOneKernel(whole, variant, expected)));
    }

    private static DynamicNode onOneKernel(Experiment whole, Experiment variant, KernelExpectation expected) {
        return dynamicTest(variant.name() + " " + expected.kernel(), () -> {
            Inquiry inquiry = inquiry(variant, expected);
            assertFalse(inquiry.isVacuous(whole, variant.search()), "nothing to explore");
            Exploration found = inquiry.shorten(inquiry.search(Strategies.of(variant.search(), 1), Watch.PATIENT), Watch.PATIENT);
            for (Judge.Judgement judgement : inquiry.judge(found)) {
                assertEquals(Verdict.MET, judgement.verdict(), () -> judgement.line() + ": " + judgement.count());
            }
            assertAll(found.endings().stream().map(row -> () -> witnessLeadsTo(row, inquiry(variant, expected))));
        });
    }

    private static Inquiry inquiry(Experiment variant, KernelExpectation expected) {
        return new Inquiry(Experiments.rig(variant, expected.kernel()), expected.kernel(), expected.expectation());
    }

    private static void witnessLeadsTo(Exploration.Row row, Inquiry inquiry) {
        Exploration.Witness witness = row.witness().orElseThrow();
        assertTrue(witness.minimal(), () -> "not shown to be the shortest: " + witness);
        assertEquals(row.ending(), new Play(inquiry.subject()).play(witness.schedule(), _ -> {}), witness::toString);
    }
}
