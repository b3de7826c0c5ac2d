package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kprobarium.isa.Row;
import org.junit.jupiter.api.Test;

class IsaCommandTest {
    private static final Path PAGE = Path.of("src/docs/instructions.md");

    @Test
    void the_page_that_is_checked_in_is_fresh() throws IOException {
        String page = new Cli().run("isa").out();
        if (Boolean.getBoolean("kprobarium.regenerate")) Files.writeString(PAGE, page);
        assertEquals(page, Files.readString(PAGE), PAGE + " is stale");
    }

    @Test
    void an_instruction_is_printed_in_full() {
        assertEquals("""
                addi.d rd, rj, si12
                    Add. (The base architecture: arithmetic operation)

                     31        22 21  10 9  5 4  0
                    +------------+------+----+----+
                    | 0000001011 | si12 | rj | rd |
                    +------------+------+----+----+

                    rd      general register
                    rj      general register
                    si12    -2048..2047

                    Touches: registers
                """, new Cli().run("isa", "addi.d").out());
    }

    @Test
    void a_word_is_taken_apart() {
        String text = new Cli().run("isa", "0x02c00484").out();
        assertTrue(text.contains("02c00484 is `addi.d $a0, $a0, 1`"), text);
        assertTrue(text.contains("si12    -2048..2047: 1\n"), text);
    }

    @Test
    void every_row_has_an_entry_whose_picture_is_square() {
        for (Row row : IsaPage.rows()) {
            List<String> lines = IsaPage.entry(row, row.match());
            List<String> boxes = lines.stream().filter(line -> line.matches(" +[+|].*")).toList();
            assertEquals(3, boxes.size(), row.mnemonic());
            assertTrue(boxes.stream().allMatch(line -> line.length() == boxes.getFirst().length()), () -> String.join("\n", lines));
        }
    }

    @Test
    void a_pattern_and_another_name_find_their_rows() {
        assertEquals(List.of("vadd.b", "vadd.h", "vadd.w", "vadd.d", "vadd.q"), names("vadd.*"));
        assertEquals(List.of("jirl"), names("jr"));
        assertEquals(List.of("xvadd.q"), names("XVADD.Q"));
    }

    private static List<String> names(String pattern) {
        return new Cli().run("isa", pattern, "--csv").out().lines().map(line -> line.split(",")[0]).toList();
    }

    @Test
    void each_format_has_a_line_for_each_row() {
        assertEquals(IsaPage.rows().size(), new Cli().run("isa", "--csv").out().lines().count());
        assertEquals(IsaPage.rows().size(), new Cli().run("isa", "--json").out().lines().count());
        assertEquals("addi.d,\"rd, rj, si12\",0000001011 si12 rj rd,0xffc00000,0x02c00000,base,Arithmetic operation,Add\n",
                new Cli().run("isa", "addi.d", "--csv").out());
    }

    @Test
    void what_is_no_instruction_is_refused() {
        refused("unknown instruction `addi.q`; did you mean `addi.d`?", "addi.q");
        refused("no instruction is called `zz*`", "zz*");
        refused("`0xffffffff` is no instruction", "0xffffffff");
    }

    private static void refused(String message, String name) {
        Cli.Result result = new Cli().run("isa", name);
        assertEquals(Exit.BAD_INPUT.code, result.status());
        assertEquals("kprobarium isa: " + message + "\n", result.err());
    }
}
