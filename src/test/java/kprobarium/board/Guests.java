package kprobarium.board;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kprobarium.testing.OutsideTool;

/// Builds the bare-metal images of `src/test/guests/board`.
final class Guests {
    static final long ENTRY = 0x20_0000;
    private static final Path SOURCES = Path.of("src/test/guests/board");
    private static final List<String> FLAGS = List.of(
            "--target=loongarch64-unknown-none", "-march=loongarch64", "-mabi=lp64s", "-mno-lsx", "-ffreestanding", "-nostdlib", "-fno-pic",
            "-mcmodel=medium", "-fno-builtin", "-O2", "-Wall", "-Werror");

    private final Path folder;
    private final Path clang;
    private final Path linker;

    /// What is built goes to `folder`.
    Guests(Path folder) {
        this.folder = folder;
        clang = OutsideTool.require("building bare-metal images", "clang-22", "clang-22");
        linker = OutsideTool.require("linking bare-metal images", "lld-22", "ld.lld-22");
    }

    /// An image of one stage for a number of CPUs, as ELF for others and as bytes from [#ENTRY] on.
    record Image(Path elf, byte[] bytes) {}

    Image build(String stage, int cpus) throws IOException, InterruptedException {
        List<String> objects = new ArrayList<>();
        for (String source : List.of("start.S", "board.c", stage + ".c")) {
            Path object = folder.resolve(source + cpus + ".o");
            List<String> command = new ArrayList<>(List.of(clang.toString()));
            command.addAll(FLAGS);
            command.addAll(List.of("-DCPUS=" + cpus, "-c", SOURCES.resolve(source).toString(), "-o", object.toString()));
            run(command);
            objects.add(object.toString());
        }
        Path elf = folder.resolve(stage + cpus + ".elf");
        Path binary = folder.resolve(stage + cpus + ".bin");
        link(objects, elf, List.of());
        link(objects, binary, List.of("--oformat", "binary"));
        return new Image(elf, Files.readAllBytes(binary));
    }

    private void link(List<String> objects, Path to, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(linker.toString(), "-T", SOURCES.resolve("image.ld").toString()));
        command.addAll(List.of("-o", to.toString()));
        command.addAll(more);
        command.addAll(objects);
        run(command);
    }

    /// The output of a command that ends within a minute and with success.
    static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("kprobarium-guest", ".txt");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                    .redirectInput(Path.of("/dev/null").toFile()).start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly().waitFor();
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (!ended || process.exitValue() != 0) throw new IOException(String.join(" ", command) + "\n" + said);
            return said;
        } finally {
            Files.delete(output);
        }
    }
}
