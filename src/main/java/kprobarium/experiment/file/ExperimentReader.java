package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import kprobarium.experiment.Call;
import kprobarium.experiment.Constant;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fault;
import kprobarium.experiment.Fetch;
import kprobarium.experiment.Handler;
import kprobarium.experiment.Interrupts;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.MachineConfig;
import kprobarium.experiment.Names;
import kprobarium.experiment.Notation;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Preempt;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Search;
import kprobarium.experiment.Setting;
import kprobarium.experiment.Setting.MachineSetting;
import kprobarium.experiment.Setting.ProbeSetting;
import kprobarium.experiment.Sweep;
import kprobarium.experiment.Term;
import kprobarium.experiment.Word;
import kprobarium.symbol.Nearest;

/// Reads the nodes of one file by the table of [Key]s and notes each thing that is wrong at its place.
///
/// A method that reads a part notes what is wrong with it and answers with what is left, or nothing; the caller goes on
/// either way, so that one pass finds everything. Names come first, since the notations refer to them: labels by
/// assembling the text, probes and CPUs by their keys.
final class ExperimentReader {
    static final int MAX_CPUS = 16;
    static final int MAX_VARIANTS = 256;

    private static final Set<String> YAML_BOOLEANS = Set.of("on", "off", "yes", "no", "true", "false");
    private static final Set<String> WORDS_OF_NOTATION = wordsOfNotation();

    private final Source source;
    private final Kernels kernels;
    private Names names;

    ExperimentReader(Source source, Kernels kernels) {
        this.source = source;
        this.kernels = kernels;
    }

    Optional<Experiment> read(Node root) {
        Map<Key, Node> file = keys(root, Table.FILE);
        String name = phrase(file, Key.EXPERIMENT);
        String about = phrase(file, Key.ABOUT);
        Search search = search(file);
        MachineConfig machine = machine(file);

        var guest = GuestText.read(Optional.ofNullable(file.get(Key.TEXT)), Optional.ofNullable(file.get(Key.DATA)), source);
        List<Node.Entry> probes = named(file, Key.KPROBES);
        List<Node.Entry> cpus = cpuEntries(file);
        names = new Names(cpus.isEmpty() ? MAX_CPUS : cpus.size(), probeNames(file, probes, guest), guest.labels(), kernels.functions());

        List<KprobeDecl> kprobes = kprobes(probes);
        List<CpuProgram> programs = programs(cpus);
        List<Sweep> sweeps = sweeps(file);
        List<KernelExpectation> expect = expect(file);
        List<Term> observe = observe(file);
        if (!source.isSound()) {
            return Optional.empty();
        }
        return Optional.of(new Experiment(name, about, source.file(), guest.text(), guest.line(), guest.column(), guest.data(),
                kprobes, programs, machine, search, sweeps, expect, observe));
    }

    // ---- the table: keys, shapes, words ----

