package kprobarium.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.kernel.Layout;
import kprobarium.machine.Machine;

/// What the guest calls of an experiment leave behind, as one number: the general registers of each task that makes such a call, and
/// the data.
///
/// A guest handler of a probe may write data on purpose, so where there is one the data is left out.
public final class Unprobed {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int GPRS = 32, DOUBLEWORD = 8;

    private final List<Integer> tasks;
    private final long dataSize;

    private Unprobed(List<Integer> tasks, long dataSize) {
        this.tasks = tasks;
        this.dataSize = dataSize;
    }

    /// The experiment without its probes, and without the calls that concern them.
    public static Experiment of(Experiment experiment) {
        return experiment.with(draft -> draft.kprobes(List.of()).expect(List.of()).observe(List.of()).symptom(Optional.empty())
                .cpus(experiment.cpus().stream().map(program -> new CpuProgram(program.cpu(), others(program.calls()))).toList())
                .tasks(experiment.tasks().stream().map(task -> new TaskDecl(task.name(), task.cpus(), others(task.calls()))).toList()));
    }

    private static List<Call> others(List<Call> calls) {
        return calls.stream().filter(call -> !(call instanceof Call.KprobesCall)).toList();
    }

    /// How to read what `experiment`, with its probes, leaves behind: of itself, and of [the same without][#of(Experiment)].
    public static Unprobed reading(Experiment experiment, long dataSize) {
        List<List<Call>> calls = Stream.concat(experiment.cpus().stream().map(CpuProgram::calls),
                experiment.tasks().stream().map(TaskDecl::calls)).toList();
        List<Integer> tasks = Stream.iterate(0, n -> n < calls.size(), n -> n + 1)
                .filter(n -> calls.get(n).stream().anyMatch(Call.GuestCall.class::isInstance)).toList();
        boolean handlersWrite = experiment.kprobes().stream().flatMap(KprobeDecl::handlers).anyMatch(Handler.Guest.class::isInstance);
        return new Unprobed(tasks, handlersWrite ? 0 : dataSize);
    }

    /// The number, of a machine that has come to its end.
    public long of(Machine machine) {
        long h = GOLDEN;
        for (int task : tasks) for (int gpr = 1; gpr < GPRS; gpr++) h = mix(h, machine.taskRegister(task, gpr));
        for (long at = 0; at + DOUBLEWORD <= dataSize; at += DOUBLEWORD) h = mix(h, machine.memory().load(Layout.DATA + at, DOUBLEWORD));
        return h;
    }

    private static long mix(long h, long value) {
        long z = (h ^ value) * 0xbf58476d1ce4e5b9L + GOLDEN;
        return (z ^ z >>> 31) * 0x94d049bb133111ebL;
    }
}
