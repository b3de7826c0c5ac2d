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
import java.util.TreeSet;
import java.util.stream.Stream;
import kprobarium.isa.Disassembler;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Touch;
import kprobarium.isa.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every integer row that computes, loads, stores or does both against QEMU, more than ten million times.
///
/// `-Dkprobarium.soak=N` compares N states of each instruction instead.
class QemuIntegerTest {
    /// Of version 1.1, which QEMU 7.2 does not know.
    private static final String NEW = "AM(CAS|SWAP|ADD)(_DB)?_[BH]|AMCAS.*|SC_Q|LLACQ.*|SCREL.*";
    /// What depends on where the program lies, on the machine, or on nothing.
    private static final Set<Insn> ELSEWHERE = EnumSet.of(Insn.PCADDI, Insn.PCALAU12I, Insn.PCADDU12I, Insn.PCADDU18I, Insn.CPUCFG,
            Insn.PRELD, Insn.PRELDX);
    private static final int STATES = Integer.getInteger("kprobarium.soak", 12_000);
    private static final int WORDS_A_ROW = 12;
    private static final long[] EDGES = {
        0, 1, -1, 2, 31, 32, 63, 64, 0x7fff_ffffL, 0x8000_0000L, -0x8000_0000L, 0xffff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE,
        0x1_0000_0000L, 0x0102_0304_0506_0708L, 0x8080_8080_8080_8080L, 0x5555_5555_5555_5555L};

    @TempDir
    private Path folder;

    @Test
    void integers_are_qemus() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        compare(rows().filter(row -> !row.touch().isMemory()).flatMap(row -> words(row, random).stream()).toList(), random, false,
                9_500_000);
    }

    @Test
    void accesses_are_qemus() throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        compare(rows().filter(row -> row.touch().isMemory()).flatMap(row -> words(row, random).stream()).toList(), random, true, 1_000_000);
    }

    private static Stream<Insn> rows() {
        Set<Touch> touches = EnumSet.of(Touch.NONE, Touch.LOAD, Touch.STORE, Touch.AMO, Touch.LL, Touch.SC);
        return Stream.of(Insn.values()).filter(row -> row.unit() == Unit.BASE && touches.contains(row.touch())
                && !row.name().matches(NEW) && !ELSEWHERE.contains(row));
    }

    private void compare(List<Integer> words, SplittableRandom random, boolean accesses, int atLeast) throws Exception {
        List<CpuState> states = new ArrayList<>();
        for (int i = 0; i < STATES; i++) states.add(state(random, accesses));
        TreeMap<String, String> wrong = new TreeMap<>();
        int[] compared = {0};
        new QemuProgram(words, states).run(folder, (word, before, after) -> {
            CpuState ours = before.after(word);
            if (!ours.equals(after)) {
                wrong.putIfAbsent(Disassembler.disassemble(word),
                        "\n    of   " + before + "\n    QEMU " + after + "\n    ours " + ours + "\n");
            }
            compared[0]++;
        });
        assertEquals("{}", wrong.toString());
        assertTrue(compared[0] >= Math.min(atLeast, words.size() * STATES), compared[0] + " executions");
    }

    /// A row with its registers apart and together, and its immediates at their edges and anywhere.
    private static List<Integer> words(Insn row, SplittableRandom random) {
        Set<Integer> words = new TreeSet<>();
        for (int i = 0; i < WORDS_A_ROW; i++) {
            int word = row.match();
            for (Operand field : row.fields()) word = field.withBits(word, bits(row, field, i, random));
            if (row.matches(word)) words.add(word);
        }
        return List.copyOf(words);
    }

    private static int bits(Insn row, Operand field, int variant, SplittableRandom random) {
        boolean bound = row.name().matches("(LD|ST)(GT|LE)_.");
        boolean memory = row.touch().isMemory();
        return switch (field) {
            case RD -> CpuState.FIRST_GPR + (variant % 3 == 1 && !memory ? 1 : 0);
            case RJ -> CpuState.FIRST_GPR + 1;
            case RK -> bound ? row.name().contains("GT") ? 0 : CpuState.FIRST_GPR + 3
                    : variant % 4 == 2 && !memory ? CpuState.FIRST_GPR + 1 : CpuState.FIRST_GPR + 2;
            default -> {
                int ones = (int) ((1L << field.width()) - 1);
                if (row == Insn.LL_D || row == Insn.SC_D) yield 2 * random.nextInt(3);
                if (memory) yield field == Operand.SI12 ? random.nextInt(24) : random.nextInt(6);
                yield switch (variant) {
                    case 0 -> 0;
                    case 1 -> ones;
                    case 2 -> ones >>> 1;
                    case 3 -> (ones >>> 1) + 1;
                    default -> random.nextInt() & ones;
                };
            }
        };
    }

    private static CpuState state(SplittableRandom random, boolean accesses) {
        CpuState state = new CpuState();
        for (int i = 0; i < CpuState.GPRS; i++) state.gprs[i] = value(random);
        if (random.nextInt(6) == 0) state.gprs[2] = state.gprs[1] + random.nextInt(3) - 1;
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) state.memory[i] = value(random);
        if (accesses) {
            // An address, a distance to another that is in the block, and one that is above.
            state.gprs[1] = CpuState.MEMORY + 8L * random.nextInt(3);
            state.gprs[2] = random.nextInt(24);
            state.gprs[3] = Long.MAX_VALUE;
        }
        return state;
    }

    private static long value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt();
            case 2 -> random.nextInt(200) - 100;
            default -> random.nextLong();
        };
    }
}
