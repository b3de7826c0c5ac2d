package kprobarium.experiment;

import java.util.List;

/// A task that is no CPU's own: what it does, in order, and the CPUs that it may run on.
public record TaskDecl(String name, List<Integer> cpus, List<Call> calls) {
    public TaskDecl {
        cpus = List.copyOf(cpus);
        calls = List.copyOf(calls);
    }
}
