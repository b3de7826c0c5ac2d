package kprobarium.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.isa.Disassembler;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Touch;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every row that branches, and every one that looks at its own address, against QEMU: where it goes, and what it leaves.
///
/// The guest stores the instruction at its place, and at the two places where it may go the same jump back, which says where it was.
class QemuBranchTest {
    private static final Set<Insn> RELATIVE = EnumSet.of(Insn.PCADDI, Insn.PCALAU12I, Insn.PCADDU12I, Insn.PCADDU18I);
    private static final int CASES_A_ROW = Integer.getInteger("kprobarium.soak", 500);
    /// Branches reach 128 MiB from here, both ways.
    private static final long MIDDLE = 0x1800_0000;
    private static final long END = 0x2010_0000, INPUTS = 0x3000_0000;
    private static final int INPUT = 8 * 7, OUTPUT = 8 * 5;
    private static final int T0 = CpuState.FIRST_GPR;
    private static final long[] VALUES = {0, 1, -1, 0x7fff_ffffL, 0x8000_0000L, -0x8000_0000L, Long.MAX_VALUE, Long.MIN_VALUE};

    @TempDir
    private Path folder;

    private record Case(int word, CpuState before, CpuState after) {
        static Case of(int word, CpuState before) {
            return new Case(word, before, before.after(word));
        }

        /// Where it goes on.
        long target() {
            return after.target != 0 ? after.target : before.pc + 4;
        }
    }

