package kprobarium.experiment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.Random;

import org.junit.jupiter.api.Test;

/// Files that mean harm, or were torn on the way: always a value, and soon.
class HostileTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static List<Diagnostic> refused(String content) {
        return assertTimeoutPreemptively(SOON, () -> {
            Parsed parsed = Samples.read(content);
            assertFalse(parsed.diagnostics().isEmpty());
            parsed.render();
            return parsed.diagnostics();
        });
    }

    private static String first(String content) {
        return refused(content).getFirst().toString();
    }

    @Test
    void an_empty_file_holds_no_experiment() {
        assertEquals("x.yaml:1:1: nothing in this file; expected an experiment", first(""));
        assertEquals("x.yaml:1:1: nothing in this file; expected an experiment", first("# only a comment\n"));
        assertEquals("x.yaml:1:1: nothing in this file; expected an experiment", first("\n\n  \n"));
    }

    @Test
    void a_file_that_is_too_long_is_not_read() {
        assertEquals("x.yaml:1:1: 1048577 characters; expected at most 1048576", first("x".repeat(ExperimentFile.MAX_LENGTH + 1)));
    }

    @Test
    void a_megabyte_of_anything_ends_soon() {
        var random = new Random(1);
        var letters = new StringBuilder();
        var yaml = new StringBuilder();
        String signs = "ab: -[]{}\n  \"'|>&*!#,?";
        for (int i = 0; i < ExperimentFile.MAX_LENGTH; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
            yaml.append(signs.charAt(random.nextInt(signs.length())));
        }
        refused(letters.toString());
        refused(yaml.toString());
        for (String unit : List.of("a: ", "[", "{", "- ", "a: 1\n", "? ", "\"", "&a ", "*a ", "|\n", "[],", "\n", " ", "# ", "--- ",
                "a: [b, c]\n", "- - a\n", "!x ", "%", "'", "a\n", ", ", "{a: ")) {
            refused(unit.repeat((1 << 18) / unit.length()));
        }
    }

    @Test
    void a_megabyte_of_assembly_ends_soon() {
        String head = "experiment: x\nabout: A.\ntext: |\n";
        refused(head + "  foo: nonsense $a0\n".repeat(3000));
        assertTrue(refused(head + "  foo: nonsense $a0\n".repeat(50_000)).stream()
                .anyMatch(d -> d.found().equals("900000 characters of assembly")));
    }

    @Test
    void a_thousand_million_laughs_are_not_expanded() {
        var bomb = new StringBuilder("a: &a [ lol ]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            String before = "*" + (char) (c - 1);
            bomb.append("%c: &%c [ %s ]\n".formatted(c, c, String.join(", ", Collections.nCopies(9, before))));
        }
        assertTrue(refused(bomb.toString()).stream().anyMatch(d -> d.found().contains("aliases")));
        String nine = bomb.substring(0, bomb.indexOf("j: "));
        assertFalse(refused(nine).isEmpty());
    }

    @Test
    void aliases_do_not_multiply_the_work() {
        String predicates = "cpu0.a0 == 42, ".repeat(900);
        var file = new StringBuilder(MalformedTest.BASE.replace("always: [", "always: &many [ " + predicates));
        for (int i = 0; i < 99; i++) {
            file.append("  v1").append("+badi".repeat(i + 1)).append(": { always: *many }\n");
        }
        assertEquals(Source.MAX_PROBLEMS, refused(file.toString()).size());
    }

    @Test
    void names_and_words_without_end_are_refused_and_not_repeated() {
        String endless = "a-".repeat(200_000) + "a";
        String word = "a".repeat(400_000);
        for (String content : List.of(
                MalformedTest.BASE.replace("experiment: x", "experiment: " + endless),
                MalformedTest.BASE.replace("v1:", "? v1" + "+a".repeat(200_000) + "\n  :"),
                MalformedTest.BASE.replace("{ p: foo }", "{ p: " + word + " }"),
                MalformedTest.BASE.replace("foo(41)", word + "(41)"),
                MalformedTest.BASE.replace("foo(41)", "foo(" + "9".repeat(400_000) + ")"),
                MalformedTest.BASE.replace("cpu0.a0", word),
                MalformedTest.BASE.replace("cpu0.a0", "cpu0." + word),
                MalformedTest.BASE.replace("cpu0.a0", "p." + word),
                MalformedTest.BASE + "search: exhaustive, at most " + "9".repeat(400_000) + " s\n",
                MalformedTest.BASE + "machine: { fetch: " + word + " }\n",
                MalformedTest.BASE + word + ": 1\n")) {
            Diagnostic first = refused(content).getFirst();
            assertTrue(first.toString().length() < 500, () -> first.toString().substring(0, 500));
            assertTrue(first.render().length() < 1000, () -> first.render().substring(0, 1000));
        }
    }

    @Test
    void nesting_is_bounded() {
        assertTrue(first("a: " + "[".repeat(2000)).contains("nesting deeper than"));
        assertTrue(first("a: " + "{ b: ".repeat(2000)).contains("nesting deeper than"));
        assertTrue(first("- ".repeat(2000) + "a").contains("nesting deeper than"));
    }

    @Test
    void lists_and_mappings_are_bounded() {
        assertTrue(first("a: [ " + "b, ".repeat(1001) + "]").contains("more than 1000 entries"));
        var keys = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            keys.append("k").append(i).append(": 1\n");
        }
        assertTrue(first(keys.toString()).contains("more than 1000 entries"));
    }

    @Test
    void sweeps_do_not_explode() {
        String addresses = "foo, foo+0x1, foo+0x2, foo+0x3, foo+0x4, foo+0x5, foo+0x6";
        String sweep = "sweep: { p.at: [ %s ], q.at: [ %s ], r.at: [ %s ] }\n".formatted(addresses, addresses, addresses);
        String file = MalformedTest.BASE.replace("{ p: foo }", "{ p: foo, q: foo, r: foo }") + sweep;
        assertTrue(first(file).contains("more than 256 variants"));
    }

    @Test
    void a_binary_is_not_text() {
        var random = new Random(2);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1000];
            random.nextBytes(bytes);
            refused(new String(bytes, StandardCharsets.UTF_8));
            refused(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        assertTrue(first("\u007fELF\u0002\u0001").contains("U+007F"));
    }

    /// The files to be mutilated: every fifth of the catalogue.
    private static List<String> victims() {
        List<Path> files = Samples.catalogue();
        return IntStream.range(0, files.size()).filter(i -> i % 5 == 0).mapToObj(files::get).map(Samples::text).toList();
    }

    @Test
    void a_file_cut_anywhere_is_read_or_refused() {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (String whole : victims()) {
                for (int end = 0; end <= whole.length(); end++) {
                    Samples.read(whole.substring(0, end)).render();
                }
            }
        });
    }

    @Test
    void a_file_changed_anywhere_is_read_or_refused() {
        String signs = "\0\t\n\r \"#$%&'()*+,-./0:;<=>?@[]^_`a{|}~\u00e9\uFEFF\uD835";
        var random = new Random(3);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (String whole : List.of(MalformedTest.BASE, Samples.resource("sample-disarm-race.yaml"),
                    Samples.resource("sample-reentrant-probe.yaml"))) {
                for (int at = 0; at < whole.length(); at++) {
                    char sign = signs.charAt(random.nextInt(signs.length()));
                    String left = whole.substring(0, at);
                    Samples.read(switch (random.nextInt(3)) {
                        case 0 -> left + sign + whole.substring(at + 1);
                        case 1 -> left + sign + whole.substring(at);
                        default -> left + whole.substring(at + 1);
                    }).render();
                }
            }
        });
    }

    @Test
    void every_diagnostic_points_into_the_file() {
        var random = new Random(4);
        for (String whole : victims()) {
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(whole.length());
                String broken = whole.substring(0, from) + whole.substring(Math.min(whole.length(), from + 1 + random.nextInt(20)));
                String[] lines = broken.split("\n", -1);
                for (Diagnostic d : Samples.read(broken).diagnostics()) {
                    assertTrue(d.line() >= 1 && d.line() <= lines.length, d + " in\n" + broken);
                    assertTrue(d.column() >= 1 && d.column() <= lines[d.line() - 1].length() + 1, d + " in\n" + broken);
                }
            }
        }
    }
}
