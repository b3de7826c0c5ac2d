package kprobarium.machine;

/// In which order the accesses of one CPU may become visible to the others: the memory models that a machine can have.
///
/// What differs is which two accesses of one program may change places, as seen from outside; a CPU itself always sees its own stores.
///
/// |     | store, load | store, store | load, load | load, store |
/// |-----|-------------|--------------|------------|-------------|
/// | SC  | in order    | in order     | in order   | in order    |
/// | TSO | *either*    | in order     | in order   | in order    |
/// | PSO | *either*    | *either*     | in order   | in order    |
/// | LA  | *either*    | *either*     | *either*   | in order    |
///
/// LoongArch lets a load and a later store change places as well. A search that looks for that must guess what will be stored; none does
/// here, so under [#LA] "load buffering" is not seen, and whatever fails only by it passes.
public enum MemoryOrder {
    /// Sequential consistency: every access is made in memory, at once and in program order.
    SC,
    /// Total store order: the stores of a CPU wait in one queue (x86; SPARC TSO).
    TSO,
    /// Partial store order: the stores of a CPU wait in a queue for each aligned eight bytes (SPARC PSO).
    PSO,
    /// LoongArch's own: stores wait as under PSO, and a load may see an older value unless `dbar`, an address dependency or an atomic
    /// instruction forbids it.
    LA
}
