package kprobarium.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kprobarium.isa.Disassembler;
import kprobarium.isa.Ecode;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Pseudo;
import kprobarium.isa.Row;
import kprobarium.isa.Syntax;
import kprobarium.isa.Touch;
import kprobarium.isa.Unit;
import kprobarium.isa.Vectors;

/// The instruction tables as a page, and one row of them in full.
final class IsaPage {
    private IsaPage() {
    }

    /// Every row there is.
    static List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(Insn.values()));
        rows.addAll(Vectors.rows());
        return rows;
    }

    /// The page, in Markdown that is readable as it is: a chapter a unit, a heading a section, a line an instruction.
    static String page() {
        StringBuilder page = new StringBuilder("""
                # LoongArch instructions

                Written by `kprobarium isa` from the tables that decode, assemble and execute. `kprobarium isa NAME` says all about one.

                An encoding is 32 bits from the left: fixed bits, and fields by name. rd, rj, rk are general registers, v… and x… vector
                registers of 128 and 256 bits, c… condition flags; ui and si are unsigned and signed numbers of so many bits, offs
                distances in instructions, written in bytes. What is written for `sa2+1` is one more than the field, for `si14<<2` four
                times as much. A field with a bound (`rj>=2`) holds nothing else.
                """);
        for (Unit unit : Unit.values()) {
            List<Row> rows = rows().stream().filter(row -> row.unit() == unit).toList();
            if (!rows.isEmpty()) {
                page.append("\n# ").append(capital(unit.title())).append(", ").append(rows.size()).append(" instructions\n");
                if (unit != Unit.BASE) page.append("\nThe exception is ").append(exception(unit.disabled())).append(".\n");
                sections(rows, page);
            }
        }
        page.append("\n# Other names, ").append(Pseudo.values().length).append("\n\n");
        for (Pseudo pseudo : Pseudo.values()) {
            page.append("    ").append(Columns.pad(pseudo.usage(), 22)).append("  ").append(pseudo.meaning()).append('\n');
        }
        return page.toString();
    }

    private static void sections(List<Row> rows, StringBuilder page) {
        String section = "";
        int encoding = rows.stream().mapToInt(row -> row.encoding().text().length()).max().orElse(0);
        int usage = rows.stream().mapToInt(row -> row.usage().length()).max().orElse(0);
        for (Row row : rows) {
            if (!row.section().equals(section)) {
                section = row.section();
                page.append("\n## ").append(section).append("\n\n");
            }
            page.append("    ").append(line(row, encoding, usage)).append('\n');
        }
    }

    /// Rows as a table: encoding, how it is written, what it does.
    static List<String> table(List<Row> rows) {
        int encoding = rows.stream().mapToInt(row -> row.encoding().text().length()).max().orElse(0);
        int usage = rows.stream().mapToInt(row -> row.usage().length()).max().orElse(0);
        return rows.stream().map(row -> line(row, encoding, usage)).toList();
    }

    private static String line(Row row, int encoding, int usage) {
        return Columns.pad(row.encoding().text(), encoding) + "  " + Columns.pad(row.usage(), usage) + "  " + row.summary();
    }

    /// One row in full.
    ///
    /// @param word the word that was asked for, whose field values are shown; null where none was
    static List<String> entry(Row row, Integer word) {
        List<String> lines = new ArrayList<>();
        lines.add(row.usage());
        lines.add("    " + row.summary() + ". (" + capital(row.unit().title()) + ": " + row.section().toLowerCase(Locale.ROOT) + ")");
        lines.add("");
        picture(row, lines);
        lines.add("");
        if (word != null) {
            lines.add("    " + Inputs.hex(word) + " is `" + Disassembler.disassemble(word) + "`");
            lines.add("");
        }
        for (Syntax.Slot slot : row.syntax().slots()) {
            lines.add("    " + Columns.pad(slot.operand().text(), 8) + kind(slot) + (word == null ? "" : ": " + slot.written(word)));
        }
        row.encoding().bounds().forEach(bound -> lines.add("    Needs " + bound + "; other words are not this instruction."));
        if (!row.syntax().slots().isEmpty()) lines.add("");
        lines.add("    Touches: " + touches(row));
        String raised = raises(row).stream().map(IsaPage::exception).collect(Collectors.joining(", "));
        if (!raised.isEmpty()) lines.add("    Raises:  " + raised);
        List<Pseudo> others = Arrays.stream(Pseudo.values()).filter(pseudo -> pseudo.isName(row)).toList();
        others.forEach(pseudo -> lines.add("    Also:    " + pseudo.usage() + " is " + pseudo.meaning()));
        return lines;
    }

    /// The word as boxes, with the numbers of the bits at their ends.
    private static void picture(Row row, List<String> lines) {
        StringBuilder numbers = new StringBuilder("     ");
        StringBuilder boxes = new StringBuilder("    |");
        StringBuilder edge = new StringBuilder("    +");
        int high = 31;
        for (String part : row.encoding().text().split(" ")) {
            String name = part.replaceAll("[<>]=.*", "");
            int bits = width(row, name);
            String low = bits == 1 ? "" : Integer.toString(high - bits + 1);
            int width = Math.max(name.length() + 2, (high + " " + low).length());
            int left = (width - name.length()) / 2;
            boxes.append(" ".repeat(left)).append(name).append(" ".repeat(width - left - name.length())).append('|');
            edge.append("-".repeat(width)).append('+');
            numbers.append(high).append(" ".repeat(width - Integer.toString(high).length() - low.length())).append(low).append(' ');
            high -= bits;
        }
        lines.add(numbers.toString().stripTrailing());
        lines.add(edge.toString());
        lines.add(boxes.toString());
        lines.add(edge.toString());
    }

    private static int width(Row row, String part) {
        if (part.matches("[01]+")) return part.length();
        int bracket = part.indexOf('[');
        if (bracket >= 0) {
            String[] ends = part.substring(bracket + 1, part.length() - 1).split(":");
            return Integer.parseInt(ends[0]) - Integer.parseInt(ends[1]) + 1;
        }
        return row.fields().stream().filter(field -> field.text().equals(part)).mapToInt(Operand::width).findFirst().orElseThrow();
    }

    private static String kind(Syntax.Slot slot) {
        String range = slot.min() + ".." + slot.max();
        return switch (slot.operand().kind()) {
            case GPR -> "general register";
            case FPR -> "floating point register";
            case FCC -> "condition flag";
            case FCSR -> "control and status register";
            case VR -> "vector register, 128 bits";
            case XR -> "vector register, 256 bits";
            case UNSIGNED, SIGNED -> range + (slot.step() > 1 ? ", a multiple of " + slot.step() : "");
            case OFFSET -> "distance in bytes, " + range + ", a multiple of " + slot.step();
        };
    }

    private static String touches(Row row) {
        if (!(row instanceof Insn insn)) return "nothing: the unit is switched off";
        String bytes = insn.size() == 0 ? "" : ", " + insn.size() + (insn.size() == 1 ? " byte" : " bytes");
        return switch (insn.touch()) {
            case NONE -> "registers";
            case COUNTER -> "registers; reads the counter";
            case TRAP -> "registers; may raise its exception";
            case BRANCH -> "the pc";
            case FENCE -> "the order of memory accesses";
            case IBAR -> "what this CPU fetches next";
            case LOAD -> "reads memory" + bytes;
            case STORE -> "writes memory" + bytes;
            case AMO -> "reads and writes memory in one step" + bytes;
            case LL -> "reads memory and reserves it" + bytes;
            case SC -> "writes memory if it is still reserved" + bytes;
            case PRIVILEGED -> "what belongs to the kernel";
        };
    }

    /// What it can raise once it is fetched and decoded.
    private static List<Ecode> raises(Row row) {
        List<Ecode> raised = new ArrayList<>();
        if (row.unit() != Unit.BASE) raised.add(row.unit().disabled());
        if (row instanceof Insn insn) {
            if (insn.touch() == Touch.PRIVILEGED) raised.add(Ecode.IPE);
            raised.addAll(insn.traps());
            Touch touch = insn.touch();
            if (touch == Touch.AMO || touch == Touch.LL || touch == Touch.SC) raised.add(Ecode.ALE);
            if (touch.isMemory()) raised.addAll(List.of(Ecode.ADEM, Ecode.PPI));
            if (touch.reads()) raised.addAll(List.of(Ecode.PIL, Ecode.PNR));
            if (touch.writes()) raised.addAll(List.of(Ecode.PIS, Ecode.PME));
        }
        return raised;
    }

    private static String exception(Ecode ecode) {
        return ecode + " (" + ecode.meaning() + ")";
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
