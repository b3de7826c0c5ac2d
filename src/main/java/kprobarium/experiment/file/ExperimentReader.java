package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import kprobarium.experiment.AddressSpace;
import kprobarium.experiment.BusOrder;
import kprobarium.experiment.Call;
import kprobarium.experiment.CallNotation;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.DataOrder;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fetch;
import kprobarium.experiment.Fetching;
import kprobarium.experiment.Finding;
import kprobarium.experiment.FixupDecl;
import kprobarium.experiment.Gpr;
import kprobarium.experiment.Handler;
import kprobarium.experiment.InterruptDecl;
import kprobarium.experiment.InterruptSource;
import kprobarium.experiment.Invariant;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.KprobesFunction;
import kprobarium.experiment.MachineConfig;
import kprobarium.experiment.Names;
import kprobarium.experiment.NoProbe;
import kprobarium.experiment.Notation;
import kprobarium.experiment.PageDecl;
import kprobarium.experiment.Paging;
import kprobarium.experiment.Predicate;
import kprobarium.experiment.Preempt;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Search;
import kprobarium.experiment.SearchNotation;
import kprobarium.experiment.SetMemoryRw;
import kprobarium.experiment.Setting;
import kprobarium.experiment.Setting.MachineSetting;
import kprobarium.experiment.Setting.ProbeSetting;
import kprobarium.experiment.Sweep;
import kprobarium.experiment.Synchronises;
import kprobarium.experiment.TaskDecl;
import kprobarium.experiment.Term;
import kprobarium.experiment.Word;
import kprobarium.isa.Insn;
import kprobarium.elf.ElfFile;
import kprobarium.kernel.trace.CommandError;
import kprobarium.kernel.trace.Kallsyms;
import kprobarium.kernel.trace.ProbeCommand;
import kprobarium.kernel.trace.ProbeCommand.Define;
import kprobarium.kernel.trace.ProbeParser;
import kprobarium.symbol.Nearest;

/// Reads the nodes of one file by the table of [Key]s and notes each thing that is wrong at its place.
///
/// A method that reads a part notes what is wrong with it and answers with what is left, or nothing; the caller goes on
/// either way, so that one pass finds everything. Names come first, since the notations refer to them: labels by
/// assembling the text, probes and CPUs by their keys.
final class ExperimentReader {
    static final int MAX_CPUS = 16;
    private static final int MAX_INTERRUPTS = 8;
    static final int MAX_VARIANTS = 256;

    private static final int INSTRUCTION = 4;
    private static final Set<String> WORDS_OF_NOTATION = wordsOfNotation();
    static final Set<Key> CONDITIONS_OF_FILE = EnumSet.of(Key.FILE_EXISTS, Key.FILE_NOT_EXISTS, Key.FILE_FORALL);

    private final Source source;
    private final Kernels kernels;
    private final TableReader table;
    private Names names;
    private List<PageDecl> pages = List.of();
    private Optional<ElfFile> program = Optional.empty();
    /// The calls that can have returned something; empty while it is not sure which there are.
    private Optional<Set<Term.Returned>> returning;

    ExperimentReader(Source source, Kernels kernels) {
        this.source = source;
        this.kernels = kernels;
        this.table = new TableReader(source);
    }

    Optional<Experiment> read(Node root) {
        Map<Key, Node> file = table.keys(root, Table.FILE);
        String name = table.phrase(file, Key.EXPERIMENT);
        String about = table.phrase(file, Key.ABOUT);
        Search search = search(file);

        List<Node.Entry> pageEntries = table.named(file, Key.PAGES);
        pages = pages(pageEntries);
        GuestText guest = guest(file);
        List<Node.Entry> probes = table.named(file, Key.KPROBES);
        List<Node.Entry> kretprobes = table.named(file, Key.KRETPROBES);
        List<Node.Entry> cpus = cpuEntries(file);
        List<Define> events = events(file, probes, guest);
        names = new Names(cpus.isEmpty() ? MAX_CPUS : cpus.size(),
                probeNames(file, probes, kretprobes, guest).map(own -> with(own, events)), guest.labels(), kernels.functions(),
                List.of(), List.of(), keys(file, Key.KRETPROBES));

        taskNames(file);
        guest.labels().ifPresent(labels -> known(pageEntries, labels.keySet()));
        MachineConfig plain = machine(file);
        MachineConfig machine = plain.with(new AddressSpace(pages, extable(file), plain.space().setMemoryRw()));
        int problems = source.problems().size();
        List<KprobeDecl> kprobes = kprobes(probes);
        kprobes.addAll(kretprobes(kretprobes));
        List<CpuProgram> programs = programs(cpus);
        List<TaskDecl> tasks = tasks(file);
        List<Sweep> sweeps = sweeps(file);
        returning = problems == source.problems().size() ? Optional.of(returning(kprobes, programs, tasks, sweeps)) : Optional.empty();
        List<KernelExpectation> expect = expect(file);
        List<Term> observe = observe(file);
        List<String> defects = matching(file, Key.DEFECTS, Notion.DEFECT);
        Optional<Predicate> symptom = one(file, Key.SYMPTOM);
        Optional<Finding> finding = finding(file);
        if (!source.isSound()) {
            return Optional.empty();
        }
        return Optional.of(new Experiment(name, about, source.file(), guest.text(), guest.line(), guest.column(), guest.data(),
                guest.elf(), kprobes, programs, tasks, machine, search, sweeps, expect, observe,
                events.stream().map(event -> String.join(" ", event.words())).toList(), defects, symptom, finding));
    }

