package kprobarium.experiment.file;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kprobarium.experiment.AddressSpace;
import kprobarium.experiment.Call;
import kprobarium.experiment.CpuProgram;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.Fetching;
import kprobarium.experiment.Expectation;
import kprobarium.experiment.Handler;
import kprobarium.experiment.InterruptDecl;
import kprobarium.experiment.InterruptSource;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.KprobeDecl;
import kprobarium.experiment.MachineConfig;
import kprobarium.experiment.ProbeState;
import kprobarium.experiment.Quantifier;
import kprobarium.experiment.TaskDecl;
import kprobarium.experiment.Term;
import kprobarium.experiment.Word;

/// An experiment as the file that it could have been read from. Sweeps are not written: it is for one variant.
public final class ExperimentText {
    private ExperimentText() {}

    /// `remarks` are lines of comment for the head.
    public static String write(Experiment experiment, List<String> remarks) {
        StringBuilder text = new StringBuilder();
        remarks.forEach(remark -> text.append("# ").append(remark).append('\n'));
        text.append("experiment: ").append(experiment.name()).append('\n');
        text.append("about: ").append(quoted(experiment.about())).append('\n');
        experiment.elf().ifPresent(program -> text.append("elf: ").append(program.name()).append('\n'));
        if (experiment.elf().isEmpty()) block("text", experiment.text(), text);
        if (!experiment.data().isBlank()) block("data", experiment.data(), text);
        AddressSpace space = experiment.machine().space();
        if (!space.pages().isEmpty()) {
            text.append("pages: ").append(mapping(space.pages().stream().map(page -> page.label() + ": " + page.paging().word()).toList()));
        }
        if (!space.extable().isEmpty()) {
            text.append("extable: ").append(mapping(space.extable().stream().map(fixup -> fixup.at() + ": " + fixup).toList()));
        }
        probes("kprobes", experiment.kprobes().stream().filter(probe -> !probe.isKretprobe()).toList(), text);
        probes("kretprobes", experiment.kprobes().stream().filter(KprobeDecl::isKretprobe).toList(), text);
        if (!experiment.kprobeEvents().isEmpty()) {
            text.append("kprobe_events: ").append(experiment.kprobeEvents().stream().map(ExperimentText::quoted)
                    .collect(Collectors.joining(", ", "[ ", " ]"))).append('\n');
        }
        text.append("cpus:\n");
        for (CpuProgram program : experiment.cpus()) {
            text.append("  ").append(program.cpu()).append(": ").append(list(program.calls().stream().map(Call::toString).toList()))
                    .append('\n');
        }
        if (!experiment.tasks().isEmpty()) {
            text.append("tasks:\n");
            for (TaskDecl task : experiment.tasks()) {
                text.append("  ").append(task.name()).append(": { ")
                        .append(task.cpus().isEmpty() ? "" : "cpus: " + cpus(task.cpus()) + ", ")
                        .append("calls: ").append(list(task.calls().stream().map(Call::toString).toList())).append(" }\n");
            }
        }
        String machine = machine(experiment.machine());
        if (!machine.isEmpty()) text.append("machine: { ").append(machine).append(" }\n");
        text.append("search: ").append(experiment.search()).append('\n');
        text.append("expect:\n");
        for (KernelExpectation expected : experiment.expect()) {
            text.append("  ").append(expected.kernel()).append(": { ").append(expectation(expected.expectation())).append(" }\n");
        }
        if (!experiment.observe().isEmpty()) {
            text.append("observe: ").append(list(experiment.observe().stream().map(Term::toString).toList())).append('\n');
        }
        return text.toString();
    }

    private static void block(String key, String assembly, StringBuilder text) {
        text.append(key).append(": |\n");
        assembly.stripTrailing().lines().forEach(line -> text.append(line.isBlank() ? "" : "  " + line).append('\n'));
    }

    private static void probes(String key, List<KprobeDecl> probes, StringBuilder text) {
        if (probes.isEmpty()) return;
        text.append(key).append(":\n");
        for (KprobeDecl probe : probes) text.append("  ").append(probe.name()).append(": ").append(probe(probe)).append('\n');
    }

