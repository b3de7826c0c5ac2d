package kprobarium.kernel.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kprobarium.kernel.Job;
import kprobarium.kernel.Kprobe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a real kernel printed when these scripts were run on it, line by line. Times, addresses, tasks and the numbers of events are
/// masked; so is the order of `kprobes/list` between functions, for its buckets follow the addresses.
final class TracefsGoldenTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "kernel");
    private static final Pattern COMMAND = Pattern.compile("# (cat|w|a|run|head|##) ?(.*)");
    /// The kernel's log comes in between, also in the middle of a line.
    private static final Pattern LOG = Pattern.compile(
            "\\[ *\\d+\\.\\d{6}\\] (?:kprobes:|trace_kprobe: This|ll and sc|oracle:)[^\\n]*\\n");
    private static final String KERNEL_DEBUG = "/sys/kernel/debug/kprobes/";

    /// The module's functions that are written in C; `owrite` is what calls them, at the places that the recordings show.
    private static final String C_FUNCTIONS = """
            oracle_target: slli.d $a0, $a0, 1
                 ld.b   $t0, $a1, 0
                 ld.w   $t1, $a2, 0
                 add.d  $a0, $a0, $t0
                 add.d  $a0, $a0, $t1
                 jr     $ra
                 nop
                 nop
            oracle_inner: addi.d $sp, $sp, -16
                 st.d   $ra, $sp, 8
                 bl     oracle_leaf_ss
                 ld.d   $ra, $sp, 8
                 addi.d $a0, $a0, 10
                 addi.d $sp, $sp, 16
                 jr     $ra
                 nop
            oracle_llsc: nop
                 ll.d   $t0, $a0, 0
                 addi.d $t0, $t0, 1
                 sc.d   $t0, $a0, 0
                 jr     $ra
            owrite:
            """;

    private record Step(String command, String argument, String said) {}

    private static List<Step> script(String name) throws IOException {
        String text = LOG.matcher(Files.readString(FOLDER.resolve(name))).replaceAll("");
        List<Step> steps = new ArrayList<>();
        for (String line : text.lines().takeWhile(line -> !line.equals("ORACLE-END")).toList()) {
            Matcher matcher = COMMAND.matcher(line);
            if (matcher.matches()) {
                steps.add(new Step(matcher.group(1), matcher.group(2), ""));
            } else if (!steps.isEmpty()) {
                Step last = steps.removeLast();
                steps.add(new Step(last.command(), last.argument(), last.said() + line + "\n"));
            }
        }
        return steps;
    }

    /// The functions of the disassembly, word by word.
    private static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(FOLDER.resolve("targets.disasm.txt"))) {
            Matcher label = Pattern.compile("[0-9a-f]+ <(\\w+)>:").matcher(line);
            Matcher word = Pattern.compile("[0-9a-f]+: (\\w\\w) (\\w\\w) (\\w\\w) (\\w\\w) .*").matcher(line);
            if (label.matches()) text.append(label.group(1)).append(":\n");
            if (word.matches()) {
                text.append("     .word 0x").append(word.group(4)).append(word.group(3))
                        .append(word.group(2)).append(word.group(1)).append('\n');
            }
        }
        String nops = "     nop\n";
        return text + C_FUNCTIONS + nops.repeat(0x434 / 4) + stub("oracle_target") + nops.repeat(
                (0x4cc - 0x434) / 4 - 6) + stub("oracle_inner") + nops.repeat((0x700 - 0x4cc) / 4 - 6)
                + """
                        outer: addi.d $sp, $sp, -32
                             st.d   $ra, $sp, 16
                             st.d   $sp, $sp, 0
                             st.d   $sp, $sp, 8
                             bl     oracle_outer
                             ld.d   $ra, $sp, 16
                             addi.d $sp, $sp, 32
                             jr     $ra
                        do_bp: nop
                             jr     $ra
                        a_pre: addi.d $sp, $sp, -16
                             st.d   $ra, $sp, 8
                             bl     oracle_leaf_ss
                             ld.d   $ra, $sp, 8
                             move   $a0, $zero
                             addi.d $sp, $sp, 16
                             jr     $ra
                        """;
    }

    private static String stub(String function) {
        return """
                     addi.d $sp, $sp, -16
                     st.d   $ra, $sp, 8
                     bl     %s
                     ld.d   $ra, $sp, 8
                     addi.d $sp, $sp, 16
                     jr     $ra
                """.formatted(function);
    }

    private static final String DATA = """
            hello:  .asciz "hello oracle"
                    .balign 8
            outermost: .dword 51966
                    .asciz "first"
                    .balign 8
                    .dword 0, 0, nested
            nested: .dword 0
                    .asciz "second"
                    .balign 8
            buffer: .dword 0, 0, 0, 0
            """;

    @ParameterizedTest
    @ValueSource(strings = {"trace.txt", "profile.txt", "misses.txt", "errlog.txt"})
    void a_script_says_what_the_real_kernel_said(String name) throws IOException {
        TracefsRig rig = new TracefsRig("linux-6.12", text(), DATA);
        rig.k.kprobes.kprobeAddKsymBlacklist("do_bp");
        List<Step> steps = script(name);
        String expected = steps.stream().map(step -> shown(step, step.said())).collect(Collectors.joining());
        StringBuilder found = new StringBuilder();
        for (Step step : steps) found.append(shown(step, carriedOut(rig, step)));
        assertEquals(expected, found.toString());
    }

    private static String shown(Step step, String said) {
        return "# " + step.command() + " " + step.argument() + "\n" + masked(step, said);
    }

    private static String masked(Step step, String said) {
        if (step.argument().equals("/proc/oracle") || step.command().equals("head")) return "";
        String masked = said.replaceAll("(?m)^.{16}-.{7} \\[", "<task> [").replaceAll(" +\\d+\\.\\d{6}([:\\]])", " <time>$1")
                .replaceAll("0x9000[0-9a-f]{12}", "<address>").replaceAll("(?m)^9000[0-9a-f]{12}", "<address>")
                .replaceAll("(?m)^ID: \\d+$", "ID: <number>");
        boolean list = step.argument().equals(KERNEL_DEBUG + "list");
        return list ? masked.lines().sorted(Comparator.comparing(line -> line.replaceFirst(".* (\\w+\\+0x\\w+).*", "$1")))
                .map(line -> line + "\n").collect(Collectors.joining()) : masked;
    }

    private static String carriedOut(TracefsRig rig, Step step) {
        return switch (step.command()) {
            case "cat" -> step.argument().equals("/proc/oracle") ? "" : rig.read(step.argument());
            case "w", "a" -> written(rig, step.argument(), step.command().equals("a"));
            case "run" -> {
                run(rig, step.argument());
                yield "";
            }
            case "head", "##" -> "";
            default -> throw new IllegalArgumentException(step.command());
        };
    }

    private static String written(TracefsRig rig, String argument, boolean append) {
        String path = argument.split(" ")[0];
        String text = argument.substring(path.length()).strip();
        long opened = append ? 0 : rig.play(0, rig.tracefs.truncating(path));
        if (opened < 0) return "open " + path + " = " + opened + "\n";
        long value = text.isEmpty() ? 0 : rig.append(path, text);
        return value < 0 ? "write " + path + " = " + value + "\n" : "";
    }

    /// `call FUNCTION ARGUMENT [TIMES]`, or a scenario of the module's.
    private static void run(TracefsRig rig, String argument) {
        String[] words = argument.split(" ");
        if (words[0].equals("reent")) {
            aCallsB(rig, Integer.parseInt(words[1]));
            return;
        }
        long value = Long.parseLong(words[2]);
        int times = words.length > 3 ? Integer.parseInt(words[3]) : 1;
        for (int i = 0; i < times; i++) {
            switch (words[1]) {
                case "target" -> rig.call("owrite+0x434", value, rig.address("hello"), rig.address("outermost"));
                case "inner" -> rig.call("owrite+0x4cc", value);
                case "leaf" -> rig.call("oracle_leaf_ss", value);
                case "leafsim" -> rig.call("oracle_leaf_sim", value);
                case "outer" -> rig.call("outer", value);
                case "mix" -> rig.call("oracle_mix", value, rig.address("buffer"));
                default -> throw new IllegalArgumentException(argument);
            }
        }
    }

    /// Scenario 3: a probe on oracle_outer whose handler calls the function that carries the events, and one more probe there.
    private static void aCallsB(TracefsRig rig, int calls) {
        Kprobe a = rig.k.kprobe("A", rig.address("oracle_outer"), rig.address("a_pre"), Kprobe.COUNT, false);
        Kprobe b = rig.k.kprobe("B", rig.address("oracle_leaf_ss"), Kprobe.COUNT, Kprobe.COUNT, false);
        for (Kprobe p : Arrays.asList(a, b)) rig.play(0, new Job.Call("register_kprobe", Job.Function.REGISTER_KPROBE, p));
        for (int i = 0; i < calls; i++) rig.call("oracle_outer", 0);
        for (Kprobe p : Arrays.asList(a, b)) {
            rig.play(0, new Job.Call("unregister_kprobe", Job.Function.UNREGISTER_KPROBE, p));
            rig.k.forget(p);
        }
    }
}