    private GuestText guest(Map<Key, Node> file) {
        if (!file.containsKey(Key.ELF)) {
            return GuestText.read(Optional.ofNullable(file.get(Key.TEXT)), Optional.ofNullable(file.get(Key.DATA)), pages, source);
        }
        for (Key other : List.of(Key.TEXT, Key.DATA, Key.PAGES)) {
            if (file.containsKey(other)) source.problem(file.get(other).at(), "`" + other.word() + "` beside `elf`", "one or the other", "");
        }
        program = table.scalar(file.get(Key.ELF), Notion.PROGRAM.words()).flatMap(this::program);
        return GuestText.of(program);
    }

    /// The program that an experiment brings along.
    private Optional<ElfFile> program(Node.Scalar path) {
        if (!Notion.PROGRAM.matches(path.value())) {
            table.wrong(path, Notion.PROGRAM.words());
            return Optional.empty();
        }
        return switch (ProgramFile.read(source.file(), path.value())) {
            case ProgramFile.Found.Good(ElfFile found) -> Optional.of(found);
            case ProgramFile.Found.Bad(String found, String expected, String cure) -> {
                source.problem(path.at(), found, expected, cure);
                yield Optional.empty();
            }
        };
    }

    /// Whether a name means something else in a predicate or a list of calls.
    static boolean isTaken(String name) {
        return WORDS_OF_NOTATION.contains(name) || name.matches("cpu[0-9]+");
    }

    /// What the lines of `kprobe_events` define; the kernel's own reader says what is wrong with one.
    private List<Define> events(Map<Key, Node> file, List<Node.Entry> probes, GuestText guest) {
        var events = new ArrayList<Define>();
        for (Node.Scalar line : table.phrases(file, Key.KPROBE_EVENTS)) {
            switch (ProbeParser.parse(line.value(), new Labels(guest.labels()))) {
                case ProbeCommand.Parsed.Good(Define define) -> {
                    if (probes.stream().anyMatch(probe -> probe.key().value().equals(define.event()))) {
                        source.problem(line.at(), "an event called like the probe `" + define.event() + "`", "a name of its own", "");
                    }
                    events.add(define);
                }
                case ProbeCommand.Parsed.Good(ProbeCommand.Delete _) -> table.wrong(line, Notion.KPROBE_EVENT.words());
                case ProbeCommand.Parsed.Bad(_, Optional<CommandError> error) ->
                    source.problem(source.within(line, error.map(CommandError::position).orElse(0)),
                            error.map(why -> "\"" + why.id().text() + "\" in `" + why.command() + "`").orElse("`" + line.value() + "`"),
                            Notion.KPROBE_EVENT.words(), "");
            }
        }
        return events;
    }

    private static List<String> with(List<String> names, List<Define> events) {
        return Stream.concat(names.stream(), events.stream().map(Define::event)).distinct().toList();
    }

    /// The labels of the guest as the kernel's table of symbols; while they are not known, every name passes for one.
    private record Labels(Optional<Map<String, Names.Place>> places) implements Kallsyms {
        @Override
        public boolean knows(String symbol) {
            return places.map(known -> known.containsKey(symbol)).orElse(true);
        }

        @Override
        public boolean isFunctionEntry(String symbol, long offset) {
            return places.map(known -> {
                Names.Place place = known.get(symbol);
                var entry = new Names.Place(place.text(), place.bytes() - offset);
                return known.values().stream().anyMatch(entry::equals);
            }).orElse(true);
        }
    }

    private Search search(Map<Key, Node> file) {
        String standard = Key.SEARCH.absent().value().orElseThrow();
        return Optional.ofNullable(file.get(Key.SEARCH))
                .flatMap(node -> table.scalar(node, Notion.SEARCH.words()))
                .flatMap(scalar -> table.take(scalar, SearchNotation.search(scalar.value())))
                .orElseGet(() -> ((Reading.Read<Search>) SearchNotation.search(standard)).value());
    }

