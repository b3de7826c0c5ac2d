package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Set;
import java.util.TreeSet;
import kprobarium.isa.Assembler;
import kprobarium.kernel.Verdicts.Run;
import kprobarium.kernel.Verdicts.Verdict;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerdictsTest {
    private static Verdicts on(String kernel) {
        return new Verdicts(Kernels.find(kernel).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "addi.d $a0, $a0, 1;       STEPPED;   STEPPED;   STEPPED",
        "break 0;                  STEPPED;   STEPPED;   STEPPED",
        "beq $a0, $a1, 8;          SIMULATED; SIMULATED; SIMULATED",
        "bl 8;                     SIMULATED; SIMULATED; SIMULATED",
        "jirl $zero, $ra, 0;       SIMULATED; SIMULATED; SIMULATED",
        "pcalau12i $a0, 1;         SIMULATED; SIMULATED; SIMULATED",
        "bceqz $fcc0, 8;           SIMULATED; REJECTED;  REJECTED",
        "ll.w $a0, $a1, 0;         REJECTED;  REJECTED;  REJECTED",
        "sc.d $a0, $a1, 0;         REJECTED;  REJECTED;  REJECTED",
        "amswap.w $a0, $a1, $a2;   STEPPED;   STEPPED;   REJECTED",
        "ammin_db.du $a0, $a1, $a2; STEPPED;  STEPPED;   REJECTED",
        ".word 0x38578000;         STEPPED;   STEPPED;   REJECTED",
        ".word 0x38570000;         STEPPED;   STEPPED;   REJECTED"})
    void a_word_is_judged_as_the_kernel_treats_it(String instruction, Verdict v1, Verdict linux63, Verdict linux612) {
        byte[] image = Assembler.assemble("foo: " + instruction, Layout.TEXT, Symbols.none()).image();
        int word = image[0] & 0xff | (image[1] & 0xff) << 8 | (image[2] & 0xff) << 16 | image[3] << 24;
        assertEquals(List.of(v1, linux63, linux612),
                List.of(on("v1").of(word), on("linux-6.3").of(word), on("linux-6.12").of(word)));
    }

    @Test
    void runs_follow_one_another_from_the_first_word_to_the_last_and_change_the_verdict_each_time() {
        Verdicts linux612 = on("linux-6.12");
        List<Run> runs = linux612.runs();
        assertEquals(0, runs.getFirst().first());
        assertEquals(-1, runs.getLast().last());
        for (int i = 1; i < runs.size(); i++) {
            assertEquals(runs.get(i - 1).last() + 1, runs.get(i).first());
            assertNotEquals(runs.get(i - 1).verdict(), runs.get(i).verdict());
        }
        assertEquals(1 << Verdicts.PATTERN_BITS, runs.stream().mapToInt(Run::patterns).sum());

        Verdicts v1 = on("v1");
        List<String> differ = new ArrayList<>();
        for (Run run : runs) {
            if (v1.of(run.first()) != run.verdict()) differ.add("%08x..%08x %s".formatted(run.first(), run.last(), run.verdict()));
        }
        assertEquals(List.of("38570000..3857ffff REJECTED", "38600000..3871ffff REJECTED", "48000000..4bffffff REJECTED"), differ);
    }

    /// The patterns for which the lower 15 bits matter, among those where a verdict changes and others.
    @ParameterizedTest
    @CsvSource({"v1, ''", "linux-6.3, ''", "linux-6.12, 38578000", "mainline, 38578000"})
    void the_lower_bits_matter_to_llacq_and_screl_alone(String kernel, String patterns) {
        Verdicts verdicts = on(kernel);
        SplittableRandom random = new SplittableRandom(7);
        TreeSet<String> differ = new TreeSet<>();
        int[] edges = {0x18000000, 0x1fff8000, 0x20000000, 0x23ff8000, 0x38570000, 0x38578000, 0x38600000, 0x38718000, 0x40000000,
            0x48000000,
            0x4bff8000, 0x4c000000, 0x6fff8000};
        for (int edge : edges) for (int i = 0; i < 100; i++) compare(verdicts, edge | random.nextInt(0x8000), differ);
        for (int i = 0; i < 2000; i++) compare(verdicts, random.nextInt(), differ);
        assertEquals(patterns, String.join(" ", differ));
    }

    private static void compare(Verdicts verdicts, int word, Set<String> differ) {
        int pattern = word & 0xffff_8000;
        if (verdicts.of(word) != verdicts.of(pattern)) differ.add("%08x".formatted(pattern));
    }
}
