package kprobarium.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kprobarium.symbol.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InsnTest {
    // @formatter:off: tables of vectors
    private static final Path TABLE = Path.of("src/main/java/kprobarium/isa/Insn.java");
    private static final Pattern ROW = Pattern.compile(
            "    (?<name>[A-Z][A-Z0-9_]*) *\\(\"[^\"]*\", +\"[^\"]*\", +(?<semantics>\\(c, o\\) -> .*), +\"[^\"]*\"\\)[,;]");

    @Test
    void no_two_rows_overlap() {
        Insn[] rows = Insn.values();
        for (int i = 0; i < rows.length; i++) {
            for (int j = i + 1; j < rows.length; j++) {
                assertFalse(rows[i].encoding().overlaps(rows[j].encoding()), rows[i] + " and " + rows[j]);
            }
        }
    }

    @Test
    void no_two_rows_share_a_mnemonic() {
        Set<String> mnemonics = new HashSet<>();
        for (Insn row : Insn.values()) {
            assertTrue(mnemonics.add(row.mnemonic()), row.mnemonic());
        }
    }

    @ParameterizedTest
    @EnumSource(Insn.class)
    void a_row_is_named_after_its_mnemonic(Insn row) {
        assertEquals(row.name(), row.mnemonic().toUpperCase(Locale.ROOT).replace('.', '_'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0000001011 si12 rj                | 27 bits; a word has 32",
            "0000001011 si12 rj rd 0           | 33 bits; a word has 32",
            "0000001011 si12 rd rj             | `rd` at bits 9:5 is not where rd stands",
            "000000101 si12 rj rd 0            | `si12` at bits 22:11 is not where si12 stands",
            "0000001011 si15 rj rd             | unknown field `si15`",
            "0000001011 SI12 rj rd             | `SI12` is neither bits nor a field",
            "010000 offs21[15:0] rj 00000      | a part of offs21 is missing",
            "010000 offs21[20:5] rj offs21[4:0] | `offs21[20:5]` at bits 25:10 is not where offs21 stands",
            "010000 offs21[15:0] rj rd         | a part of offs21 is missing",
            "'0000001011 si12 rj rj'           | `rj` at bits 4:0 is not where rj stands"})
    void a_row_whose_bits_are_wrong_is_refused_by_name(String encoding, String message) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> Encoding.parse("WRONG", encoding));
        assertTrue(refusal.getMessage().startsWith("row WRONG, encoding `"), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("`: " + message), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "addi.d rd, rj           | si12 must be written exactly once",
            "addi.d rd, rd, rj, si12 | rd must be written exactly once",
            "addi.d rd, rj, si14     | its encoding has no si14",
            "addi.d rd, rj, -si12    | `-si12` is no operand"})
    void a_row_whose_syntax_names_other_fields_is_refused_by_name(String syntax, String message) {
        Encoding encoding = Encoding.parse("WRONG", "0000001011 si12 rj rd");
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> Syntax.parse("WRONG", syntax, encoding));
        assertEquals("row WRONG, syntax `" + syntax + "`: " + message, refusal.getMessage());
    }

    @Test
    void a_row_whose_address_is_no_known_sum_is_refused_by_name() {
        Encoding encoding = Encoding.parse("WRONG", "0010100011 si12 rj rd");
        IllegalStateException refusal = assertThrows(IllegalStateException.class,
                () -> Rehearsal.of("WRONG", encoding, (c, o) -> o.rd(c, c.load(o.rj(c) - o.si12(), 8))));
        assertTrue(refusal.getMessage().startsWith("row WRONG: its address is none of the known sums"), refusal.getMessage());
    }

    @Test
    void bounds_tell_instructions_apart() {
        Encoding exchange = Encoding.parse("X", "00000100 csr rj>=2 rd");
        assertFalse(exchange.overlaps(Encoding.parse("R", "00000100 csr 00001 rd")));
        assertTrue(exchange.overlaps(Encoding.parse("R", "00000100 csr 00010 rd")));
        assertTrue(Encoding.parse("A", "0000001011 si12 rj rd").overlaps(Encoding.parse("B", "0000001011 ui12 00000 rd")));
        assertFalse(Insn.BSTRINS_D.matches(0x00800000 | 3 << 16 | 4 << 10));
        assertTrue(Insn.BSTRINS_D.matches(0x00800000 | 4 << 16 | 4 << 10));
        assertFalse(Insn.INVTLB.matches(0x06498000 | 7));
    }

    /// The rows by what they touch, so that a new row shows up here.
    @Test
    void what_rows_touch_is_what_the_manual_says() {
        Map<Touch, Set<String>> rows = new EnumMap<>(Touch.class);
        for (Insn row : Insn.values()) {
            rows.computeIfAbsent(row.touch(), _ -> new TreeSet<>()).add(row.mnemonic());
        }
        assertEquals(Set.of("dbar"), rows.get(Touch.FENCE));
        assertEquals(Set.of("ibar"), rows.get(Touch.IBAR));
        assertEquals(Set.of("break", "syscall", "dbcl", "asrtle.d", "asrtgt.d"), rows.get(Touch.TRAP));
        assertEquals(Set.of("rdtimel.w", "rdtimeh.w", "rdtime.d"), rows.get(Touch.COUNTER));
        assertEquals(Set.of("beqz", "bnez", "bceqz", "bcnez", "jirl", "b", "bl", "beq", "bne", "blt", "bge", "bltu", "bgeu"),
                rows.get(Touch.BRANCH));
        assertEquals(Set.of("ll.w", "ll.d", "llacq.w", "llacq.d"), rows.get(Touch.LL));
        assertEquals(Set.of("sc.w", "sc.d", "screl.w", "screl.d", "sc.q"), rows.get(Touch.SC));
        assertEquals(Set.of("csrrd", "csrwr", "csrxchg", "iocsrrd.b", "iocsrrd.h", "iocsrrd.w", "iocsrrd.d", "iocsrwr.b", "iocsrwr.h",
                "iocsrwr.w", "iocsrwr.d", "cacop", "tlbclr", "tlbflush", "tlbsrch", "tlbrd", "tlbwr", "tlbfill", "invtlb", "lddir", "ldpte",
                "ertn", "idle"), rows.get(Touch.PRIVILEGED));
        for (String mnemonic : rows.get(Touch.AMO)) {
            assertTrue(mnemonic.startsWith("am"), mnemonic);
        }
        for (String mnemonic : rows.get(Touch.LOAD)) {
            assertTrue(mnemonic.matches("f?ld.*"), mnemonic);
        }
        for (String mnemonic : rows.get(Touch.STORE)) {
            assertTrue(mnemonic.matches("f?st.*"), mnemonic);
        }
        for (String mnemonic : rows.get(Touch.NONE)) {
            assertFalse(mnemonic.matches("(f?ld|f?st|am|ll|sc|b|csr|tlb)\\b.*"), mnemonic);
        }
        assertEquals(Set.of(Touch.values()), rows.keySet());
    }

    @ParameterizedTest
    @EnumSource(Insn.class)
    void the_width_of_an_access_is_what_the_mnemonic_ends_with(Insn row) {
        if (!row.touch().isMemory()) {
            assertEquals(0, row.size());
            return;
        }
        String suffix = row.mnemonic().substring(row.mnemonic().lastIndexOf('.') + 1);
        int size = switch (suffix) {
            case "b", "bu" -> 1;
            case "h", "hu" -> 2;
            case "w", "wu", "s" -> 4;
            case "d", "du" -> 8;
            case "q" -> 16;
            default -> throw new AssertionError(suffix);
        };
        assertEquals(size, row.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ld.d $a0, $a1, -8        | a1=0x1000          | ff8",
            "st.b $a0, $a1, 2047      | a1=0x1000          | 17ff",
            "ldx.w $a0, $a1, $a2      | a1=0x1000 a2=-0x10 | ff0",
            "stx.d $a0, $a1, $a2      | a1=0x1000 a2=0x10  | 1010",
            "ldptr.d $a0, $a1, -32768 | a1=0x10000         | 8000",
            "stptr.w $a0, $a1, 32764  | a1=0x10000         | 17ffc",
            "ll.w $a0, $a1, -4        | a1=0x1000          | ffc",
            "sc.d $a0, $a1, 8         | a1=0x1000          | 1008",
            "amadd.w $a0, $a2, $a1    | a1=0x1000 a2=5     | 1000",
            "ldgt.d $a0, $a1, $a2     | a1=0x1000 a2=5     | 1000",
            "stle.b $a0, $a1, $a2     | a1=0x1000 a2=5     | 1000",
            "llacq.d $a0, $a1         | a1=0x1000          | 1000",
            "sc.q $a0, $a2, $a1       | a1=0x1000 a2=5     | 1000",
            "add.d $a0, $a1, $a2      | a1=0x1000 a2=5     | 0"})
    void the_effective_address_is_known_before_an_access(String source, String registers, String expected) {
        TestCpu cpu = new TestCpu();
        for (String register : registers.split(" ")) {
            cpu.with(register.substring(0, 2), Long.decode(register.substring(3)));
        }
        Operands insn = Decoder.decode(Assembler.assemble(source, 0, Symbols.none()).word(0));
        assertEquals(expected, Long.toHexString(insn.row().address(cpu, insn)));
    }

    /// Reads the table as text: a row's semantics must not name a field that its encoding has not.
    @Test
    void a_row_reads_only_the_fields_it_has() throws IOException {
        int rows = 0;
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                continue;
            }
            rows++;
            List<String> fields = Insn.valueOf(row.group("name")).fields().stream().map(Operand::text).toList();
            Matcher read = Pattern.compile("\\bo\\.([a-z][a-z0-9]*)\\(").matcher(row.group("semantics"));
            while (read.find()) {
                assertTrue(fields.contains(read.group(1)), row.group("name") + ": " + read.group(1));
            }
        }
        assertEquals(Insn.values().length, rows, "every row stands on one line");
    }

    @Test
    void a_section_begins_where_the_table_says_so() throws IOException {
        String section = "";
        for (String line : Files.readAllLines(TABLE)) {
            Matcher title = Pattern.compile("    // ([A-Z][^;,]*).*").matcher(line);
            Matcher row = ROW.matcher(line);
            if (title.matches()) {
                section = title.group(1);
            } else if (row.matches()) {
                assertEquals(section, Insn.valueOf(row.group("name")).section(), line);
            }
        }
    }

    /// Nothing that an instruction does may ignore a field, but for those that are for others to read.
    @ParameterizedTest
    @EnumSource(Insn.class)
    void every_field_of_a_row_matters(Insn row) {
        if (EnumSet.of(Insn.PRELD, Insn.PRELDX, Insn.BREAK, Insn.SYSCALL, Insn.DBCL).contains(row)) {
            return;
        }
        Random random = new Random(4);
        for (Operand field : row.fields()) {
            boolean seen = false;
            for (int i = 0; i < 200 && !seen; i++) {
                long seed = random.nextLong();
                int word = row.match();
                for (Operand other : row.fields()) {
                    word = other.withBits(word, random.nextInt());
                }
                int changed = field.withBits(word, random.nextInt());
                seen = row.matches(word) && row.matches(changed) && !Effect.of(word, seed).equals(Effect.of(changed, seed));
            }
            assertTrue(seen, row + " does the same whatever " + field.text() + " says");
        }
    }

    @Test
    void operands_with_equal_words_are_equal() {
        assertEquals(Decoder.decode(0x02c00484), Decoder.decode(0x02c00484));
        assertEquals(Decoder.decode(0x02c00484).hashCode(), Decoder.decode(0x02c00484).hashCode());
        assertNotEquals(Decoder.decode(0x02c00484), Decoder.decode(0x02c00485));
        assertEquals("addi.d $a0, $a0, 1", Decoder.decode(0x02c00484).toString());
    }

    @Test
    void exception_codes_are_the_manuals() {
        List<String> codes = new ArrayList<>();
        for (Ecode ecode : Ecode.values()) {
            codes.add(ecode + " " + ecode.number() + "." + ecode.subcode());
        }
        assertEquals("[INT 0.0, PIL 1.0, PIS 2.0, PIF 3.0, PME 4.0, PNR 5.0, PNX 6.0, PPI 7.0, ADEF 8.0, ADEM 8.1, ALE 9.0, BCE 10.0, "
                + "SYS 11.0, BRK 12.0, INE 13.0, IPE 14.0, FPD 15.0, SXD 16.0, ASXD 17.0, FPE 18.0, VFPE 18.1, WPEF 19.0, WPEM 19.1, "
                + "BTD 20.0, BTE 21.0, GSPR 22.0, HVC 23.0, GCSC 24.0, GCHC 24.1]", codes.toString());
    }
    // @formatter:on
}