    private MachineConfig machine(Map<Key, Node> file) {
        Map<Key, Node> keys = file.containsKey(Key.MACHINE) ? table.keys(file.get(Key.MACHINE), Table.MACHINE) : Map.of();
        var machine = new MachineConfig(table.word(keys, Key.FETCH, Fetch.values()), interrupts(keys),
                table.word(keys, Key.PREEMPT, Preempt.values()), table.number(keys, Key.PREEMPTIONS), fetching(keys),
                table.word(keys, Key.MEMORY, DataOrder.values()),
                new AddressSpace(List.of(), List.of(), table.word(keys, Key.SET_MEMORY_RW, SetMemoryRw.values())),
                new NoProbe(functions(keys, Key.NOKPROBE), functions(keys, Key.IRQENTRY)));
        if (machine.memory() != DataOrder.SC) {
            if (!machine.interrupts().isEmpty()) notInOrder(keys.get(Key.INTERRUPTS), "interrupts");
            if (file.containsKey(Key.TASKS)) notInOrder(file.get(Key.TASKS), "tasks");
        }
        return machine;
    }

    private List<PageDecl> pages(List<Node.Entry> entries) {
        var pages = new ArrayList<PageDecl>();
        for (Node.Entry entry : entries) {
            table.scalar(entry.value(), ((Shape.Named) Key.PAGES.shape()).value().expected())
                    .flatMap(scalar -> table.word(scalar, 0, Paging.values()))
                    .ifPresent(paging -> pages.add(new PageDecl(entry.key().value(), paging)));
        }
        return pages;
    }

    /// Notes a page of a label that there is not.
    private void known(List<Node.Entry> pages, Set<String> labels) {
        for (Node.Entry entry : pages) {
            if (!labels.contains(entry.key().value())) table.unknown(entry.key(), 0, "label", entry.key().value(), labels);
        }
    }

    private List<FixupDecl> extable(Map<Key, Node> file) {
        var extable = new ArrayList<FixupDecl>();
        for (Node.Entry entry : table.named(file, Key.EXTABLE)) {
            Map<Key, Node> keys = entry.value() instanceof Node.Scalar
                    ? Map.of(Key.FIXUP_AT, entry.value())
                    : table.keys(entry.value(), Table.FIXUP);
            Optional<String> at = place(entry.key()).map(Term.SymbolAddress::toString);
            Optional<String> fixup = Optional.ofNullable(keys.get(Key.FIXUP_AT))
                    .flatMap(node -> table.scalar(node, Notion.PLACE.words())).flatMap(this::word);
            Optional<Node.Scalar> error = Optional.ofNullable(keys.get(Key.FIXUP_ERROR))
                    .flatMap(node -> table.scalar(node, Notion.GPR.words()));
            Optional<Integer> register = error.map(scalar -> Gpr.number(scalar.value())).filter(number -> number > 0);
            if (error.isPresent() && register.isEmpty()) table.wrong(error.get(), Notion.GPR.words());
            if (at.isPresent() && fixup.isPresent()) extable.add(new FixupDecl(at.get(), fixup.get(), register));
        }
        return extable;
    }

    private void notInOrder(Node node, String what) {
        source.problem(node.at(), what + " with `memory` other than `sc`", "`memory: sc`",
                "Out of order, CPUs keep their tasks and take no interrupts.");
    }

    private List<InterruptDecl> interrupts(Map<Key, Node> keys) {
        Node node = keys.get(Key.INTERRUPTS);
        if (node == null || node instanceof Node.Scalar scalar && scalar.value().equals("none")) return List.of();
        var interrupts = new ArrayList<InterruptDecl>();
        var ipis = new ArrayList<String>();
        for (Node.Entry entry : table.named(keys, Key.INTERRUPTS)) {
            Map<Key, Node> of = entry.value() instanceof Node.Scalar
                    ? Map.of(Key.IRQ_HANDLER, entry.value())
                    : table.keys(entry.value(), Table.INTERRUPT);
            if (!of.containsKey(Key.IRQ_HANDLER)) continue;
            InterruptSource from = table.word(of, Key.SOURCE, InterruptSource.values());
            String name = entry.key().value();
            if (from == InterruptSource.IPI) ipis.add(name);
            interrupts.add(new InterruptDecl(name, handler(of, Key.IRQ_HANDLER), cpuNames(of, Key.IRQ_CPUS),
                    table.number(of, Key.AT_MOST), from));
        }
        if (interrupts.size() > MAX_INTERRUPTS) {
            source.problem(node.at(), interrupts.size() + " interrupts", "at most " + MAX_INTERRUPTS, "");
        }
        names = new Names(names.cpus(), names.probes(), names.symbols(), names.functions(), names.tasks(), ipis, names.kretprobes());
        return interrupts;
    }

    private List<Integer> cpuNames(Map<Key, Node> keys, Key key) {
        return table.phrases(keys, key).stream().flatMap(scalar -> table.take(scalar, Notation.cpuName(scalar.value(), names)).stream())
                .distinct().sorted().toList();
    }

