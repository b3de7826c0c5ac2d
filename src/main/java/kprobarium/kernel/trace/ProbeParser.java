package kprobarium.kernel.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kprobarium.kernel.Errno;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.trace.ProbeCommand.Define;
import kprobarium.kernel.trace.ProbeCommand.Delete;
import kprobarium.kernel.trace.ProbeCommand.Parsed;
import kprobarium.kernel.trace.ProbeCommand.Place;

/// Reads one line of `kprobe_events`, and looks at its parts in the kernel's order, so that of several errors the same one is named:
/// maxactive, place, event and group, arguments from left to right; of an argument its name, its type, then its expression.
///
/// ```
/// p[:[GRP/][EVENT]] [MOD:]SYM[+OFFS]|ADDR [FETCHARGS]
/// r[MAXACTIVE][:[GRP/][EVENT]] [MOD:]SYM[+0] [FETCHARGS]
/// p[:[GRP/][EVENT]] [MOD:]SYM[+0]%return [FETCHARGS]
/// -:[GRP/]EVENT [SYM[+OFFS] [FETCHARGS]]
/// ```
public final class ProbeParser {
    public static final String DEFAULT_GROUP = "kprobes";
    private static final int MAX_EVENT_NAME_LEN = 64;
    private static final int MAX_ARG_NAME_LEN = 32;
    private static final int MAX_ARGSTR_LEN = 63;
    private static final int MAX_ARRAY_LEN = 64;
    private static final int MAX_TRACE_ARGS = 128;
    private static final int KRETPROBE_MAXACTIVE_MAX = 4096;
    /// THREAD_SIZE in longs.
    private static final int PARAM_MAX_STACK = (16 << 10) / 8;
    private static final int FETCH_INSN_MAX = 16;
    private static final List<String> RESERVED = List.of("common_type", "common_flags", "common_preempt_count", "common_pid",
            "common_tgid", "__probe_ip", "__probe_ret_ip", "__probe_func");

    /// Leaves the reader where it stands, with what is wrong; caught where it began, so that it never gets out.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Parsed.Bad bad;

