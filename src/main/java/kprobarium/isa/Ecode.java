package kprobarium.isa;

/// LoongArch's exception codes: what `CSR.ESTAT` says after a trap.
public enum Ecode {
    // @formatter:off
    INT (0x00, 0, "interrupt"),
    PIL (0x01, 0, "page invalid for load"),
    PIS (0x02, 0, "page invalid for store"),
    PIF (0x03, 0, "page invalid for fetch"),
    PME (0x04, 0, "page modification"),
    PNR (0x05, 0, "page not readable"),
    PNX (0x06, 0, "page not executable"),
    PPI (0x07, 0, "page privilege illegal"),
    ADEF(0x08, 0, "address error at fetch"),
    ADEM(0x08, 1, "address error at memory access"),
    ALE (0x09, 0, "address alignment fault"),
    BCE (0x0a, 0, "bound check"),
    SYS (0x0b, 0, "system call"),
    BRK (0x0c, 0, "breakpoint"),
    INE (0x0d, 0, "instruction not defined"),
    IPE (0x0e, 0, "instruction privilege"),
    FPD (0x0f, 0, "floating point disabled"),
    SXD (0x10, 0, "128-bit vectors disabled"),
    ASXD(0x11, 0, "256-bit vectors disabled"),
    FPE (0x12, 0, "floating point"),
    VFPE(0x12, 1, "vector floating point"),
    WPEF(0x13, 0, "watchpoint at fetch"),
    WPEM(0x13, 1, "watchpoint at memory access"),
    BTD (0x14, 0, "binary translation disabled"),
    BTE (0x15, 0, "binary translation"),
    GSPR(0x16, 0, "guest-sensitive privileged resource"),
    HVC (0x17, 0, "hypervisor call"),
    GCSC(0x18, 0, "guest CSR software change"),
    GCHC(0x18, 1, "guest CSR hardware change");
    // @formatter:on

    private final int number;
    private final int subcode;
    private final String meaning;

    Ecode(int number, int subcode, String meaning) {
        this.number = number;
        this.subcode = subcode;
        this.meaning = meaning;
    }

    /// `ESTAT.Ecode`.
    public int number() {
        return number;
    }

    /// `ESTAT.EsubCode`.
    public int subcode() {
        return subcode;
    }

    public String meaning() {
        return meaning;
    }
}
