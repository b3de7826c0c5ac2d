package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Logs of herd7 and litmus7, read as strictly as their tools (mcompare7, mfilter7, mcond7, …) do, or more so: it fails on a line that
/// they would stumble over, on rows without the same locations, on numbers that do not add up, and on names that only newer versions
/// take.
public final class HerdLog {
    /// One test of a log.
    ///
    /// @param rows each row's values by location
    public record Test(String name, String kind, List<Row> rows, String answer, long positive, long negative, String condition,
            String observation, String remark, String hash) {}

    public record Row(long count, boolean starred, Map<String, String> bindings, String remark) {}

    private static final String NAME = "[A-Za-z0-9_/.+\\[\\]-]+";
    private static final String WORD = "[A-Za-z_.$][A-Za-z0-9_.]*";
    private static final Pattern TEST = Pattern.compile("Test (" + NAME + ") (Allowed|Forbidden|Required)");
    private static final Pattern STATES = Pattern.compile("States ([0-9]+)");
    private static final Pattern ROW = Pattern.compile("([0-9]+) *([:*])> ((?:[^;#]+; ?)*) *(?:# (.*))?");
    private static final Pattern BINDING = Pattern.compile("([0-9]+:" + WORD + "|\\[?" + WORD + "\\]?|" + WORD + "\\[[0-9]+\\])="
            + "(-?(?:[0-9]+|0x[0-9a-fA-F]+)|" + WORD + "(?:[+-](?:0x[0-9a-f]+|[0-9]+))?)");
    private static final Pattern WITNESSES = Pattern.compile("Positive: ([0-9]+) Negative: ([0-9]+)");
    private static final Pattern CONDITION = Pattern.compile("Condition ((~?exists|forall) \\((.*)\\))");
    private static final Pattern OBSERVATION = Pattern.compile(
            "Observation (" + NAME + ") (Never|Sometimes|Always) ([0-9]+) ([0-9]+) \\((.+)\\)");

    private HerdLog() {}

    public static List<Test> parse(String log) {
        return parse(log.lines().toList());
    }

    /// All tests of a log. What stands between them is passed over.
    public static List<Test> parse(List<String> lines) {
        List<Test> tests = new ArrayList<>();
        for (Iterator<String> log = lines.iterator(); log.hasNext();) {
            String line = log.next();
            if (line.startsWith("Test ")) tests.add(test(line, log));
        }
        return tests;
    }

    private static Test test(String first, Iterator<String> log) {
        Matcher test = match(TEST, first);
        int states = Integer.parseInt(match(STATES, log.next()).group(1));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < states; i++) rows.add(row(log.next()));
        rows.forEach(row -> assertEquals(rows.getFirst().bindings().keySet(), row.bindings().keySet(), "locations"));
        assertEquals(rows.size(), rows.stream().map(Row::bindings).distinct().count(), "two rows are one state");
        String answer = log.next();
        assertTrue(List.of("Ok", "No", "??", "Undef").contains(answer), answer);
        assertEquals("Witnesses", log.next());
        Matcher witnesses = match(WITNESSES, log.next());
        Matcher condition = match(CONDITION, log.next());
        Matcher observation = match(OBSERVATION, log.next());
        assertEquals(test.group(1), observation.group(1));
        String hash = log.next();
        assertTrue(hash.matches("Hash=[0-9a-f]+"), hash);
        assertTrue(!log.hasNext() || log.next().isEmpty(), "herd ends a test with an empty line");

