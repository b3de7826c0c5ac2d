package kprobarium.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Touch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each row of the table by itself, at random budgets: as the table has it in both tiers, whether it is compiled, called or raises.
final class EachRowTest {
    private static final long BASE = 0x20_0000;
    private static final int SIZE = 1 << 14, DATA_AT = 0x2000;
    private static final int DATA = 20, COUNTER = 21, INDEX = 22, NEXT = 23;
    /// How often it is in a loop, and in more text than a region can have.
    private static final int FEW = 3, MOST = 400;

    @ParameterizedTest
    @EnumSource
    void a_row_is_the_tables_in_both_tiers(Insn row) {
        byte[] content = content(row, FEW);
        for (boolean compiles : new boolean[] {false, true}) {
            Reference reference = new Reference(BASE, content, BASE, true);
            Ram ram = new Ram(SIZE);
            TestCore core = core(ram, content);
            core.compiles(compiles);
            for (int number = 1; number < 32; number++) {
                reference.set(number, core.get(number));
                reference.fpr(number, core.fpr(number));
            }
            Random random = new Random(row.ordinal());
            for (int done = 0; done < 4 * Ops.WORTH_A_CLASS;) {
                int now = 1 + random.nextInt(random.nextInt(4) == 0 ? 900 : 30);
                core.run(now);
                reference.run(now);
                done += now;
                TiersTest.assertSame(reference, core, ram, row + ", after " + done);
            }
            int regions = ram.compiled(BASE, SIZE).size();
            assertTrue(compiles ? regions > 0 || !Plan.isCompiled(row) : regions == 0, row + ": " + regions + " regions");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"B", "BL", "BEQ", "BEQZ", "BCEQZ", "JIRL"})
    void text_of_one_branch_becomes_a_region_however_long_its_bytecode(Insn row) {
        Ram ram = new Ram(SIZE);
        TestCore core = core(ram, content(row, MOST));
        core.compiles(false);
        core.run(4 * MOST);
        Region region = RegionCompiler.compile(core, BASE + 4);
        assertNotNull(region, row.name());
        int text = 0;
        for (int i = 0; i < region.places().length; i += 2) text += region.places()[i + 1] + 1 - region.places()[i] >> 2;
        // Where a jump goes is not known yet: the region ends there.
        assertTrue(text >= (row == Insn.JIRL ? 2 : 16), row + ": " + text + " instructions");
        assertEquals(BASE + 4, region.entry());
    }

    @Test
    void the_longest_region_is_no_huge_method() {
        int longest = 0;
        for (Insn row : Insn.values()) {
            if (!Plan.isCompiled(row) || row.touch() == Touch.BRANCH) continue;
            Ram ram = new Ram(SIZE);
            TestCore core = core(ram, content(row, MOST));
            core.compiles(false);
            core.run(2 * MOST);
            RegionCompiler.Made made = RegionCompiler.make(core, BASE + 4);
            assertNotNull(made, row.name());
            int length = RegionCompiler.length(made.bytes());
            assertTrue(length <= RegionCompiler.LONGEST_METHOD, row + ": " + length);
            longest = Math.max(longest, length);
        }
        assertTrue(longest > RegionCompiler.LONGEST_METHOD / 2, "nothing comes near: " + longest);
    }

    private static TestCore core(Ram ram, byte[] content) {
        ram.write(0, content);
        TestCore core = new TestCore(BASE, ram, BASE, true);
        for (int number = 1; number < 32; number++) {
            core.set(number, 0x0123_4567_89ab_cdefL * number);
            core.fpr(number, Double.doubleToLongBits(number / 8.0));
        }
        core.set(6, 0);
        core.set(DATA, BASE + DATA_AT);
        core.set(INDEX, 24);
        return core;
    }

    /// A loop around `count` times the row, again and again.
    private static byte[] content(Insn row, int count) {
        List<Integer> words = new ArrayList<>();
        words.add(word(Insn.ORI, Operand.RD, COUNTER, Operand.RJ, 0, Operand.UI12, 600));
        int start = words.size();
        Random random = new Random(row.ordinal());
        for (int i = 0; i < count; i++) {
            if (row == Insn.JIRL) words.add(word(Insn.PCADDI, Operand.RD, NEXT, Operand.SI20, 2));
            words.add(some(row, i, random));
        }
        words.add(word(Insn.ADDI_D, Operand.RD, COUNTER, Operand.RJ, COUNTER, Operand.SI12, -1));
        words.add(word(Insn.BNEZ, Operand.RJ, COUNTER, Operand.OFFS21, 4 * (start - words.size())));
        words.add(word(Insn.B, Operand.OFFS26, -4 * words.size()));
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        bytes.position(DATA_AT);
        for (int i = 0; i < 64; i++) bytes.putLong(random.nextLong());
        return bytes.array();
    }

    /// The row with operands that it can go on with: accesses to data, branches to what follows.
    private static int some(Insn row, int variant, Random random) {
        while (true) {
            int word = row.match();
            for (Operand field : row.fields()) word = field.withBits(word, bits(row, field, variant, random));
            if (row.matches(word)) return word;
        }
    }

    private static int bits(Insn row, Operand field, int variant, Random random) {
        boolean memory = row.touch().isMemory();
        return switch (field.kind()) {
            case GPR -> switch (field) {
                case RD -> row == Insn.JIRL ? variant & 1 : 4;
                case RJ -> row == Insn.JIRL ? NEXT : memory ? DATA : 5;
                default -> row == Insn.ASRTLE_D ? 5 : row.name().contains("LE_") ? DATA : row.name().matches("F?(LD|ST)X_.*") ? INDEX : 6;
            };
            case OFFSET -> field.bits(field.withValue(0, 4));
            default -> {
                int ones = (int) ((1L << field.width()) - 1);
                if (row == Insn.JIRL) yield 0;
                yield (memory && field.kind() != Operand.Kind.FPR ? random.nextInt(4) * 2 : random.nextInt()) & ones;
            }
        };
    }

    private static int word(Insn row, Object... fields) {
        int word = row.match();
        for (int i = 0; i < fields.length; i += 2) word = ((Operand) fields[i]).withValue(word, ((Number) fields[i + 1]).longValue());
        return word;
    }
}
