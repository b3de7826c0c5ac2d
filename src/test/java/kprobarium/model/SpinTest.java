package kprobarium.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kprobarium.explore.Exhaustive;
import kprobarium.explore.Exploration;
import kprobarium.explore.Explorer;
import kprobarium.explore.ModelSubject;
import kprobarium.explore.Watch;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// SPIN, on the same program written in Promela: whatever it says of a configuration, we say too, and need no more states for it.
class SpinTest {
    private static final Path PROGRAM = Path.of("src/bench/peers/textpatch.pml").toAbsolutePath();
    private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
    private static final Pattern STATES = Pattern.compile("(\\S+) states, stored");

    @TempDir
    private Path folder;

    private record Found(boolean failure, long states) {}

    @ParameterizedTest
    @CsvSource({"1,1,1,1,0", "2,1,1,1,0", "2,1,1,1,20", "2,2,2,2,0", "3,1,1,1,0", "3,1,2,2,0", "3,2,2,2,0",
        "3,2,3,3,0", "3,3,1,1,0", "3,3,2,2,0"})
    void spin_says_the_same(int variant, int execs, int iters, int rounds, int pad) throws Exception {
        Path spin = OutsideTool.require("the text-patch race against SPIN's", "spin", "spin");
        Path gcc = OutsideTool.require("SPIN's verifier", "gcc", "gcc");
        Found theirs = spin(spin, gcc, variant, execs, iters, rounds, pad);
        Found ours = ours(new TextPatch(variant, execs, iters, rounds, pad));
        assertEquals(theirs.failure, ours.failure);
        // It stops at the first failure, we do not.
        if (!theirs.failure) assertTrue(ours.states <= theirs.states, ours.states + " states, and SPIN has " + theirs.states);
    }

    private static Found ours(TextPatch model) {
        Exploration all = new Explorer(new ModelSubject(model), 1).search(new Exhaustive(1_000_000), Watch.PATIENT);
        assertTrue(all.complete());
        return new Found(all.endings().stream().anyMatch(row -> row.ending().holds(0)), all.states());
    }

    /// With its partial-order reduction, as it comes.
    private Found spin(Path spin, Path gcc, int variant, int execs, int iters, int rounds, int pad) throws Exception {
        run(Stream.concat(Stream.of(spin.toString()), Stream.concat(
                Stream.of("-DVARIANT=" + variant, "-DEXECS=" + execs, "-DITERS=" + iters, "-DROUNDS=" + rounds, "-DPAD=" + pad),
                Stream.of("-a", PROGRAM.toString()))).toList());
        run(List.of(gcc.toString(), "-O0", "-w", "-DSAFETY", "-o", "pan", "pan.c"));
        String said = run(List.of(folder.resolve("pan").toString(), "-m1000000"));
        return new Found(Integer.parseInt(group(ERRORS, said)) > 0, (long) Double.parseDouble(group(STATES, said)));
    }

    private static String group(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        assertTrue(matcher.find(), said);
        return matcher.group(1);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + "\n" + said);
        return said;
    }
}