        Test read = new Test(test.group(1), test.group(2), rows, answer, Long.parseLong(witnesses.group(1)),
                Long.parseLong(witnesses.group(2)), condition.group(1), observation.group(2), observation.group(5),
                hash.substring("Hash=".length()));
        addsUp(read, condition.group(2), condition.group(3), Long.parseLong(observation.group(3)), Long.parseLong(observation.group(4)));
        return read;
    }

    private static Row row(String line) {
        Matcher row = match(ROW, line);
        Map<String, String> bindings = new LinkedHashMap<>();
        for (String part : row.group(3).strip().split(";")) {
            Matcher binding = match(BINDING, part.strip());
            String before = bindings.put(binding.group(1).replaceAll("^\\[(.*)\\]$", "$1"), binding.group(2));
            assertTrue(before == null, "a location twice: " + line);
        }
        return new Row(Long.parseLong(row.group(1)), row.group(2).equals("*"), bindings, Optional.ofNullable(row.group(4)).orElse(""));
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertTrue(matcher.matches(), () -> "`" + line + "` is no " + pattern);
        return matcher;
    }

    /// Counts again as mcompare7 does: by evaluating the condition on every row.
    private static void addsUp(Test test, String quantifier, String proposition, long holding, long others) {
        assertEquals(switch (quantifier) {
            case "exists" -> "Allowed";
            case "~exists" -> "Forbidden";
            default -> "Required";
        }, test.kind());
        assertEquals(List.of(quantifier.equals("~exists") ? others : holding, quantifier.equals("~exists") ? holding : others),
                List.of(test.positive(), test.negative()));
        assertEquals(holding == 0 ? "Never" : others == 0 ? "Always" : "Sometimes", test.observation());
        long counted = 0;
        for (Row row : test.rows()) {
            boolean holds = new Proposition(proposition, row.bindings()).holds();
            if (holds) counted += row.count();
            assertEquals(holds != quantifier.equals("forall"), row.starred(), () -> "star of " + row);
        }
        assertEquals(holding, counted, "the rows in which the condition holds");
        assertEquals(holding + others, test.rows().stream().mapToLong(Row::count).sum());
    }

    /// herd7's propositions: `/\` before `\/`, `~` and `not`, `true` and `false`, parentheses, `location=value`.
    private static final class Proposition {
        private static final Pattern TOKEN = Pattern.compile(
                "\\s*(/\\\\|\\\\/|~|not\\b|\\(|\\)|true\\b|false\\b|[^\\s()~/\\\\=]+=[^\\s()~/\\\\]+)");
        private final List<String> tokens = new ArrayList<>();
        private final Map<String, String> bindings;
        private int at;

        Proposition(String text, Map<String, String> bindings) {
            this.bindings = bindings;
            Matcher token = TOKEN.matcher(text.strip());
            int end = 0;
            while (end < text.strip().length()) {
                assertTrue(token.region(end, text.strip().length()).lookingAt(), () -> "no condition of herd7: " + text);
                tokens.add(token.group(1));
                end = token.end();
            }
        }

        boolean holds() {
            boolean holds = either();
            assertEquals(tokens.size(), at, tokens::toString);
            return holds;
        }

        private boolean either() {
            boolean holds = both();
            while (passes("\\/")) holds |= both();
            return holds;
        }

        private boolean both() {
            boolean holds = one();
            while (passes("/\\")) holds &= one();
            return holds;
        }

        private boolean one() {
            if (passes("~") || passes("not")) return !one();
            if (passes("(")) {
                boolean inner = either();
                assertTrue(passes(")"), tokens::toString);
                return inner;
            }
            if (passes("true")) return true;
            if (passes("false")) return false;
            String[] atom = tokens.get(at++).split("=", 2);
            String location = atom[0].replaceAll("^\\[(.*)\\]$", "$1");
            assertTrue(bindings.containsKey(location), () -> "no value for location " + location + " in " + bindings);
            return number(bindings.get(location)).equals(number(atom[1]));
        }

        private boolean passes(String wanted) {
            if (at == tokens.size() || !tokens.get(at).equals(wanted)) return false;
            at++;
            return true;
        }

        /// Hexadecimal and decimal numbers are one.
        private static String number(String value) {
            return value.startsWith("0x") ? Long.toString(Long.parseUnsignedLong(value.substring(2), 16)) : value;
        }
    }
}
