package kprobarium.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// `struct pt_regs`: the interrupted context, on the kernel stack of the CPU that was interrupted (arch/loongarch/include/asm/ptrace.h).
public final class PtRegs {
    public static final long CSR_PRMD_PIE = 1 << 2;
    public static final int CSR_ERA = 0x108;
    static final int ORIG_A0 = 0x100, CSR_BADVADDR = 0x110, CSR_CRMD = 0x118, CSR_PRMD = 0x120, CSR_ESTAT = 0x138;
    /// Not saved: the machine has neither register.
    public static final int CSR_EUEN = 0x128, CSR_ECFG = 0x130;
    static final int SIZE = 0x140;

    private static final Map<String, Integer> OFFSETS = offsets();

    private final Kernel k;
    private final Strand strand;
    private final long address;
    private final Memory.Struct struct;

    PtRegs(Kernel k, long address) {
        this.k = k;
        strand = k.strand;
        this.address = address;
        struct = k.machine.memory().struct(address, SIZE);
    }

    /// Where in pt_regs a register is, by the name that the kernel's tracing gives it: `r4`, `csr_era`. No ABI names.
    public static Optional<Integer> offset(String name) {
        return Optional.ofNullable(OFFSETS.get(name));
    }

    private static Map<String, Integer> offsets() {
        var offsets = new TreeMap<String, Integer>();
        for (int gpr = 0; gpr < 32; gpr++) offsets.put("r" + gpr, 8 * gpr);
        List<String> behind = List.of("orig_a0", "csr_era", "csr_badvaddr", "csr_crmd", "csr_prmd", "csr_euen", "csr_ecfg", "csr_estat");
        for (String name : behind) offsets.put(name, ORIG_A0 + 8 * behind.indexOf(name));
        return offsets;
    }

    /// Where they lie.
    public long address() {
        return address;
    }

    // Entry code, which is nobody's routine.

    /// SAVE_ALL: the registers, and of the CSRs what a handler is told.
    void save(Cpu cpu) {
        struct.aboutToPut(SIZE);
        cpu.putRegisters(struct);
        struct.put(ORIG_A0, cpu.get(Cpu.A0));
        struct.put(CSR_ERA, cpu.readCsr(Cpu.ERA));
        struct.put(CSR_BADVADDR, cpu.readCsr(Cpu.BADV));
        struct.put(CSR_CRMD, cpu.readCsr(Cpu.CRMD));
        struct.put(CSR_PRMD, cpu.readCsr(Cpu.PRMD));
        struct.put(CSR_ESTAT, cpu.readCsr(Cpu.ESTAT));
    }

    /// The registers alone, of what was called at `pc`.
    void save(Cpu cpu, long pc) {
        struct.aboutToPut(SIZE);
        cpu.putRegisters(struct);
        struct.put(CSR_ERA, pc);
    }

    /// RESTORE_ALL_AND_RET: the registers, PRMD and ERA come back from the stack; `$r0` does not, and `$r21` only on the way to user mode:
    /// in the kernel it is the CPU's. `csrs`: PRMD and ERA have not come back already.
    void restore(Cpu cpu, boolean csrs) {
        long prmd = struct.get(CSR_PRMD);
        boolean toUser = (prmd & Cpu.PLV) != 0;
        long perCpuBase = cpu.get(Tasks.PER_CPU_BASE);
        cpu.loadRegisters(struct);
        if (!toUser) cpu.set(Tasks.PER_CPU_BASE, perCpuBase);
        if (!csrs) return;
        cpu.writeCsr(Cpu.PRMD, prmd);
        cpu.writeCsr(Cpu.ERA, struct.get(CSR_ERA));
    }

    /// What register `gpr` was saved as.
    long saved(int gpr) {
        return struct.get(8 * gpr);
    }

    public long regs(int gpr) {
        return strand.local(struct, 8 * gpr);
    }

    public void regs(int gpr, long value) {
        strand.local(struct, 8 * gpr, value);
    }

    public long csrEra() {
        return strand.local(struct, CSR_ERA);
    }

    public void csrEra(long era) {
        if (strand.local(struct, CSR_ERA, era)) k.events.eraSet(strand.cpu(), era);
    }

    public long csrBadvaddr() {
        return strand.local(struct, CSR_BADVADDR);
    }

    public void csrBadvaddr(long value) {
        strand.local(struct, CSR_BADVADDR, value);
    }

    /// `user_mode()`.
    public boolean userMode() {
        return (csrPrmd() & Cpu.PLV) != 0;
    }

    long csrEstat() {
        return strand.local(struct, CSR_ESTAT);
    }

    public long csrPrmd() {
        return strand.local(struct, CSR_PRMD);
    }

    public void csrPrmd(long prmd) {
        strand.local(struct, CSR_PRMD, prmd);
    }
}
