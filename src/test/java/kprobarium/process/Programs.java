package kprobarium.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kprobarium.elf.ElfFile;
import kprobarium.elf.ElfProblem;
import kprobarium.elf.ElfSymbol;
import kprobarium.elf.Segment;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.symbol.Symbols;

/// Programs in assembly, with a page of data behind their code, and what they print.
final class Programs implements Console {
    static final long TEXT = 0x1_2000_0000L, DATA = TEXT + 0x4000;
    static final String EXIT = """
            exit:   li.w    $a7, 93
                    syscall 0
            """;

    private final StringBuilder printed = new StringBuilder();
    private final byte[] input;
    private int at;

    Programs(String input) {
        this.input = input.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int fd, byte[] bytes) {
        printed.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public byte[] read(int most) {
        int length = Math.min(most, input.length - at);
        byte[] bytes = Arrays.copyOfRange(input, at, at + length);
        at += length;
        return bytes;
    }

    /// All that the program has written.
    String printed() {
        return printed.toString();
    }

    /// The program that begins at the first of these lines.  [#DATA] is a page of zeros.
    static ElfFile program(String assembly) {
        Symbols known = Symbols.builder().add("data", DATA, 0).build();
        Assembly code = Assembler.assemble(assembly, TEXT, known);
        if (!code.ok()) throw new AssertionError(code.errors().toString());
        List<ElfSymbol> symbols = new ArrayList<>();
        code.labels().all().forEach(label -> symbols.add(new ElfSymbol(label.name(), label.address(), 0, ElfSymbol.Kind.FUNCTION, true)));
        Segment text = new Segment(TEXT, code.image().length, code.image(), false, true);
        Segment data = new Segment(DATA, 0x4000, new byte[0], true, false);
        var headers = new ElfFile.ProgramHeaders(0, 0);
        return new ElfFile("test", TEXT, false, List.of(text, data), Optional.empty(), headers, List.of(), symbols);
    }

    /// The program in a file.
    static ElfFile read(Path file) throws IOException {
        return switch (ElfFile.read(file.toString(), Files.readAllBytes(file))) {
            case ElfFile.Parsed.Good(ElfFile good) -> good;
            case ElfFile.Parsed.Bad(ElfProblem problem) -> throw new AssertionError(problem);
        };
    }

    LinuxProcess.Setup setup(String... args) {
        return LinuxProcess.Setup.of(List.of(args), this);
    }

    LinuxProcess load(String assembly, String... args) {
        return LinuxProcess.load(program(assembly), setup(args));
    }

    /// What becomes of it.
    static Ended end(String assembly) {
        return new Programs("").load(assembly).run(1_000_000);
    }

    /// The status that it exits with.
    static int status(String assembly) {
        Ended ended = end(assembly + EXIT);
        if (ended instanceof Ended.Exited(int status)) return status;
        throw new AssertionError(ended);
    }
}
