package kprobarium.engine;

/// Why a [run][Core#run] ended.
public enum Halt {
    /// All instructions that it was given have retired.
    BUDGET,
    /// The CPU waits for an interrupt.
    IDLE,
    /// Whoever handles its exceptions said so, and knows why.
    STOPPED
}
