package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import kprobarium.cli.Cli.Result;
import kprobarium.model.Models;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `kprobarium model` prints and refuses, and that a class of a user's is searched like those that come along.
final class ModelCommandTest {
    private static final Pattern EXAMPLE = Pattern.compile("/// ```java\n((?:///.*\n)*?)/// ```\n");

    @TempDir
    Path folder;

    private static void golden(String name, int status, String... args) {
        Result result = kprobarium(args);
        assertEquals("", result.err());
        assertEquals(status, result.status());
        Golden.check(name, result.out());
    }

    private static void refused(Exit exit, String message, String... args) {
        Result result = kprobarium(args);
        assertEquals("kprobarium model: " + message + "\n", result.err());
        assertEquals(new Result(exit.code, "", result.err()), result);
    }

    @Test
    void the_table_and_each_step_of_the_shortest_failure() {
        golden("model-textpatch.txt", 1, "model", "textpatch", "1", "1", "1", "1");
    }

    @Test
    void a_model_without_a_failure_is_ok() {
        golden("model-textpatch-repaired.txt", 0, "model", "textpatch", "variant=3", "execs=2");
    }

    @Test
    void a_deadlock_and_a_livelock_fail() {
        golden("model-philosophers.txt", 1, "model", "philosophers");
        golden("model-dekker.txt", 1, "model", "dekker", "turns=0");
    }

    @Test
    void an_older_word_is_marked() {
        Result result = kprobarium("model", "textpatch", "1", "1", "1", "1", "0", "1");
        assertTrue(result.out().contains("reads text 1, 0:old-1"), result.out());
    }

    @Test
    void a_sample_without_a_failure_is_undecided() {
        Result result = kprobarium("model", "textpatch", "3", "--search", "random, 100 schedules", "--seed", "7");
        assertEquals(1, result.status());
        assertTrue(result.out().contains("Undecided: no schedule failed that was played"), result.out());
        assertEquals(result, kprobarium("model", "textpatch", "3", "--search", "random, 100 schedules", "--seed", "7"));
    }

    @Test
    void a_bound_that_bites_leaves_it_undecided() {
        Result result = kprobarium("model", "textpatch", "3", "2", "--max-states", "100");
        assertEquals(1, result.status());
        assertTrue(result.out().contains("Not all schedules, the limit of states was reached"), result.out());
    }

    @Test
    void json() {
        JsonObject json = new JsonObject(kprobarium("model", "textpatch", "1", "--json").out());
        assertEquals("not met", json.getString("verdict"));
        assertEquals(1, json.getJsonObject("arguments").getInteger("variant"));
        assertEquals(3, json.getJsonArray("endings").size());
        assertTrue(json.getDouble("seconds") > 0);
    }

    @Test
    void the_rate_is_told_to_whoever_asks() {
        assertTrue(kprobarium("model", "textpatch", "--rate").out().contains(" states a second, "));
        assertTrue(!kprobarium("model", "textpatch").out().contains(" states a second, "));
    }

    @Test
    void without_a_name_all_are_listed() {
        golden("models.txt", 0, "model", "--list");
        assertEquals(kprobarium("model", "--list"), kprobarium("model"));
    }

    @Test
    void every_model_of_the_table_can_be_named() {
        Models.names().forEach(name -> assertEquals("", kprobarium("model", name, "--search", "one schedule").err()));
    }

    @Test
    void what_is_wrong_with_the_arguments_is_said() {
        refused(Exit.USAGE, "unknown model `textpach`; there are textpatch, safestack, reorder, twostage, philosophers, peterson, dekker;"
                + " did you mean `textpatch`?", "model", "textpach");
        refused(Exit.USAGE, "variant: found 4, expected 1 to 3: 1 as posted, 2 the slot is recycled too early, 3 repaired",
                "model", "textpatch", "4");
        refused(Exit.USAGE, "`2` is one argument too many; reorder takes setters", "model", "reorder", "1", "2");
        refused(Exit.USAGE, "reorder has no parameter `seters`; it takes setters; did you mean `setters`?", "model", "reorder", "seters=2");
        refused(Exit.USAGE, "setters: found `many`, expected a number", "model", "reorder", "many");
        refused(Exit.BAD_INPUT, "--classpath: there is no `no.jar`", "model", "Mine", "--classpath", "no.jar");
        refused(Exit.BAD_INPUT, "no class `Mine` on the class path", "model", "Mine", "--classpath", folder.toString());
    }

    @Test
    void the_example_of_the_documentation_is_searched() throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("src/main/java/kprobarium/model/Model.java")));
        assertTrue(example.find(), "Model.java shows no example");
        compile("Increment", example.group(1).replaceAll("(?m)^/// ?", ""));
        golden("model-increment.txt", 1, "model", "Increment", "3", "--classpath", folder.toString());
        refused(Exit.USAGE, "Increment cannot be made with 2 ints; it takes (int)",
                "model", "Increment", "1", "2", "-cp", folder.toString());
        refused(Exit.USAGE, "Increment: 17 threads, not 1 to 16", "model", "Increment", "17", "-cp", folder.toString());
    }

    @Test
    void what_is_wrong_with_a_class_is_said() throws IOException {
        compile("Other", "public final class Other { }");
        refused(Exit.BAD_INPUT, "Other does not extend kprobarium.model.Model", "model", "Other", "-cp", folder.toString());
        compile("Broken", """
                public final class Broken extends kprobarium.model.Model {
                    Broken(int... numbers) { super(numbers.length); }
                    protected boolean canMove(int t) { return true; }
                    protected void announce(int t) { isLocal(); }
                    protected void move(int t) { throw new IllegalStateException("thread " + t); }
                }
                """);
        refused(Exit.BAD_INPUT, "Broken threw java.lang.IllegalStateException: thread 0 at Broken.move(Broken.java:5)",
                "model", "Broken", "7", "8", "-cp", folder.toString());
    }

    private void compile(String name, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        String classpath = System.getProperty("java.class.path");
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-Xlint:all", "-Werror", "-proc:none",
                "-cp", classpath, "-d", folder.toString(), file.toString()));
    }
}
