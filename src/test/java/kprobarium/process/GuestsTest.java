package kprobarium.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kprobarium.elf.ElfFile;
import kprobarium.elf.ElfProblem;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The guests of src/bench: compiled for LoongArch and run here, they print what they print when they are compiled for this machine.
class GuestsTest {
    private static final Map<String, Integer> SCALES = new TreeMap<>(Map.of(
            "fib", 0, "coremix", 60, "sieve", 1, "memstr", 1, "sha256", 2, "interp", 1, "nbody", 1, "quicksort", 1));

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> guests_print_what_they_print_on_the_host() throws IOException, InterruptedException {
        OutsideTool.require("running the guests", "clang-22", "clang-22");
        OutsideTool.require("running the guests", "lld-22", "ld.lld-22");
        output(List.of("src/bench/guests/build", folder.toString()));
        return SCALES.entrySet().stream().flatMap(guest -> Stream.of(true, false).map(compiles -> dynamicTest(
                guest.getKey() + (compiles ? "" : ", tier 0"), () -> same(guest.getKey(), guest.getValue().toString(), compiles))));
    }

    private void same(String guest, String scale, boolean compiles) throws IOException, InterruptedException {
        String expected = output(List.of(folder.resolve("host").resolve(guest).toString(), scale));
        Programs console = new Programs("");
        var setup = new LinuxProcess.Setup(List.of(guest, scale), List.of(), console, 1, 1 << 20, compiles);
        LinuxProcess process = LinuxProcess.load(read(folder.resolve("la64").resolve(guest)), setup);
        assertEquals(new Ended.Exited(0), process.run(200_000_000));
        assertEquals(expected, console.printed());
    }

    private static ElfFile read(Path file) throws IOException {
        return switch (ElfFile.read(file.toString(), Files.readAllBytes(file))) {
            case ElfFile.Parsed.Good(ElfFile good) -> good;
            case ElfFile.Parsed.Bad(ElfProblem problem) -> throw new AssertionError(problem);
        };
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
