package kprobarium.board;

import static kprobarium.board.Csr.Write.*;

/// The control and status registers: number, what of it can be written, what it holds after reset, what a write does beyond storing.
///
/// Names, numbers and fields are those of the LoongArch Reference Manual, volume 1, chapter 7. A number that is not here reads 0, and a
/// write to it is lost; so it is with the registers of debug and watchpoint units, of which there are none.
public enum Csr {
    // @formatter:off
    //         number  writable              reset        a write
    CRMD      (0x000, 0x3ffL,                0xa8,        MODE,       "current mode: PLV, IE, DA, PG, DATF, DATM, WE"),
    PRMD      (0x001, 0xfL,                  0,           STORES,     "mode before the exception: PPLV, PIE, PWE"),
    EUEN      (0x002, 0x1L,                  0,           FLOATS,     "extended units: FPE"),
    MISC      (0x003, 0x7f0e0L,              0,           TRANSLATES, "DRDTL1-3, ALCL0-3, DWPL0-2"),
    ECFG      (0x004, 0x71fffL,              0,           INTERRUPTS, "exceptions: LIE, VS"),
    ESTAT     (0x005, 0x3L,                  0,           INTERRUPTS, "exception status: IS, Ecode, EsubCode"),
    ERA       (0x006, -1L,                   0,           STORES,     "exception return address"),
    BADV      (0x007, -1L,                   0,           STORES,     "bad virtual address"),
    BADI      (0x008, 0,                     0,           STORES,     "bad instruction"),
    EENTRY    (0x00c, -1L << 12,             0,           STORES,     "exception entry"),
    TLBIDX    (0x010, 0xbf000fffL,           0,           STORES,     "TLB index: Index, PS, NE"),
    TLBEHI    (0x011, Tlb.VPPN,              0,           EXTENDS,    "TLB entry, high"),
    TLBELO0   (0x012, Tlb.LOW,               0,           STORES,     "TLB entry, low, even page"),
    TLBELO1   (0x013, Tlb.LOW,               0,           STORES,     "TLB entry, low, odd page"),
    ASID      (0x018, 0x3ffL,                0xa0000,     TRANSLATES, "address space: ASID, ASIDBITS"),
    PGDL      (0x019, -1L << 12,             0,           STORES,     "page directory of the lower half"),
    PGDH      (0x01a, -1L << 12,             0,           STORES,     "page directory of the upper half"),
    PGD       (0x01b, 0,                     0,           STORES,     "page directory of the bad virtual address"),
    PWCL      (0x01c, 0xffffffffL,           0,           STORES,     "page walk: PTbase … Dir2_width, PTEWidth"),
    PWCH      (0x01d, 0xffffffL,             0,           STORES,     "page walk: Dir3_base … Dir4_width"),
    STLBPS    (0x01e, 0x3fL,                 0xe,         TRANSLATES, "page size of the STLB"),
    RVACFG    (0x01f, 0,                     0,           STORES,     "reduced virtual addresses: none here"),
    CPUID     (0x020, 0,                     0,           STORES,     "CPU number"),
    PRCFG1    (0x021, 0,                     0x72f8,      STORES,     "8 SAVE, timer of 48 bits, largest VS 7"),
    PRCFG2    (0x022, 0,                     0x3ffff000,  STORES,     "page sizes from 4 KiB to 512 MiB"),
    PRCFG3    (0x023, 0,                     0x8073f2,    STORES,     "TLB: MTLB of 64, STLB of 8 ways by 256 sets"),
    SAVE0     (0x030, -1L,                   0,           STORES,     "scratch"),
    SAVE1     (0x031, -1L,                   0,           STORES,     "scratch"),
    SAVE2     (0x032, -1L,                   0,           STORES,     "scratch"),
    SAVE3     (0x033, -1L,                   0,           STORES,     "scratch"),
    SAVE4     (0x034, -1L,                   0,           STORES,     "scratch"),
    SAVE5     (0x035, -1L,                   0,           STORES,     "scratch"),
    SAVE6     (0x036, -1L,                   0,           STORES,     "scratch"),
    SAVE7     (0x037, -1L,                   0,           STORES,     "scratch"),
    SAVE8     (0x038, -1L,                   0,           STORES,     "scratch"),
    SAVE9     (0x039, -1L,                   0,           STORES,     "scratch"),
    SAVE10    (0x03a, -1L,                   0,           STORES,     "scratch"),
    SAVE11    (0x03b, -1L,                   0,           STORES,     "scratch"),
    SAVE12    (0x03c, -1L,                   0,           STORES,     "scratch"),
    SAVE13    (0x03d, -1L,                   0,           STORES,     "scratch"),
    SAVE14    (0x03e, -1L,                   0,           STORES,     "scratch"),
    SAVE15    (0x03f, -1L,                   0,           STORES,     "scratch"),
    TID       (0x040, 0xffffffffL,           0,           STORES,     "number of the counter"),
    TCFG      (0x041, 0xffffffffffffL,       0,           SETS_TIMER, "timer: En, Periodic, InitVal"),
    TVAL      (0x042, 0,                     0,           STORES,     "what is left of the timer"),
    CNTC      (0x043, -1L,                   0,           STORES,     "added to the counter"),
    TICLR     (0x044, 0,                     0,           ENDS_TIMER, "timer interrupt clear"),
    LLBCTL    (0x060, 0x4L,                  0,           RESERVES,   "reservation: ROLLB, WCLLB, KLO"),
    IMPCTL1   (0x080, 0,                     0,           STORES,     "implementation-specific: nothing"),
    IMPCTL2   (0x081, 0,                     0,           STORES,     "implementation-specific: nothing"),
    TLBRENTRY (0x088, 0xfffffffff000L,       0,           STORES,     "TLB refill entry, physical"),
    TLBRBADV  (0x089, -1L,                   0,           STORES,     "bad virtual address of a refill"),
    TLBRERA   (0x08a, ~0x2L,                 0,           STORES,     "return address of a refill, IsTLBR"),
    TLBRSAVE  (0x08b, -1L,                   0,           STORES,     "scratch"),
    TLBRELO0  (0x08c, Tlb.LOW,               0,           STORES,     "TLB entry of a refill, low, even page"),
    TLBRELO1  (0x08d, Tlb.LOW,               0,           STORES,     "TLB entry of a refill, low, odd page"),
    TLBREHI   (0x08e, Tlb.VPPN | 0x3f,       0,           EXTENDS,    "TLB entry of a refill, high, and PS"),
    TLBRPRMD  (0x08f, 0x17L,                 0,           STORES,     "mode before a refill: PPLV, PIE, PWE"),
    MERRCTL   (0x090, 0,                     0,           STORES,     "machine error: there is none"),
    MERRINFO1 (0x091, 0,                     0,           STORES,     "machine error information: none"),
    MERRINFO2 (0x092, 0,                     0,           STORES,     "machine error information: none"),
    MERRENTRY (0x093, 0xfffffffff000L,       0,           STORES,     "machine error entry, physical"),
    MERRERA   (0x094, -1L,                   0,           STORES,     "machine error return address"),
    MERRSAVE  (0x095, -1L,                   0,           STORES,     "scratch"),
    CTAG      (0x098, 0,                     0,           STORES,     "cache tag: none"),
    DMW0      (0x180, 0xf00000000000003fL,   0,           TRANSLATES, "direct-mapped window: PLV0-3, MAT, VSEG"),
    DMW1      (0x181, 0xf00000000000003fL,   0,           TRANSLATES, "direct-mapped window"),
    DMW2      (0x182, 0xf00000000000003fL,   0,           TRANSLATES, "direct-mapped window"),
    DMW3      (0x183, 0xf00000000000003fL,   0,           TRANSLATES, "direct-mapped window");
    // @formatter:on

