package kprobarium.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads what is asked of a schedule, and what can stand in such a question: predicates, terms and addresses.
///
/// ```
/// predicate := both {'\/' both}
/// both      := not {'/\' not}
/// not       := ('~' | 'not') not | '(' predicate ')' | 'true' | 'false' | question
/// question  := 'oops' ['in' FUNCTION] ['at' address] | 'warning' ['in' FUNCTION] | 'panic' | 'livelock' | 'deadlock'
///            | 'broken(' INVARIANT ')' | term (OP | '=') term
/// term      := cpu REGISTER | TASK'.'REGISTER | cpu 'pc' | cpu CPU-FIELD | PROBE'.'PROBE-FIELD | 'slots.used'
///            | 'word('address')' | 'mem('address')' | '['address']' | SYMBOL'['N']' | KPROBES-FUNCTION'('probes')'
///            | address | PROBE | CONSTANT | NUMBER
/// cpu       := 'cpu'N'.' | ['P']N':'
/// address   := SYMBOL['+0x'HEX] | 'slot('PROBE')'['+0x'HEX]
/// probes    := [PROBE {',' PROBE}]
/// ```
/// What litmus tests write is read too: `1:a0=42` is `cpu1.a0 == 42`, and where `=` compares, a label of the data left of it stands for
/// what is in memory there, as `[counter]` and `counter[1]` always do, in units of 8 bytes. With `==` a label is its address.
public final class Notation extends Words {
    private static final Pattern LITMUS_CPU = Pattern.compile("P?(0|[1-9][0-9]{0,3}):(?=[A-Za-z])");
    private static final Pattern INDEX = Pattern.compile("\\[(0|[1-9][0-9]{0,5})\\]");
    private static final Pattern ERRNO = Pattern.compile("-[A-Z][A-Z0-9]*");
    private static final Pattern HYPHENATED = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final int MAX_NESTING = 40;
    /// The bytes of what a label of the data stands for.
    private static final int DOUBLEWORD = 8;

    private static final List<String> PLAIN_PREDICATES = List.of("oops", "warning", "panic", "livelock", "deadlock");
    /// The words that take a parenthesis.
    private static final List<String> APPLIED = Stream.concat(Stream.of("slot", "word", "mem"), list(KprobesFunction.values()).stream())
            .toList();
    private static final String A_TERM = "a register, a field, a probe, a label, a constant or a number";

    private int nesting;

    private Notation(String text, Names names) {
        super(text, names);
    }

    public static Reading<Predicate> predicate(String text, Names names) {
        var notation = new Notation(text, names);
        return notation.whole(() -> {
            Predicate predicate = notation.predicate();
            notation.noOtherConnective();
            return predicate;
        });
    }

    /// What a report can list: a term, where a label of the data stands for what is in memory there.
    public static Reading<Term> location(String text, Names names) {
        var notation = new Notation(text, names);
        return notation.whole(() -> {
            Term term = notation.term(List.of());
            return term instanceof Term.SymbolAddress label && !notation.isOfText(label) ? notation.data(label, 0) : term;
        });
    }

    public static Reading<Term> term(String text, Names names) {
        var notation = new Notation(text, names);
        return notation.whole(() -> notation.term(List.of()));
    }

    /// An address in the text, as a probe has one: `symbol`, `symbol+0xoff`.
    public static Reading<Term.SymbolAddress> textAddress(String text, Names names) {
        var notation = new Notation(text, names);
        return notation.whole(() -> {
            notation.spaces();
            int start = notation.at;
            String symbol = notation.symbol(notation.name("`symbol+0xoff`"), start, true, List.of());
            return notation.symbolAddress(start, symbol, 1);
        });
    }

    /// A label of the text, or one of `others`.
    public static Reading<String> textSymbol(String text, Names names, List<String> others) {
        var notation = new Notation(text, names);
        return notation.whole(() -> {
            notation.spaces();
            int start = notation.at;
            String name = notation.name("a label of the text");
            return others.contains(name) ? name : notation.symbol(name, start, true, others);
        });
    }

    /// `cpu1`: its number.
    public static Reading<Integer> cpuName(String text, Names names) {
        var notation = new Notation(text, names);
        return notation.whole(() -> {
            notation.spaces();
            int start = notation.at;
            return notation.cpu(notation.name("a CPU such as `cpu0`"), start);
        });
    }

