package kprobarium.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import kprobarium.isa.Disassembler;
import kprobarium.kernel.Layout;
import kprobarium.symbol.Symbols;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `disasm`: says what words are as instructions.
@Command(name = "disasm", header = "Disassemble LoongArch instruction words.",
        description = {"%nPrints address, word and instruction, in LLVM's syntax. A word that is no instruction is printed as .word.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium disasm 0x002a000a 02c00484",
            "  kprobarium asm code.s --words | kprobarium disasm --base 0x9000000000200000"})
final class DisasmCommand implements Callable<Integer> {
    private final Terminal terminal;

    DisasmCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "0..*", paramLabel = "WORD",
            description = "Words of up to 8 hex digits; without any they are read from standard input.")
    private List<String> given = List.of();

    @Option(names = "--base", paramLabel = "ADDRESS", description = "Where the first word stands. (0x9000000000200000)")
    private String base;

    @Override
    public Integer call() {
        long address = base == null ? Layout.TEXT : Inputs.codeAddress("--base", base);
        List<String> texts = given.isEmpty()
                ? Arrays.stream(Inputs.text(terminal, Inputs.STANDARD_INPUT).split("[\\s,]+")).filter(text -> !text.isEmpty()).toList()
                : given;
        for (int word : texts.stream().map(Inputs::word).toList()) {
            String instruction = Disassembler.disassemble(word, address, Symbols.none());
            terminal.out.println(Inputs.hex(address) + "  " + Inputs.hex(word) + "  " + instruction);
            address += 4;
        }
        return Exit.OK.code;
    }
}