    private void taskNames(Map<Key, Node> file) {
        List<Node.Entry> entries = table.named(file, Key.TASKS);
        for (Node.Entry entry : entries) {
            if (entry.key().value().matches("cpu[0-9]+")) {
                source.problem(entry.key().at(), "a task called `" + entry.key().value() + "`", "a name that means nothing else", "");
            }
        }
        if (entries.size() > MAX_CPUS) {
            source.problem(entries.get(MAX_CPUS).key().at(), entries.size() + " tasks", "at most " + MAX_CPUS, "");
        }
        names = new Names(names.cpus(), names.probes(), names.symbols(), names.functions(),
                entries.stream().map(entry -> entry.key().value()).toList(), names.ipis(), names.kretprobes());
    }

    private List<TaskDecl> tasks(Map<Key, Node> file) {
        var tasks = new ArrayList<TaskDecl>();
        for (Node.Entry entry : table.named(file, Key.TASKS)) {
            Map<Key, Node> keys = table.keys(entry.value(), Table.TASK);
            var calls = new ArrayList<Call>();
            for (Node.Scalar scalar : table.phrases(keys, Key.TASK_CALLS)) {
                Optional<Call> call = call(scalar);
                if (call.isPresent() && call.get().equals(new Call.AwaitTask(entry.key().value()))) {
                    source.problem(scalar.at(), "a task waiting for itself", "another task", "");
                }
                call.ifPresent(calls::add);
            }
            tasks.add(new TaskDecl(entry.key().value(), cpuNames(keys, Key.TASK_CPUS), calls));
        }
        return tasks;
    }

    private List<String> functions(Map<Key, Node> keys, Key key) {
        return table.phrases(keys, key).stream().flatMap(scalar -> functions(scalar).stream()).distinct().toList();
    }

    /// A function, or those of a section.
    private List<String> functions(Node.Scalar scalar) {
        List<String> ofSection = program.filter(elf -> elf.section(scalar.value()).isPresent()).map(elf -> elf.functions(scalar.value()))
                .orElse(List.of());
        return ofSection.isEmpty() ? table.take(scalar, Notation.textSymbol(scalar.value(), names, List.of())).stream().toList() : ofSection;
    }

    private Fetching fetching(Map<Key, Node> keys) {
        Map<Key, Node> bus = keys.containsKey(Key.BUS) ? table.keys(keys.get(Key.BUS), Table.BUS) : Map.of();
        return new Fetching(table.number(keys, Key.FETCH_WINDOW), table.words(keys, Key.SYNCHRONISES, Synchronises.values()),
                new Fetching.Bus(table.word(bus, Key.ORDER, BusOrder.values()), table.number(bus, Key.LOSE),
                        table.number(bus, Key.DUPLICATE), table.number(bus, Key.LATE)),
                table.phrases(keys, Key.WRITABLE_TEXT).stream().flatMap(scalar -> word(scalar).stream()).toList(),
                table.phrases(keys, Key.CMODX_SAFE).stream().flatMap(scalar -> instruction(scalar).stream()).toList());
    }

    /// A word of text, which is an instruction's.
    private Optional<String> word(Node.Scalar scalar) {
        Optional<Term.SymbolAddress> address = place(scalar);
        if (address.map(at -> at.offset() % INSTRUCTION != 0).orElse(false)) {
            source.problem(scalar.at(), "`" + scalar.value() + "`, which is in the middle of an instruction",
                    "an offset that is a multiple of " + INSTRUCTION, "");
        }
        return address.map(Term.SymbolAddress::toString);
    }

    private Optional<String> instruction(Node.Scalar scalar) {
        var known = new ArrayList<>(List.of("nop"));
        for (Insn row : Insn.values()) known.add(row.mnemonic());
        if (known.contains(scalar.value())) return Optional.of(scalar.value());
        if (Notion.INSTRUCTION.matches(scalar.value())) {
            source.problem(scalar.at(), "unknown instruction `" + scalar.value() + "`", Notion.INSTRUCTION.words(),
                    Nearest.to(scalar.value(), known).map(near -> "Did you mean `" + near + "`?").orElse(""));
        } else {
            table.wrong(scalar, Notion.INSTRUCTION.words());
        }
        return Optional.empty();
    }