    private Predicate predicate() throws Refusal {
        List<Predicate> parts = parts("\\/", this::both);
        return parts.size() == 1 ? parts.getFirst() : new Predicate.Or(parts);
    }

    private Predicate both() throws Refusal {
        List<Predicate> parts = parts("/\\", this::negation);
        return parts.size() == 1 ? parts.getFirst() : new Predicate.And(parts);
    }

    private List<Predicate> parts(String connective, Rule<Predicate> rule) throws Refusal {
        var parts = new ArrayList<Predicate>();
        do {
            parts.add(rule.read());
        } while (passes(connective));
        return parts;
    }

    private Predicate negation() throws Refusal {
        if (++nesting > MAX_NESTING) {
            throw new Refusal(at, "nesting deeper than " + MAX_NESTING + " levels", "a condition that a person can read", "");
        }
        try {
            if (passes("~") || word("not")) {
                return new Predicate.Not(negation());
            }
            if (passes("(")) {
                Predicate inner = predicate();
                noOtherConnective();
                expect(')');
                return inner;
            }
            return question();
        } finally {
            nesting--;
        }
    }

    private Predicate question() throws Refusal {
        spaces();
        int start = at;
        if (word("true")) {
            return new Predicate.And(List.of());
        }
        if (word("false")) {
            return new Predicate.Or(List.of());
        }
        if (word("oops")) {
            Optional<String> function = word("in") ? Optional.of(kernelFunction()) : Optional.empty();
            Optional<Term> era = word("at") ? Optional.of(address(1)) : Optional.empty();
            return new Predicate.Oops(function, era);
        }
        if (word("warning")) {
            return new Predicate.Warning(word("in") ? Optional.of(kernelFunction()) : Optional.empty());
        }
        if (word("panic")) {
            return new Predicate.Panic();
        }
        if (word("livelock")) {
            return new Predicate.Livelock();
        }
        if (word("deadlock")) {
            return new Predicate.Deadlock();
        }
        if (word("broken")) {
            return new Predicate.Broken(invariant());
        }
        at = start;
        if (text.startsWith("!", at)) {
            throw new Refusal(at, found(), "a predicate", "Write `~` for not.");
        }
        Term left = term(PLAIN_PREDICATES);
        if (isLitmusEquality()) {
            if (left instanceof Term.SymbolAddress label) {
                left = content(label, start);
            }
            at++;
            return new Predicate.Compare(left, Op.EQ, term(List.of()));
        }
        Op op = op();
        return new Predicate.Compare(left, op, term(List.of()));
    }

    private Invariant invariant() throws Refusal {
        expect('(');
        spaces();
        int start = at;
        String name = take(HYPHENATED).orElse("");
        List<String> known = list(Invariant.values());
        if (!known.contains(name)) throw unknown("invariant", name, start, oneOf(known), known);
        expect(')');
        return Invariant.values()[known.indexOf(name)];
    }

    /// Whether a single `=` stands here.
    private boolean isLitmusEquality() {
        spaces();
        return text.startsWith("=", at) && (at + 1 == text.length() || "=<>".indexOf(text.charAt(at + 1)) < 0);
    }

    /// What a label left of `=` stands for.
    private Term content(Term.SymbolAddress label, int start) throws Refusal {
        if (isOfText(label)) {
            throw new Refusal(start, "`" + label + "`, which is in the text, left of `=`", "a label of the data",
                    "Write `word(" + label + ")` for the instruction there, or `==` to compare the address.");
        }
        return data(label, start);
    }

    private boolean isOfText(Term.SymbolAddress label) {
        return names.symbols().map(known -> known.get(label.symbol()).text()).orElse(false);
    }

    private Term data(Term.SymbolAddress label, int start) throws Refusal {
        return new Term.Data(inside(label, start, DOUBLEWORD));
    }

    /// Refuses what other languages write for `/\` and `\/`.
    private void noOtherConnective() throws Refusal {
        spaces();
        int start = at;
        boolean and = passes("&&") || passes("&") || word("and");
        boolean or = !and && (passes("||") || passes("|") || word("or"));
        boolean implies = !and && !or && passes("=>");
        at = start;
        if (and || or || implies) {
            throw new Refusal(at, found(), "`/\\`, `\\/` or the end",
                    implies ? "Write `~a \\/ b` for `a => b`." : "Write `" + (and ? "/\\" : "\\/") + "`.");
        }
    }

