package kprobarium.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import kprobarium.isa.Decoder;
import kprobarium.isa.Insn;
import kprobarium.isa.Touch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Neither tier can be told from the table: at every budget the same registers, memory, counts and exceptions.
///
/// `-Dkprobarium.soak=N` compares N random programs instead of a few.
final class TiersTest {
    private static final int PROGRAMS = Integer.getInteger("kprobarium.soak", 40);
    private static final int LENGTH = 60_000;
    /// In place of budgets.
    private static final int RANDOM = 0, STEP = -1;

    /// Answers how many regions there are at the end.
    private static int compare(long seed, boolean compiles, int budget) {
        Random random = new Random(seed);
        boolean floats = random.nextInt(4) != 0;
        byte[] content = new RandomProgram(seed).memory();
        Reference reference = new Reference(RandomProgram.BASE, content, RandomProgram.BASE, floats);
        Ram ram = new Ram(RandomProgram.SIZE);
        ram.write(0, content);
        TestCore core = new TestCore(RandomProgram.BASE, ram, RandomProgram.BASE, floats);
        core.compiles(compiles);
        RandomProgram program = new RandomProgram(seed);
        for (int number = 1; number < 32; number++) {
            long value = program.register(number);
            reference.set(number, value);
            core.set(number, value);
            long bits = random.nextInt(3) == 0 ? Double.doubleToLongBits(random.nextInt(100) / 8.0) : random.nextLong();
            reference.fpr(number, bits);
            core.fpr(number, bits);
        }
        for (long done = 0; done < LENGTH;) {
            long now = switch (budget) {
                case RANDOM -> 1 + random.nextInt(random.nextInt(5) == 0 ? 3000 : 40);
                case STEP -> 1;
                default -> budget;
            };
            if (budget == STEP) assertEquals(Halt.BUDGET, core.step());
            else assertEquals(Halt.BUDGET, core.run(now));
            reference.run(now);
            done += now;
            assertSame(reference, core, ram, "seed " + seed + ", after " + done);
        }
        return ram.compiled(RandomProgram.BASE, RandomProgram.SIZE).size();
    }

    static void assertSame(Reference reference, TestCore core, Ram ram, String when) {
        assertEquals(reference.raised.size(), core.raised.size(), when);
        if (!reference.raised.isEmpty()) assertEquals(reference.raised.getLast(), core.raised.getLast(), when);
        assertEquals(reference.pc(), core.pc(), when);
        assertEquals(reference.counter(), core.retired(), when);
        for (int number = 0; number < 32; number++) {
            assertEquals(reference.get(number), core.get(number), when + ": r" + number);
            assertEquals(reference.fpr(number), core.fpr(number), when + ": f" + number);
        }
        for (int number = 0; number < 8; number++) assertEquals(reference.fcc(number), core.fcc(number), when + ": fcc" + number);
        assertEquals(reference.fcsr(), core.fcsr(), when);
        if (!Arrays.equals(reference.memory, ram.bytes)) assertArrayEquals(reference.memory, ram.bytes, when);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void random_programs_in_random_budgets(boolean compiles) {
        int regions = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) regions += compare(seed, compiles, RANDOM);
        assertTrue(compiles ? regions > 5 * PROGRAMS : regions == 0, regions + " regions");
    }

    @ParameterizedTest
    @ValueSource(ints = {STEP, 1, 7, 1000})
    void random_programs_in_one_budget(int budget) {
        for (int seed = 1000; seed < 1005; seed++) compare(seed, true, budget);
    }

    @Test
    void the_programs_have_every_row_but_the_kernels_and_branches() {
        Set<Insn> missing = EnumSet.allOf(Insn.class);
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Ram ram = new Ram(RandomProgram.SIZE);
            ram.write(0, new RandomProgram(seed).memory());
            for (int at = 0; at < 0x4000; at += 4) missing.remove(Decoder.row(ram.word(at)));
        }
        missing.removeIf(row -> row.touch() == Touch.PRIVILEGED || row.touch() == Touch.BRANCH);
        assertTrue(missing.size() < 20, "never generated: " + missing);
    }
}
