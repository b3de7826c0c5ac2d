package kprobarium.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kprobarium.experiment.file.Diagnostic;
import kprobarium.isa.Assembler;
import kprobarium.isa.Assembly;
import kprobarium.isa.Disassembler;
import kprobarium.kernel.Layout;
import kprobarium.symbol.Symbols;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `asm`: assembles a source and lists what became of each line.
@Command(name = "asm", header = "Assemble LoongArch code and list the words.",
        description = {"%nReads assembly in LLVM's syntax, as experiments have it, and lists address, word and source line.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo 'foo: addi.d $a0, $a0, 1; jr $ra' | kprobarium asm",
            "  kprobarium asm code.s --base 0x9000000000200000",
            "  kprobarium asm code.s --words | kprobarium disasm",
            "",
            "Exit status: 0 assembled, 64 wrong usage, 65 something is wrong in the source."})
final class AsmCommand implements Callable<Integer> {
    private final Terminal terminal;

    AsmCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "0..1", paramLabel = "FILE", defaultValue = "-", description = "The source; - is standard input, and the default.")
    private String file;

    @Option(names = "--base", paramLabel = "ADDRESS", description = "Where the first instruction stands. (0x9000000000200000)")
    private String base;

    @Option(names = "--words", description = "Print the words alone.")
    private boolean words;

    @Override
    public Integer call() {
        String source = Inputs.text(terminal, file);
        String[] lines = source.split("\\R", -1);
        long first = base == null ? Layout.TEXT : Inputs.codeAddress("--base", base);
        Assembly assembly = Assembler.assemble(source, first, Symbols.none());
        if (!assembly.ok()) {
            complain(assembly, lines);
            return Exit.BAD_INPUT.code;
        }
        if (words) for (int word : assembly.words()) terminal.out.println(Inputs.hex(word));
        else list(assembly, lines);
        return Exit.OK.code;
    }

    private void complain(Assembly assembly, String[] lines) {
        String name = file.equals(Inputs.STANDARD_INPUT) ? "<stdin>" : file;
        assembly.errors().forEach(error -> {
            String message = Inputs.printable(error.message());
            String line = Inputs.printable(lines[error.line() - 1]);
            terminal.err.print(new Diagnostic(name, error.line(), error.column(), message, "", "", line).render());
        });
    }

    /// A source line stands beside its first word; those that it gives besides are disassembled.
    private void list(Assembly assembly, String[] lines) {
        Map<Long, Integer> sources = new TreeMap<>();
        assembly.lines().forEach(line -> sources.put(line.address(), line.line()));
        long address = assembly.base();
        int before = 0;
        for (int word : assembly.words()) {
            int line = sources.getOrDefault(address, 0);
            String more = "    " + Disassembler.disassemble(word, address, assembly.labels());
            String text = line == 0 ? "" : line == before ? more : lines[line - 1].strip();
            terminal.out.println((Inputs.hex(address) + "  " + Inputs.hex(word) + "  " + text).stripTrailing());
            before = line;
            address += 4;
        }
    }
}
