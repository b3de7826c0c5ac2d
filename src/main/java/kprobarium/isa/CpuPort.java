package kprobarium.isa;

/// All that an instruction may touch: the port through which the rows of [Insn] reach a CPU.
///
/// **Exceptions end the instruction.** After [#trap], and after an access that faults, nothing more that the row does counts: an
/// implementation either unwinds the row by throwing, or ignores the row's remaining writes. Rows that trap do so before they change
/// anything.
///
/// Methods with a body belong to parts of the architecture that a CPU may lack; there, an instruction that needs them is not defined
/// ([Ecode#INE]).
public interface CpuPort {
    /// The value of general register 0–31; `r0` reads 0.
    long get(int gpr);

    /// Sets general register 0–31; a write to `r0` vanishes.
    void set(int gpr, long value);

    /// The address of this instruction.
    long pc();

    /// Sets the address of the next instruction, which else is pc + 4.
    void branch(long target);

    /// Reads 1, 2, 4 or 8 bytes, zero-extended.
    long load(long address, int size);

    /// Writes the low 1, 2, 4 or 8 bytes of a value.
    void store(long address, int size, long value);

    /// Reads 4 or 8 bytes, zero-extended, and takes the reservation (`LLbit`).
    long loadLinked(long address, int size);

    /// Writes the low 4 or 8 bytes if the reservation stands; drops the reservation and says whether it wrote.
    boolean storeConditional(long address, int size, long value);

    long readCsr(int number);

    void writeCsr(int number, long value);

    /// Raises an exception at this instruction.
    void trap(Ecode ecode);

    /// Returns from an exception.
    void ertn();

    /// Waits for an interrupt.
    void idle(int level);

    /// Data barrier; a hint that is not known acts as 0, the full barrier.
    void dbar(int hint);

    /// Instruction barrier.
    void ibar(int hint);

    /// The stable counter.
    long counter();

    /// A configuration word; words that are not defined read 0.
    long cpucfg(long word);

    /// Raises an exception that reports an address in `BADV`.
    default void trap(Ecode ecode, long badAddress) {
        trap(ecode);
    }

    /// The number of the stable counter (`CSR.TID`), readable at every privilege level.
    default long counterId() {
        return 0;
    }

    /// The bits of floating point register 0–31.
    default long fpr(int number) {
        trap(Ecode.INE);
        return 0;
    }

    default void fpr(int number, long value) {
        trap(Ecode.INE);
    }

    /// Floating point control and status, `FCSR0`.
    default int fcsr() {
        trap(Ecode.INE);
        return 0;
    }

    default void fcsr(int value) {
        trap(Ecode.INE);
    }

    default void fcc(int number, boolean value) {
        trap(Ecode.INE);
    }

    /// Condition flag 0–7.
    default boolean fcc(int number) {
        return false;
    }

    /// Writes 16 bytes, low half first, if the reservation stands; drops the reservation and says whether it wrote.
    default boolean storeConditionalQuad(long address, long low, long high) {
        trap(Ecode.INE);
        return false;
    }

    /// Reads 1, 2, 4 or 8 bytes of IOCSR space, zero-extended.
    default long iocsrRead(long address, int size) {
        trap(Ecode.INE);
        return 0;
    }

    /// Writes the low 1, 2, 4 or 8 bytes of a value to IOCSR space.
    default void iocsrWrite(long address, int size, long value) {
        trap(Ecode.INE);
    }

    /// Cache operation `code` on the line that an address names.
    default void cacop(int code, long address) {
        trap(Ecode.INE);
    }

    /// Looks `TLBEHI` and `ASID` up; index or miss goes to `TLBIDX`.
    default void tlbsrch() {
        trap(Ecode.INE);
    }

    /// Reads the entry that `TLBIDX` names.
    default void tlbrd() {
        trap(Ecode.INE);
    }

    /// Writes the entry that `TLBIDX` names.
    default void tlbwr() {
        trap(Ecode.INE);
    }

    /// Writes an entry of the hardware's choice.
    default void tlbfill() {
        trap(Ecode.INE);
    }

    /// Drops the non-global entries that `TLBIDX` selects.
    default void tlbclr() {
        trap(Ecode.INE);
    }

    /// Drops the entries that `TLBIDX` selects.
    default void tlbflush() {
        trap(Ecode.INE);
    }

    /// Drops the TLB entries that operation 0–6 selects by address space and address.
    default void invtlb(int op, long asid, long address) {
        trap(Ecode.INE);
    }

    /// The base of the next page table below a directory entry.
    default long lddir(long base, int level) {
        trap(Ecode.INE);
        return 0;
    }

    /// Loads the even (0) or odd (1) page table entry into `TLBRELO0` or `TLBRELO1`.
    default void ldpte(long base, int seq) {
        trap(Ecode.INE);
    }
}
