package kprobarium.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Touch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each row that is compiled, alone: its cell, its pair with itself and its region link, do the same, and the longest region is one that
/// HotSpot compiles.
final class RowsTest {
    private static final int DATA = 20, COUNTER = 21, SIZE = 1 << 16, LENGTH = 400, TIMES = 60;
    private static final long BASE = RandomProgram.BASE;

    static Stream<Insn> compiled() {
        return Arrays.stream(Insn.values()).filter(Plan::isCompiled).filter(row -> row.touch() != Touch.BRANCH);
    }

    private static int word(Insn row) {
        int word = row.match();
        for (Operand field : row.fields()) {
            int bits = switch (field) {
                case RJ -> DATA;
                case RD -> 5;
                case RK -> 6;
                case FD -> 1;
                case MSBW, MSBD -> 9;
                default -> 2;
            };
            word = field.withBits(word, bits & (int) ((1L << field.width()) - 1));
        }
        return word;
    }

    /// A loop of a row, over and over.
    private static TestCore core(Ram ram, int word, boolean compiles) {
        for (int i = 0; i < LENGTH; i++) ram.store(4 * i, 4, word);
        int count = Operand.RJ.withBits(Operand.RD.withBits(Insn.ADDI_D.match(), COUNTER), COUNTER);
        ram.store(4 * LENGTH, 4, Operand.SI12.withValue(count, -1));
        int back = Operand.OFFS21.withValue(Operand.RJ.withBits(Insn.BNEZ.match(), COUNTER), -4L * (LENGTH + 1));
        ram.store(4 * (LENGTH + 1), 4, back);
        TestCore core = new TestCore(BASE, ram, BASE, true);
        core.compiles(compiles);
        for (int number = 1; number < 32; number++) {
            core.set(number, 0x0123_4567_89ab_cdefL * number);
            core.fpr(number, Double.doubleToLongBits(1.5 * number));
        }
        core.set(6, 0x40);
        core.set(DATA, BASE + 0x8000);
        core.set(COUNTER, TIMES);
        return core;
    }

    @ParameterizedTest
    @MethodSource("compiled")
    void does_the_same_in_both_tiers(Insn row) {
        int word = word(row);
        assertTrue(row.matches(word), "not a word of " + row);
        Ram ram = new Ram(SIZE);
        Ram other = new Ram(SIZE);
        TestCore slow = core(ram, word, false);
        TestCore fast = core(other, word, true);
        slow.run((long) LENGTH * TIMES);
        fast.run((long) LENGTH * TIMES);
        long[] expected = new long[Core.SAVED];
        long[] found = new long[Core.SAVED];
        slow.save(expected, 0);
        fast.save(found, 0);
        assertEquals(Arrays.toString(expected), Arrays.toString(found));
        assertTrue(Arrays.equals(ram.bytes, other.bytes));
        assertEquals(slow.raised, fast.raised);
        assertTrue(other.compiled(BASE, SIZE).size() > 0, "not compiled");
    }

    @Test
    void the_longest_region_is_no_huge_method() {
        int longest = 0;
        for (Insn row : compiled().toList()) {
            Ram ram = new Ram(SIZE);
            TestCore core = core(ram, word(row), false);
            core.run(2L * LENGTH);
            RegionCompiler.Made region = RegionCompiler.make(core, BASE);
            assertNotNull(region, row.name());
            int length = RegionCompiler.length(region.bytes());
            assertTrue(length <= RegionCompiler.LONGEST_METHOD, row + ": " + length);
            longest = Math.max(longest, length);
        }
        assertTrue(longest > RegionCompiler.LONGEST_METHOD / 2, "nothing comes near: " + longest);
    }
}
