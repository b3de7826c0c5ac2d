package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What README.md shows is what the program prints. `-Dkprobarium.regenerate=true` writes it anew.
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern TRANSCRIPT = Pattern.compile("```console\n\\$ \\./kprobarium (.*)\n((?s:.*?))```\n");
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(((?!https?:)[^)#]+)\\)");

    @Test
    void every_transcript_is_what_the_program_prints() throws IOException {
        String text = Files.readString(README);
        String fresh = TRANSCRIPT.matcher(text).replaceAll(
                transcript -> Matcher.quoteReplacement("```console\n$ ./kprobarium " + transcript.group(1) + "\n"
                        + printed(transcript.group(1)) + "```\n"));
        assertTrue(TRANSCRIPT.matcher(text).results().count() >= 2, "README.md shows no transcripts");
        if (Boolean.getBoolean("kprobarium.regenerate")) Files.writeString(README, fresh);
        else assertEquals(fresh, text, "README.md is stale; mvn test -Dtest=ReadmeTest -Dkprobarium.regenerate=true");
    }

    private static String printed(String commandLine) {
        List<String> arguments = new ArrayList<>();
        for (MatchResult argument : ARGUMENT.matcher(commandLine).results().toList()) {
            arguments.add(argument.group(1) != null ? argument.group(1) : argument.group(2));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(InputStream.nullInputStream(), out, err, _ -> null, false, false, new Interrupt());
        assertEquals(0, Main.run(terminal, arguments.toArray(String[]::new)), err.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void every_file_it_links_to_is_there() throws IOException {
        List<String> links = LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)).toList();
        assertFalse(links.isEmpty());
        for (String link : links) assertTrue(Files.exists(Path.of(link)), link);
    }
}
