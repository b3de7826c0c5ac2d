package kprobarium.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import kprobarium.elf.ElfFile;

/// One experiment file as a value: a small text, the probes in it, what each CPU does, and what is expected.
///
/// @param name       the experiment's name; a variant's has its settings added, `reentrant-probe [q.at=bar+0x4]`
/// @param about      one sentence for people
/// @param source     the file's name as it was given to the reader
/// @param text       guest code, in assembly
/// @param textLine   the line of `source`, from 1, on which the first line of `text` stands
/// @param textColumn the column, from 1, at which the lines of `text` start
/// @param data       the data region, in assembly; may be empty
/// @param elf        the program in place of both, which are empty then
/// @param tasks      what is done by tasks that are no CPU's own
/// @param sweeps     settings to vary; empty in a variant
/// @param observe    values that a report shows at the end of a play
/// @param kprobeEvents lines of `kprobe_events`, whose events are defined and enabled before the clock starts
/// @param defects    the rows of the list of defects that it is about, `M3`
/// @param symptom    what holds at an end where the defect shows; without it, any death, hang or broken invariant
/// @param finding    what is to be told of it, if today's kernel still has it
public record Experiment(
        String name,
        String about,
        String source,
        String text,
        int textLine,
        int textColumn,
        String data,
        Optional<ElfFile> elf,
        List<KprobeDecl> kprobes,
        List<CpuProgram> cpus,
        List<TaskDecl> tasks,
        MachineConfig machine,
        Search search,
        List<Sweep> sweeps,
        List<KernelExpectation> expect,
        List<Term> observe,
        List<String> kprobeEvents,
        List<String> defects,
        Optional<Predicate> symptom,
        Optional<Finding> finding) {

    /// One without events, that is about no defect.
    public Experiment(String name, String about, String source, String text, int textLine, int textColumn, String data,
            List<KprobeDecl> kprobes, List<CpuProgram> cpus, List<TaskDecl> tasks, MachineConfig machine, Search search,
            List<Sweep> sweeps, List<KernelExpectation> expect, List<Term> observe) {
        this(name, about, source, text, textLine, textColumn, data, Optional.empty(), kprobes, cpus, tasks, machine, search, sweeps, expect, observe,
                List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    public Experiment {
        Objects.requireNonNull(name);
        Objects.requireNonNull(about);
        Objects.requireNonNull(source);
        Objects.requireNonNull(text);
        Objects.requireNonNull(data);
        Objects.requireNonNull(elf);
        Objects.requireNonNull(machine);
        Objects.requireNonNull(search);
        kprobes = List.copyOf(kprobes);
        cpus = List.copyOf(cpus);
        tasks = List.copyOf(tasks);
        sweeps = List.copyOf(sweeps);
        expect = List.copyOf(expect);
        observe = List.copyOf(observe);
        kprobeEvents = List.copyOf(kprobeEvents);
        defects = List.copyOf(defects);
        Objects.requireNonNull(symptom);
        Objects.requireNonNull(finding);
    }

    /// The same with some of it changed.
    public Experiment with(UnaryOperator<ExperimentDraft> changes) {
        return changes.apply(new ExperimentDraft(this)).finished();
    }

    /// One experiment for each combination of the sweeps' values, the last sweep varying fastest; this one alone if
    /// nothing is swept.
    public List<Experiment> variants() {
        record Variant(Experiment experiment, List<String> settings) {
        }
        var variants = List.of(new Variant(with(draft -> draft.sweeps(List.of())), List.of()));
        for (Sweep sweep : sweeps) {
            var next = new ArrayList<Variant>();
            for (Variant variant : variants) {
                for (String value : sweep.values()) {
                    var settings = new ArrayList<>(variant.settings());
                    settings.add(sweep.setting() + "=" + value);
                    next.add(new Variant(sweep.setting().set(variant.experiment(), value), settings));
                }
            }
            variants = next;
        }
        return variants.stream()
                .map(v -> v.settings().isEmpty() ? v.experiment().itself()
                        : v.experiment().itself().named(name + v.settings().stream().collect(Collectors.joining(", ", " [", "]"))))
                .toList();
    }

    /// With the expectations alone that speak of its machine.
    private Experiment itself() {
        List<KernelExpectation> own = expect.stream().filter(expected -> expected.isFor(machine.fetch())).toList();
        return own.equals(expect) ? this : with(draft -> draft.expect(own));
    }

    private Experiment named(String name) {
        return with(draft -> draft.name(name));
    }

    Experiment with(List<KprobeDecl> kprobes) {
        return with(draft -> draft.kprobes(kprobes));
    }

    Experiment with(MachineConfig machine) {
        return with(draft -> draft.machine(machine));
    }
}