    private Optional<List<String>> probeNames(Map<Key, Node> file, List<Node.Entry> probes, List<Node.Entry> kretprobes,
            GuestText guest) {
        for (Key key : List.of(Key.KPROBES, Key.KRETPROBES)) {
            if (file.containsKey(key) && !(file.get(key) instanceof Node.Mapping)) return Optional.empty();
        }
        var kprobes = keys(file, Key.KPROBES);
        guest.labels().ifPresent(labels -> WORDS_OF_NOTATION.stream().filter(labels::containsKey).sorted()
                .forEach(label -> source.problem(file.get(Key.TEXT).at(), "a label called `" + label + "`",
                        "a name that means nothing else", "")));
        for (Node.Entry probe : Stream.concat(probes.stream(), kretprobes.stream()).toList()) {
            String name = probe.key().value();
            if (isTaken(name)) {
                source.problem(probe.key().at(), "a probe called `" + name + "`", "a name that means nothing else", "");
            } else if (guest.labels().map(labels -> labels.containsKey(name)).orElse(false)) {
                source.problem(probe.key().at(), "a probe called like the label `" + name + "`", "a name of its own", "");
            }
        }
        for (Node.Entry probe : kretprobes) {
            String name = probe.key().value();
            if (kprobes.contains(name)) {
                source.problem(probe.key().at(), "a kretprobe called like the kprobe `" + name + "`", "a name of its own", "");
            }
        }
        return Optional.of(Stream.concat(kprobes.stream(), keys(file, Key.KRETPROBES).stream()).distinct().toList());
    }

    /// The names in a mapping.
    private static List<String> keys(Map<Key, Node> file, Key key) {
        return file.get(key) instanceof Node.Mapping mapping
                ? mapping.entries().stream().map(entry -> entry.key().value()).distinct().toList()
                : List.of();
    }

    private List<KprobeDecl> kprobes(List<Node.Entry> probes) {
        var kprobes = new ArrayList<KprobeDecl>();
        for (Node.Entry probe : probes) {
            Map<Key, Node> keys = probe.value() instanceof Node.Scalar
                    ? Map.of(Key.AT, probe.value())
                    : table.keys(probe.value(), Table.KPROBE);
            Optional<Node.Scalar> at = Optional.ofNullable(keys.get(Key.AT)).flatMap(node -> table.scalar(node, Notion.ADDRESS.words()));
            Handler pre = handler(keys, Key.PRE_HANDLER);
            Handler post = handler(keys, Key.POST_HANDLER);
            ProbeState state = table.word(keys, Key.STATE, ProbeState.values());
            String name = probe.key().value();
            at.flatMap(scalar -> address(scalar, name, state))
                    .ifPresent(address -> kprobes.add(new KprobeDecl(name, address, pre, post, state)));
        }
        return kprobes;
    }

    private List<KprobeDecl> kretprobes(List<Node.Entry> probes) {
        var kretprobes = new ArrayList<KprobeDecl>();
        for (Node.Entry probe : probes) {
            Map<Key, Node> keys = probe.value() instanceof Node.Scalar
                    ? Map.of(Key.KRETPROBE_AT, probe.value())
                    : table.keys(probe.value(), Table.KRETPROBE);
            Optional<Node.Scalar> at = Optional.ofNullable(keys.get(Key.KRETPROBE_AT))
                    .flatMap(node -> table.scalar(node, Notion.ADDRESS.words()));
            var returns = new KprobeDecl.Returns(handler(keys, Key.RETURN_HANDLER), handler(keys, Key.ENTRY_HANDLER),
                    table.number(keys, Key.MAXACTIVE));
            ProbeState state = table.word(keys, Key.KRETPROBE_STATE, ProbeState.values());
            String name = probe.key().value();
            at.flatMap(scalar -> entry(scalar, name, state))
                    .ifPresent(address -> kretprobes.add(new KprobeDecl(name, address, returns, state)));
        }
        return kretprobes;
    }

    /// Where a kretprobe stands: at a label, unless a call registers it.
    private Optional<String> entry(Node.Scalar scalar, String probe, ProbeState state) {
        Optional<Term.SymbolAddress> address = place(scalar);
        if (state != ProbeState.UNREGISTERED && address.map(at -> at.offset() != 0).orElse(false)) {
            source.problem(scalar.at(), "`" + scalar.value() + "`, which is no function's entry", "a label of the text",
                    "To see what a kernel says to it, write `state: unregistered` and call `register_kretprobe(" + probe + ")` on a CPU.");
        }
        return address.map(Term.SymbolAddress::toString);
    }

    /// Where a probe stands. In the middle of an instruction only if a call registers it: what that call returns is then of interest.
    private Optional<String> address(Node.Scalar scalar, String probe, ProbeState state) {
        Optional<Term.SymbolAddress> address = place(scalar);
        if (state != ProbeState.UNREGISTERED && address.map(at -> at.offset() % INSTRUCTION != 0).orElse(false)) {
            source.problem(scalar.at(), "`" + scalar.value() + "`, which is in the middle of an instruction",
                    "an offset that is a multiple of " + INSTRUCTION,
                    "To see what a kernel says to it, write `state: unregistered` and call `register_kprobe(" + probe + ")` on a CPU.");
        }
        return address.map(Term.SymbolAddress::toString);
    }