    private Map<Key, Node> keys(Node node, Table table) {
        var found = new EnumMap<Key, Node>(Key.class);
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(node, new Shape.Keys(table).expected());
            return found;
        }
        var known = new LinkedHashMap<String, Key>();
        table.keys().forEach(key -> known.put(key.word(), key));
        var absent = new LinkedHashSet<>(table.keys());
        for (Node.Entry entry : unique(mapping)) {
            Key key = known.get(entry.key().value());
            if (key == null) {
                unknown(entry.key(), "key", entry.key().value(), known.keySet());
                continue;
            }
            absent.remove(key);
            if (entry.value() instanceof Node.Scalar scalar && scalar.isMissing()) {
                source.problem(entry.key().at(), "`" + key.word() + "` without a value", key.shape().expected(), "");
            } else {
                found.put(key, entry.value());
            }
        }
        for (Key key : absent) {
            if (!key.absent().allowed()) {
                source.problem(mapping.at(), "no key `" + key.word() + "`", "`" + key.word() + ":` with " + key.shape().expected(), "");
            }
        }
        return found;
    }

    /// The entries of a mapping, without those whose key came before.
    private List<Node.Entry> unique(Node.Mapping mapping) {
        var first = new HashMap<String, Node.Entry>();
        var unique = new ArrayList<Node.Entry>();
        for (Node.Entry entry : mapping.entries()) {
            Node.Entry before = first.putIfAbsent(entry.key().value(), entry);
            if (before == null) {
                unique.add(entry);
            } else {
                source.problem(entry.key().at(), "key `" + entry.key().value() + "` a second time",
                        "it once, as on line " + before.key().at().line(), "");
            }
        }
        return unique;
    }

    /// The entries of a mapping with free names, those whose name and value have the right look.
    private List<Node.Entry> named(Map<Key, Node> file, Key key) {
        Node node = file.get(key);
        if (node == null) {
            return List.of();
        }
        Notion name = ((Shape.Named) key.shape()).name();
        if (!(node instanceof Node.Mapping mapping)) {
            wrong(node, key.shape().expected());
            return List.of();
        }
        if (mapping.entries().isEmpty() && !key.absent().allowed()) {
            source.problem(mapping.at(), "an empty mapping", key.shape().expected(), "");
        }
        var entries = new ArrayList<Node.Entry>();
        for (Node.Entry entry : unique(mapping)) {
            if (!name.matches(entry.key().value()) || isBoolean(entry.key())) {
                wrong(entry.key(), name.words());
            } else if (entry.value() instanceof Node.Scalar scalar && scalar.isMissing()) {
                source.problem(entry.key().at(), "`" + entry.key().value() + "` without a value",
                        ((Shape.Named) key.shape()).value().expected(), "");
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    /// The phrases of a list; a list may be empty only where it lists calls.
    private List<Node.Scalar> phrases(Node node, Notion notion) {
        if (!(node instanceof Node.Sequence sequence)) {
            wrong(node, new Shape.Phrases(notion).expected());
            return List.of();
        }
        if (sequence.items().isEmpty() && notion != Notion.CALL) {
            source.problem(sequence.at(), "an empty list", new Shape.Phrases(notion).expected(), "");
        }
        var phrases = new ArrayList<Node.Scalar>();
        for (Node item : sequence.items()) {
            scalar(item, notion.words()).ifPresent(phrases::add);
        }
        return phrases;
    }

    private Optional<Node.Scalar> scalar(Node node, String expected) {
        if (node instanceof Node.Scalar scalar && !scalar.isMissing() && !isBoolean(scalar)) {
            return Optional.of(scalar);
        }
        wrong(node, expected);
        return Optional.empty();
    }

    /// A phrase that its pattern alone can judge; empty text when there is none.
    private String phrase(Map<Key, Node> file, Key key) {
        Notion notion = ((Shape.Phrase) key.shape()).notion();
        Optional<Node.Scalar> scalar = Optional.ofNullable(file.get(key)).flatMap(node -> scalar(node, notion.words()));
        if (scalar.isPresent() && (!notion.matches(scalar.get().value()) || isNumber(scalar.get()))) {
            wrong(scalar.get(), notion.words());
        }
        return scalar.map(s -> s.value().strip()).orElse("");
    }

    /// The value of a key that takes one of a few words; its default when it is not there or wrong.
    private <W extends Word> W word(Map<Key, Node> keys, Key key, W[] words) {
        W standard = word(words, key.absent().value().orElseThrow()).orElseThrow();
        return Optional.ofNullable(keys.get(key))
                .flatMap(node -> scalar(node, key.shape().expected()))
                .flatMap(scalar -> word(scalar, words))
                .orElse(standard);
    }

    private <W extends Word> Optional<W> word(Node.Scalar scalar, W[] words) {
        Optional<W> word = word(words, scalar.value());
        if (word.isEmpty()) {
            unknown(scalar, "word", scalar.value(), Arrays.stream(words).map(Word::word).toList());
        }
        return word;
    }

    private static <W extends Word> Optional<W> word(W[] words, String text) {
        return Arrays.stream(words).filter(w -> w.word().equals(text)).findFirst();
    }

    private void wrong(Node node, String expected) {
        boolean bool = node instanceof Node.Scalar scalar && isBoolean(scalar);
        source.problem(node.at(), node.found(), expected,
                bool ? "Some readers of YAML take it for a boolean: use another word, or quote it." : "");
    }

    private void unknown(Node.Scalar scalar, String kind, String word, Iterable<String> known) {
        unknown(scalar, 0, kind, word, known);
    }

    private void unknown(Node.Scalar scalar, int offset, String kind, String word, Iterable<String> known) {
        if (isBoolean(scalar)) {
            wrong(scalar, "one of: " + String.join(", ", known));
            return;
        }
        String shown = word.length() > 40 ? word.substring(0, 40) + "…" : word;
        source.problem(source.within(scalar, offset), "unknown " + kind + " `" + shown + "`", "one of: " + String.join(", ", known),
                Nearest.to(word, known).map(near -> "Did you mean `" + near + "`?").orElse(""));
    }

    private static boolean isBoolean(Node.Scalar scalar) {
        return scalar.style() == Node.Style.PLAIN && YAML_BOOLEANS.contains(scalar.value().toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isNumber(Node.Scalar scalar) {
        return scalar.style() == Node.Style.PLAIN && scalar.value().matches("[-+]?[0-9][0-9_.,]*");
    }

    /// What a notation was read as; a refusal is noted at its place in the file.
    private <T> Optional<T> take(Node.Scalar scalar, Reading<T> reading) {
        return switch (reading) {
            case Reading.Read<T>(T value) -> Optional.of(value);
            case Reading.Refused<T>(Fault fault) -> {
                source.problem(source.within(scalar, fault.offset()), fault.found(), fault.expected(), fault.hint());
                yield Optional.empty();
            }
        };
    }

    private <T> List<T> all(List<Node.Scalar> scalars, Function<String, Reading<T>> notation) {
        return scalars.stream().flatMap(scalar -> take(scalar, notation.apply(scalar.value())).stream()).toList();
    }

    // ---- the parts ----

    private Search search(Map<Key, Node> file) {
        String standard = Key.SEARCH.absent().value().orElseThrow();
        return Optional.ofNullable(file.get(Key.SEARCH))
                .flatMap(node -> scalar(node, Notion.SEARCH.words()))
                .flatMap(scalar -> take(scalar, Notation.search(scalar.value())))
                .orElseGet(() -> ((Reading.Read<Search>) Notation.search(standard)).value());
    }

    private MachineConfig machine(Map<Key, Node> file) {
        Map<Key, Node> keys = file.containsKey(Key.MACHINE) ? keys(file.get(Key.MACHINE), Table.MACHINE) : Map.of();
        return new MachineConfig(word(keys, Key.FETCH, Fetch.values()), word(keys, Key.INTERRUPTS, Interrupts.values()),
                word(keys, Key.PREEMPT, Preempt.values()));
    }

    private Optional<List<String>> probeNames(Map<Key, Node> file, List<Node.Entry> probes, GuestText guest) {
        if (file.containsKey(Key.KPROBES) && !(file.get(Key.KPROBES) instanceof Node.Mapping)) {
            return Optional.empty();
        }
        for (Node.Entry probe : probes) {
            String name = probe.key().value();
            if (WORDS_OF_NOTATION.contains(name) || name.matches("cpu[0-9]+")) {
                source.problem(probe.key().at(), "a probe called `" + name + "`", "a name that means nothing else", "");
            } else if (guest.labels().map(labels -> labels.containsKey(name)).orElse(false)) {
                source.problem(probe.key().at(), "a probe called like the label `" + name + "`", "a name of its own", "");
            }
        }
        return Optional.of(probes.stream().map(probe -> probe.key().value()).toList());
    }

    private List<KprobeDecl> kprobes(List<Node.Entry> probes) {
        var kprobes = new ArrayList<KprobeDecl>();
        for (Node.Entry probe : probes) {
            Map<Key, Node> keys = probe.value() instanceof Node.Scalar
                    ? Map.of(Key.AT, probe.value())
                    : keys(probe.value(), Table.KPROBE);
            Optional<String> at = Optional.ofNullable(keys.get(Key.AT))
                    .flatMap(node -> scalar(node, Notion.ADDRESS.words()))
                    .flatMap(this::address);
            Handler pre = handler(keys, Key.PRE_HANDLER);
            Handler post = handler(keys, Key.POST_HANDLER);
            ProbeState state = word(keys, Key.STATE, ProbeState.values());
            at.ifPresent(address -> kprobes.add(new KprobeDecl(probe.key().value(), address, pre, post, state)));
        }
        return kprobes;
    }

    private Optional<String> address(Node.Scalar scalar) {
        return take(scalar, Notation.textAddress(scalar.value(), names)).map(Term.SymbolAddress::toString);
    }

    private Handler handler(Map<Key, Node> keys, Key key) {
        return Optional.ofNullable(keys.get(key))
                .flatMap(node -> scalar(node, Notion.HANDLER.words()))
                .flatMap(this::handler)
                .map(Handler::of)
                .orElseGet(() -> Handler.of(key.absent().value().orElseThrow()));
    }

    private Optional<String> handler(Node.Scalar scalar) {
        return take(scalar, Notation.textSymbol(scalar.value(), names, List.of("none", "count")));
    }

    /// The CPUs by number; a gap in the numbers is noted.
    private List<Node.Entry> cpuEntries(Map<Key, Node> file) {
        var byNumber = new TreeMap<Integer, Node.Entry>();
        for (Node.Entry entry : named(file, Key.CPUS)) {
            byNumber.put(Integer.parseInt(entry.key().value()), entry);
        }
        int next = 0;
        for (var entry : byNumber.entrySet()) {
            if (entry.getKey() != next) {
                source.problem(entry.getValue().key().at(), "CPU " + entry.getKey(), "CPU " + next + ": CPUs are numbered from 0 without a gap", "");
                break;
            }
            next++;
        }
        return List.copyOf(byNumber.values());
    }

    private List<CpuProgram> programs(List<Node.Entry> cpus) {
        var programs = new ArrayList<CpuProgram>();
        for (Node.Entry cpu : cpus) {
            int number = Integer.parseInt(cpu.key().value());
            var calls = new ArrayList<Call>();
            for (Node.Scalar scalar : phrases(cpu.value(), Notion.CALL)) {
                Optional<Call> call = take(scalar, Notation.call(scalar.value(), names));
                if (call.isPresent() && call.get().equals(new Call.Await(number))) {
                    source.problem(scalar.at(), "CPU " + number + " waiting for itself", "another CPU", "");
                }
                call.ifPresent(calls::add);
            }
            programs.add(new CpuProgram(number, calls));
        }
        return programs;
    }

    private List<Sweep> sweeps(Map<Key, Node> file) {
        var sweeps = new ArrayList<Sweep>();
        long variants = 1;
        for (Node.Entry entry : named(file, Key.SWEEP)) {
            Optional<Setting> setting = setting(entry.key());
            List<Node.Scalar> scalars = phrases(entry.value(), Notion.SETTING_VALUE);
            var values = new LinkedHashSet<String>();
            for (Node.Scalar scalar : scalars) {
                setting.flatMap(s -> value(s, scalar)).ifPresent(value -> {
                    if (!values.add(value)) {
                        source.problem(scalar.at(), "`" + value + "` a second time", "each value once", "");
                    }
                });
            }
            variants *= Math.max(1, values.size());
            if (variants > MAX_VARIANTS) {
                source.problem(entry.key().at(), "more than " + MAX_VARIANTS + " variants", "fewer values", "");
                break;
            }
            if (setting.isPresent() && !values.isEmpty()) {
                sweeps.add(new Sweep(setting.get(), List.copyOf(values)));
            }
        }
        return sweeps;
    }

    private Optional<Setting> setting(Node.Scalar key) {
        int dot = key.value().indexOf('.');
        String owner = key.value().substring(0, dot);
        String what = key.value().substring(dot + 1);
        if (owner.equals("machine")) {
            return word(MachineSetting.values(), what).map(Setting.OfMachine::new);
        }
        if (names.probes().isPresent() && !names.probes().get().contains(owner)) {
            unknown(key, 0, "probe", owner, names.probes().get());
            return Optional.empty();
        }
        return word(ProbeSetting.values(), what).map(setting -> new Setting.OfProbe(owner, setting));
    }

    /// The canonical text of a value that a setting can take.
    private Optional<String> value(Setting setting, Node.Scalar scalar) {
        return switch (setting) {
            case Setting.OfProbe(_, ProbeSetting what) -> switch (what) {
                case AT -> address(scalar);
                case PRE_HANDLER, POST_HANDLER -> handler(scalar);
                case STATE -> word(scalar, ProbeState.values()).map(Word::word);
            };
            case Setting.OfMachine(MachineSetting what) -> switch (what) {
                case FETCH -> word(scalar, Fetch.values()).map(Word::word);
                case PREEMPT -> word(scalar, Preempt.values()).map(Word::word);
            };
        };
    }

    private List<KernelExpectation> expect(Map<Key, Node> file) {
        var expect = new ArrayList<KernelExpectation>();
        for (Node.Entry entry : named(file, Key.EXPECT)) {
            kernel(entry.key());
            Map<Key, Node> keys = keys(entry.value(), Table.EXPECTATION);
            if (entry.value() instanceof Node.Mapping mapping && mapping.entries().isEmpty()) {
                source.problem(mapping.at(), "an empty mapping", "at least one of " + Table.EXPECTATION.names(), "");
            }
            var before = new HashMap<Predicate, Quantifier>();
            expect.add(new KernelExpectation(entry.key().value(), new Expectation(
                    predicates(keys, Key.NEVER, Quantifier.NEVER, before),
                    predicates(keys, Key.SOMETIMES, Quantifier.SOMETIMES, before),
                    predicates(keys, Key.ALWAYS, Quantifier.ALWAYS, before))));
        }
        return expect;
    }

    private void kernel(Node.Scalar key) {
        String[] parts = key.value().split("\\+", -1);
        if (!kernels.versions().contains(parts[0])) {
            unknown(key, 0, "kernel", parts[0], kernels.versions());
            return;
        }
        int offset = parts[0].length() + 1;
        for (int i = 1; i < parts.length; offset += parts[i++].length() + 1) {
            if (!kernels.patches().contains(parts[i])) {
                unknown(key, offset, "patch", parts[i], kernels.patches());
                return;
            }
        }
        if (!kernels.knows(key.value())) {
            source.problem(key.at(), "`" + key.value() + "`", "patches that fit `" + parts[0] + "`", "");
        }
    }

    private List<Predicate> predicates(Map<Key, Node> keys, Key key, Quantifier quantifier, Map<Predicate, Quantifier> before) {
        var predicates = new ArrayList<Predicate>();
        for (Node.Scalar scalar : keys.containsKey(key) ? phrases(keys.get(key), Notion.PREDICATE) : List.<Node.Scalar>of()) {
            Optional<Predicate> read = take(scalar, Notation.predicate(scalar.value(), names));
            if (read.isEmpty()) {
                continue;
            }
            Quantifier other = before.putIfAbsent(read.get(), quantifier);
            if (other != null) {
                source.problem(scalar.at(), "`" + read.get() + "` a second time", "it once; it is under `" + other.word() + "` already", "");
            }
            predicates.add(read.get());
        }
        return predicates;
    }

    private List<Term> observe(Map<Key, Node> file) {
        return file.containsKey(Key.OBSERVE)
                ? all(phrases(file.get(Key.OBSERVE), Notion.TERM), text -> Notation.term(text, names))
                : List.of();
    }

    private static Set<String> wordsOfNotation() {
        var words = new HashSet<>(List.of("oops", "in", "at", "livelock", "deadlock", "slots", "slot", "word", "mem", "wait", "machine",
                "none", "count"));
        for (KprobesFunction function : KprobesFunction.values()) {
            words.add(function.word());
        }
        return Set.copyOf(words);
    }
}
