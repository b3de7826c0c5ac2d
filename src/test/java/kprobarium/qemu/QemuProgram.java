package kprobarium.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.isa.Decoder;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.symbol.Symbols;
import kprobarium.testing.OutsideTool;

/// A program for QEMU that executes given instructions on given states and writes out what becomes of them.
///
/// It is a static executable made here, byte by byte, from text of our own assembler: for each instruction a loop that loads a state,
/// executes the instruction, and keeps what it left; after each loop one `write` of all results.
final class QemuProgram {
    /// Told each result in the order in which they are asked for: all states of the first instruction, then those of the second.
    interface Results {
        void result(int word, CpuState before, CpuState after);
    }

    private static final long BASE = 0x100000;
    private static final int HEADERS = 64 + 2 * 56;
    static final long TEXT = BASE + HEADERS;
    private static final long INPUTS = 0x1000000;

    private final List<Integer> words;
    private final List<CpuState> states;

    QemuProgram(List<Integer> words, List<CpuState> states) {
        this.words = words;
        this.states = states;
    }

    /// QEMU's emulator of user programs; without it the test ends here.
    static Path qemu() {
        return OutsideTool.require("QEMU's own execution of each instruction", "qemu-user", "qemu-loongarch64");
    }

    /// Runs it and hands over the results; files are left in a folder.
    void run(Path folder, Results results) throws IOException, InterruptedException {
        Path program = Files.write(folder.resolve("program"), elf());
        program.toFile().setExecutable(true);
        Process process = new ProcessBuilder(qemu().toString(), program.toString())
                .redirectError(folder.resolve("errors").toFile()).start();
        try (DataInputStream in = new DataInputStream(process.getInputStream())) {
            byte[] bytes = new byte[states.size() * CpuState.BYTES];
            for (int word : words) {
                int read = in.readNBytes(bytes, 0, bytes.length);
                assertEquals(bytes.length, read, () -> String.format("QEMU ended at 0x%08x: ", word) + errors(folder));
                ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                for (CpuState state : states) results.result(word, state, CpuState.read(all));
            }
        } finally {
            process.destroy();
        }
        assertEquals(0, process.waitFor(), () -> errors(folder));
    }

    static String errors(Path folder) {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private byte[] elf() {
        ByteBuffer inputs = ByteBuffer.allocate(states.size() * CpuState.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (CpuState state : states) state.write(inputs);
        return elf(text(), CpuState.MEMORY + 0x10000, inputs.array(), INPUTS, 2L * inputs.capacity());
    }

    /// An ELF file with two segments: itself up to the end of the text and zeros up to `end`, and `inputs` at an address with `room` bytes.
    static byte[] elf(byte[] text, long end, byte[] inputs, long inputsAt, long room) {
        int offset = HEADERS + text.length + 0xffff & ~0xffff;
        ByteBuffer elf = ByteBuffer.allocate(offset + inputs.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        elf.putShort((short) 2).putShort((short) 258).putInt(1).putLong(TEXT).putLong(64).putLong(0).putInt(0x43);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 2).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        segment(elf, 7, 0, BASE, HEADERS + text.length, end - BASE);
        segment(elf, 6, offset, inputsAt, inputs.length, room);
        elf.put(text).position(offset);
        return elf.put(inputs).array();
    }

    private static void segment(ByteBuffer elf, int flags, int offset, long address, long inFile, long inMemory) {
        elf.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address).putLong(inFile).putLong(inMemory).putLong(0x10000);
    }

    private byte[] text() {
        Formatter source = new Formatter(Locale.ROOT);
        for (int i = 0; i < words.size(); i++) loop(source, i, words.get(i));
        source.format("li.w $a0, 0\nli.w $a7, 93\nsyscall 0\n");
        Assembly assembly = Assembler.assemble(source.toString(), TEXT, Symbols.none());
        assertEquals(List.of(), assembly.errors());
        return assembly.image();
    }

    private void loop(Formatter source, int number, int word) {
        int size = states.size() * CpuState.BYTES;
        constant(source, "s0", INPUTS);
        constant(source, "s1", INPUTS + size);
        constant(source, "s2", states.size());
        constant(source, "s3", CpuState.MEMORY);
        source.format("loop%d:\n", number);
        int fcsr = 8 * (CpuState.GPRS + CpuState.FPRS);
        int memory = fcsr + 16;
        source.format("ld.d $s4, $s0, %d\n", fcsr);
        source.format("movgr2fcsr $fcsr0, $s4\n");
        source.format("ld.d $s4, $s0, %d\n", fcsr + 8);
        for (int i = 0; i < 8; i++) source.format("movgr2cf $fcc%d, $s4\nsrli.d $s4, $s4, 1\n", i);
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) source.format("ld.d $s4, $s0, %d\nst.d $s4, $s3, %d\n", memory + 8 * i, 8 * i);
        for (int i = 0; i < CpuState.FPRS; i++) source.format("fld.d $f%d, $s0, %d\n", i, 8 * (CpuState.GPRS + i));
        for (int i = 0; i < CpuState.GPRS; i++) source.format("ld.d $r%d, $s0, %d\n", CpuState.FIRST_GPR + i, 8 * i);
        Insn row = Decoder.row(word);
        if (row == Insn.SC_W || row == Insn.SC_D) source.format(".word 0x%08x\n", reserving(row, word));
        source.format(".word 0x%08x\n", word);
        for (int i = 0; i < CpuState.GPRS; i++) source.format("st.d $r%d, $s1, %d\n", CpuState.FIRST_GPR + i, 8 * i);
        for (int i = 0; i < CpuState.FPRS; i++) source.format("fst.d $f%d, $s1, %d\n", i, 8 * (CpuState.GPRS + i));
        source.format("movfcsr2gr $s4, $fcsr0\nst.d $s4, $s1, %d\nmove $s5, $zero\n", fcsr);
        for (int i = 7; i >= 0; i--) source.format("movcf2gr $s4, $fcc%d\nslli.d $s5, $s5, 1\nor $s5, $s5, $s4\n", i);
        source.format("st.d $s5, $s1, %d\n", fcsr + 8);
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) source.format("ld.d $s4, $s3, %d\nst.d $s4, $s1, %d\n", 8 * i, memory + 8 * i);
        source.format("addi.d $s0, $s0, %1$d\naddi.d $s1, $s1, %1$d\naddi.d $s2, $s2, -1\nbnez $s2, loop%2$d\n", CpuState.BYTES, number);
        source.format("li.w $a0, 1\n");
        constant(source, "a1", INPUTS + size);
        constant(source, "a2", size);
        source.format("li.w $a7, 64\nsyscall 0\n");
    }

    /// What has to come before a conditional store for it to store: the load-linked from the same place, to `$s4`.
    private static int reserving(Insn row, int word) {
        Insn linked = row == Insn.SC_W ? Insn.LL_W : Insn.LL_D;
        int place = Operand.RJ.withBits(linked.match(), Operand.RJ.bits(word));
        return Operand.RD.withBits(Operand.SI14.withBits(place, Operand.SI14.bits(word)), 27);
    }

    static void constant(Formatter source, String register, long value) {
        source.format("lu12i.w $%s, %d\nori $%s, $%s, %d\n", register, value >> 12, register, register, value & 0xfff);
    }
}
