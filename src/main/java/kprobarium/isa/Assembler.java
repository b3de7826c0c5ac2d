package kprobarium.isa;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kprobarium.symbol.Nearest;
import kprobarium.symbol.Symbols;

/// From assembly text to words: one flat image, in LLVM's syntax.
///
/// A line holds labels (`foo:`, `.Lloop:`, `1:`), then an instruction, a pseudo-instruction ([Pseudo]) or a directive; `;` separates
/// several, `#` and `//` begin a comment. Registers are `$a0` or `$r4`; numbers are decimal, hexadecimal, binary, octal or `'c'`; symbols
/// may be offset (`foo+0x8`, `. - 4`) and are labels of this source or known from elsewhere. In branches a symbol is the target and a
/// bare number the distance in bytes; `1b` and `1f` are the nearest `1:` before and after.
///
/// Directives: `.byte .half .word .quad` (also `.short .2byte .4byte .dword .8byte .long`), `.ascii .asciz .string`, `.space .skip .zero`,
/// `.align .p2align` (power of two) and `.balign` (bytes); `.globl .text` and their like say nothing here and are accepted.
///
/// Nothing that a source says makes it throw: what is wrong becomes a [Diagnostic].
public final class Assembler {
    /// The longest image: a larger one is a typing error, not a program.
    private static final int IMAGE_LIMIT = 64 << 20;
    private static final int NOP = Pseudo.NOP.steps().getFirst().row().match();
    private static final Map<String, Insn> ROWS = rows();
    private static final List<String> SILENT = List.of(
            ".globl", ".global", ".local", ".weak", ".hidden", ".type", ".size", ".text", ".data", ".file", ".ident");
    /// Directives for data, by the size of what they put there.
    private static final Map<String, Integer> DATA = data();
    private static final List<String> OTHER = List.of(
            ".ascii", ".asciz", ".string", ".space", ".skip", ".zero", ".align", ".p2align", ".balign");

    /// Something that is put into the image once all labels are known.
    private sealed interface Piece {
        int line();

        long address();
    }

    /// @param usage how what was written is written, for messages
    private record Code(int line, long address, Row row, List<Argument> arguments, String usage) implements Piece {
    }

    private record Data(int line, long address, int size, Expression value) implements Piece {
    }

    private record Label(String name, long address, int line) {
    }

    /// What a sum may be.
    private enum Sum { NUMBER, NUMBER_OR_ADDRESS }

    private final long base;
    private final Symbols known;
    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, Label> labels = new LinkedHashMap<>();
    /// Numeric labels, which may be given again and again, in source order.
    private final List<Label> numeric = new ArrayList<>();
    private final List<Diagnostic> errors = new ArrayList<>();

    private Assembler(long base, Symbols known) {
        this.base = base;
        this.known = known;
    }

