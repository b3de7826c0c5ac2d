package kprobarium.experiment;

import java.util.List;
import java.util.Optional;

/// An experiment that is being changed: what it was, until a part is said anew.
public final class ExperimentDraft {
    private final Experiment was;
    private String name;
    private String about;
    private List<KprobeDecl> kprobes;
    private List<CpuProgram> cpus;
    private List<TaskDecl> tasks;
    private MachineConfig machine;
    private List<Sweep> sweeps;
    private List<KernelExpectation> expect;
    private List<Term> observe;
    private Optional<Predicate> symptom;

    ExperimentDraft(Experiment was) {
        this.was = was;
        name = was.name();
        about = was.about();
        kprobes = was.kprobes();
        cpus = was.cpus();
        tasks = was.tasks();
        machine = was.machine();
        sweeps = was.sweeps();
        expect = was.expect();
        observe = was.observe();
        symptom = was.symptom();
    }

    Experiment finished() {
        return new Experiment(name, about, was.source(), was.text(), was.textLine(), was.textColumn(), was.data(), was.elf(), kprobes, cpus,
                tasks, machine, was.search(), sweeps, expect, observe, was.kprobeEvents(), was.defects(), symptom, was.finding());
    }

    public ExperimentDraft name(String name) {
        this.name = name;
        return this;
    }

    public ExperimentDraft about(String about) {
        this.about = about;
        return this;
    }

    public ExperimentDraft kprobes(List<KprobeDecl> kprobes) {
        this.kprobes = kprobes;
        return this;
    }

    public ExperimentDraft cpus(List<CpuProgram> cpus) {
        this.cpus = cpus;
        return this;
    }

    public ExperimentDraft tasks(List<TaskDecl> tasks) {
        this.tasks = tasks;
        return this;
    }

    public ExperimentDraft machine(MachineConfig machine) {
        this.machine = machine;
        return this;
    }

    public ExperimentDraft sweeps(List<Sweep> sweeps) {
        this.sweeps = sweeps;
        return this;
    }

    public ExperimentDraft expect(List<KernelExpectation> expect) {
        this.expect = expect;
        return this;
    }

    public ExperimentDraft symptom(Optional<Predicate> symptom) {
        this.symptom = symptom;
        return this;
    }

    public ExperimentDraft observe(List<Term> observe) {
        this.observe = observe;
        return this;
    }
}
