package kprobarium.kernel;

import kprobarium.machine.Cpu;
import kprobarium.machine.Strand;

/// `struct pt_regs`: the interrupted context, on the kernel stack of the CPU that was interrupted (arch/loongarch/include/asm/ptrace.h).
public final class PtRegs {
    public static final long CSR_PRMD_PIE = 1 << 2;
    static final int ORIG_A0 = 0x100, CSR_ERA = 0x108, CSR_BADVADDR = 0x110, CSR_CRMD = 0x118, CSR_PRMD = 0x120, CSR_ESTAT = 0x138;
    static final int SIZE = 0x140;

    private final Kernel k;
    private final Strand strand;
    private final long address;

    PtRegs(Kernel k, long address) {
        this.k = k;
        strand = k.strand;
        this.address = address;
    }

    long address() {
        return address;
    }

    public long regs(int gpr) {
        return strand.local(address + 8L * gpr);
    }

    public void regs(int gpr, long value) {
        strand.local(address + 8L * gpr, value);
    }

    public long csrEra() {
        return strand.local(address + CSR_ERA);
    }

    public void csrEra(long era) {
        if (strand.local(address + CSR_ERA, era)) k.events.eraSet(strand.cpu(), era);
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
        return strand.local(address + CSR_PRMD);
    }

    public void csrPrmd(long prmd) {
        strand.local(address + CSR_PRMD, prmd);
    }
}
