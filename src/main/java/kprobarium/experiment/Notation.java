package kprobarium.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import kprobarium.symbol.Nearest;

/// Reads the one-line notations of an experiment: predicates, terms, addresses, calls and searches.
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
/// call      := ['user'] SYMBOL'('[NUMBER {',' NUMBER}]')' | KPROBES-FUNCTION'('probes')' | 'wait(cpu'N')' | 'wait('TASK')'
///            | 'send_ipi('IRQ', cpu'N')' | 'munmap('SYMBOL')'
/// probes    := [PROBE {',' PROBE}]
/// search    := METHOD [N] [', at most' bound ['or' bound]] | SAMPLER [N] ',' bound ['or' bound]
/// bound     := COUNT ('states' | 'executions' | 'schedules') | COUNT ('ms' | 's' | 'min')
/// ```
/// A name that is not known is refused as a word out of place is: with the nearest one that would do.
///
/// What litmus tests write is read too: `1:a0=42` is `cpu1.a0 == 42`, and where `=` compares, a label of the data left of it stands for
/// what is in memory there, as `[counter]` and `counter[1]` always do, in units of 8 bytes. With `==` a label is its address.
public final class Notation {
    /// The most arguments a call can have: those that travel in `$a0` to `$a7`.
    public static final int MAX_ARGUMENTS = 8;

