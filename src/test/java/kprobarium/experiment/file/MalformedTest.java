package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each way to get a file wrong, and what the reader says to it. `malformed.txt` holds the cases: a name, the lines of
/// [#BASE] that are taken out (`-`) and put in (`+`), then the rendered diagnostics. A `*` after the name says that the
/// schema must refuse the file too.
///
/// `-Dkprobarium.regenerate=true` writes the diagnostics anew, for review.
class MalformedTest {
    static final String BASE = """
            experiment: x
            about: A test.
            text: |
              foo: addi.d $a0, $a0, 1
                   jr     $ra
            kprobes: { p: foo }
            cpus:
              0: [ foo(41) ]
            expect:
              v1: { always: [ cpu0.a0 == 42 ] }
            """;

    private static final Path GOLDEN = Path.of("src", "test", "resources", "experiment", "malformed.txt");

    /// A case of the file. `edit` keeps the lines as they are written there.
    private record Case(String name, boolean schemaToo, List<String> edit, String expected) {
        String input() {
            var out = new StringBuilder();
            var in = new StringBuilder();
            for (String line : edit) {
                (line.startsWith("-") ? out : in).append(line.length() > 2 ? line.substring(2) : "").append('\n');
            }
            String base = BASE;
            if (out.isEmpty()) {
                base += in;
            } else {
                assertNotEquals(-1, base.indexOf(out.toString()), name + " takes out lines that are not there");
                base = base.replace(out, in);
            }
            return base.replace("{TAB}", "\t").replace("{NUL}", "\0").replace("{BELL}", "\u0007").replace("{LS}", "\u2028")
                    .replace("{CR}", "\r").replace("{FFFD}", "\uFFFD");
        }

        String actual() {
            return Samples.read(input()).render();
        }
    }

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (String block : Samples.text(GOLDEN).split("(?m)^=== ")) {
            if (block.startsWith("#")) {
                continue;
            }
            List<String> lines = List.of(block.split("\n"));
            var edit = lines.stream().skip(1).takeWhile(line -> line.matches("[-+]( .*)?")).toList();
            var expected = new StringBuilder();
            lines.stream().skip(1 + edit.size()).filter(line -> !line.isEmpty()).forEach(line -> expected.append(line).append('\n'));
            String name = lines.getFirst();
            cases.add(new Case(name.replace(" *", ""), name.endsWith(" *"), edit, expected.toString()));
        }
        return cases;
    }

    @Test
    void the_base_is_well_formed() {
        assertEquals("", Samples.read(BASE).render());
    }

    @TestFactory
    Stream<DynamicTest> each_mistake_is_named_with_its_place_and_what_to_write_instead() throws IOException {
        if (Boolean.getBoolean("kprobarium.regenerate")) {
            regenerate();
        }
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> {
            assertFalse(c.expected().isEmpty(), "nothing expected");
            assertEquals(c.expected(), c.actual());
        }));
    }

    @TestFactory
    Stream<DynamicTest> the_schema_refuses_mistakes_of_keys_and_types_as_the_reader_does() {
        return cases().stream().filter(Case::schemaToo)
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> assertNotEquals(List.of(), SchemaTest.errors(c.input()))));
    }

    private static void regenerate() throws IOException {
        var text = new StringBuilder(Samples.text(GOLDEN).split("(?m)^=== ")[0]);
        for (Case c : cases()) {
            text.append("=== ").append(c.name()).append(c.schemaToo() ? " *" : "").append('\n');
            c.edit().forEach(line -> text.append(line).append('\n'));
            text.append(c.actual()).append('\n');
        }
        Files.writeString(GOLDEN, text.toString().stripTrailing() + "\n");
    }
}
