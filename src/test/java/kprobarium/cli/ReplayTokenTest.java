package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kprobarium.cli.Cli.Result;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tokens as they are typed, and experiments shrunk to what a failure needs.
final class ReplayTokenTest {
    private static final String SCHEDULE = "1*2 0*15 1*3";

    @TempDir
    Path folder;

    private static String token() {
        return kprobarium("replay", "disarm-race", "-k", "v1", SCHEDULE).out().lines().filter(line -> line.startsWith("Token ")).findFirst()
                .orElseThrow().substring("Token ".length());
    }

    @Test
    void a_token_alone_says_what_it_is_of() {
        Result expected = kprobarium("replay", "disarm-race", "-k", "v1", SCHEDULE);
        assertEquals(0, expected.status());
        assertEquals(expected, kprobarium("replay", token()));
        assertEquals(expected, kprobarium("replay", token().toLowerCase(Locale.ROOT).replace("-", "")));
        assertEquals(expected, kprobarium("replay", "disarm-race", token()));
        assertEquals(expected, kprobarium("replay", "disarm-race", token(), "--kernel", "v1"));
    }

    @Test
    void where_it_does_not_belong_it_is_refused() {
        for (String wrong : List.of("replay disarm-race TOKEN --kernel mainline", "replay disarm-race-3 TOKEN",
                "replay TOKEN -k v1+recheck")) {
            Result result = kprobarium(wrong.replace("TOKEN", token()).split(" "));
            assertEquals(Exit.BAD_INPUT.code, result.status());
            assertTrue(result.err().contains("another experiment or kernel, or under another version of the model"), result.err());
        }
    }

    @Test
    void a_letter_that_is_wrong_is_said_to_be() {
        String token = token();
        char last = token.charAt(token.length() - 1);
        Result result = kprobarium("replay", token.substring(0, token.length() - 1) + (last == '7' ? '8' : '7'));
        assertEquals(Exit.BAD_INPUT.code, result.status());
        assertTrue(result.err().contains("checksum"), result.err());
    }

    @Test
    void taken_as_a_hint_it_leads_to_the_bug_of_another_kernel() {
        Result result = kprobarium("replay", "disarm-race", token(), "--kernel", "linux-6.3", "--no-strict");
        assertEquals(0, result.status(), result.err());
        assertTrue(result.err().contains("taken as a hint"), result.err());
        assertTrue(result.out().contains("oops in do_bp"), result.out());
    }

    @Test
    void what_decides_is_said_in_the_kernels_words() {
        Result result = kprobarium("replay", token(), "--contrast");
        assertTrue(result.out().contains("CPU 0's write of kprobe_table[1] (step 11) comes before CPU 1's read (step 19);"
                + " the other way round it ends in `cpu1.a0=42; p.hits=1;`"), result.out());
        Result json = kprobarium("replay", token(), "--contrast", "--json");
        assertTrue(json.out().lines().toList().getLast().startsWith("{\"contrast\":\"CPU 0's write of kprobe_table[1]"), json.out());
    }

    @Test
    void what_a_failure_does_not_need_is_left_out() throws Exception {
        Result shrunk = kprobarium("shrink", "disarm-race-3", "--kernel", "v1");
        assertEquals(0, shrunk.status(), shrunk.err());
        Golden.check("shrink-disarm-race-3.txt", shrunk.out());
        Path file = folder.resolve("smaller.yaml");
        assertEquals(0, kprobarium("shrink", "disarm-race-3", "--kernel", "v1", "--out", file.toString()).status());
        assertEquals(shrunk.out(), Files.readString(file));
        assertEquals(0, kprobarium("run", file.toString()).status());
        String token = shrunk.out().lines().filter(line -> line.contains("kp1-")).findFirst().orElseThrow().replaceAll(".* ", "");
        assertTrue(kprobarium("replay", file.toString(), token).out().contains("oops in do_bp"));
    }

    @Test
    void an_experiment_that_does_not_fail_is_not_shrunk() {
        Result result = kprobarium("shrink", "disarm-race", "--kernel", "mainline+badi");
        assertEquals(Exit.NOT_MET.code, result.status());
        assertTrue(result.err().contains("no schedule was found that ends badly"), result.err());
    }
}
