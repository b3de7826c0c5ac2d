package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kprobarium.symbol.Symbols;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// LLVM's assembler and disassembler, in both directions, over every row.
class LlvmTest {
    /// Rows that LLVM does not know, with the reason. None is missing from LLVM 22.
    private static final Map<Insn, String> UNKNOWN_TO_LLVM = Map.of();

    /// What LLVM knows and we do not, by mnemonic, with the reason.
    private static final Map<String, String> LEFT_OUT = Map.of(
            "(x86|arm).*|setx86.*|movscr2gr|movgr2scr|jiscr[01]", "binary translation: optional, and no kernel runs it",
            "(adc|sbc|rcr|rcri)\\.[bhwd]|(rotr|rotri)\\.[bh]|addu12i\\.[wd]|ld[lr]\\.[wd]|st[lr]\\.[wd]|fcvt\\.(l|u)d\\.d|fcvt\\.d\\.ld",
            "binary translation: optional, and no kernel runs it",
            "gcsr.*|gtlbflush|hvcl", "virtualization: optional");

    private static final String ENCODING = "# encoding: [";
    private static final HexFormat HEX = HexFormat.of();
    private static final String LLVM = "LLVM's machine code playground, llvm-mc";
    @TempDir
    private Path folder;

    /// For encodings, on which versions agree.
    private static Path anyLlvm() {
        return OutsideTool.require(LLVM, "llvm-22",
                "llvm-mc-22", "/usr/lib/llvm-22/bin/llvm-mc", "llvm-mc-19", "/usr/lib/llvm-19/bin/llvm-mc");
    }

    /// For what is printed: LLVM 19 prints fewer pseudo-instructions.
    private static Path llvm22() {
        return OutsideTool.require(LLVM + " of LLVM 22", "llvm-22", "llvm-mc-22", "/usr/lib/llvm-22/bin/llvm-mc");
    }

    @Test
    void llvm_assembles_our_text_to_our_words() throws Exception {
        List<Integer> words = assemblable();
        List<String> texts = words.stream().map(Disassembler::withoutAliases).toList();
        List<Encoded> encoded = encoded(llvm(anyLlvm(), String.join("\n", texts) + "\n", "--show-encoding"));
        assertEquals(words.size(), encoded.size());
        for (int i = 0; i < encoded.size(); i++) {
            assertEquals(hex(words.get(i)), hex(encoded.get(i).word()), texts.get(i));
        }
    }

    @Test
    void llvm_prints_our_words_as_we_do() throws Exception {
        List<Integer> words = assemblable();
        List<Encoded> printed = encoded(llvm(llvm22(), bytes(words), "--disassemble", "--show-encoding"));
        List<Encoded> plain = encoded(llvm(llvm22(), bytes(words), "--disassemble", "--show-encoding", "-M", "no-aliases"));
        assertEquals(words.size(), printed.size());
        assertEquals(words.size(), plain.size());
        for (int i = 0; i < words.size(); i++) {
            int word = words.get(i);
            if (!hasNameOfLa32(word)) {
                assertEquals(printed.get(i).text(), Disassembler.disassemble(word));
            }
            assertEquals(plain.get(i).text(), Disassembler.withoutAliases(word));
        }
    }

    @Test
    void we_assemble_what_llvm_prints() throws Exception {
        List<Integer> words = assemblable();
        List<Encoded> printed = encoded(llvm(anyLlvm(), bytes(words), "--disassemble", "--show-encoding"));
        assertEquals(words.size(), printed.size());
        for (Encoded line : printed) {
            Assembly assembly = Assembler.assemble(line.text(), 0, Symbols.none());
            assertEquals(List.of(), assembly.errors(), line.text());
            assertEquals(hex(line.word()), hex(assembly.word(0)), line.text());
        }
    }

    /// Words near our rows: what LLVM takes for no instruction is none here either, and what both know has one text.
    @Test
    void we_know_no_instruction_that_llvm_does_not() throws Exception {
        Random random = new Random(11);
        Set<Integer> words = new TreeSet<>();
        for (int i = 0; i < 40_000; i++) {
            words.add(DecoderTest.nearMiss(random));
        }
        assertTrue(alike(words) > 20_000);
    }

    /// Each word that differs in one bit from an instruction.
    @Test
    void neighbours_of_instructions_are_instructions_here_and_there() throws Exception {
        Set<Integer> words = new TreeSet<>();
        for (Row row : everyRow()) {
            for (int word : Words.of(row, 2, 12).stream().limit(4).toList()) {
                for (int bit = 0; bit < 32; bit++) {
                    words.add(word ^ 1 << bit);
                }
            }
        }
        assertTrue(alike(words) > 100_000);
    }

    @Test
    void any_word_is_an_instruction_here_and_there() throws Exception {
        Random random = new Random(13);
        int instructions = 0;
        for (int chunk = 0; chunk < 4; chunk++) {
            Set<Integer> words = new TreeSet<>();
            for (int i = 0; i < 250_000; i++) {
                words.add(random.nextInt());
            }
            for (int prefix = 0; prefix < 1 << 17; prefix++) {
                words.add(prefix << 15 | random.nextInt(1 << 15));
            }
            instructions += alike(words);
        }
        assertTrue(instructions > 400_000, instructions + " instructions");
    }

