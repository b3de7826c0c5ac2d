package kprobarium.experiment;

/// What one kernel, named `version(+patch)*`, is expected to do.
public record KernelExpectation(String kernel, Expectation expectation) {
}