    private Optional<Term.SymbolAddress> place(Node.Scalar scalar) {
        return table.take(scalar, Notation.textAddress(scalar.value(), names));
    }

    private Handler handler(Map<Key, Node> keys, Key key) {
        return Optional.ofNullable(keys.get(key))
                .flatMap(node -> table.scalar(node, Notion.HANDLER.words()))
                .flatMap(this::handler)
                .map(Handler::of)
                .orElseGet(() -> Handler.of(key.absent().value().orElse("none")));
    }

    private Optional<String> handler(Node.Scalar scalar) {
        return table.take(scalar, Notation.textSymbol(scalar.value(), names, List.of("none", "count")));
    }

    /// The CPUs by number; a gap in the numbers is noted.
    private List<Node.Entry> cpuEntries(Map<Key, Node> file) {
        var byNumber = new TreeMap<Integer, Node.Entry>();
        for (Node.Entry entry : table.named(file, Key.CPUS)) {
            byNumber.put(Integer.parseInt(entry.key().value()), entry);
        }
        int next = 0;
        for (var entry : byNumber.entrySet()) {
            if (entry.getKey() != next) {
                source.problem(entry.getValue().key().at(), "CPU " + entry.getKey(),
                        "CPU " + next + ": CPUs are numbered from 0 without a gap", "");
                break;
            }
            next++;
        }
        return List.copyOf(byNumber.values());
    }

    /// A call; one that is for a page is of a label that has one.
    private Optional<Call> call(Node.Scalar scalar) {
        Optional<Call> call = table.take(scalar, CallNotation.call(scalar.value(), names));
        call.ifPresent(each -> {
            switch (each) {
                case Call.UserCall(String symbol, _) -> paged(scalar, symbol);
                case Call.Munmap(String symbol) -> paged(scalar, symbol);
                default -> {}
            }
        });
        return call;
    }

    private void paged(Node.Scalar scalar, String symbol) {
        if (pages.stream().anyMatch(page -> page.label().equals(symbol) && page.paging() != Paging.KERNEL_ABSENT)) return;
        source.problem(scalar.at(), "`" + symbol + "`, which is no user page", "a label that has one",
                "Add `" + symbol + ": user` to `pages`.");
    }