    private String kernelFunction() throws Refusal {
        spaces();
        int start = at;
        String name = name("a trap or kprobes function");
        if (!names.functions().contains(name)) {
            throw unknown("kernel function", name, start, "the C name of a trap or kprobes function", names.functions());
        }
        return name;
    }

    private Op op() throws Refusal {
        spaces();
        if (passes("<>")) {
            return Op.NE;
        }
        for (Op op : Op.values()) {
            if (text.startsWith(op.word(), at)) {
                at += op.word().length();
                return op;
            }
        }
        String hint = rest().startsWith("=>") ? "Write `>=`." : rest().startsWith("=<") ? "Write `<=`." : "";
        throw new Refusal(at, found(), oneOf(list(Op.values())), hint);
    }

    /// A term; `also` are the words that could have stood in its place.
    private Term term(List<String> also) throws Refusal {
        spaces();
        int start = at;
        Optional<String> cpu = take(LITMUS_CPU);
        if (cpu.isPresent()) {
            int field = at;
            String number = cpu.get().replaceAll("[P:]", "");
            return ofCpu(cpu("cpu" + number, start), name("a register or a field"), field);
        }
        if (text.startsWith("[", at)) {
            at++;
            Term content = new Term.Data(address(DOUBLEWORD));
            expect(']');
            return content;
        }
        Optional<String> errno = take(ERRNO);
        if (errno.isPresent()) {
            return new Term.Named(constant(errno.get(), start));
        }
        if (looking(NUMBER)) {
            return number();
        }
        String name = name(A_TERM);
        int dot = name.indexOf('.');
        if (name.equals("slots.used")) {
            return new Term.SlotsUsed();
        }
        if (dot > 0 && name.startsWith("cpu") && Character.isDigit(name.charAt(3))) {
            return ofCpu(cpu(name.substring(0, dot), start), name.substring(dot + 1), start + dot + 1);
        }
        if (dot > 0 && names.tasks().contains(name.substring(0, dot))) {
            String register = name.substring(dot + 1);
            if (Gpr.number(register) < 0) throw unknown("register", register, start + dot + 1, "a register", Gpr.NAMES);
            return new Term.TaskRegister(name.substring(0, dot), Gpr.number(register));
        }
        if (dot > 0 && names.isProbe(name.substring(0, dot))) {
            return ofProbe(name.substring(0, dot), name.substring(dot + 1), start);
        }
        if (text.startsWith("(", at) || APPLIED.contains(name)) {
            return applied(name, start);
        }
        if (names.isProbe(name)) {
            return new Term.ProbePointer(name);
        }
        for (Constant constant : Constant.values()) {
            if (constant.word().equals(name)) {
                return new Term.Named(constant);
            }
        }
        if (names.isSymbol(name)) {
            return element(name, start);
        }
        if (dot > 0 && list(ProbeField.values()).contains(name.substring(dot + 1))) {
            throw unknown("probe", name.substring(0, dot), start, oneOf(names.probeNames()), names.probeNames());
        }
        throw unknown("word", name, start, A_TERM, termWords(also));
    }

    /// `counter`, `counter+0x8`, or the doubleword `counter[1]`.
    private Term element(String symbol, int start) throws Refusal {
        Optional<String> index = take(INDEX);
        if (index.isEmpty()) {
            return symbolAddress(start, symbol, 1);
        }
        long number = Long.parseLong(index.get().replaceAll("[\\[\\]]", ""));
        return data(new Term.SymbolAddress(symbol, DOUBLEWORD * number), start);
    }

    private Term ofCpu(int number, String field, int start) throws Refusal {
        if (field.equals("pc")) {
            return new Term.Pc(number);
        }
        int gpr = Gpr.number(field);
        if (gpr >= 0) {
            return new Term.Register(number, gpr);
        }
        for (CpuField known : CpuField.values()) {
            if (known.word().equals(field)) {
                return new Term.OfCpu(number, known);
            }
        }
        var candidates = new ArrayList<>(Gpr.NAMES);
        candidates.add("pc");
        candidates.addAll(list(CpuField.values()));
        throw unknown("register or field", field, start,
                "a register, `pc`, or " + oneOf(list(CpuField.values())), candidates);
    }

