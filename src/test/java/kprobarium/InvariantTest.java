package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Predicate;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.Strategies;
import kprobarium.explore.Watch;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is checked at the end of every schedule.
final class InvariantTest {
    private static final List<Predicate> EACH = Arrays.stream(Invariant.values()).<Predicate>map(Predicate.Broken::new).toList();

    /// Those that are broken in some schedule.
    private static List<Invariant> broken(Experiment variant, String kernel) {
        Exploration found = new Explorer(Experiments.rig(variant, kernel), EACH).search(Strategies.of(variant.search(), 1), Watch.PATIENT);
        return Arrays.stream(Invariant.values()).filter(invariant -> found.counts().get(invariant.ordinal()).holding() > 0).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'add.d $a1, $a1, $a0',      count, linux-7.1,  ",
        "'add.d $a1, $a1, $a0',      count, v1,         ",
        "'add.d $a1, $a1, $a0',      skip,  linux-7.1,  effects-as-unprobed",
        "'bnez $a0, .Lout',          none,  linux-6.3,  ",
        "'bnez $a0, .Lout',          none,  v1,         irqs-restored",
        "'pcaddu18i $t0, -1',        none,  linux-7.1,  effects-as-unprobed",
        "'csrxchg $zero, $a0, 0',    none,  linux-6.12, ",
    })
    void what_a_probe_changes_is_named(String instruction, String preHandler, String kernel, String expected) {
        Experiment experiment = Experiments.of("""
                experiment: test
                about: One CPU, one probe.
                text: |
                  foo:   %s
                         addi.d  $a0, $a0, 1
                  .Lout: jr      $ra
                  skip:  ld.d    $t0, $a1, 0x108   # int skip(struct kprobe *p, struct pt_regs *regs): era is behind the instruction
                         addi.d  $t0, $t0, 4
                         st.d    $t0, $a1, 0x108
                         ori     $a0, $zero, 1
                         jr      $ra
                kprobes: { p: { at: foo, pre_handler: %s, post_handler: count } }
                cpus: { 0: [ foo(41) ] }
                search: one schedule
                expect: { %s: { never: [ oops ] } }
                """.formatted(instruction, preHandler, kernel));
        String names = broken(experiment, kernel).stream().map(Invariant::word).collect(Collectors.joining(" "));
        assertEquals(expected == null ? "" : expected, names);
    }

    /// A waiver is for all variants, so one of them needs it.
    @TestFactory
    Stream<DynamicTest> each_waiver_is_needed() {
        return Experiments.catalogue().map(Experiments::named).flatMap(whole -> whole.expect().stream()
                .filter(expected -> !expected.expectation().waived().isEmpty())
                .map(expected -> dynamicTest(whole.name() + " " + expected.kernel(), () -> isNeeded(whole, expected))));
    }

    private static void isNeeded(Experiment whole, KernelExpectation expected) {
        List<Invariant> broken = whole.variants().stream().flatMap(variant -> broken(variant, expected.kernel()).stream()).toList();
        assertTrue(broken.containsAll(expected.expectation().waived()),
                () -> expected.expectation().waived() + " waived, broken: " + broken);
    }
}