    /// What a write does beyond storing.
    enum Write {
        /// Nothing.
        STORES,
        /// Privilege level, translation and the interrupt enable may have changed.
        MODE,
        /// Addresses may lead elsewhere.
        TRANSLATES,
        /// An interrupt may have become due.
        INTERRUPTS,
        /// Bit 47 is repeated above it.
        EXTENDS,
        /// Floating point instructions are refused or not.
        FLOATS,
        /// The timer starts anew, or stops.
        SETS_TIMER,
        /// Bit 0 takes the timer's interrupt back.
        ENDS_TIMER,
        /// WCLLB drops the reservation.
        RESERVES
    }

    private static final int NUMBERS = 0x200;
    private static final Csr[] BY_NUMBER = new Csr[NUMBERS];

    static {
        for (Csr csr : values()) BY_NUMBER[csr.number] = csr;
    }

    private final int number;
    private final long writable;
    private final long reset;
    private final Write write;
    private final String meaning;

    Csr(int number, long writable, long reset, Write write, String meaning) {
        this.number = number;
        this.writable = writable;
        this.reset = reset;
        this.write = write;
        this.meaning = meaning;
    }

    /// The register with a number, or null.
    static Csr numbered(int number) {
        return number < NUMBERS ? BY_NUMBER[number] : null;
    }

    public int number() {
        return number;
    }

    /// The bits that a write changes.
    public long writable() {
        return writable;
    }

    public long reset() {
        return reset;
    }

    Write write() {
        return write;
    }

    public String meaning() {
        return meaning;
    }
}