    private List<CpuProgram> programs(List<Node.Entry> cpus) {
        var programs = new ArrayList<CpuProgram>();
        for (Node.Entry cpu : cpus) {
            int number = Integer.parseInt(cpu.key().value());
            var calls = new ArrayList<Call>();
            for (Node.Scalar scalar : table.phrases(cpu.value(), Notion.CALL)) {
                Optional<Call> call = call(scalar);
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
        for (Node.Entry entry : table.named(file, Key.SWEEP)) {
            Optional<Setting> setting = setting(entry.key());
            List<Node.Scalar> scalars = table.phrases(entry.value(), Notion.SETTING_VALUE);
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
        if (owner.equals("machine")) {
            return table.word(key, dot + 1, MachineSetting.values()).map(Setting.OfMachine::new);
        }
        if (names.probes().isPresent() && !names.probes().get().contains(owner)) {
            var known = new ArrayList<>(names.probes().get());
            known.add("machine");
            table.unknown(key, 0, "probe", owner, known);
            return Optional.empty();
        }
        if (names.kretprobes().contains(owner)) {
            return table.word(key, dot + 1, new ProbeSetting[] {ProbeSetting.AT, ProbeSetting.STATE})
                    .map(setting -> new Setting.OfProbe(owner, setting));
        }
        return table.word(key, dot + 1, ProbeSetting.values()).map(setting -> new Setting.OfProbe(owner, setting));
    }

    /// The canonical text of a value that a setting can take.
    private Optional<String> value(Setting setting, Node.Scalar scalar) {
        return switch (setting) {
            case Setting.OfProbe(_, ProbeSetting what) -> switch (what) {
                case AT -> place(scalar).map(Term.SymbolAddress::toString);
                case PRE_HANDLER, POST_HANDLER -> handler(scalar);
                case STATE -> table.word(scalar, 0, ProbeState.values()).map(Word::word);
            };
            case Setting.OfMachine(MachineSetting what) -> switch (what) {
                case FETCH -> table.word(scalar, 0, Fetch.values()).map(Word::word);
                case PREEMPT -> table.word(scalar, 0, Preempt.values()).map(Word::word);
                case MEMORY -> table.word(scalar, 0, DataOrder.values()).map(Word::word);
            };
        };
    }

    private List<KernelExpectation> expect(Map<Key, Node> file) {
        var expect = new ArrayList<KernelExpectation>();
        Optional<Expectation.Line> condition = condition(file, Key.FILE_EXISTS, Key.FILE_NOT_EXISTS, Key.FILE_FORALL);
        Optional<Predicate> filter = one(file, Key.FILE_FILTER);
        var spoken = new HashMap<String, Set<Fetch>>();
        for (Node.Entry entry : table.named(file, Key.EXPECT)) {
            String kernel = entry.key().value().split(" under ", 2)[0];
            kernel(entry.key(), kernel);
            List<Fetch> under = under(entry.key());
            Set<Fetch> before = spoken.computeIfAbsent(kernel, _ -> EnumSet.noneOf(Fetch.class));
            for (Fetch fetch : under.isEmpty() ? List.of(Fetch.values()) : under) {
                if (before.add(fetch)) continue;
                source.problem(entry.key().at(), "`" + kernel + "` under `" + fetch.word() + "` a second time", "it once", "");
                break;
            }
            Map<Key, Node> keys = table.keys(entry.value(), Table.EXPECTATION);
            boolean fileAsks = file.keySet().stream().anyMatch(CONDITIONS_OF_FILE::contains);
            if (entry.value() instanceof Node.Mapping mapping && mapping.entries().isEmpty() && !fileAsks) {
                source.problem(mapping.at(), "an empty mapping", "at least one of " + Table.EXPECTATION.names(), "");
            }
            var asked = new HashMap<Predicate, Quantifier>();
            expect.add(new KernelExpectation(kernel, under, new Expectation(
                    predicates(keys, Key.NEVER, Quantifier.NEVER, asked),
                    predicates(keys, Key.SOMETIMES, Quantifier.SOMETIMES, asked),
                    predicates(keys, Key.ALWAYS, Quantifier.ALWAYS, asked),
                    condition(keys, Key.EXISTS, Key.NOT_EXISTS, Key.FORALL).or(() -> condition),
                    one(keys, Key.FILTER).or(() -> filter),
                    keys.containsKey(Key.WAIVE) ? table.words(keys, Key.WAIVE, Invariant.values()) : List.of())));
        }
        return expect;
    }

    /// The condition under one of three keys; a second is noted.
    private Optional<Expectation.Line> condition(Map<Key, Node> keys, Key exists, Key notExists, Key forall) {
        Optional<Expectation.Line> condition = Optional.empty();
        Optional<Key> first = Optional.empty();
        for (Key key : List.of(exists, notExists, forall)) {
            if (!keys.containsKey(key)) {
                continue;
            }
            Quantifier quantifier = key == exists ? Quantifier.EXISTS : key == notExists ? Quantifier.NOT_EXISTS : Quantifier.FORALL;
            Optional<Expectation.Line> line = one(keys, key).map(predicate -> new Expectation.Line(quantifier, predicate));
            if (first.isPresent()) {
                source.problem(keys.get(key).at(), "a condition under `" + key.word() + "` beside that under `" + first.get().word() + "`",
                        "one condition", "Lists under `never`, `sometimes` and `always` take as many as you like.");
            } else {
                condition = line;
            }
            first = first.or(() -> Optional.of(key));
        }
        return condition;
    }

    private Optional<Predicate> one(Map<Key, Node> keys, Key key) {
        return Optional.ofNullable(keys.get(key)).flatMap(node -> table.scalar(node, Notion.CONDITION.words())).flatMap(this::predicate);
    }

    /// The fetch models that an expectation is limited to; none if it is not.
    private List<Fetch> under(Node.Scalar key) {
        String[] parts = key.value().split(" under ", 2);
        if (parts.length == 1) return List.of();
        var under = new ArrayList<Fetch>();
        int offset = parts[0].length() + " under ".length();
        for (String word : parts[1].split(", ", -1)) {
            Optional<Fetch> fetch = Arrays.stream(Fetch.values()).filter(known -> known.word().equals(word)).findFirst();
            fetch.ifPresent(under::add);
            if (fetch.isEmpty()) table.unknown(key, offset, "word", word, Arrays.stream(Fetch.values()).map(Fetch::word).toList());
            offset += word.length() + ", ".length();
        }
        return under;
    }

    private void kernel(Node.Scalar key, String name) {
        String[] parts = name.split("\\+", -1);
        if (!kernels.versions().contains(parts[0])) {
            table.unknown(key, 0, "kernel", parts[0], kernels.versions());
            return;
        }
        int offset = parts[0].length() + 1;
        for (int i = 1; i < parts.length; offset += parts[i++].length() + 1) {
            if (!kernels.patches().contains(parts[i])) {
                table.unknown(key, offset, "patch", parts[i], kernels.patches());
                return;
            }
        }
        kernels.objection(name).ifPresent(why -> source.problem(key.at(), "`" + name + "`", "patches that fit `" + parts[0] + "`", why));
    }

    private List<Predicate> predicates(Map<Key, Node> keys, Key key, Quantifier quantifier, Map<Predicate, Quantifier> before) {
        var predicates = new ArrayList<Predicate>();
        for (Node.Scalar scalar : table.phrases(keys, key)) {
            Optional<Predicate> read = predicate(scalar);
            if (read.isEmpty()) {
                continue;
            }
            Quantifier other = before.putIfAbsent(read.get(), quantifier);
            if (other != null) {
                source.problem(scalar.at(), "`" + read.get() + "` a second time",
                        "it once; it is under `" + other.word() + "` already", "");
            }
            predicates.add(read.get());
        }
        return predicates;
    }

    private Optional<Predicate> predicate(Node.Scalar scalar) {
        Optional<Predicate> read = table.take(scalar, Notation.predicate(scalar.value(), names));
        read.ifPresent(predicate -> predicate.terms().forEach(term -> returns(scalar, term)));
        return read;
    }

    /// Notes a term that asks for the result of a call which nobody makes.
    private void returns(Node.Scalar scalar, Term term) {
        if (term instanceof Term.Returned result && returning.isPresent() && !returning.get().contains(result)) {
            source.problem(source.within(scalar, scalar.value().indexOf(result.function().word())), "the result of `" + result + "`",
                    "a call that some CPU makes", "Add it to a list under `cpus`.");
        }
    }

    private static Set<Term.Returned> returning(List<KprobeDecl> kprobes, List<CpuProgram> programs, List<TaskDecl> tasks,
            List<Sweep> sweeps) {
        var returning = new HashSet<Term.Returned>();
        Stream.concat(programs.stream().map(CpuProgram::calls), tasks.stream().map(TaskDecl::calls)).flatMap(List::stream).forEach(call -> {
            if (call instanceof Call.KprobesCall(KprobesFunction function, List<String> probes)) {
                returning.add(new Term.Returned(function, probes));
            }
        });
        for (KprobeDecl p : kprobes) {
            boolean swept = sweeps.stream().anyMatch(sweep -> sweep.setting().equals(new Setting.OfProbe(p.name(), ProbeSetting.STATE)));
            if (swept || p.state() != ProbeState.UNREGISTERED) {
                returning.add(new Term.Returned(p.registering(), p.name()));
            }
        }
        return returning;
    }

    /// The phrases of a list that have the look of `notion`.
    private List<String> matching(Map<Key, Node> keys, Key key, Notion notion) {
        var matching = new ArrayList<String>();
        for (Node.Scalar scalar : table.phrases(keys, key)) {
            if (notion.matches(scalar.value())) matching.add(scalar.value());
            else table.wrong(scalar, notion.words());
        }
        return matching;
    }

    private Optional<Finding> finding(Map<Key, Node> file) {
        if (!file.containsKey(Key.FINDING)) return Optional.empty();
        Map<Key, Node> keys = table.keys(file.get(Key.FINDING), Table.FINDING);
        List<String> cures = new ArrayList<>();
        for (Node.Scalar scalar : table.phrases(keys, Key.CURES)) {
            if (!Notion.CURE.matches(scalar.value())) {
                table.wrong(scalar, Notion.CURE.words());
                continue;
            }
            int offset = 0;
            for (String patch : scalar.value().split("\\+")) {
                if (!kernels.patches().contains(patch)) table.unknown(scalar, offset, "patch", patch, kernels.patches());
                offset += patch.length() + 1;
            }
            cures.add(scalar.value());
        }
        return Optional.of(new Finding(table.phrase(keys, Key.WHAT), table.word(keys, Key.EVIDENCE, Finding.Evidence.values()),
                Optional.of(table.phrase(keys, Key.WHERE)).filter(where -> !where.isEmpty()), cures));
    }

    private List<Term> observe(Map<Key, Node> file) {
        var terms = new LinkedHashSet<Term>();
        for (Key key : List.of(Key.OBSERVE, Key.LOCATIONS)) {
            for (Node.Scalar scalar : table.phrases(file, key)) {
                Optional<Term> term = table.take(scalar, Notation.location(scalar.value(), names));
                if (term.isPresent() && (term.get() instanceof Term.Number || term.get() instanceof Term.Named)) {
                    source.problem(scalar.at(), "the constant " + scalar.found(), "a value that a schedule can change", "");
                }
                term.ifPresent(t -> returns(scalar, t));
                term.ifPresent(terms::add);
            }
        }
        return List.copyOf(terms);
    }

    private static Set<String> wordsOfNotation() {
        var words = new HashSet<>(List.of("oops", "warning", "panic", "livelock", "deadlock", "broken", "in", "at", "true", "false", "not",
                "and", "or", "slots", "slot", "word", "mem", "user", "munmap", "wait", "send_ipi", "machine", "none", "count"));
        for (KprobesFunction function : KprobesFunction.values()) {
            words.add(function.word());
        }
        return Set.copyOf(words);
    }
}
