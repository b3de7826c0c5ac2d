package kprobarium.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import kprobarium.isa.Decoder;
import kprobarium.isa.Disassembler;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every floating point row against QEMU, bit for bit: results, `FCSR0`, condition flags and memory.
class QemuFloatTest {
    /// Of version 1.1, which QEMU 7.2 does not know; they go through the code of `frecip` and `frsqrt`.
    private static final Set<Insn> UNKNOWN_TO_QEMU = EnumSet.of(Insn.FRECIPE_S, Insn.FRECIPE_D, Insn.FRSQRTE_S, Insn.FRSQRTE_D);
    private static final Set<Insn> BRANCHES = EnumSet.of(Insn.BCEQZ, Insn.BCNEZ);
    /// Which no operand here satisfies: a bound above the address is far from it.
    private static final Set<Insn> BOUNDED = EnumSet.of(Insn.FLDLE_S, Insn.FLDLE_D, Insn.FSTLE_S, Insn.FSTLE_D);
    /// QEMU extends words with their sign but for these two; the architecture leaves the high half open.
    private static final Set<Insn> HIGH_HALF_OPEN = EnumSet.of(Insn.FTINTRNE_W_S, Insn.FTINTRZ_W_S);
    private static final long HIGH_HALF = 0xffffffff00000000L;
    private static final int RANDOM = 6000;
    // @formatter:off
    private static final long[] DOUBLES = {
        0x0000000000000000L, 0x0000000000000001L, 0x0000000000000003L, 0x000fffffffffffffL, 0x0010000000000000L, 0x0010000000000001L,
        0x001fffffffffffffL, 0x3cb0000000000000L, 0x3fdfffffffffffffL, 0x3fe0000000000000L, 0x3fefffffffffffffL, 0x3ff0000000000000L,
        0x3ff0000000000001L, 0x3ff8000000000000L, 0x4000000000000000L, 0x4004000000000000L, 0x4008000000000000L, 0x41dfffffffc00000L,
        0x41dfffffffe00000L, 0x41e0000000000000L, 0x41e0000000100000L, 0x41e0000000200000L, 0x4340000000000001L, 0x43dfffffffffffffL,
        0x43e0000000000000L, 0x43e0000000000001L, 0x36a0000000000000L, 0x380fffffffffffffL, 0x380ffffff0000000L, 0x47efffffefffffffL,
        0x47effffff0000000L, 0x7fdfffffffffffffL, 0x7fefffffffffffffL, 0x7ff0000000000000L, 0x7ff0000000000001L, 0x7ff4123456789abcL,
        0x7ff8000000000000L, 0x7ff8fedcba987654L};
    private static final int[] SINGLES = {
        0x00000000, 0x00000001, 0x00000003, 0x007fffff, 0x00800000, 0x00800001, 0x00ffffff, 0x33800000, 0x3effffff, 0x3f000000, 0x3f7fffff,
        0x3f800000, 0x3f800001, 0x3fc00000, 0x40000000, 0x40200000, 0x40400000, 0x4b800001, 0x4effffff, 0x4f000000, 0x4f000001, 0x5effffff,
        0x5f000000, 0x5f000001, 0x7effffff, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fa12345, 0x7fc00000, 0x7fedcba9};
    // @formatter:on
    private static final int MODES = 0x300;
    private static final int FLAGS = 0x1f1f0000;

    @TempDir
    private Path folder;

    @Test
    void doubles_are_qemus() throws Exception {
        compare(rows().filter(row -> !row.mnemonic().contains(".s")).toList(), random -> operand(random, true));
    }

    @Test
    void singles_are_qemus() throws Exception {
        compare(rows().filter(row -> row.mnemonic().contains(".s") || !row.mnemonic().contains(".d")).toList(),
                random -> operand(random, false));
    }

    private interface Operands {
        long any(SplittableRandom random);
    }

    private static Stream<Insn> rows() {
        return Stream.of(Insn.values())
                .filter(row -> row.unit() == Unit.FLOAT && !UNKNOWN_TO_QEMU.contains(row) && !BRANCHES.contains(row)
                        && !BOUNDED.contains(row));
    }

