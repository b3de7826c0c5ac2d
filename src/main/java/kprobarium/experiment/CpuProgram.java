package kprobarium.experiment;

import java.util.List;

/// What one CPU does, in order; an empty list is a CPU that idles and only answers `stop_machine`.
public record CpuProgram(int cpu, List<Call> calls) {
    public CpuProgram {
        calls = List.copyOf(calls);
    }
}
