package kprobarium.isa;

/// What an instruction touches beyond its own CPU's registers, known before it runs: decides whether others can see it.
///
/// It is read off the row's semantics (see [Rehearsal]), never written down. An instruction that touches several kinds is listed under the
/// last of them in this order.
public enum Touch {
    /// Registers and pc only; the next instruction follows.
    NONE,
    /// The machine's counter is read.
    COUNTER,
    /// An exception, always or on a condition: `break`, `syscall`, `asrtle.d`.
    TRAP,
    /// The pc is set.
    BRANCH,
    /// `dbar`.
    FENCE,
    /// `ibar`: the CPU sees all earlier stores when it fetches.
    IBAR,
    /// Memory is read.
    LOAD,
    /// Memory is written.
    STORE,
    /// Memory is read and written in one step.
    AMO,
    /// Memory is read and a reservation is taken.
    LL,
    /// Memory is written if the reservation still stands.
    SC,
    /// CSRs, IOCSRs, TLB, caches, `ertn`, `idle`: defined at privilege level 0 only.
    PRIVILEGED;

    /// Whether memory is read.
    public boolean reads() {
        return this == LOAD || this == AMO || this == LL;
    }

    /// Whether memory may be written.
    public boolean writes() {
        return this == STORE || this == AMO || this == SC;
    }

    /// Whether there is an address and a size.
    public boolean isMemory() {
        return reads() || writes();
    }
}
