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
    private final Memory.Cell csrEra;
    private final Memory.Cell csrPrmd;

    PtRegs(Kernel k, long address) {
        this.k = k;
        strand = k.strand;
        this.address = address;
        csrEra = k.machine.memory().cell(address + CSR_ERA);
        csrPrmd = k.machine.memory().cell(address + CSR_PRMD);
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

    public long regs(int gpr) {
        return strand.local(address + 8L * gpr);
    }

    public void regs(int gpr, long value) {
        strand.local(address + 8L * gpr, value);
    }

    public long csrEra() {
        return strand.local(csrEra);
    }

    public void csrEra(long era) {
        if (strand.local(csrEra, era)) k.events.eraSet(strand.cpu(), era);
    }

    public long csrBadvaddr() {
        return strand.local(address + CSR_BADVADDR);
    }

    public void csrBadvaddr(long value) {
        strand.local(address + CSR_BADVADDR, value);
    }

    /// `user_mode()`.
    public boolean userMode() {
        return (csrPrmd() & Cpu.PLV) != 0;
    }

    long csrEstat() {
        return strand.local(address + CSR_ESTAT);
    }

    public long csrPrmd() {
        return strand.local(csrPrmd);
    }

    public void csrPrmd(long prmd) {
        strand.local(csrPrmd, prmd);
    }
}
