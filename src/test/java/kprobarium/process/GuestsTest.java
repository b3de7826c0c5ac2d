package kprobarium.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kprobarium.elf.ElfFile;
import kprobarium.kernel.Kernels;
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
        return SCALES.entrySet().stream()
                .map(guest -> dynamicTest(guest.getKey(), () -> same(guest.getKey(), guest.getValue().toString())));
    }

    /// In both tiers, and with a probe that is hit once; and as many instructions each time.
    private void same(String guest, String scale) throws IOException, InterruptedException {
        String expected = output(List.of(folder.resolve("host").resolve(guest).toString(), scale));
        ElfFile program = Programs.read(folder.resolve("la64").resolve(guest));
        long executed = 0;
        for (boolean compiles : List.of(true, false)) {
            for (boolean probed : List.of(false, true)) {
                Programs console = new Programs("");
                var setup = new LinuxProcess.Setup(List.of(guest, scale), List.of(), console, 1, 1 << 20, compiles);
                LinuxProcess process = probed ? probed(program, setup) : LinuxProcess.load(program, setup);
                assertEquals(new Ended.Exited(0), process.run(200_000_000));
                assertEquals(expected, console.printed());
                if (executed == 0) executed = process.executed();
                assertEquals(executed, process.executed());
                if (probed) assertEquals(List.of(new LinuxProcess.ProbeCount("began", 1, 0)), process.probes());
            }
        }
    }

    private static LinuxProcess probed(ElfFile program, LinuxProcess.Setup setup) {
        Kernels.Choice kernel = Kernels.find("mainline").orElseThrow();
        var probing = new LinuxProcess.Probing(kernel, List.of("p:began run scale=%r4"), List.of(), _ -> {});
        return assertInstanceOf(LinuxProcess.Probed.Good.class, LinuxProcess.load(program, setup, probing)).process();
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
