package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The page of findings says what the searches say. `-Dkprobarium.regenerate=true` writes it anew.
final class FindingsPageTest {
    private static final Path PAGE = Path.of("conf", "experiments", FindingsCommand.PAGE);

    @Test
    void the_page_is_fresh_and_contradicts_nothing() throws IOException {
        Cli.Result findings = kprobarium("findings");
        if (Boolean.getBoolean("kprobarium.regenerate")) Files.writeString(PAGE, findings.out());
        assertEquals("", findings.err());
        assertEquals(Exit.OK.code, findings.status());
        assertEquals(findings.out(), Files.readString(PAGE), PAGE + " is stale; `kprobarium findings --write` writes it anew");
    }
}