    private static final Pattern WORD = Pattern.compile("[A-Za-z_.$][A-Za-z0-9_.$]*");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][A-Za-z0-9_.]*");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern HEX = Pattern.compile("0x[0-9A-Fa-f]{1,16}");
    private static final Pattern CPU = Pattern.compile("cpu(0|[1-9][0-9]{0,3})");
    private static final Pattern LITMUS_CPU = Pattern.compile("P?(0|[1-9][0-9]{0,3}):(?=[A-Za-z])");
    private static final Pattern INDEX = Pattern.compile("\\[(0|[1-9][0-9]{0,5})\\]");
    private static final Pattern ERRNO = Pattern.compile("-[A-Z][A-Z0-9]*");
    private static final Pattern COUNT = Pattern.compile("[0-9]+[kM]?(?=\\b|(ms|s|min|states?|executions?|schedules?)\\b)");
    private static final Pattern HYPHENATED = Pattern.compile("[a-z]+(-[a-z]+)*");
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
    private static final long MAX_COUNT = 1_000_000_000_000L;
    private static final int MAX_NESTING = 40;
    /// The bytes of what a label of the data stands for.
    private static final int DOUBLEWORD = 8;

    private static final List<String> PLAIN_PREDICATES = List.of("oops", "warning", "panic", "livelock", "deadlock");
    /// The words that take a parenthesis.
    private static final List<String> APPLIED = Stream.concat(Stream.of("slot", "word", "mem"), list(KprobesFunction.values()).stream())
            .toList();
    private static final String A_TERM = "a register, a field, a probe, a label, a constant or a number";

    /// Leaves the reader from any depth; never leaves this class.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Refusal(int offset, String found, String expected, String hint) {
            super(found, null, false, false);
            fault = new Fault(offset, found, expected, hint);
        }
    }

    @FunctionalInterface
    private interface Rule<T> {
        T read(Notation notation) throws Refusal;
    }

    private final String text;
    private final Names names;
    private int at;
    private int nesting;

    private Notation(String text, Names names) {
        this.text = text;
        this.names = names;
    }

    public static Reading<Predicate> predicate(String text, Names names) {
        return whole(text, names, n -> {
            Predicate predicate = n.predicate();
            n.noOtherConnective();
            return predicate;
        });
    }

    /// What a report can list: a term, where a label of the data stands for what is in memory there.
    public static Reading<Term> location(String text, Names names) {
        return whole(text, names, n -> {
            Term term = n.term(List.of());
            return term instanceof Term.SymbolAddress label && !n.isOfText(label) ? n.data(label, 0) : term;
        });
    }

    public static Reading<Term> term(String text, Names names) {
        return whole(text, names, n -> n.term(List.of()));
    }

    /// An address in the text, as a probe has one: `symbol`, `symbol+0xoff`.
    public static Reading<Term.SymbolAddress> textAddress(String text, Names names) {
        return whole(text, names, n -> {
            n.spaces();
            int start = n.at;
            return n.symbolAddress(start, n.symbol(n.name("`symbol+0xoff`"), start, true, List.of()), 1);
        });
    }

    /// A label of the text, or one of `others`.
    public static Reading<String> textSymbol(String text, Names names, List<String> others) {
        return whole(text, names, n -> {
            n.spaces();
            int start = n.at;
            String name = n.name("a label of the text");
            return others.contains(name) ? name : n.symbol(name, start, true, others);
        });
    }

    public static Reading<Call> call(String text, Names names) {
        return whole(text, names, Notation::call);
    }

    /// `cpu1`: its number.
    public static Reading<Integer> cpuName(String text, Names names) {
        return whole(text, names, notation -> {
            notation.spaces();
            int start = notation.at;
            return notation.cpu(notation.name("a CPU such as `cpu0`"), start);
        });
    }

    public static Reading<Search> search(String text) {
        return whole(text, Names.NONE, Notation::search);
    }

    private static <T> Reading<T> whole(String text, Names names, Rule<T> rule) {
        try {
            var notation = new Notation(text, names);
            T value = rule.read(notation);
            notation.end();
            return new Reading.Read<>(value);
        } catch (Refusal refusal) {
            return new Reading.Refused<>(refusal.fault);
        }
    }

    private Predicate predicate() throws Refusal {
        List<Predicate> parts = parts("\\/", Notation::both);
        return parts.size() == 1 ? parts.getFirst() : new Predicate.Or(parts);
    }

    private Predicate both() throws Refusal {
        List<Predicate> parts = parts("/\\", Notation::negation);
        return parts.size() == 1 ? parts.getFirst() : new Predicate.And(parts);
    }

    private List<Predicate> parts(String connective, Rule<Predicate> rule) throws Refusal {
        var parts = new ArrayList<Predicate>();
        do {
            parts.add(rule.read(this));
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
            case "slot" -> new Term.Slot(argument(Notation::probe), offset());
            case "word" -> new Term.InstructionWord(argument(n -> n.address(4)));
            case "mem" -> new Term.Data(argument(n -> n.address(8)));
            default -> throw unknown("function", name, start, oneOf(APPLIED), APPLIED);
        };
    }

    /// `(`, what `rule` reads, `)`.
    private <T> T argument(Rule<T> rule) throws Refusal {
        expect('(');
        T value = rule.read(this);
        expect(')');
        return value;
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

    /// A label, or the refusal of what is neither one nor a word of `also`.
    private String symbol(String name, int start, boolean textOnly, List<String> also) throws Refusal {
        var candidates = new ArrayList<>(also);
        candidates.addAll(names.symbolNames(textOnly));
        if (names.symbols().isPresent() && !candidates.subList(also.size(), candidates.size()).contains(name)) {
            throw unknown(also.isEmpty() ? "label" : "word", name, start, oneOf(candidates), candidates);
        }
        return name;
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
            throw new Refusal(start, digits.map(Notation::shown).orElse(found()), "an offset such as 0x8", hint);
        }
        return Long.parseUnsignedLong(digits.get().substring(2), 16);
    }

    private String probe() throws Refusal {
        return probe(KprobesFunction.Takes.PROBE);
    }

    private String probe(KprobesFunction.Takes takes) throws Refusal {
        spaces();
        int start = at;
        String name = name("a probe");
        List<String> known = names.probeNames(takes);
        if (names.probes().isPresent() && !known.contains(name)) {
            if (!names.isProbe(name)) throw unknown("probe", name, start, oneOf(known), known);
            throw new Refusal(start, "`" + name + "`, which is " + (names.isKretprobe(name) ? "a kretprobe" : "a kprobe"),
                    takes.words(), "");
        }
        return name;
    }

    /// `(`, the probes that a function takes, `)`.
    private List<String> probes(KprobesFunction function) throws Refusal {
        expect('(');
        var probes = new ArrayList<String>();
        KprobesFunction.Takes takes = function.takes();
        if (takes != KprobesFunction.Takes.NOTHING) probes.add(probe(takes));
        while (takes == KprobesFunction.Takes.KPROBES && passes(",")) probes.add(probe(takes));
        expect(')');
        return probes;
    }

    private int cpu(String word, int start) throws Refusal {
        Matcher cpu = CPU.matcher(word);
        if (!cpu.matches()) {
            throw new Refusal(start, shown(word), "a CPU such as `cpu0`", "");
        }
        int number = Integer.parseInt(cpu.group(1));
        if (number >= names.cpus()) {
            throw new Refusal(start, "no CPU " + number, names.cpus() == 1 ? "`cpu0`, the only one"
                    : "`cpu0` to `cpu" + (names.cpus() - 1) + "`", "");
        }
        return number;
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

    private Term.Number number() throws Refusal {
        spaces();
        int start = at;
        String digits = take(NUMBER).orElseThrow(() -> new Refusal(at, found(), "a number", ""));
        if (HEX.matcher(digits).matches()) {
            return new Term.Number(Long.parseUnsignedLong(digits.substring(2), 16), true);
        }
        if (DECIMAL.matcher(digits).matches()) {
            try {
                return new Term.Number(Long.parseLong(digits), false);
            } catch (NumberFormatException _) {
                throw new Refusal(start, shown(digits), "a number of 64 bits", "");
            }
        }
        throw new Refusal(start, shown(digits), "a number such as 42, -1 or 0x2a", "");
    }

    private Call call() throws Refusal {
        spaces();
        int start = at;
        String name = name("a call such as `foo(41)`");
        if (name.equals("user")) {
            spaces();
            int called = at;
            String function = name("a label of the text");
            symbol(function, called, true, List.of());
            return new Call.UserCall(function, arguments(start));
        }
        if (name.equals("munmap")) {
            return new Call.Munmap(argument(n -> {
                n.spaces();
                int page = n.at;
                return n.symbol(n.name("a label with a page of its own"), page, false, List.of());
            }));
        }
        if (name.equals("wait")) {
            return argument(Notation::awaited);
        }
        if (name.equals("send_ipi")) {
            return argument(Notation::ipi);
        }
        for (KprobesFunction function : KprobesFunction.values()) {
            if (function.word().equals(name)) {
                return new Call.KprobesCall(function, probes(function));
            }
        }
        var others = new ArrayList<>(list(KprobesFunction.values()));
        others.addAll(0, List.of("wait", "user", "munmap"));
        if (!names.ipis().isEmpty()) others.add("send_ipi");
        symbol(name, start, true, others);
        spaces();
        if (at == text.length()) {
            throw new Refusal(start, "`" + name + "` without arguments", "a call", "Write `" + name + "()`.");
        }
        return new Call.GuestCall(name, arguments(start));
    }

    private Call awaited() throws Refusal {
        spaces();
        int start = at;
        String name = name("a CPU such as `cpu0`" + (names.tasks().isEmpty() ? "" : " or a task"));
        return names.tasks().contains(name) ? new Call.AwaitTask(name) : new Call.Await(cpu(name, start));
    }

    private Call ipi() throws Refusal {
        spaces();
        int start = at;
        String interrupt = name("an interrupt that can be sent");
        if (!names.ipis().contains(interrupt)) {
            throw unknown("interrupt that can be sent", interrupt, start, oneOf(names.ipis()), names.ipis());
        }
        spaces();
        expect(',');
        spaces();
        int cpu = at;
        return new Call.SendIpi(interrupt, cpu(name("a CPU such as `cpu0`"), cpu));
    }

    private List<Long> arguments(int start) throws Refusal {
        expect('(');
        var arguments = new ArrayList<Long>();
        spaces();
        while (!text.startsWith(")", at)) {
            arguments.add(number().value());
            spaces();
            if (at == text.length()) {
                throw new Refusal(at, found(), "`)`",
                        "In a [ ] list a comma ends the entry: quote the call.");
            }
            if (!text.startsWith(")", at)) {
                expect(',');
                spaces();
            }
        }
        at++;
        if (arguments.size() > MAX_ARGUMENTS) {
            throw new Refusal(start, arguments.size() + " arguments", "at most " + MAX_ARGUMENTS + ", in $a0 to $a7", "");
        }
        return arguments;
    }

    private Search search() throws Refusal {
        Search.Method method = method();
        int parameter = method.takesParameter() ? parameter(method) : 0;
        long[] bounds = {Search.UNBOUNDED, Search.UNBOUNDED};
        spaces();
        if (method.isSampling() || at < text.length() && method.counts() != Search.Counts.NOTHING) {
            expect(',');
            if (!method.isSampling() && !(word("at") && word("most"))) throw new Refusal(at, found(), "`at most`", "");
            spaces();
            int start = at;
            bound(method, bounds);
            if (word("or")) bound(method, bounds);
            if (method.isSampling() && bounds[0] == Search.UNBOUNDED) {
                throw new Refusal(start, "no number of schedules", "such as `10k schedules`", "");
            }
        }
        return new Search(method, parameter, bounds[0], bounds[1]);
    }

    private Search.Method method() throws Refusal {
        spaces();
        int start = at;
        for (Search.Method method : Search.Method.values()) {
            at = start;
            if (Arrays.stream(method.word().split(" ")).allMatch(this::word)) return method;
        }
        at = start;
        List<String> known = list(Search.Method.values());
        throw unknown("search", take(LETTERS).orElse(rest()), start, oneOf(known), known);
    }

    private int parameter(Search.Method method) throws Refusal {
        spaces();
        int start = at;
        String range = "a number from " + method.least() + " to " + method.greatest();
        String digits = take(NUMBER).orElseThrow(() -> new Refusal(at, found(), range, ""));
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) < method.least() || Integer.parseInt(digits) > method.greatest()) {
            throw new Refusal(start, shown(digits), range, "");
        }
        return Integer.parseInt(digits);
    }

    /// Sets the first of `bounds` to a number of what the method counts, or the second to one of milliseconds.
    private void bound(Search.Method method, long[] bounds) throws Refusal {
        spaces();
        int start = at;
        long count = count();
        spaces();
        int unitAt = at;
        String unit = take(LETTERS).orElse("");
        String counted = method.counts().unit();
        long millis = switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "min" -> 60_000;
            default -> {
                if (unit.equals(counted) || counted.equals(unit + "s")) yield 0;
                throw new Refusal(unitAt, unit.isEmpty() ? found() : "`" + unit + "`", "a unit: `" + counted + "`, `ms`, `s` or `min`", "");
            }
        };
        int which = millis == 0 ? 0 : 1;
        if (bounds[which] != Search.UNBOUNDED) {
            throw new Refusal(start, "a second bound of the same kind", "one of " + counted + ", one of time", "");
        }
        bounds[which] = millis == 0 ? count : count * millis;
    }

    /// A positive number; `k` and `M` are thousands and millions.
    private long count() throws Refusal {
        spaces();
        int start = at;
        String digits = take(COUNT).orElseThrow(() -> new Refusal(at, found(), "a count such as 500, 100k or 2M", ""));
        long scale = digits.endsWith("k") ? 1000 : digits.endsWith("M") ? 1_000_000 : 1;
        String number = scale == 1 ? digits : digits.substring(0, digits.length() - 1);
        long count = number.length() > 13 ? Long.MAX_VALUE / scale : Long.parseLong(number);
        if (count == 0 || count > MAX_COUNT / scale) {
            throw new Refusal(start, shown(digits), "a count from 1 to " + MAX_COUNT / 1_000_000 + "M", "");
        }
        return count * scale;
    }

    /// Whether `wanted` stands here as a whole word; if so it is passed.
    private boolean word(String wanted) {
        spaces();
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt() && word.group().equals(wanted)) {
            at = word.end();
            return true;
        }
        return false;
    }

    /// Whether these characters stand here; if so they are passed.
    private boolean passes(String wanted) {
        spaces();
        if (!text.startsWith(wanted, at)) {
            return false;
        }
        at += wanted.length();
        return true;
    }

    private String name(String expected) throws Refusal {
        spaces();
        return take(WORD).orElseThrow(() -> new Refusal(at, found(), expected, ""));
    }

    private boolean looking(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).lookingAt();
    }

    private Optional<String> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        at = matcher.end();
        return Optional.of(matcher.group());
    }

    private void expect(char wanted) throws Refusal {
        spaces();
        if (at == text.length() || text.charAt(at) != wanted) {
            throw new Refusal(at, found(), "`" + wanted + "`", "");
        }
        at++;
    }

    private void end() throws Refusal {
        spaces();
        if (at < text.length()) {
            throw new Refusal(at, found(), "nothing more", "");
        }
    }

    private void spaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String rest() {
        return text.substring(at);
    }

    private String found() {
        String rest = rest();
        return rest.isEmpty() ? "the end" : shown(rest);
    }

    private static String shown(String text) {
        return "`" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "`";
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

    private static Refusal unknown(String kind, String word, int start, String expected, Iterable<String> candidates) {
        return new Refusal(start, "unknown " + kind + " " + shown(word), expected,
                Nearest.to(word, candidates).map(near -> "Did you mean `" + near + "`?").orElse(""));
    }

    private static List<String> list(Word[] words) {
        return Arrays.stream(words).map(Word::word).toList();
    }

    private static String oneOf(List<String> words) {
        return words.isEmpty() ? "nothing: there is none"
                : words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(", ", words.size() == 1 ? "" : "one of ", ""));
    }
}