    @Test
    void branches_and_addresses_are_qemus() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        List<Insn> rows = Stream.of(Insn.values()).filter(row -> row.touch() == Touch.BRANCH || RELATIVE.contains(row)).toList();
        List<Case> cases = new ArrayList<>();
        for (Insn row : rows) {
            for (int i = 0; i < CASES_A_ROW; i++) {
                int word = word(row, i, random);
                cases.add(Case.of(word, before(word, random)));
            }
        }
        TreeMap<String, String> wrong = new TreeMap<>();
        ByteBuffer results = run(cases);
        int taken = 0;
        for (Case c : cases) {
            String qemus = result(results.getLong() - 4, results.getLong(), results.getLong(), results.getLong(), results.getLong());
            String ours = result(c.target(), c.after.gprs[0], c.after.gprs[1], c.after.gprs[2], c.after.ra);
            if (!qemus.equals(ours)) {
                wrong.putIfAbsent(Disassembler.disassemble(c.word),
                        "\n    at   " + Long.toHexString(c.before.pc) + "\n    of   " + c.before + "\n    QEMU " + qemus
                                + "\n    ours " + ours + "\n");
            }
            if (c.after.target != 0) taken++;
        }
        assertEquals("{}", wrong.toString());
        assertTrue(taken > cases.size() / 4 && taken < cases.size() * 3 / 4, taken + " of " + cases.size());
    }

    private static String result(long... of) {
        return String.format("goes to %x, t0=%x t1=%x t2=%x ra=%x", of[0], of[1], of[2], of[3], of[4]);
    }

    /// The row with its distance at the edges and anywhere; never 0.
    private static int word(Insn row, int variant, SplittableRandom random) {
        int word = row.match();
        for (Operand field : row.fields()) {
            int ones = (int) ((1L << field.width()) - 1);
            word = field.withBits(word, switch (field) {
                case RD -> row == Insn.JIRL && variant % 5 == 0 ? variant / 5 % 2 : T0 + random.nextInt(2);
                case RJ -> T0 + random.nextInt(2);
                case CJ -> random.nextInt(8);
                default -> switch (variant) {
                    case 0 -> 1;
                    case 1 -> ones;
                    case 2 -> ones >>> 1;
                    case 3 -> (ones >>> 1) + 1;
                    case 4 -> 2;
                    default -> 1 + random.nextInt(ones);
                };
            });
        }
        return word;
    }

    private static CpuState before(int word, SplittableRandom random) {
        CpuState state = new CpuState();
        state.pc = MIDDLE + 4L * random.nextInt(4096);
        state.fccs = random.nextInt(256);
        for (int i = 0; i < 3; i++) state.gprs[i] = random.nextBoolean() ? VALUES[random.nextInt(VALUES.length)] : random.nextLong();
        if (random.nextInt(3) == 0) state.gprs[1] = state.gprs[0];
        if (Insn.JIRL.matches(word)) {
            long target = MIDDLE - 0x100_0000 + 4L * random.nextInt(0x40_0000);
            state.gprs[Operand.RJ.bits(word) - T0] = target - (Operand.SI16.value(word) << 2);
        }
        return state;
    }

    private ByteBuffer run(List<Case> cases) throws Exception {
        ByteBuffer inputs = ByteBuffer.allocate(cases.size() * INPUT).order(ByteOrder.LITTLE_ENDIAN);
        for (Case c : cases) {
            inputs.putLong(c.before.pc).putLong(c.target()).putLong(c.word).putLong(c.before.fccs);
            for (int i = 0; i < 3; i++) inputs.putLong(c.before.gprs[i]);
        }
        int size = cases.size() * OUTPUT;
        byte[] elf = QemuProgram.elf(text(cases.size()), END, inputs.array(), INPUTS, (long) inputs.capacity() + size);
        Path program = Files.write(folder.resolve("program"), elf);
        program.toFile().setExecutable(true);
        Process process = new ProcessBuilder(QemuProgram.qemu().toString(), program.toString())
                .redirectError(folder.resolve("errors").toFile()).start();
        byte[] outputs = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor(), () -> QemuProgram.errors(folder));
        assertEquals(size, outputs.length);
        return ByteBuffer.wrap(outputs).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(int count) {
        Formatter source = new Formatter(Locale.ROOT);
        source.format("b start\nenter: move $s8, $ra\nmove $ra, $zero\njirl $zero, $s3, 0\nstart:\n");
        QemuProgram.constant(source, "s0", INPUTS);
        QemuProgram.constant(source, "s1", INPUTS + (long) count * INPUT);
        QemuProgram.constant(source, "s2", count);
        // The way back: jirl $s7, $s8, 0.
        QemuProgram.constant(source, "s6", 0x4c0003fe);
        source.format("loop:\nld.d $s3, $s0, 0\nld.d $s4, $s0, 8\nld.d $s5, $s0, 16\n");
        source.format("st.w $s6, $s4, 0\nst.w $s6, $s3, 4\nst.w $s5, $s3, 0\nibar 0\n");
        source.format("ld.d $s4, $s0, 24\n");
        for (int i = 0; i < 8; i++) source.format("movgr2cf $fcc%d, $s4\nsrli.d $s4, $s4, 1\n", i);
        for (int i = 0; i < 3; i++) source.format("ld.d $t%d, $s0, %d\n", i, 32 + 8 * i);
        source.format("bl enter\nst.d $s7, $s1, 0\n");
        for (int i = 0; i < 3; i++) source.format("st.d $t%d, $s1, %d\n", i, 8 + 8 * i);
        source.format("st.d $ra, $s1, 32\n");
        source.format("addi.d $s0, $s0, %d\naddi.d $s1, $s1, %d\naddi.d $s2, $s2, -1\nbnez $s2, loop\n", INPUT, OUTPUT);
        source.format("li.w $a0, 1\n");
        QemuProgram.constant(source, "a1", INPUTS + (long) count * INPUT);
        QemuProgram.constant(source, "a2", (long) count * OUTPUT);
        source.format("li.w $a7, 64\nsyscall 0\nli.w $a0, 0\nli.w $a7, 93\nsyscall 0\n");
        Assembly assembly = Assembler.assemble(source.toString(), QemuProgram.TEXT, Symbols.none());
        assertEquals(List.of(), assembly.errors());
        return assembly.image();
    }
}