    private Term ofProbe(String probe, String field, int start) throws Refusal {
        for (ProbeField known : ProbeField.values()) {
            if (known.word().equals(field)) {
                if (known.isOfKretprobe() && !names.isKretprobe(probe)) {
                    throw new Refusal(start + probe.length() + 1, shown(field) + " of `" + probe + "`, which is a kprobe",
                            "a field of a kprobe", "");
                }
                return new Term.OfProbe(probe, known);
            }
        }
        List<String> fields = Arrays.stream(ProbeField.values()).filter(known -> !known.isOfKretprobe() || names.isKretprobe(probe))
                .map(Word::word).toList();
        throw unknown("field", field, start + probe.length() + 1, oneOf(fields), fields);
    }

    private Term applied(String name, int start) throws Refusal {
        for (KprobesFunction function : KprobesFunction.values()) {
            if (function.word().equals(name)) {
                return new Term.Returned(function, probes(function));
            }
        }
        return switch (name) {
            case "slot" -> new Term.Slot(argument(this::probe), offset());
            case "word" -> new Term.InstructionWord(argument(() -> address(4)));
            case "mem" -> new Term.Data(argument(() -> address(8)));
            default -> throw unknown("function", name, start, oneOf(APPLIED), APPLIED);
        };
    }

    /// An address with `width` bytes behind it.
    private Term address(int width) throws Refusal {
        spaces();
        int start = at;
        String name = name("`symbol+0xoff` or `slot(probe)+0xoff`");
        if (name.equals("slot") && text.startsWith("(", at)) {
            return applied(name, start);
        }
        return symbolAddress(start, symbol(name, start, false, List.of("slot")), width);
    }

    private Term.SymbolAddress symbolAddress(int start, String symbol, int width) throws Refusal {
        return inside(new Term.SymbolAddress(symbol, offset()), start, width);
    }

    /// Refuses an address without `width` bytes behind it.
    private Term.SymbolAddress inside(Term.SymbolAddress address, int start, int width) throws Refusal {
        String symbol = address.symbol();
        long offset = address.offset();
        long bytes = names.symbols().map(known -> known.get(symbol).bytes()).orElse(Long.MAX_VALUE);
        if (Long.compareUnsigned(offset, bytes) > 0 || bytes - offset < width) {
            String where = names.symbols().get().get(symbol).text() ? "text" : "data";
            throw new Refusal(start, shown(text.substring(start, at)) + ", which is outside the " + where,
                    bytes < width ? "a label with " + (width == 1 ? "something" : width + " bytes") + " behind it"
                            : "an offset of at most 0x" + Long.toHexString(bytes - width), "");
        }
        return address;
    }

    /// `+0x…`, or nothing, which is 0.
    private long offset() throws Refusal {
        if (!text.startsWith("+", at)) {
            return 0;
        }
        at++;
        int start = at;
        Optional<String> digits = take(NUMBER);
        if (digits.isEmpty() || !HEX.matcher(digits.get()).matches()) {
            String hint = digits.filter(d -> DECIMAL.matcher(d).matches() && d.length() < 18)
                    .map(d -> "Write `+0x" + Long.toHexString(Long.parseLong(d)) + "`.").orElse("");
            at = start;
            throw new Refusal(start, digits.map(Words::shown).orElse(found()), "an offset such as 0x8", hint);
        }
        return Long.parseUnsignedLong(digits.get().substring(2), 16);
    }

    private String probe() throws Refusal {
        return probe(KprobesFunction.Takes.PROBE);
    }

    private Constant constant(String word, int start) throws Refusal {
        for (Constant constant : Constant.values()) {
            if (constant.word().equals(word)) {
                return constant;
            }
        }
        var errnos = list(Constant.values()).stream().filter(w -> w.startsWith("-")).toList();
        throw unknown("errno", word, start, oneOf(errnos), errnos);
    }

    private List<String> termWords(List<String> also) {
        var candidates = new ArrayList<>(also);
        candidates.add("slots.used");
        candidates.addAll(APPLIED);
        candidates.addAll(names.probeNames());
        candidates.addAll(names.symbolNames(false));
        candidates.addAll(list(Constant.values()));
        return candidates;
    }
}
