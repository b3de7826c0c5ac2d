package kprobarium.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kprobarium.isa.Insn;
import kprobarium.kernel.Verdicts;
import kprobarium.kernel.Verdicts.Run;
import kprobarium.kernel.Verdicts.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `verdicts`: what a kernel makes of a probe on each instruction.
@Command(name = "verdicts", header = "Print which instructions a kernel refuses to probe, simulates, or steps.",
        description = {"%nAsked of the kernel's own code, for all 2^17 patterns of the upper 17 bits of a word, the lower 15 being 0. One "
                + "verdict depends on those: the kernels that refuse llacq and screl know them by 22 bits, so that of the pattern "
                + "38578000 only the words up to 38578fff are refused.%n"})
final class VerdictsCommand implements Callable<Integer> {
    private final Terminal terminal;

    VerdictsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(names = {"-k", "--kernel"}, required = true, paramLabel = "KERNEL", description = "The kernel: v1, linux-6.12, mainline+badi.")
    private String kernel;

    @Option(names = "--csv",
            description = "Print a line for each run of one verdict, first word, last word and verdict: 00000000,0000ffff,stepped.")
    private boolean csv;

    @Override
    public Integer call() {
        List<Run> runs = new Verdicts(KernelNames.find(kernel)).runs();
        if (csv) runs.forEach(run -> terminal.out.println(hex(run.first()) + "," + hex(run.last()) + "," + run.verdict().word()));
        else table(runs);
        return Exit.OK.code;
    }

    private void table(List<Run> runs) {
        for (Verdict verdict : Verdict.values()) {
            int patterns = runs.stream().filter(run -> run.verdict() == verdict).mapToInt(Run::patterns).sum();
            terminal.out.println("%-10s%7d patterns  %s".formatted(verdict.word(), patterns, MEANING.get(verdict.ordinal())));
        }
        terminal.out.println();
        terminal.out.println(terminal.paint().strong("first     last      verdict    patterns  instructions"));
        for (Run run : runs) {
            terminal.out.println("%s  %s  %-9s  %8d  %s".formatted(hex(run.first()), hex(run.last()), run.verdict().word(), run.patterns(),
                    instructions(run)));
        }
    }

    private static final List<String> MEANING = List.of(
            "register_kprobe() refuses the probe", "the kernel does what the instruction does", "the CPU executes it in a slot");

    /// The instructions whose words are among these, by name; only their number where there are many.
    private static String instructions(Run run) {
        List<String> names = Arrays.stream(Insn.values())
                .filter(insn -> Integer.compareUnsigned(insn.match(), run.first()) >= 0
                        && Integer.compareUnsigned(insn.match(), run.last()) <= 0)
                .map(Insn::mnemonic).distinct().toList();
        return names.size() > MANY ? names.size() + " instructions" : names.stream().collect(Collectors.joining(" "));
    }

    private static final int MANY = 12;

    private static String hex(int word) {
        return String.format(Locale.ROOT, "%08x", word);
    }
}
