package kprobarium.experiment;

import java.util.List;

/// What one kernel, named `version(+patch)*`, is expected to do.
///
/// @param under the fetch models for which it is expected; empty for all
public record KernelExpectation(String kernel, List<Fetch> under, Expectation expectation) {
    public KernelExpectation {
        under = List.copyOf(under);
    }

    public KernelExpectation(String kernel, Expectation expectation) {
        this(kernel, List.of(), expectation);
    }

    /// Whether it speaks of a machine that fetches so.
    boolean isFor(Fetch fetch) {
        return under.isEmpty() || under.contains(fetch);
    }
}