    /// Assembles a source whose first byte will be at `base`; symbols that it does not define are looked up in `known`.
    public static Assembly assemble(String source, long base, Symbols known) {
        Assembler assembler = new Assembler(base, known);
        String[] lines = source.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            assembler.read(new Source(lines[i]), i + 1);
        }
        return assembler.finish();
    }

    private static Map<String, Integer> data() {
        Map<String, Integer> data = new TreeMap<>();
        List.of(".byte").forEach(name -> data.put(name, 1));
        List.of(".half", ".short", ".2byte").forEach(name -> data.put(name, 2));
        List.of(".word", ".long", ".4byte").forEach(name -> data.put(name, 4));
        List.of(".dword", ".quad", ".8byte").forEach(name -> data.put(name, 8));
        return data;
    }

    private static Map<String, Insn> rows() {
        Map<String, Insn> rows = new LinkedHashMap<>();
        for (Insn row : Insn.values()) {
            rows.put(row.mnemonic(), row);
        }
        return rows;
    }

    // First pass: read, and lay out.

    private void read(Source source, int line) {
        try {
            while (!source.atEnd()) {
                int column = source.column();
                String label = source.label();
                if (label != null) {
                    define(label, line, column);
                } else if (!source.accept(';')) {
                    statement(source, line);
                    source.expectStatementEnd();
                }
            }
        } catch (Source.Fault fault) {
            errors.add(new Diagnostic(line, fault.column(), fault.getMessage()));
        }
    }

    private void define(String name, int line, int column) throws Source.Fault {
        Label label = new Label(name, here(), line);
        if (name.matches("[0-9]+")) {
            numeric.add(label);
            return;
        }
        if (Character.isDigit(name.charAt(0)) || name.equals(".")) {
            throw new Source.Fault(column, "`" + name + "` is no name for a label; begin it with a letter, `_` or `.L`");
        }
        Label earlier = labels.putIfAbsent(name, label);
        if (earlier != null) {
            errors.add(new Diagnostic(line, column, "label `" + name + "` is already defined in line " + earlier.line()));
        }
    }

    private void statement(Source source, int line) throws Source.Fault {
        int column = source.column();
        String word = source.word();
        if (word.isEmpty()) {
            throw new Source.Fault(column, "expected a label, an instruction or a directive, found `" + source.rest() + "`");
        }
        if (word.startsWith(".")) {
            directive(word, source, line, column);
            return;
        }
        if ((here() & 3) != 0) {
            align(4);
            errors.add(new Diagnostic(line, column, "an instruction stands at a multiple of 4; put `.align 2` before it"));
        }
        long start = here();
        try {
            instruction(word, source, line, column);
        } catch (Source.Fault fault) {
            if (here() == start) {
                emit(0, 4);
            }
            throw fault;
        }
    }

    private void instruction(String mnemonic, Source source, int line, int column) throws Source.Fault {
        List<String> usages = usages(mnemonic);
        if (usages.isEmpty()) {
            throw new Source.Fault(column, "unknown instruction `" + mnemonic + "`" + Nearest.hint(mnemonic, mnemonics()));
        }
        List<Argument> arguments = source.arguments();
        Row row = row(mnemonic);
        if (row != null && row.syntax().slots().size() == arguments.size()) {
            code(line, row, arguments, row.usage());
            return;
        }
        for (Pseudo pseudo : Pseudo.values()) {
            if (pseudo.mnemonic().equals(mnemonic) && pseudo.operands().size() == arguments.size()) {
                expand(pseudo, line, arguments);
                return;
            }
        }
        throw new Source.Fault(column, "`" + mnemonic + "` with " + (arguments.size() == 1 ? "1 operand" : arguments.size() + " operands")
                + "; write `" + String.join("` or `", usages) + "`");
    }

    private static Row row(String mnemonic) {
        Insn row = ROWS.get(mnemonic);
        return row != null ? row : Vectors.named(mnemonic);
    }

    private static List<String> usages(String mnemonic) {
        List<String> usages = new ArrayList<>();
        Row row = row(mnemonic);
        if (row != null) {
            usages.add(row.usage());
        }
        for (Pseudo pseudo : Pseudo.values()) {
            if (pseudo.mnemonic().equals(mnemonic)) {
                usages.add(pseudo.usage());
            }
        }
        return usages;
    }

    private static Set<String> mnemonics() {
        Set<String> mnemonics = new LinkedHashSet<>(ROWS.keySet());
        for (Pseudo pseudo : Pseudo.values()) {
            mnemonics.add(pseudo.mnemonic());
        }
        return mnemonics;
    }

    private void expand(Pseudo pseudo, int line, List<Argument> arguments) throws Source.Fault {
        List<Pseudo.Step> steps = switch (pseudo) {
            case LI_W -> Pseudo.load((int) number(pseudo, arguments.get(1), Integer.MIN_VALUE, 0xffffffffL));
            case LI_D -> Pseudo.load(number(pseudo, arguments.get(1), Long.MIN_VALUE, Long.MAX_VALUE));
            default -> pseudo.steps();
        };
        for (Pseudo.Step step : steps) {
            List<Argument> substituted = new ArrayList<>();
            for (String operand : step.operands()) {
                substituted.add(substitute(operand, pseudo, arguments));
            }
            code(line, step.row(), substituted, pseudo.usage());
        }
    }

    private static long number(Pseudo pseudo, Argument argument, long min, long max) throws Source.Fault {
        if (!(argument instanceof Argument.Value(Relocation relocation, Expression expression, _))
                || relocation != null || !expression.isLiteral()) {
            throw new Source.Fault(argument.column(),
                    "`" + pseudo.mnemonic() + "` loads a number; for a symbol's address write `la rd, symbol`");
        }
        long value = expression.literal();
        if (value < min || value > max) {
            throw new Source.Fault(argument.column(), misfit(value, pseudo.operands().get(1), min, max));
        }
        return value;
    }

    private static Argument substitute(String operand, Pseudo pseudo, List<Argument> arguments) throws Source.Fault {
        int parenthesis = operand.indexOf('(');
        String name = parenthesis < 0 ? operand : operand.substring(parenthesis + 1, operand.length() - 1);
        int place = pseudo.operands().indexOf(name);
        if (place < 0) {
            return new Source(operand).arguments().getFirst();
        }
        Argument written = arguments.get(place);
        if (parenthesis < 0) {
            return written;
        }
        if (!(written instanceof Argument.Value(Relocation relocation, Expression expression, int column)) || relocation != null) {
            throw new Source.Fault(written.column(), "`" + pseudo.usage() + "`: the target is a symbol or an address");
        }
        Relocation part = Relocation.valueOf(operand.substring(1, parenthesis).toUpperCase(Locale.ROOT));
        return new Argument.Value(part, expression, column);
    }

    private void directive(String name, Source source, int line, int column) throws Source.Fault {
        if (SILENT.contains(name)) {
            source.skipLine();
        } else if (DATA.containsKey(name)) {
            int size = DATA.get(name);
            do {
                pieces.add(new Data(line, here(), size, source.expression()));
                emit(0, size);
            } while (source.accept(','));
        } else {
            switch (name) {
                case ".ascii", ".asciz", ".string" -> {
                    do {
                        image.writeBytes(source.string());
                        if (!name.equals(".ascii")) {
                            image.write(0);
                        }
                    } while (source.accept(','));
                }
                case ".space", ".skip", ".zero" -> space(source);
                case ".align", ".p2align" -> align(1 << constant(source, "the power of two to align to", 0, 16));
                case ".balign" -> {
                    int at = source.column();
                    int bytes = (int) constant(source, "the number of bytes to align to", 1, 1 << 16);
                    if (Integer.bitCount(bytes) != 1) {
                        throw new Source.Fault(at, bytes + " is no power of two");
                    }
                    align(bytes);
                }
                default -> {
                    List<String> all = new ArrayList<>(DATA.keySet());
                    all.addAll(OTHER);
                    all.addAll(SILENT.stream().sorted().toList());
                    throw new Source.Fault(column, "unknown directive `" + name + "`" + Nearest.hint(name, all));
                }
            }
        }
    }

    private void space(Source source) throws Source.Fault {
        long bytes = constant(source, "the number of bytes", 0, IMAGE_LIMIT - image.size());
        long fill = source.accept(',') ? constant(source, "the byte to fill with", -128, 255) : 0;
        for (long i = 0; i < bytes; i++) {
            image.write((int) fill);
        }
    }

    private static long constant(Source source, String what, long min, long max) throws Source.Fault {
        Expression expression = source.expression();
        if (!expression.isLiteral()) {
            throw new Source.Fault(expression.column(), what + " must be a number: it decides where the labels are");
        }
        long value = expression.literal();
        if (value < min || value > max) {
            throw new Source.Fault(expression.column(), what + " is " + value + "; it must be " + min + ".." + max);
        }
        return value;
    }

    /// Pads with `nop`s where whole instructions fit, else with zeros.
    private void align(int bytes) {
        while ((here() & Math.min(bytes, 4) - 1) != 0) {
            image.write(0);
        }
        while ((here() & bytes - 1) != 0) {
            emit(bytes >= 4 ? NOP : 0, bytes >= 4 ? 4 : 1);
        }
    }

    private void code(int line, Row row, List<Argument> arguments, String usage) {
        pieces.add(new Code(line, here(), row, arguments, usage));
        emit(0, 4);
    }

    private void emit(long value, int size) {
        for (int i = 0; i < size; i++) {
            image.write((int) (value >> 8 * i));
        }
    }

    private long here() {
        return base + image.size();
    }

    // Second pass: encode.

    private Assembly finish() {
        byte[] bytes = image.toByteArray();
        List<Assembly.Line> lines = new ArrayList<>();
        for (Piece piece : pieces) {
            try {
                int size = switch (piece) {
                    case Code _ -> 4;
                    case Data data -> data.size();
                };
                long value = switch (piece) {
                    case Code code -> encode(code);
                    case Data data -> datum(data);
                };
                for (int i = 0; i < size; i++) {
                    bytes[(int) (piece.address() - base) + i] = (byte) (value >> 8 * i);
                }
                if (size == 4 && (piece.address() & 3) == 0) {
                    lines.add(new Assembly.Line(piece.address(), (int) value, piece.line()));
                }
            } catch (Source.Fault fault) {
                errors.add(new Diagnostic(piece.line(), fault.column(), fault.getMessage()));
            }
        }
        errors.sort(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column));
        return new Assembly(bytes, base, List.copyOf(lines), symbols(base + bytes.length), List.copyOf(errors));
    }

    private Symbols symbols(long end) {
        List<Label> named = labels.values().stream().filter(label -> !label.name().startsWith(".L")).toList();
        Symbols.Builder symbols = Symbols.builder();
        for (int i = 0, j = 0; i < named.size(); i++) {
            long address = named.get(i).address();
            while (j < named.size() && named.get(j).address() == address) {
                j++;
            }
            symbols.add(named.get(i).name(), address, (j < named.size() ? named.get(j).address() : end) - address);
        }
        return symbols.build();
    }

    private int encode(Code code) throws Source.Fault {
        int word = code.row().match();
        List<Syntax.Slot> slots = code.row().syntax().slots();
        for (int i = 0; i < slots.size(); i++) {
            word = encode(word, slots.get(i), code.arguments().get(i), code);
        }
        Encoding.Bound broken = code.row().encoding().broken(word);
        if (broken != null) {
            throw new Source.Fault(code.arguments().getFirst().column(), "`" + code.usage() + "` needs " + broken);
        }
        if (!(code.row() instanceof Insn row)) {
            return word;
        }
        Operands insn = row.with(word);
        if (row.touch() == Touch.AMO && insn.rd() != 0 && (insn.rd() == insn.rj() || insn.rd() == insn.rk())) {
            throw new Source.Fault(code.arguments().getFirst().column(), "rd must be another register than rk and rj");
        }
        return word;
    }

    private int encode(int word, Syntax.Slot slot, Argument argument, Code code) throws Source.Fault {
        Operand field = slot.operand();
        return switch (argument) {
            case Argument.Register(Operand.Kind kind, int number, _) when field.kind() == kind -> field.withBits(word, number);
            case Argument.Value value when field.kind() == Operand.Kind.OFFSET || field.kind() == Operand.Kind.SIGNED
                    || field.kind() == Operand.Kind.UNSIGNED -> value.relocation() != null
                            ? relocate(word, slot, value, code)
                            : slot.withWritten(word, immediate(slot, value, code));
            case Argument.Value(_, Expression expression, int column) when field.kind() == Operand.Kind.GPR
                    && expression.terms().getFirst() instanceof Expression.Name name && Registers.number(name.name()) >= 0 ->
                throw new Source.Fault(column, "registers are written with `$`: `$" + name.name() + "`");
            default -> throw new Source.Fault(argument.column(), "expected " + described(field) + " for " + slot + ", found "
                    + described(argument) + "; write `" + code.usage() + "`");
        };
    }

    private static String described(Operand field) {
        return switch (field.kind()) {
            case GPR -> "a register ($a0)";
            case FPR -> "a floating point register ($fa0)";
            case FCC -> "a condition flag ($fcc0..$fcc7)";
            case VR -> "a vector register ($vr0..$vr31)";
            case XR -> "a vector register ($xr0..$xr31)";
            case FCSR -> "a control register ($fcsr0..$fcsr3)";
            case SIGNED, UNSIGNED -> "a number";
            case OFFSET -> "a label or a distance in bytes";
        };
    }

    private static String kindOf(Operand.Kind register) {
        return switch (register) {
            case GPR, FPR, FCSR -> "register";
            case FCC -> "condition flag";
            case VR, XR -> "vector register";
            case SIGNED, UNSIGNED, OFFSET -> "number";
        };
    }

    private static String described(Argument argument) {
        return switch (argument) {
            case Argument.Register(Operand.Kind kind, int number, _) -> kindOf(kind) + " `$"
                    + Registers.name(kind, number) + "`";
            case Argument.Value(_, Expression expression, _) when expression.isLiteral() -> "number " + expression.literal();
            case Argument.Value _ -> "a symbol";
        };
    }

    private long immediate(Syntax.Slot slot, Argument.Value value, Code code) throws Source.Fault {
        boolean target = slot.operand().kind() == Operand.Kind.OFFSET && value.expression().symbols() == 1;
        long number = target
                ? evaluate(value.expression(), code.address(), Sum.NUMBER_OR_ADDRESS) - code.address()
                : evaluate(value.expression(), code.address(), Sum.NUMBER);
        if (number < slot.min() || number > slot.max()) {
            throw new Source.Fault(value.column(), target
                    ? "the target is " + number + " bytes away; " + slot + " reaches " + slot.min() + ".." + slot.max()
                    : misfit(number, slot.toString(), slot.min(), slot.max()));
        }
        if ((number - slot.bias()) % slot.step() != 0) {
            throw new Source.Fault(value.column(), (target ? "the target is " + number + " bytes away, which" : "immediate " + number)
                    + " is no multiple of " + slot.step());
        }
        return number;
    }

    private int relocate(int word, Syntax.Slot slot, Argument.Value value, Code code) throws Source.Fault {
        Relocation relocation = value.relocation();
        if (slot.operand().width() != relocation.width()) {
            throw new Source.Fault(value.column(), "`" + relocation.text() + "` fills a field of " + relocation.width() + " bits; "
                    + slot + " has " + slot.operand().width());
        }
        long target = evaluate(value.expression(), code.address(), Sum.NUMBER_OR_ADDRESS);
        if (!relocation.reaches(target, code.address())) {
            throw new Source.Fault(value.column(), "0x" + Long.toHexString(target) + " is out of reach of `" + relocation.text()
                    + "` here; `la.abs` reaches every address");
        }
        return slot.operand().withBits(word, relocation.bits(target, code.address()));
    }

    private long datum(Data data) throws Source.Fault {
        long value = evaluate(data.value(), data.address(), Sum.NUMBER_OR_ADDRESS);
        int bits = 8 * data.size();
        if (bits < 64 && (value < -1L << bits - 1 || value > (1L << bits) - 1)) {
            String found = data.value().symbols() == 1 ? "0x" + Long.toHexString(value) : Long.toString(value);
            throw new Source.Fault(data.value().column(), found + " does not fit " + data.size() + (data.size() == 1 ? " byte" : " bytes"));
        }
        return value;
    }

    private long evaluate(Expression expression, long here, Sum allowed) throws Source.Fault {
        int symbols = expression.symbols();
        if (symbols == 1 && allowed == Sum.NUMBER) {
            throw new Source.Fault(expression.column(),
                    "expected a number; for a part of an address write `%abs_lo12(symbol)`, `%pc_lo12(symbol)` and their like");
        }
        if (symbols != 0 && symbols != 1) {
            throw new Source.Fault(expression.column(), "a sum of symbols is no address; only differences are numbers");
        }
        long sum = 0;
        for (Expression.Term term : expression.terms()) {
            long value = switch (term) {
                case Expression.Literal literal -> literal.value();
                case Expression.Name name -> address(name, here);
            };
            sum += term.negative() ? -value : value;
        }
        return sum;
    }

    private long address(Expression.Name symbol, long here) throws Source.Fault {
        String name = symbol.name();
        if (name.equals(".")) {
            return here;
        }
        if (name.matches("[0-9]+[bf]")) {
            return numericLabel(symbol, here);
        }
        if (labels.containsKey(name)) {
            return labels.get(name).address();
        }
        if (known.address(name).isPresent()) {
            return known.address(name).getAsLong();
        }
        Set<String> names = new LinkedHashSet<>(labels.keySet());
        names.addAll(known.names());
        throw new Source.Fault(symbol.column(), "unknown symbol `" + name + "`" + Nearest.hint(name, names));
    }

    private long numericLabel(Expression.Name symbol, long here) throws Source.Fault {
        String digits = symbol.name().substring(0, symbol.name().length() - 1);
        boolean backward = symbol.name().endsWith("b");
        Label nearest = null;
        for (Label label : numeric) {
            if (label.name().equals(digits)) {
                if (backward && label.address() <= here) {
                    nearest = label;
                } else if (!backward && label.address() > here) {
                    return label.address();
                }
            }
        }
        if (nearest == null) {
            throw new Source.Fault(symbol.column(), "no label `" + digits + ":` " + (backward ? "before" : "after") + " this place");
        }
        return nearest.address();
    }

    private static String misfit(long value, String what, long min, long max) {
        return "immediate " + value + " does not fit " + what + " (" + min + ".." + max + ")";
    }
}
