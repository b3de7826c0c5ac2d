package kprobarium.experiment.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import kprobarium.elf.ElfFile;
import kprobarium.elf.ElfProblem;
import kprobarium.elf.Segment;
import kprobarium.kernel.Layout;

/// The program that an experiment names, read from beside it.
final class ProgramFile {
    private static final long MAX_FILE = 16 << 20, MAX_MEMORY = 1 << 20;
    private static final String EXECUTABLE = "a static executable for LoongArch, of at most " + (MAX_FILE >> 20) + " MiB";
    /// Where the simulated kernel keeps its own, from behind the text of an experiment.
    private static final long WINDOW_END = Layout.DATA + 0x100_0000L;

    /// What became of a path.
    sealed interface Found {
        record Good(ElfFile file) implements Found {}

        record Bad(String found, String expected, String cure) implements Found {}
    }

    private ProgramFile() {}

    /// Reads `path` as the experiment in `experiment` means it.
    static Found read(String experiment, String path) {
        byte[] bytes;
        try {
            Path file = Path.of(experiment).resolveSibling(path);
            if (!Files.isRegularFile(file)) return new Found.Bad("no file `" + file + "`", EXECUTABLE, "Its path begins at the experiment's folder.");
            if (Files.size(file) > MAX_FILE) return new Found.Bad("`" + file + "` of " + Files.size(file) + " bytes", EXECUTABLE, "");
            bytes = Files.readAllBytes(file);
        } catch (IOException | InvalidPathException e) {
            return new Found.Bad("`" + path + "`, which cannot be read", EXECUTABLE, "");
        }
        return switch (ElfFile.read(path, bytes)) {
            case ElfFile.Parsed.Good(ElfFile program) -> placed(program);
            case ElfFile.Parsed.Bad(ElfProblem wrong) ->
                new Found.Bad("`" + path + "` with " + wrong.found() + " at offset 0x" + Long.toHexString(wrong.offset()), wrong.expected(),
                        wrong.cure());
        };
    }

    /// Whether it leaves the simulated kernel its room.
    private static Found placed(ElfFile file) {
        ElfFile program = file.movable() ? file.movedBy(Layout.TEXT - file.start()) : file;
        long memory = program.segments().stream().mapToLong(Segment::memorySize).sum();
        if (memory > MAX_MEMORY) {
            return new Found.Bad("a program of " + memory + " bytes", "at most " + MAX_MEMORY + ", data that begins as zeros included", "");
        }
        boolean user = program.start() >= 0;
        if (!user && (program.start() < Layout.TEXT || program.end() > WINDOW_END)) {
            return new Found.Bad("a program at 0x" + Long.toHexString(program.start()),
                    "one from 0x" + Long.toHexString(Layout.TEXT) + " to 0x" + Long.toHexString(WINDOW_END) + ", or in the lower half",
                    "Link it with --image-base=0x" + Long.toHexString(Layout.TEXT) + ".");
        }
        return new Found.Good(program);
    }
}
