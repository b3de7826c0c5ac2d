package kprobarium.isa;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kprobarium.symbol.Nearest;

/// A reader on one line of assembly source: tokens, operands, sums.
final class Source {
    /// What is wrong at a column, thrown to the loop over statements.
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;
        private final int column;

        Fault(int column, String message) {
            super(message, null, false, false);
            this.column = column;
        }

        int column() {
            return column;
        }
    }

    private final String text;
    private int at;

    Source(String line) {
        this.text = line;
    }

    /// The column of the next token, from 1.
    int column() {
        skipBlanks();
        return at + 1;
    }

    /// Whether the line, or the comment-free part of it, is at its end.
    boolean atEnd() {
        skipBlanks();
        return at >= text.length() || text.charAt(at) == '#' || text.startsWith("//", at);
    }

    /// Whether the statement is at its end: end of line or `;`.
    boolean atStatementEnd() {
        return atEnd() || text.charAt(at) == ';';
    }

    /// Steps over a character if it is the next.
    boolean accept(char c) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /// Goes to the end of the line.
    void skipLine() {
        at = text.length();
    }

    /// The name of a label that ends here with `:`, stepped over; null, and nothing stepped over, when the next thing is something else.
    String label() {
        int start = column() - 1;
        String name = word();
        if (!name.isEmpty() && accept(':')) {
            return name;
        }
        at = start;
        return null;
    }

    /// The longest run of letters, digits, `_`, `.` and (not first) `$`; may be empty.
    String word() {
        skipBlanks();
        int start = at;
        while (at < text.length() && (isWordPart(text.charAt(at)) || text.charAt(at) == '$' && at > start)) {
            at++;
        }
        return text.substring(start, at);
    }

    /// Operands up to the statement's end.
    List<Argument> arguments() throws Fault {
        List<Argument> arguments = new ArrayList<>();
        if (!atStatementEnd()) {
            do {
                arguments.add(argument());
            } while (accept(','));
            expectStatementEnd();
        }
        return arguments;
    }

    void expectStatementEnd() throws Fault {
        if (!atStatementEnd()) {
            throw new Fault(column(), "`" + rest() + "` is left over; operands are separated by `,`, statements by `;`");
        }
    }

    private Argument argument() throws Fault {
        int column = column();
        if (accept('$')) {
            String name = word();
            if (name.matches("fcc[0-7]")) {
                return new Argument.Register(Operand.Kind.FCC, name.charAt(3) - '0', column);
            }
            if (name.matches("fcsr[0-3]")) {
                return new Argument.Register(Operand.Kind.FCSR, name.charAt(4) - '0', column);
            }
            int fpr = Registers.fprNumber(name);
            if (fpr >= 0) {
                return new Argument.Register(Operand.Kind.FPR, fpr, column);
            }
            if (name.matches("[vx]r(\\d|[12]\\d|3[01])")) {
                Operand.Kind kind = name.startsWith("v") ? Operand.Kind.VR : Operand.Kind.XR;
                return new Argument.Register(kind, Integer.parseInt(name.substring(2)), column);
            }
            int number = Registers.number(name);
            if (number < 0) {
                throw new Fault(column, "odd register `$" + name + "`" + registerHint(name));
            }
            return new Argument.Register(Operand.Kind.GPR, number, column);
        }
        if (accept('%')) {
            String name = word();
            if (!accept('(')) {
                throw new Fault(column, "`%" + name + "` needs a symbol in parentheses: `%" + name + "(symbol)`");
            }
            Expression inner = expression();
            if (!accept(')')) {
                throw new Fault(column(), "expected `)`, found `" + rest() + "`");
            }
            return new Argument.Value(relocation(name, column), inner, column);
        }
        return new Argument.Value(null, expression(), column);
    }

    /// `%b26(foo)` and its like name what the field already says: the target itself.
    private static Relocation relocation(String name, int column) throws Fault {
        if (List.of("b16", "b21", "b26", "plt").contains(name)) {
            return null;
        }
        for (Relocation relocation : Relocation.values()) {
            if (relocation.text().equals("%" + name)) {
                return relocation;
            }
        }
        List<String> known = Arrays.stream(Relocation.values()).map(Relocation::text).toList();
        throw new Fault(column, "unknown operator `%" + name + "`" + Nearest.hint("%" + name, known));
    }

    private static String registerHint(String name) {
        return Nearest.to(name, Registers.names()).map(near -> "; did you mean `$" + near + "`?")
                .orElse("; general registers are $r0..$r31, or $zero $ra $tp $sp $a0..$a7 $t0..$t8 $fp $s0..$s8");
    }

    /// A sum of numbers and names.
    Expression expression() throws Fault {
        int column = column();
        List<Expression.Term> terms = new ArrayList<>();
        boolean negative = false;
        while (true) {
            if (accept('-')) {
                negative = !negative;
            } else if (!accept('+')) {
                terms.add(term(negative));
                negative = accept('-');
                if (!negative && !accept('+')) {
                    return new Expression(List.copyOf(terms), column);
                }
            }
        }
    }

    private Expression.Term term(boolean negative) throws Fault {
        int column = column();
        if (accept('\'')) {
            int value = character(column);
            if (!accept('\'')) {
                throw new Fault(column, "a character constant ends with `'`");
            }
            return new Expression.Literal(negative, value, column);
        }
        String word = word();
        if (word.isEmpty()) {
            throw new Fault(column, atStatementEnd() ? "an operand is missing" : "expected a number or a symbol, found `" + rest() + "`");
        }
        if (!Character.isDigit(word.charAt(0)) || word.matches("[0-9]+[bf]")) {
            return new Expression.Name(negative, word, column);
        }
        return new Expression.Literal(negative, number(word, column), column);
    }

    private static long number(String word, int column) throws Fault {
        String digits = word.toLowerCase(Locale.ROOT);
        try {
            if (digits.startsWith("0x")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            if (digits.startsWith("0b")) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            return digits.length() > 1 && digits.startsWith("0") ? Long.parseUnsignedLong(digits, 8) : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException _) {
            throw new Fault(column, "`" + word + "` is no number of 64 bits; write 123, -123, 0x7b, 0b1111011 or 0173");
        }
    }

    /// The bytes of a quoted string, in UTF-8.
    byte[] string() throws Fault {
        int column = column();
        if (!accept('"')) {
            throw new Fault(column, "expected a string in double quotes, found `" + rest() + "`");
        }
        StringBuilder characters = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            characters.append((char) character(column));
        }
        if (at++ >= text.length()) {
            throw new Fault(column, "the string has no closing `\"`");
        }
        return characters.toString().getBytes(StandardCharsets.UTF_8);
    }

    private int character(int column) throws Fault {
        if (at >= text.length()) {
            throw new Fault(column, "the line ends inside quotes");
        }
        char c = text.charAt(at++);
        if (c != '\\' || at >= text.length()) {
            return c;
        }
        char escaped = text.charAt(at++);
        int known = "nrt0\\\"'".indexOf(escaped);
        if (known < 0) {
            throw new Fault(at - 1, "unknown escape `\\" + escaped + "`; known are \\n \\r \\t \\0 \\\\ \\\" \\'");
        }
        return "\n\r\t\0\\\"'".charAt(known);
    }

    /// What is left of the statement, for messages.
    String rest() {
        skipBlanks();
        String rest = text.substring(Math.min(at, text.length())).strip();
        return rest.isEmpty() ? "end of line" : rest;
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
