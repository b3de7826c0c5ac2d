package kprobarium.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import kprobarium.cli.Cli.Result;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// What is said about input that is wrong: never a stack trace, and always the status for it. One golden file a test.
final class BadInputTest {
    private static final String SOUND = """
            experiment: sound
            about: Nothing is wrong with it.
            text: |
              foo: addi.d $a0, $a0, 1
                   jr     $ra
            kprobes: { p: foo }
            cpus:
              0: [ unregister_kprobe(p) ]
              1: [ foo(41) ]
            expect:
              v1: { sometimes: [ oops in do_bp ] }
            """;

    @TempDir
    Path folder;

    private final StringBuilder said = new StringBuilder();

    private Result refused(int status, Cli cli, String... args) {
        Result result = cli.run(args).without(folder);
        String command = String.join(" ", args).replace(folder.toString(), "FOLDER");
        assertEquals(status, result.status(), command + ": " + result);
        assertFalse(result.err().contains("\tat ") || result.err().contains("Exception"), command + ": " + result.err());
        said.append("$ kprobarium ").append(command).append('\n').append(result.out()).append(result.err());
        said.append("status ").append(status).append("\n\n");
        return result;
    }

    private void refused(int status, String... args) {
        refused(status, new Cli(), args);
    }

    private void refusedFile(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), content);
        refused(Exit.BAD_INPUT.code, "check", file.toString());
        assertEquals(Exit.BAD_INPUT.code, Cli.kprobarium("run", file.toString()).status());
        assertEquals(Exit.BAD_INPUT.code, Cli.kprobarium("replay", file.toString(), "0").status());
    }

    @AfterEach
    void what_was_said(TestInfo test) {
        if (said.isEmpty()) return;
        Golden.check("bad-" + test.getTestMethod().orElseThrow().getName() + ".txt", said.toString());
    }

    @Test
    void experiments() throws IOException {
        refusedFile("unknown-key", SOUND.replace("kprobes:", "kprobe:"));
        refusedFile("unknown-symbol", SOUND.replace("p: foo }", "p: fooo+0x4 }"));
        refusedFile("outside-the-text", SOUND.replace("p: foo }", "p: foo+0x8 }"));
        refusedFile("no-register", SOUND.replace("$a0, $a0, 1", "$a0, $a9, 1"));
        refusedFile("no-instruction", SOUND.replace("addi.d", "addi.q"));
        refusedFile("misaligned-immediate", SOUND.replace("jr     $ra", "st.d $ra, $sp, 8\n       ldptr.d $a0, $sp, 3"));
        refusedFile("unknown-kernel", SOUND.replace("v1: {", "v7+recheq: {"));
        refusedFile("unknown-predicate", SOUND.replace("oops in do_bp", "cpu1.a9 == 42"));
        refusedFile("empty", "");
        refusedFile("two-documents", SOUND + "---\n" + SOUND);
        refusedFile("boolean", SOUND.replace("about: Nothing is wrong with it.", "about: yes"));
    }

    @Test
    void hostile_files() throws IOException {
        StringBuilder bomb = new StringBuilder("a: &a [ x, x, x, x, x, x, x, x, x ]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            String nine = ("*" + (char) (c - 1) + ", ").repeat(8) + "*" + (char) (c - 1);
            bomb.append(c).append(": &").append(c).append(" [ ").append(nine).append(" ]\n");
        }
        refusedFile("bomb", bomb.toString());
        refusedFile("deep", "[".repeat(100_000));
        refusedFile("long", "# " + "x".repeat(2 << 20));
    }

    @Test
    void a_megabyte_of_anything() throws IOException {
        byte[] garbage = new byte[1 << 20];
        new Random(1).nextBytes(garbage);
        Path file = Files.write(folder.resolve("garbage.yaml"), garbage);
        Result result = refused(Exit.BAD_INPUT.code, new Cli(), "run", file.toString());
        assertTrue(result.err().startsWith("FOLDER/garbage.yaml:1:2: the character U+FFFD; expected text in UTF-8\n"), result.err());
        assertTrue(result.err().length() < 1000, result.err());
        said.setLength(0);
    }

    @Test
    void files_that_are_not_there() throws IOException {
        refused(Exit.BAD_INPUT.code, "run", "disarm-rase");
        refused(Exit.BAD_INPUT.code, "run", "conf/experiments/slot-reus.yaml");
        refused(Exit.BAD_INPUT.code, "check", folder.resolve("nothing-like-it.yaml").toString());
        refused(Exit.BAD_INPUT.code, "run", folder.toString());
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "@" + folder.resolve("schedule.txt"));
        refused(Exit.BAD_INPUT.code, "asm", folder.resolve("code.s").toString());
        refused(Exit.UNAVAILABLE.code, "replay", "disarm-race", "-k", "v1", "1", "--html", folder.resolve("no/page.html").toString());
    }

    @Test
    void schedules() {
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "-k", "v1", "1*5 0* 1");
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "-k", "v1", "1 0*15 1*4");
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "-k", "v1", "1 1:patch");
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "-k", "v1", "1*2 7");
        refused(Exit.BAD_INPUT.code, "replay", "disarm-race", "-k", "v1", "1 !\"p:p1 foo+0x8\"@0");
    }

    @Test
    void usage() {
        refused(Exit.USAGE.code, "rum", "disarm-race");
        refused(Exit.USAGE.code, "run");
        refused(Exit.USAGE.code, "run", "disarm-race", "--kernl", "v1");
        refused(Exit.USAGE.code, "run", "disarm-race", "--kernel", "v2");
        refused(Exit.USAGE.code, "run", "disarm-race", "--kernel", "v1+recheq");
        refused(Exit.USAGE.code, "run", "disarm-race", "--search", "exhaustive, at most 3 hours");
        refused(Exit.USAGE.code, "run", "disarm-race", "--time", "30");
        refused(Exit.USAGE.code, "run", "disarm-race", "--max-states", "many");
        refused(Exit.USAGE.code, "run", "disarm-race", "--seed", "x");
        refused(Exit.USAGE.code, "run", "disarm-race", "--color", "sometimes");
        refused(Exit.USAGE.code, "replay", "reentrant-probe", "--variant", "q.at=baz");
        refused(Exit.USAGE.code, "replay", "disarm-race", "--variant", "2");
        refused(Exit.USAGE.code, "replay", "disarm-race", "1", "0");
        refused(Exit.USAGE.code, "serve", "--port", "70000");
        refused(Exit.USAGE.code, "serve", "--slice", "0");
        refused(Exit.USAGE.code, "disasm", "0", "--base", "0x9000000000200002");
        refused(Exit.USAGE.code, "boot", "image.elf", "--cpus", "5");
        refused(Exit.USAGE.code, "boot", "image.elf", "--slice", "0");
        refused(Exit.USAGE.code, "boot", "image.elf", "--memory", "0");
        refused(Exit.USAGE.code, "kernels", "v1");
    }

    @Test
    void assembly_and_words() {
        refused(Exit.BAD_INPUT.code, new Cli().input("foo: addi.d $a0, $a0, 5000\nfoo: add $a0\n  b nowhere\n"), "asm");
        refused(Exit.BAD_INPUT.code, new Cli().input("\u0000\u0001".repeat(50)), "asm");
        refused(Exit.BAD_INPUT.code, "disasm", "002a000a", "xyz");
        refused(Exit.BAD_INPUT.code, new Cli().input("x".repeat(1 << 20)), "disasm");
    }

    @Test
    void a_message_is_short_however_long_the_input() {
        Result result = refused(Exit.BAD_INPUT.code, new Cli().input("9".repeat(1 << 20)), "disasm");
        assertTrue(result.err().length() < 200, result.err());
        said.setLength(0);
    }
}
