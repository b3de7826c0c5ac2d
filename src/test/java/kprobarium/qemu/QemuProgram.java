package kprobarium.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
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
    private static final long TEXT = BASE + HEADERS;
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
        Process process = new ProcessBuilder(qemu().toString(), "-cpu", "max", program.toString())
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

    private static String errors(Path folder) {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// An ELF file with two segments: itself up to the end of the text, and the states with room for the results behind them.
    private byte[] elf() {
        byte[] text = text();
        int size = states.size() * CpuState.BYTES;
        int inputsAt = HEADERS + text.length + 0xffff & ~0xffff;
        ByteBuffer elf = ByteBuffer.allocate(inputsAt + size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        elf.putShort((short) 2).putShort((short) 258).putInt(1).putLong(TEXT).putLong(64).putLong(0).putInt(0x43);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 2).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        segment(elf, 7, 0, BASE, HEADERS + text.length, CpuState.MEMORY + 0x10000 - BASE);
        segment(elf, 6, inputsAt, INPUTS, size, 2L * size);
        elf.put(text).position(inputsAt);
        for (CpuState state : states) state.write(elf);
        return elf.array();
    }

    private static void segment(ByteBuffer elf, int flags, int offset, long address, long inFile, long inMemory) {
        elf.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address).putLong(inFile).putLong(inMemory).putLong(0x10000);
    }

    private byte[] text() {
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < words.size(); i++) loop(source, i, words.get(i));
        source.append("li.w $a0, 0\nli.w $a7, 93\nsyscall 0\n");
        Assembly assembly = Assembler.assemble(source.toString(), TEXT, Symbols.none());
        assertEquals(List.of(), assembly.errors());
        return assembly.image();
    }

    private void loop(StringBuilder source, int number, int word) {
        int size = states.size() * CpuState.BYTES;
        constant(source, "s0", INPUTS);
        constant(source, "s1", INPUTS + size);
        constant(source, "s2", states.size());
        constant(source, "s3", CpuState.MEMORY);
        source.append("loop").append(number).append(":\n");
        int fcsr = 8 * (CpuState.GPRS + CpuState.FPRS);
        int memory = fcsr + 16;
        line(source, "ld.d $s4, $s0, %d", fcsr);
        line(source, "movgr2fcsr $fcsr0, $s4");
        line(source, "ld.d $s4, $s0, %d", fcsr + 8);
        for (int i = 0; i < 8; i++) line(source, "movgr2cf $fcc%d, $s4\nsrli.d $s4, $s4, 1", i);
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) line(source, "ld.d $s4, $s0, %d\nst.d $s4, $s3, %d", memory + 8 * i, 8 * i);
        for (int i = 0; i < CpuState.FPRS; i++) line(source, "fld.d $f%d, $s0, %d", i, 8 * (CpuState.GPRS + i));
        for (int i = 0; i < CpuState.GPRS; i++) line(source, "ld.d $r%d, $s0, %d", CpuState.FIRST_GPR + i, 8 * i);
        line(source, ".word 0x%08x", word);
        for (int i = 0; i < CpuState.GPRS; i++) line(source, "st.d $r%d, $s1, %d", CpuState.FIRST_GPR + i, 8 * i);
        for (int i = 0; i < CpuState.FPRS; i++) line(source, "fst.d $f%d, $s1, %d", i, 8 * (CpuState.GPRS + i));
        line(source, "movfcsr2gr $s4, $fcsr0\nst.d $s4, $s1, %d\nmove $s5, $zero", fcsr);
        for (int i = 7; i >= 0; i--) line(source, "movcf2gr $s4, $fcc%d\nslli.d $s5, $s5, 1\nor $s5, $s5, $s4", i);
        line(source, "st.d $s5, $s1, %d", fcsr + 8);
        for (int i = 0; i < CpuState.WORDS_OF_MEMORY; i++) line(source, "ld.d $s4, $s3, %d\nst.d $s4, $s1, %d", 8 * i, memory + 8 * i);
        line(source, "addi.d $s0, $s0, %1$d\naddi.d $s1, $s1, %1$d\naddi.d $s2, $s2, -1\nbnez $s2, loop%2$d", CpuState.BYTES, number);
        source.append("li.w $a0, 1\n");
        constant(source, "a1", INPUTS + size);
        constant(source, "a2", size);
        source.append("li.w $a7, 64\nsyscall 0\n");
    }

    private static void constant(StringBuilder source, String register, long value) {
        line(source, "lu12i.w $%s, %d\nori $%s, $%s, %d", register, value >> 12, register, register, value & 0xfff);
    }

    private static void line(StringBuilder source, String format, Object... arguments) {
        source.append(String.format(format, arguments)).append('\n');
    }
}
