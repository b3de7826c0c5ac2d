package kprobarium.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kprobarium.event.render.Json;
import kprobarium.isa.Operand;
import kprobarium.isa.Pseudo;
import kprobarium.isa.Row;
import kprobarium.symbol.Nearest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `isa`: the instruction tables, whole or a row at a time.
@Command(name = "isa", header = "Print the instruction reference, or all about some instructions.",
        description = {"%nWithout a name: every instruction, by section, with encoding, assembly and what it does. One that is named is "
                + "printed in full: its word's fields, their ranges, what it touches and what it raises.%n"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kprobarium isa addi.d            one instruction",
            "  kprobarium isa 'am*_db.w'        those whose names fit",
            "  kprobarium isa 0x02c00484        the instruction that a word is, with its fields",
            "  kprobarium isa --csv             all, a line each, for other programs"})
final class IsaCommand implements Callable<Integer> {
    private final Terminal terminal;

    IsaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Parameters(arity = "0..*", paramLabel = "INSTRUCTION",
            description = "A name such as addi.d or jr, a pattern with * in it, or a word of 8 hex digits.")
    private List<String> wanted = List.of();

    @Option(names = "--csv", description = "Print a line for each: name,operands,encoding,mask,match,unit,section,summary.")
    private boolean csv;

    @Option(names = "--json", description = "Print a JSON object for each, on a line of its own.")
    private boolean json;

    @Override
    public Integer call() {
        if (csv && json) throw Refusal.usage("--csv and --json are two formats; give one of them");
        Map<Row, Integer> rows = new LinkedHashMap<>();
        if (wanted.isEmpty()) IsaPage.rows().forEach(row -> rows.put(row, null));
        wanted.forEach(name -> find(name, rows));
        if (csv) rows.keySet().forEach(row -> terminal.out.println(csv(row)));
        else if (json) rows.keySet().forEach(row -> terminal.out.println(json(row)));
        else if (wanted.isEmpty()) terminal.out.print(IsaPage.page());
        else if (wanted.stream().noneMatch(name -> name.contains("*"))) entries(rows);
        else IsaPage.table(List.copyOf(rows.keySet())).forEach(terminal.out::println);
        return Exit.OK.code;
    }

    private void entries(Map<Row, Integer> rows) {
        String separator = "";
        for (Map.Entry<Row, Integer> row : rows.entrySet()) {
            terminal.out.print(separator);
            IsaPage.entry(row.getKey(), row.getValue()).forEach(terminal.out::println);
            separator = System.lineSeparator();
        }
    }

    private static void find(String text, Map<Row, Integer> rows) {
        String name = text.toLowerCase(Locale.ROOT);
        List<Row> named = IsaPage.rows().stream().filter(row -> fits(name, row)).toList();
        if (!named.isEmpty()) {
            named.forEach(row -> rows.put(row, null));
        } else if (name.matches("0x[0-9a-f]{1,8}|[0-9a-f]{8}")) {
            int word = Inputs.word(name);
            Row row = Row.of(word);
            if (row == null) throw Refusal.badInput("`" + text + "` is no instruction");
            rows.put(row, word);
        } else if (name.contains("*")) {
            throw Refusal.badInput("no instruction is called `" + Inputs.printable(text) + "`");
        } else {
            List<String> known = new ArrayList<>(IsaPage.rows().stream().map(Row::mnemonic).toList());
            Arrays.stream(Pseudo.values()).map(Pseudo::mnemonic).forEach(known::add);
            throw Refusal.badInput("unknown instruction `" + Inputs.printable(text) + "`" + Nearest.hint(name, known));
        }
    }

    /// Whether a name or pattern means a row, by its own name or by that of a pseudo-instruction for it.
    private static boolean fits(String name, Row row) {
        String pattern = Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return row.mnemonic().matches(pattern)
                || Arrays.stream(Pseudo.values()).anyMatch(pseudo -> pseudo.mnemonic().equals(name) && pseudo.uses(row));
    }

    private static String csv(Row row) {
        return String.join(",", row.mnemonic(), quoted(operands(row)), row.encoding().text(), hex(row.mask()), hex(row.match()),
                row.unit().name().toLowerCase(Locale.ROOT), quoted(row.section()), quoted(row.summary()));
    }

    private static String quoted(String text) {
        return text.contains(",") ? "\"" + text + "\"" : text;
    }

    private static Json json(Row row) {
        return new Json().put("name", row.mnemonic()).put("operands", operands(row)).put("encoding", row.encoding().text())
                .put("mask", hex(row.mask())).put("match", hex(row.match()))
                .put("fields", row.fields().stream().map(Operand::text).toList())
                .put("unit", row.unit().name().toLowerCase(Locale.ROOT)).put("section", row.section()).put("summary", row.summary());
    }

    private static String operands(Row row) {
        return row.usage().substring(row.mnemonic().length()).strip();
    }

    private static String hex(int word) {
        return String.format(Locale.ROOT, "0x%08x", word);
    }
}
