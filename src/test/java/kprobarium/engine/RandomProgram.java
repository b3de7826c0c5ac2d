package kprobarium.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Touch;

/// Text that runs hot and never ends: loops around random instructions, with branches, calls, jumps, accesses to data and to the text
/// itself.
final class RandomProgram {
    /// Registers with a meaning: nothing else writes them.
    private static final int RA = 1, DATA = 20, COUNTER = 21, INDEX = 22, TEXT = 23, WORD = 24, TABLE = 25;
    static final long BASE = 0x20_0000;
    static final int SIZE = 1 << 16;
    private static final int DATA_AT = 0x8000;
    private static final int NOP = 0x0340_0000;

    private final Random random;
    /// Whether it writes to its own text.
    private final boolean patches;
    private final List<Integer> words = new ArrayList<>();
    private final List<Integer> patchable = new ArrayList<>();

    RandomProgram(long seed) {
        random = new Random(seed);
        patches = seed % 3 == 0;
        int[] leaves = new int[4];
        words.add(NOP);
        int start = words.size() - 1;
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = words.size() + 1;
            int skip = words.size();
            words.add(0);
            body(4);
            words.add(word(Insn.JIRL, Operand.RJ, RA, Operand.RD, 0, Operand.SI16, 0));
            words.set(skip, jump(Insn.B, skip, words.size()));
        }
        for (int segment = 0; segment < 8; segment++) loop(leaves);
        words.add(jump(Insn.B, words.size(), start));
    }

    byte[] memory() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) bytes.putInt(word);
        bytes.position(DATA_AT);
        while (bytes.remaining() > 8) bytes.putLong(random.nextInt(4) == 0 ? random.nextInt(9) - 4 : random.nextLong());
        return bytes.array();
    }

    /// What a register is to hold at the start.
    long register(int number) {
        return switch (number) {
            case 0 -> 0;
            case DATA, TABLE -> BASE + DATA_AT + 0x800;
            case INDEX -> 24;
            case TEXT -> BASE + 4L * patchable.get(random.nextInt(patchable.size()));
            case WORD -> word(Insn.ADDI_D, Operand.RD, 4, Operand.RJ, 5, Operand.SI12, 7);
            default -> random.nextInt(3) == 0 ? random.nextInt(70) - 35 : random.nextLong();
        };
    }

    private void loop(int[] leaves) {
        words.add(word(Insn.ORI, Operand.RD, COUNTER, Operand.RJ, 0, Operand.UI12, 45 + random.nextInt(40)));
        int start = words.size();
        body(2 + random.nextInt(6));
        if (random.nextInt(3) == 0) words.add(jump(Insn.BL, words.size(), leaves[random.nextInt(leaves.length)]));
        if (random.nextInt(3) == 0) pointer(leaves);
        if (patches && random.nextInt(4) == 0) words.add(word(Insn.ST_W, Operand.RD, WORD, Operand.RJ, TEXT, Operand.SI12, 0));
        body(2 + random.nextInt(6));
        if (random.nextInt(4) == 0) table();
        words.add(word(Insn.ADDI_D, Operand.RD, COUNTER, Operand.RJ, COUNTER, Operand.SI12, -1));
        words.add(word(Insn.BNEZ, Operand.RJ, COUNTER, Operand.OFFS21, 4 * (start - words.size())));
    }

    /// A call by pointer, of one of two.
    private void pointer(int[] leaves) {
        words.add(word(Insn.ANDI, Operand.RD, 26, Operand.RJ, COUNTER, Operand.UI12, 1 << random.nextInt(6)));
        words.add(word(Insn.PCADDI, Operand.RD, 27, Operand.SI20, leaves[0] - words.size()));
        words.add(word(Insn.BEQZ, Operand.RJ, 26, Operand.OFFS21, 8));
        words.add(word(Insn.PCADDI, Operand.RD, 27, Operand.SI20, leaves[1] - words.size()));
        words.add(word(Insn.JIRL, Operand.RD, RA, Operand.RJ, 27, Operand.SI16, 0));
    }

    /// A jump through a register, to one of two places.
    private void table() {
        words.add(word(Insn.ANDI, Operand.RD, 26, Operand.RJ, COUNTER, Operand.UI12, 1));
        words.add(word(Insn.PCADDI, Operand.RD, 27, Operand.SI20, 3));
        words.add(word(Insn.ALSL_D, Operand.RD, 27, Operand.RJ, 26, Operand.RK, 27, Operand.SA2, 1));
        words.add(word(Insn.JIRL, Operand.RD, 0, Operand.RJ, 27, Operand.SI16, 0));
        words.add(word(Insn.ADDI_D, Operand.RD, 5, Operand.RJ, 5, Operand.SI12, 1));
        words.add(word(Insn.ADDI_D, Operand.RD, 6, Operand.RJ, 6, Operand.SI12, 1));
    }

    private void body(int length) {
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    int over = 1 + random.nextInt(3);
                    Insn row = random.nextBoolean() ? Insn.BLT : Insn.BNE;
                    words.add(word(row, Operand.RJ, free(), Operand.RD, free(), Operand.OFFS16, 4 * (over + 1)));
                    for (int k = 0; k < over; k++) plain();
                }
                case 1, 2, 3 -> access();
                case 4 -> {
                    patchable.add(words.size());
                    words.add(NOP);
                }
                default -> plain();
            }
        }
    }

    /// Any row but branches, accesses and what only the kernel does.
    private void plain() {
        Insn row;
        do {
            row = Insn.values()[random.nextInt(Insn.values().length)];
        } while (row.touch() == Touch.BRANCH || row.touch().isMemory() || row.touch() == Touch.PRIVILEGED && random.nextInt(20) != 0
                || row.touch() == Touch.TRAP && random.nextInt(8) != 0);
        words.add(any(row));
    }

    private void access() {
        Insn row;
        do {
            row = Insn.values()[random.nextInt(Insn.values().length)];
        } while (!row.touch().isMemory());
        int word = Operand.RJ.withBits(any(row), DATA);
        if (row.fields().contains(Operand.RK) && row.name().matches("(LD|ST|FLD|FST)X.*")) word = Operand.RK.withBits(word, INDEX);
        if (row.fields().contains(Operand.SI12) && random.nextInt(60) != 0) word = Operand.SI12.withValue(word, random.nextInt(256) - 128);
        words.add(row.matches(word) ? word : NOP);
    }

    /// The row with any operands, but for the registers that mean something.
    private int any(Insn row) {
        while (true) {
            int word = row.match();
            for (Operand field : row.fields()) {
                int bits = random.nextInt();
                if (field.kind() == Operand.Kind.GPR) bits = field == Operand.RD || random.nextInt(8) != 0 ? free() : random.nextInt(32);
                word = field.withBits(word, bits & (int) ((1L << field.width()) - 1));
            }
            // rdtime writes rj too.
            int also = row.touch() == Touch.COUNTER ? Operand.RJ.bits(word) : 0;
            boolean writesMeaning = also == RA || also >= DATA;
            if (row.matches(word) && !writesMeaning) return word;
        }
    }

    private int free() {
        return random.nextInt(10) == 0 ? 0 : 4 + random.nextInt(16);
    }

    private static int jump(Insn row, int from, int to) {
        return word(row, Operand.OFFS26, 4 * (to - from));
    }

    private static int word(Insn row, Object... fields) {
        int word = row.match();
        for (int i = 0; i < fields.length; i += 2) word = ((Operand) fields[i]).withValue(word, ((Number) fields[i + 1]).longValue());
        return word;
    }
}