    private void compare(List<Insn> rows, Operands operands) throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<CpuState> states = new ArrayList<>();
        for (int i = 0; i < RANDOM; i++) states.add(state(random, operands));
        List<Integer> words = rows.stream().flatMap(row -> words(row).stream()).toList();
        TreeMap<String, String> wrong = new TreeMap<>();
        int[] compared = {0};
        new QemuProgram(words, states).run(folder, (word, before, after) -> {
            CpuState ours = before.after(word);
            if (HIGH_HALF_OPEN.contains(Decoder.row(word))) after.fprs[0] = ours.fprs[0] & HIGH_HALF | after.fprs[0] & ~HIGH_HALF;
            if (!ours.equals(after)) {
                wrong.putIfAbsent(Disassembler.disassemble(word),
                        "\n    of   " + before + "\n    QEMU " + after + "\n    ours " + ours + "\n");
            }
            compared[0]++;
        });
        assertEquals("{}", wrong.toString());
        assertTrue(compared[0] == words.size() * RANDOM && compared[0] > 0);
    }

    /// A row with its operands in registers of their own, and, of the control registers, each.
    private static List<Integer> words(Insn row) {
        int word = row.match();
        List<Integer> words = new ArrayList<>();
        for (Operand field : row.fields()) {
            word = field.withBits(word, switch (field) {
                case RD -> CpuState.FIRST_GPR;
                case RJ -> CpuState.FIRST_GPR + (row == Insn.MOVGR2FCSR ? 0 : 1);
                case RK -> row.mnemonic().contains("gt.") ? 0 : CpuState.FIRST_GPR + 2;
                case FJ, CD -> 1;
                case FK, CJ -> 2;
                case FA, CA -> 3;
                case SI12 -> 12;
                default -> 0;
            });
        }
        int views = row == Insn.MOVGR2FCSR || row == Insn.MOVFCSR2GR ? 4 : 1;
        for (int view = 0; view < views; view++) words.add(row == Insn.MOVFCSR2GR ? word | view << 5 : word | view);
        return words;
    }

    private static CpuState state(SplittableRandom random, Operands operands) {
        CpuState state = new CpuState();
        for (int i = 0; i < CpuState.FPRS; i++) state.fprs[i] = operands.any(random);
        if (random.nextInt(4) == 0) state.fprs[2] = state.fprs[1] ^ random.nextLong(4) << 62 ^ random.nextLong(4);
        if (random.nextInt(8) == 0) state.fprs[2] = random.nextLong(-3000, 3000);
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) state.memory[i] = random.nextLong();
        state.gprs[0] = random.nextLong() & (FLAGS | MODES);
        // An address, and a distance to another that is in the block.
        state.gprs[1] = CpuState.MEMORY + 8L * random.nextInt(3);
        state.gprs[2] = 8L * random.nextInt(3);
        state.fcsr = random.nextInt() & (FLAGS | MODES);
        if (random.nextBoolean()) state.fcsr &= ~MODES;
        state.fccs = random.nextInt(256);
        return state;
    }

    private static long operand(SplittableRandom random, boolean isDouble) {
        long sign = random.nextBoolean() ? Long.MIN_VALUE : 0;
        if (isDouble) {
            return switch (random.nextInt(5)) {
                case 0, 1 -> DOUBLES[random.nextInt(DOUBLES.length)] ^ sign;
                // Near to one another, so that sums cancel and are exact.
                case 2 -> Double.doubleToRawLongBits(random.nextInt(-100, 100) * Math.scalb(1, random.nextInt(-60, 60)));
                case 3 -> Double.doubleToRawLongBits(random.nextDouble(-1e10, 1e10));
                default -> random.nextLong();
            };
        }
        long high = random.nextInt(3) == 0 ? random.nextLong() << 32 : 0xffffffff00000000L;
        return high ^ switch (random.nextInt(5)) {
            case 0, 1 -> SINGLES[random.nextInt(SINGLES.length)] ^ sign >>> 32;
            case 2 -> Float.floatToRawIntBits(random.nextInt(-100, 100) * Math.scalb(1f, random.nextInt(-30, 30))) & 0xffffffffL;
            case 3 -> Float.floatToRawIntBits((float) random.nextDouble(-1e10, 1e10)) & 0xffffffffL;
            default -> random.nextInt() & 0xffffffffL;
        };
    }
}