    /// Asserts that LLVM and we take the same words for instructions, and for the same; answers how many are.
    private int alike(Set<Integer> words) throws Exception {
        Map<Integer, String> known = new LinkedHashMap<>();
        for (Encoded line : encoded(llvm(llvm22(), bytes(words), "--disassemble", "--show-encoding"))) {
            known.put(line.word(), line.text());
        }
        int instructions = 0;
        Map<String, String> onlyLlvms = new TreeMap<>();
        for (int word : words) {
            String theirs = known.get(word);
            if (Row.of(word) != null) {
                instructions++;
                if (!hasNameOfLa32(word) && !isUndefinedOnPurpose(word)) {
                    assertEquals(theirs, Disassembler.disassemble(word), () -> hex(word));
                }
            } else if (theirs != null && !breaksItsBound(word, theirs)) {
                String mnemonic = theirs.split(" ")[0];
                if (LEFT_OUT.keySet().stream().noneMatch(mnemonic::matches)) {
                    onlyLlvms.put(mnemonic, hex(word) + " " + theirs);
                }
            }
        }
        assertEquals(Map.of(), onlyLlvms);
        return instructions;
    }

    /// LLVM prints words that are a row's but for a field that is out of bounds; no CPU executes them, and no assembler takes them.
    private static boolean breaksItsBound(int word, String text) {
        return Stream.of(Insn.values()).anyMatch(row -> (word & row.mask()) == row.match() && row.encoding().broken(word) != null
                && text.startsWith(row.mnemonic() + " "));
    }

    private static List<Row> everyRow() {
        List<Row> rows = new ArrayList<>(List.of(Insn.values()));
        rows.addAll(Vectors.rows());
        return rows;
    }

    @Test
    void pseudo_instructions_are_llvms() throws Exception {
        String source = """
                nop
                move $a0, $t8
                ret
                jr $t0
                bltz $a0, -8
                bgtz $a1, 8
                bgez $a2, 131068
                blez $a3, -131072
                bgt $a0, $a1, 4
                ble $a0, $a1, 4
                bgtu $a0, $a1, 4
                bleu $a0, $a1, 4
                li.w $a0, 0
                li.w $a0, -1
                li.w $a0, 2047
                li.w $a0, 2048
                li.w $a0, 4095
                li.w $a0, 4096
                li.w $a0, -2048
                li.w $a0, -2049
                li.w $a0, 0x7fffffff
                li.w $a0, 0x80000000
                li.w $a0, 0xfffff800
                li.w $a0, 0x12345678
                li.d $a0, 0x12345678
                li.d $a0, -1
                li.d $a0, 0x123456789abcdef1
                li.d $a0, 0x8000000000000000
                li.d $a0, 0xfff0000000000000
                li.d $a0, 0x0010000012345678
                """;
        List<Encoded> theirs = encoded(llvm(anyLlvm(), source, "--show-encoding"));
        Assembly ours = Assembler.assemble(source, 0, Symbols.none());
        assertEquals(List.of(), ours.errors());
        assertEquals(theirs.stream().map(line -> hex(line.word())).toList(), ours.lines().stream().map(line -> hex(line.word())).toList());
    }

    /// LLVM 22 prints `rdcntvl.w` and its like for the forms of `rdtime` that LA32 has; we print what LA64 calls them, as LLVM 19 does.
    private static boolean hasNameOfLa32(int word) {
        Operands insn = Decoder.decode(word);
        return insn != null && (insn.row() == Insn.RDTIMEL_W || insn.row() == Insn.RDTIMEH_W) && (insn.rd() == 0 || insn.rj() == 0);
    }

    /// LLVM prints `amswap.w` of `$ra` whose rd is also its address, which raises INE, as `ud` and the register's number.
    private static boolean isUndefinedOnPurpose(int word) {
        Operands insn = Decoder.decode(word);
        return insn != null && insn.row() == Insn.AMSWAP_W && insn.rk() == 1 && insn.rd() == insn.rj();
    }

    private static List<Integer> assemblable() {
        List<Integer> words = new ArrayList<>();
        for (Insn row : Insn.values()) {
            if (!UNKNOWN_TO_LLVM.containsKey(row)) {
                words.addAll(Words.assemblable(row, 40, 10));
            }
        }
        for (VectorRow row : Vectors.rows()) {
            words.addAll(Words.assemblable(row, 8, 10));
        }
        return words;
    }

    private static String bytes(Collection<Integer> words) {
        StringBuilder text = new StringBuilder();
        for (int word : words) {
            for (int i = 0; i < 4; i++) {
                text.append("0x").append(HEX.toHexDigits((byte) (word >> 8 * i))).append(i < 3 ? ' ' : '\n');
            }
        }
        return text.toString();
    }

    /// A line of LLVM's output: the text, its blanks as ours, and the word.
    private record Encoded(String text, int word) {
    }

    private static List<Encoded> encoded(String output) {
        List<Encoded> lines = new ArrayList<>();
        output.lines().forEach(line -> {
            int end = line.indexOf(ENCODING);
            if (end >= 0) {
                String bytes = line.substring(end + ENCODING.length());
                int word = 0;
                for (int i = 0; i < 4; i++) {
                    word |= HexFormat.fromHexDigits(bytes, 5 * i + 2, 5 * i + 4) << 8 * i;
                }
                lines.add(new Encoded(line.substring(0, end).strip().replace('\t', ' '), word));
            }
        });
        return lines;
    }

    private String llvm(Path llvmMc, String input, String... options) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        List<String> command = new ArrayList<>(List.of(llvmMc.toString(), "--triple=loongarch64", "--mattr=+lasx,+d,+frecipe"));
        command.addAll(List.of(options));
        command.add(in.toString());
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String hex(int word) {
        return String.format("0x%08x", word);
    }
}
