package kprobarium.kernel;

/// A death of the kernel: on which CPU, of what, in which function, and where.
public record OopsRecord(int cpu, String message, String function, long era) {}