    private static String probe(KprobeDecl probe) {
        List<String> keys = new ArrayList<>(List.of("at: " + probe.at()));
        probe.returns().ifPresent(returns -> {
            if (!(returns.handler() instanceof Handler.Count)) keys.add("handler: " + returns.handler());
            if (!(returns.entryHandler() instanceof Handler.None)) keys.add("entry_handler: " + returns.entryHandler());
            if (returns.maxactive() != 0) keys.add("maxactive: " + returns.maxactive());
        });
        if (!(probe.preHandler() instanceof Handler.None)) keys.add("pre_handler: " + probe.preHandler());
        if (!(probe.postHandler() instanceof Handler.None)) keys.add("post_handler: " + probe.postHandler());
        if (probe.state() != ProbeState.ARMED) keys.add("state: " + probe.state().word());
        return keys.size() == 1 ? probe.at() : "{ " + String.join(", ", keys) + " }";
    }

    private static String expectation(Expectation expectation) {
        List<String> lines = new ArrayList<>();
        for (Quantifier quantifier : Quantifier.values()) {
            List<String> predicates = expectation.of(quantifier).stream().map(Object::toString).toList();
            if (!predicates.isEmpty()) lines.add(quantifier.word() + ": " + list(predicates));
        }
        if (!expectation.waived().isEmpty()) {
            lines.add("waive: " + list(expectation.waived().stream().map(Word::word).toList()));
        }
        return String.join(", ", lines);
    }

    /// The keys of the machine that are not as without them.
    private static String machine(MachineConfig machine) {
        MachineConfig usual = MachineConfig.DEFAULT;
        Fetching fetching = machine.fetching();
        List<String> keys = new ArrayList<>();
        if (machine.fetch() != usual.fetch()) keys.add("fetch: " + machine.fetch().word());
        if (fetching.window() != usual.fetching().window()) keys.add("fetch_window: " + fetching.window());
        if (!fetching.synchronises().equals(usual.fetching().synchronises())) {
            keys.add("synchronises: " + list(fetching.synchronises().stream().map(Word::word).toList()));
        }
        if (!fetching.bus().equals(usual.fetching().bus())) {
            Fetching.Bus bus = fetching.bus();
            keys.add("bus: { order: " + bus.order().word() + ", lose: " + bus.lose() + ", duplicate: " + bus.duplicate() + ", late: "
                    + bus.late() + " }");
        }
        if (!fetching.writableText().isEmpty()) keys.add("writable_text: " + list(fetching.writableText()));
        if (!fetching.cmodxSafe().isEmpty()) keys.add("cmodx_safe: " + list(fetching.cmodxSafe()));
        if (!machine.interrupts().isEmpty()) {
            keys.add(machine.interrupts().stream().map(ExperimentText::interrupt)
                    .collect(Collectors.joining(", ", "interrupts: { ", " }")));
        }
        if (machine.preemptions() != usual.preemptions()) keys.add("preemptions: " + machine.preemptions());
        if (machine.preempt() != usual.preempt()) keys.add("preempt: " + machine.preempt().word());
        if (machine.space().setMemoryRw() != usual.space().setMemoryRw()) {
            keys.add("set_memory_rw: " + machine.space().setMemoryRw().word());
        }
        if (!machine.noProbe().nokprobe().isEmpty()) keys.add("nokprobe: " + list(machine.noProbe().nokprobe()));
        if (!machine.noProbe().irqentry().isEmpty()) keys.add("irqentry: " + list(machine.noProbe().irqentry()));
        if (machine.memory() != usual.memory()) keys.add("memory: " + machine.memory().word());
        return String.join(", ", keys);
    }

    private static String interrupt(InterruptDecl interrupt) {
        List<String> keys = new ArrayList<>(List.of("handler: " + interrupt.handler()));
        if (interrupt.source() != InterruptSource.DEVICE) keys.add("source: " + interrupt.source().word());
        if (interrupt.atMost() != 1) keys.add("at_most: " + interrupt.atMost());
        if (!interrupt.cpus().isEmpty()) keys.add("cpus: " + cpus(interrupt.cpus()));
        return interrupt.name() + ": " + (keys.size() == 1 ? interrupt.handler() : "{ " + String.join(", ", keys) + " }");
    }

    private static String cpus(List<Integer> cpus) {
        return list(cpus.stream().map(cpu -> "cpu" + cpu).toList());
    }

    private static String mapping(List<String> entries) {
        return entries.stream().collect(Collectors.joining(", ", "{ ", " }\n"));
    }

    private static String list(List<String> entries) {
        return entries.isEmpty() ? "[]" : entries.stream().map(entry -> entry.contains(",") ? quoted(entry) : entry)
                .collect(Collectors.joining(", ", "[ ", " ]"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
