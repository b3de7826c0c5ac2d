package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `exec` read without picocli is the same command.
final class ExecCommandTest {
    /// What the AOT cache is made from: src/bench/guests/coremix.c.
    private static final String PROGRAM = "src/main/training/coremix.elf";

    private static Cli.Result exec(String... args) {
        return kprobarium(Stream.concat(Stream.of("exec"), Arrays.stream(args)).toArray(String[]::new));
    }

    @Test
    void the_training_program_does_what_it_does_elsewhere() {
        Cli.Result ran = exec("-q", PROGRAM, "400");
        assertEquals("coremix 400 87d7e6483e16fa4e\n", ran.out());
        assertEquals("", ran.err());
        assertEquals(Exit.OK.code, ran.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q PROGRAM 20", "--quiet --tier 0 PROGRAM 20", "-q --repeat 2 PROGRAM 3", "-q", "-q nothing.elf",
        "-q README.md", "--tier 7 PROGRAM", "--tier 99999999999 PROGRAM", "--tier", "--repeat 0 PROGRAM", "-q PROGRAM -x",
        "--nothing PROGRAM", ""})
    void is_the_same_command(String words) {
        String[] args = words.isEmpty() ? new String[0] : words.replace("PROGRAM", PROGRAM).split(" ");
        Cli.Result plain = exec(args);
        // Nothing in it is said without picocli once there is an option that only picocli knows.
        Cli.Result whole = exec(Stream.concat(Stream.of("--seed", "1"), Arrays.stream(args)).toArray(String[]::new));
        assertEquals(whole, plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exec -q PROGRAM 20", "exec --tier 0 PROGRAM", "exec PROGRAM a b"})
    void most_is_read_without_picocli(String words) {
        assertTrue(ExecCommand.plain(null, words.split(" ")).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "exec", "exec --help", "exec -e p:f PROGRAM", "exec PROGRAM -q", "exec --limit 3 PROGRAM"})
    void the_rest_is_left_to_it(String words) {
        assertTrue(ExecCommand.plain(null, words.split(" ")).isEmpty());
    }
}