        Refused(Parsed.Bad bad) {
            super(null, null, false, false);
            this.bad = bad;
        }
    }

    private final List<String> words;
    private final Kallsyms symbols;
    private boolean isReturn;
    private boolean atEntry;
    /// The word that is being read, and where in it an expression begins: what an error's place is told from.
    private int word;
    private int offset;
    /// How many steps the program of the argument has.
    private int steps;

    private ProbeParser(List<String> words, Kallsyms symbols) {
        this.words = words;
        this.symbols = symbols;
    }

    /// The words of a line, without its comment.
    static List<String> words(String line) {
        return Arrays.stream(line.replaceFirst("#.*", "").split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    public static Parsed parse(String line, Kallsyms symbols) {
        List<String> words = words(line);
        try {
            if (line.startsWith("-")) return new Parsed.Good(delete(words));
            if (words.size() < 2 || "pr".indexOf(words.getFirst().charAt(0)) < 0) throw unexplained();
            return new Parsed.Good(new ProbeParser(words, symbols).define());
        } catch (Refused refused) {
            return refused.bad;
        }
    }

    private static Delete delete(List<String> words) {
        String first = words.getFirst();
        if (!first.startsWith("-:")) throw unexplained();
        String name = first.substring(2);
        int slash = name.indexOf('/');
        if (slash < 0 && name.isEmpty()) throw unexplained();
        return new Delete(slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash)), name.substring(slash + 1),
                words.subList(1, words.size()));
    }

    private static Refused unexplained() {
        return new Refused(new Parsed.Bad(Errno.EINVAL, Optional.empty()));
    }

    private Refused refused(int at, ErrorId id) {
        return refused(Errno.EINVAL, at, id);
    }

    private Refused refused(Errno errno, int at, ErrorId id) {
        return new Refused(new Parsed.Bad(errno, Optional.of(error(errno, id, words, word, at))));
    }

    /// An error at character `at` of word number `word`; past the last word, one past the end.
    static CommandError error(Errno errno, ErrorId id, List<String> words, int word, int at) {
        int position = words.stream().limit(word).mapToInt(before -> before.length() + 1).sum();
        return new CommandError(errno, id, String.join(" ", words), word < words.size() ? position + at : position);
    }

    private Define define() {
        String head = words.get(0);
        isReturn = head.charAt(0) == 'r';
        int colon = head.indexOf(':', 1);
        int maxactive = head.length() > 1 && isDigit(head.charAt(1)) ? maxactive(head.substring(1, colon < 0 ? head.length() : colon)) : 0;
        word = 1;
        Place place = place(words.get(1));
        word = 0;
        String group = DEFAULT_GROUP;
        String event = "";
        if (colon >= 0) {
            String given = head.substring(colon + 1);
            int slash = given.indexOf('/') >= 0 ? given.indexOf('/') : given.indexOf('.');
            if (slash >= 0) group = group(given.substring(0, slash), colon + 1);
            event = event(given.substring(slash + 1), colon + 1 + slash + 1, slash >= 0);
        }
        if (event.isEmpty()) event = automatic(place);
        return new Define(isReturn, maxactive, group, event, place, arguments(), words);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private int maxactive(String digits) {
        if (!isReturn) throw refused(1, ErrorId.BAD_MAXACT_TYPE);
        OptionalLong number = Numbers.unsigned(digits);
        long n = number.orElse(0);
        if (n <= 0 || n >>> 32 != 0) throw refused(1, ErrorId.BAD_MAXACT);
        if (n > KRETPROBE_MAXACTIVE_MAX) throw refused(1, ErrorId.MAXACT_TOO_BIG);
        return (int) n;
    }

    private Place place(String text) {
        OptionalLong address = Numbers.unsigned(text);
        if (address.isPresent()) return new Place.AtAddress(address.getAsLong());
        if (text.contains("/") && text.contains(":")) throw unexplained();
        String symbol = text;
        int suffix = text.indexOf('%');
        if (suffix >= 0) {
            if (!text.substring(suffix).equals("%return")) throw refused(suffix, ErrorId.BAD_ADDR_SUFFIX);
            isReturn = true;
            symbol = text.substring(0, suffix);
        }
        long offs = 0;
        int sign = firstOf(symbol, "+-");
        if (sign >= 0) {
            OptionalLong number = Numbers.signed(symbol.substring(sign));
            if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() >>> 32 != 0) throw refused(0, ErrorId.BAD_PROBE_ADDR);
            offs = number.getAsLong();
            symbol = symbol.substring(0, sign);
        }
        boolean ofModule = symbol.contains(":");
        if (!ofModule && !symbols.knows(symbol)) throw refused(0, ErrorId.BAD_PROBE_ADDR);
        atEntry = !ofModule && symbols.isFunctionEntry(symbol, offs);
        if (isReturn && !ofModule && !atEntry) throw refused(0, ErrorId.BAD_RETPROBE);
        return new Place.AtSymbol(symbol, offs);
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) if (characters.indexOf(text.charAt(i)) >= 0) return i;
        return -1;
    }

    private String group(String group, int at) {
        if (group.isEmpty()) throw refused(at, ErrorId.NO_GROUP_NAME);
        if (group.length() >= MAX_EVENT_NAME_LEN) throw refused(at, ErrorId.GROUP_TOO_LONG);
        if (!group.matches("[A-Za-z_][A-Za-z0-9_-]*")) throw refused(at, ErrorId.BAD_GROUP_NAME);
        return group;
    }

    private String event(String event, int at, boolean grouped) {
        if (event.isEmpty() && !grouped) throw refused(at, ErrorId.NO_EVENT_NAME);
        if (event.length() >= MAX_EVENT_NAME_LEN) throw refused(at, ErrorId.EVENT_TOO_LONG);
        if (!event.isEmpty() && !isGoodName(event)) throw refused(at, ErrorId.BAD_EVENT_NAME);
        return event;
    }

    private static boolean isGoodName(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*");
    }

    private String automatic(Place place) {
        String name = (isReturn ? "r_" : "p_") + switch (place) {
            case Place.AtSymbol(String symbol, long offs) -> symbol + "_" + offs;
            case Place.AtAddress _ -> place.toString();
        };
        String cut = name.substring(0, Math.min(name.length(), MAX_EVENT_NAME_LEN - 1));
        return cut.replaceAll("[^A-Za-z0-9_]", "_");
    }

    // Arguments.

    private List<FetchArg> arguments() {
        List<String> given = words.subList(2, words.size());
        allArguments(given);
        if (given.size() > MAX_TRACE_ARGS) {
            word = 2;
            throw refused(Errno.E2BIG, 0, ErrorId.TOO_MANY_ARGS);
        }
        List<FetchArg> args = new ArrayList<>();
        for (String text : given) {
            word = 2 + args.size();
            args.add(argument(text, args));
        }
        return args;
    }

    /// `$arg*` stands for all arguments of the function, which only BTF knows; it is looked for before anything else is.
    private void allArguments(List<String> given) {
        int all = -1;
        for (int i = 0; i < given.size(); i++) {
            String text = given.get(i);
            if (!text.startsWith("$arg")) continue;
            word = 2 + i;
            if (!atEntry && !isReturn) throw refused(0, ErrorId.NOFENTRY_ARGS);
            String rest = text.substring(4);
            if (!rest.isEmpty() && isDigit(rest.charAt(0))) continue;
            if (!rest.startsWith("*")) throw refused(0, ErrorId.BAD_VAR);
            if (all >= 0) throw refused(0, ErrorId.DOUBLE_ARGS);
            all = word;
        }
        if (all < 0) return;
        word = all;
        throw refused(Errno.EOPNOTSUPP, 0, ErrorId.NOSUP_BTFARG);
    }

    private FetchArg argument(String text, List<FetchArg> before) {
        int equals = text.indexOf('=');
        if (equals > MAX_ARG_NAME_LEN) throw refused(0, ErrorId.ARG_NAME_TOO_LONG);
        if (equals == 0) throw refused(0, ErrorId.NO_ARG_NAME);
        String name = equals < 0 ? "arg" + (before.size() + 1) : text.substring(0, equals);
        if (!isGoodName(name)) throw refused(0, ErrorId.BAD_ARG_NAME);
        if (RESERVED.contains(name) || before.stream().anyMatch(arg -> arg.name().equals(name))) {
            throw refused(0, ErrorId.USED_ARG_NAME);
        }
        offset = equals + 1;
        return body(name, text.substring(equals + 1));
    }

    private FetchArg body(String name, String body) {
        int start = offset;
        if (body.length() > MAX_ARGSTR_LEN) throw refused(Errno.E2BIG, start, ErrorId.ARG_TOO_LONG);
        if (body.isEmpty()) throw refused(start, ErrorId.NO_ARG_BODY);
        int colon = body.indexOf(':');
        String expression = colon < 0 ? body : body.substring(0, colon);
        String typeText = colon < 0 ? "" : body.substring(colon + 1);
        int typeAt = colon < 0 ? start : start + colon + 1;

        int count = 0;
        int bracket = typeText.indexOf('[');
        if (bracket >= 0) {
            count = elements(typeText, typeAt, bracket);
            typeText = typeText.substring(0, bracket);
        }
        FetchType type = type(expression, typeText, typeAt, colon >= 0, count);
        steps = 0;
        List<FetchOp> ops = expression(expression, start);
        store(type, count, ops, start, typeAt);
        Optional<FetchArg.Bits> bits = typeText.startsWith("b") ? Optional.of(bits(typeText, type, typeAt)) : Optional.empty();
        if (count > 0) {
            boolean ofMemory = ops.getLast() instanceof FetchOp.Dereference || type == FetchType.STRING || type == FetchType.USTRING;
            if (!ofMemory) throw refused(typeAt, ErrorId.BAD_STRING);
            step(start);
        }
        return new FetchArg(name, body, type, count, ops, bits);
    }

    private int elements(String type, int typeAt, int bracket) {
        int close = type.indexOf(']', bracket);
        if (close < 0) throw refused(typeAt + type.length(), ErrorId.ARRAY_NO_CLOSE);
        if (close != type.length() - 1) throw refused(typeAt + close + 1, ErrorId.BAD_ARRAY_SUFFIX);
        long count = Numbers.unsigned(type.substring(bracket + 1, close)).orElse(0);
        if (count <= 0 || count >>> 32 != 0) throw refused(typeAt + bracket + 1, ErrorId.BAD_ARRAY_NUM);
        if (count > MAX_ARRAY_LEN) throw refused(typeAt + bracket + 1, ErrorId.ARRAY_TOO_BIG);
        return (int) count;
    }

    private FetchType type(String expression, String text, int at, boolean given, int count) {
        if (expression.equals("$comm") || expression.equals("$COMM") || expression.startsWith("\\\"")) {
            if (count > 0 || given && !text.equals("string")) throw refused(at, ErrorId.NEED_STRING_TYPE);
            return FetchType.STRING;
        }
        if (!given) return FetchType.X64;
        String word = text;
        if (text.startsWith("b")) {
            int slash = text.indexOf('/');
            word = "u" + (slash < 0 ? "" : Numbers.unsigned(text.substring(slash + 1)).orElse(0));
        }
        return FetchType.of(word).orElseThrow(() -> refused(at, ErrorId.BAD_TYPE));
    }

    private FetchArg.Bits bits(String text, FetchType container, int at) {
        int sign = text.indexOf('@');
        int slash = text.indexOf('/');
        if (sign < 0 || sign > slash) throw refused(at, ErrorId.BAD_BITFIELD);
        OptionalLong width = Numbers.unsigned(text.substring(1, sign));
        OptionalLong from = Numbers.unsigned(text.substring(sign + 1, slash));
        int size = 8 * container.size();
        if (width.isEmpty() || from.isEmpty() || width.getAsLong() < 1 || width.getAsLong() > size || from.getAsLong() < 0
                || from.getAsLong() > size - width.getAsLong()) {
            throw refused(at, ErrorId.BAD_BITFIELD);
        }
        step(offset);
        return new FetchArg.Bits((int) width.getAsLong(), (int) from.getAsLong());
    }

    /// The last step puts the value where the type wants it, if the fetch allows that.
    private void store(FetchType type, int count, List<FetchOp> ops, int start, int typeAt) {
        FetchOp last = ops.getLast();
        boolean memory = last instanceof FetchOp.Dereference;
        boolean constant = last instanceof FetchOp.Immediate || last instanceof FetchOp.Comm || last instanceof FetchOp.Data;
        if (type == FetchType.SYMSTR && constant) throw refused(typeAt, ErrorId.BAD_SYMSTRING);
        if (type.isString() && type != FetchType.SYMSTR && !memory && !constant) throw refused(typeAt, ErrorId.BAD_STRING);
        if (!memory || type == FetchType.SYMSTR || type.isString() && count > 0) step(start);
    }

    /// One more step of the program, behind the ones there are.
    private void step(int at) {
        if (++steps >= FETCH_INSN_MAX - 1) throw refused(at, ErrorId.TOO_MANY_OPS);
    }

    private List<FetchOp> expression(String text, int at) {
        List<FetchOp> ops = new ArrayList<>();
        if (text.isEmpty()) throw refused(at, ErrorId.BAD_FETCH_ARG);
        switch (text.charAt(0)) {
            case '$' -> ops.add(variable(text.substring(1), at));
            case '%' -> ops.add(new FetchOp.Register(PtRegs.offset(text.substring(1))
                    .orElseThrow(() -> refused(at, ErrorId.BAD_REG_NAME))));
            case '@' -> memory(text.substring(1), at, ops);
            case '+', '-' -> dereference(text, at, ops);
            case '\\' -> ops.add(immediate(text.substring(1), at));
            default -> {
                if (Character.toString(text.charAt(0)).matches("[A-Za-z_]")) throw refused(Errno.EOPNOTSUPP, at, ErrorId.NOSUP_BTFARG);
                throw refused(at, ErrorId.BAD_FETCH_ARG);
            }
        }
        return ops;
    }

    private FetchOp variable(String name, int at) {
        if (name.equals("retval")) {
            if (!isReturn) throw refused(at, ErrorId.RETVAL_ON_PROBE);
            return new FetchOp.ReturnValue();
        }
        if (name.equals("stack")) return new FetchOp.StackPointer();
        if (name.matches("stack[0-9].*")) {
            long n = Numbers.unsigned(name.substring(5), 10).orElseThrow(() -> refused(at, ErrorId.BAD_VAR));
            if (Long.compareUnsigned(n, PARAM_MAX_STACK) > 0) throw refused(at, ErrorId.BAD_STACK_NUM);
            return new FetchOp.Stack((int) n);
        }
        if (name.equals("comm") || name.equals("COMM")) return new FetchOp.Comm();
        if (name.equals("arg*")) throw refused(at, ErrorId.BAD_VAR_ARGS);
        if (!name.startsWith("arg")) throw refused(at, ErrorId.BAD_VAR);
        long n = Numbers.unsigned(name.substring(3), 10).orElseThrow(() -> refused(at, ErrorId.BAD_VAR));
        if (n == 0 || Long.compareUnsigned(n, PARAM_MAX_STACK) > 0) throw refused(at, ErrorId.BAD_ARG_NUM);
        if (!atEntry && !isReturn) throw refused(at, ErrorId.NOFENTRY_ARGS);
        return new FetchOp.Argument((int) n - 1);
    }

    private void memory(String text, int at, List<FetchOp> ops) {
        if (!text.isEmpty() && isDigit(text.charAt(0))) {
            ops.add(new FetchOp.Immediate(Numbers.unsigned(text).orElseThrow(() -> refused(at, ErrorId.BAD_MEM_ADDR))));
        } else if (text.startsWith("+")) {
            throw refused(at, ErrorId.FILE_ON_KPROBE);
        } else {
            int sign = firstOf(text, "+-");
            String symbol = sign < 0 ? text : text.substring(0, sign);
            OptionalLong offs = sign < 0 ? OptionalLong.of(0) : Numbers.signed(text.substring(sign));
            // Only registering looks the symbol up; what cannot be one is waited for, like the symbol of a module that is not loaded.
            ops.add(offs.isPresent() ? new FetchOp.Symbol(symbol, offs.getAsLong()) : new FetchOp.Symbol(text, 0));
            step(at);
        }
        step(at);
        ops.add(new FetchOp.Dereference(0, false));
    }

    private void dereference(String text, int at, List<FetchOp> ops) {
        boolean user = text.startsWith("u", 1);
        int digits = user ? 2 : 1;
        int open = text.indexOf('(');
        if (open < 0) throw refused(at, ErrorId.DEREF_NEED_BRACE);
        String number = text.substring(digits, open);
        OptionalLong offs = Numbers.signed(text.charAt(0) == '-' ? "-" + number : number);
        if (offs.isEmpty()) throw refused(at, ErrorId.BAD_DEREF_OFFS);
        int inner = at + open + 1;
        int close = text.lastIndexOf(')');
        if (close < open) throw refused(at + text.length(), ErrorId.DEREF_OPEN_BRACE);
        ops.addAll(expression(text.substring(open + 1, close), inner));
        if (ops.getLast() instanceof FetchOp.Comm || ops.getLast() instanceof FetchOp.Data) throw refused(inner, ErrorId.COMM_CANT_DEREF);
        step(inner);
        ops.add(new FetchOp.Dereference(offs.getAsLong(), user));
    }

    private FetchOp immediate(String text, int at) {
        if (text.startsWith("\"")) {
            if (text.length() < 2 || !text.endsWith("\"")) throw refused(at + 1 + text.length(), ErrorId.IMMSTR_NO_CLOSE);
            return new FetchOp.Data(text.substring(1, text.length() - 1));
        }
        boolean number = text.matches("[+-]?[0-9].*");
        OptionalLong value = !number ? OptionalLong.empty() : text.startsWith("-") ? Numbers.signed(text) : Numbers.unsigned(text);
        return new FetchOp.Immediate(value.orElseThrow(() -> refused(at + 1, ErrorId.BAD_IMM)));
    }
}
