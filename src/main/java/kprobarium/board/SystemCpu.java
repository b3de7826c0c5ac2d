package kprobarium.board;

import static kprobarium.board.Csr.*;

import java.util.Arrays;
import kprobarium.engine.Core;
import kprobarium.engine.Halt;
import kprobarium.engine.Ram;
import kprobarium.isa.Ecode;

/// A CPU with all that an operating system needs of it: privilege levels, exceptions, address translation, interrupts, a timer.
///
/// The engine's window is the direct-mapped window that the kernel lives in, or all of memory while addresses are not translated; whatever
/// else is accessed is translated here, with a small cache in front of windows and TLB.
public final class SystemCpu extends Core {
    private static final long PLV = 3, IE = 1 << 2, DA = 1 << 3, PG = 1 << 4, WE = 1 << 9;
    private static final int WE_TO_PWE = 6, WE_TO_TLBR_PWE = 5;
    private static final long IS = 0x1fff, IS_TIMER = 1 << 11;
    private static final int ECODE_SHIFT = 16, ESUBCODE_SHIFT = 22, VS_SHIFT = 16;
    private static final int VECTORS_OF_INTERRUPTS = 64;
    private static final long IS_TLBR = 1;
    private static final int NOT_FOUND_SHIFT = 31, PS_SHIFT = 24, INDEX = 0xfff, ASID_BITS = 0x3ff;
    private static final long NOT_FOUND = 1L << NOT_FOUND_SHIFT, PS = 0x3fL << PS_SHIFT;
    private static final long WCLLB = 2, KLO = 4;
    private static final int DRDTL_SHIFT = 4, ALCL_SHIFT = 12, DWPL_SHIFT = 16;
    /// Of page table entries: a directory that is a huge page, and whether that is global.
    private static final long HUGE = 1 << 6, HUGE_GLOBAL = 1 << 12, HUGE_LEVEL = 3 << 13;
    private static final int HUGE_LEVEL_SHIFT = 13;

    /// Bytes that a reservation is for.
    static final int RESERVED = 64;
    /// Of an address that is not translated, or is in a direct-mapped window.
    static final long PHYSICAL = (1L << 48) - 1;
    private static final int PAGE = 4096;
    private static final int LOAD = 0, STORE = 1, FETCH = 2, KINDS = 3;
    private static final int CACHE = 256;
    /// More exceptions than this, and no instruction between them: the handler itself cannot be executed.
    private static final int HOPELESS = 16;

    private final int number;
    private final Board board;
    private final Ram ram;
    private final PhysicalMap map;
    private final Tlb tlb = new Tlb();
    private final Timer timer = new Timer();
    private final long[] csrs = new long[Csr.values().length];
    /// Pages that were translated lately: where they are and, in the same slot, where they lie. None is at 1.
    private final long[] cachedAt = new long[KINDS * CACHE];
    private final long[] cached = new long[KINDS * CACHE];
    private long unknownCsrs;

    /// The exception that is being raised is a TLB refill.
    private boolean refill;
    private boolean waiting;
    /// The timer was set, and the run may have to end earlier.
    private boolean rescheduled;
    private boolean llbit;
    private long linked;
    private long raisedAt;
    private int raisedInVain;

    SystemCpu(int number, Board board, Ram ram, PhysicalMap map) {
        super(ram, new long[REGISTERS], 0);
        this.number = number;
        this.board = board;
        this.ram = ram;
        this.map = map;
        for (Csr csr : Csr.values()) csrs[csr.ordinal()] = csr.reset();
        csrs[CPUID.ordinal()] = number;
        csrs[TID.ordinal()] = number;
        floats(false);
        translatesAnew();
    }

    public int number() {
        return number;
    }

    /// What a register holds, as `csrrd` would read it.
    public long csr(Csr csr) {
        return switch (csr) {
            case PGD -> pgd();
            case TVAL -> timer.left(board.now());
            case LLBCTL -> csrs[LLBCTL.ordinal()] | (llbit ? 1 : 0);
            default -> csrs[csr.ordinal()];
        };
    }

    /// How many accesses named a control and status register that there is not.
    public long unknownCsrs() {
        return unknownCsrs;
    }

    private long get(Csr csr) {
        return csrs[csr.ordinal()];
    }

    private void put(Csr csr, long value) {
        csrs[csr.ordinal()] = value;
    }

    // Privilege

    private int plv() {
        return (int) (get(CRMD) & PLV);
    }

    /// Every instruction that needs it asks first; unwinds at other levels than 0.
    private void needsPrivilege() {
        if (plv() != 0) trap(Ecode.IPE);
    }

    // Control and status registers

    @Override
    public long readCsr(int csrNumber) {
        needsPrivilege();
        Csr csr = Csr.numbered(csrNumber);
        if (csr != null) return csr(csr);
        unknownCsrs++;
        return 0;
    }

    @Override
    public void writeCsr(int csrNumber, long value) {
        needsPrivilege();
        Csr csr = Csr.numbered(csrNumber);
        if (csr != null) write(csr, value);
    }

    private void write(Csr csr, long value) {
        long old = get(csr);
        long now = old & ~csr.writable() | value & csr.writable();
        put(csr, now);
        switch (csr.write()) {
            case STORES -> {}
            case MODE -> {
                if (((old ^ now) & (PLV | DA | PG)) != 0) translatesAnew();
                looksForInterrupts();
            }
            case TRANSLATES -> translatesAnew();
            case INTERRUPTS -> looksForInterrupts();
            case EXTENDS -> put(csr, extended(now));
            case FLOATS -> floats((now & 1) != 0);
            case SETS_TIMER -> {
                timer.configure(now, board.now());
                rescheduled = true;
                leave();
            }
            case ENDS_TIMER -> {
                if ((value & 1) != 0) put(ESTAT, get(ESTAT) & ~IS_TIMER);
            }
            case RESERVES -> {
                if ((value & WCLLB) != 0) llbit = false;
            }
        }
    }

    private static long extended(long address) {
        return address << 16 >> 16;
    }

    /// The directory of the half that the bad address of the last exception is in.
    private long pgd() {
        return get(get(badAddress()) << 16 < 0 ? PGDH : PGDL);
    }

    private Csr badAddress() {
        return inRefill() ? TLBRBADV : BADV;
    }

    private boolean inRefill() {
        return (get(TLBRERA) & IS_TLBR) != 0;
    }

    // Interrupts

    private boolean hasInterrupt() {
        return (get(ESTAT) & get(ECFG) & IS) != 0;
    }

    private void looksForInterrupts() {
        if (hasInterrupt() && (get(CRMD) & IE) != 0) leave();
    }

    /// Bit `line` of `ESTAT.IS` is high or low from now on.
    void level(int line, boolean high) {
        long bit = 1L << line;
        put(ESTAT, high ? get(ESTAT) | bit : get(ESTAT) & ~bit);
        if (high) looksForInterrupts();
    }

    /// What the counter says when the timer's interrupt comes next.
    long timerDue() {
        return timer.due();
    }

    /// Whether the timer's interrupt would end `idle`.
    boolean wakesByTimer() {
        return (get(ECFG) & IS_TIMER) != 0;
    }

    void timePasses(long now) {
        if (timer.expires(now)) put(ESTAT, get(ESTAT) | IS_TIMER);
    }

    /// Whether it waits for an interrupt and none is there.
    public boolean isWaiting() {
        return waiting && !hasInterrupt();
    }

    /// Whether it cannot go on: exception follows exception.
    public boolean isHopeless() {
        return raisedInVain > HOPELESS;
    }

    /// Waits for an interrupt, as after `idle`.
    void park() {
        waiting = true;
        put(ECFG, 1 << Ipi.LINE);
    }

    /// Ends its waiting, and goes to `address`.
    void unpark(long address) {
        waiting = false;
        put(ECFG, 0);
        jump(address);
    }

    @Override
    public void idle(int level) {
        needsPrivilege();
        waiting = true;
        leave();
    }

    @Override
    protected Halt due() {
        if (board.isOff() || rescheduled) {
            rescheduled = false;
            return Halt.STOPPED;
        }
        if (hasInterrupt()) {
            waiting = false;
            if ((get(CRMD) & IE) != 0) takeInterrupt();
        }
        return waiting ? Halt.IDLE : null;
    }

    private void takeInterrupt() {
        int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(get(ESTAT) & get(ECFG) & IS);
        raise(Ecode.INT, VECTORS_OF_INTERRUPTS + highest);
    }

    // Exceptions

    @Override
    protected Halt enter(Ecode ecode, int word, boolean addressed, long address) {
        raisedInVain = retired() == raisedAt ? raisedInVain + 1 : 0;
        raisedAt = retired();
        if (refill) {
            refill = false;
            raiseRefill(address);
        } else {
            if (addressed) put(BADV, address);
            if (isOfPage(ecode)) put(TLBEHI, extended(address & Tlb.VPPN));
            if (!isOfFetch(ecode)) put(BADI, word & 0xffff_ffffL);
            raise(ecode, ecode.number());
        }
        return isHopeless() ? Halt.STOPPED : null;
    }

    private static boolean isOfPage(Ecode ecode) {
        return ecode.number() >= Ecode.PIL.number() && ecode.number() <= Ecode.PPI.number();
    }

    private static boolean isOfFetch(Ecode ecode) {
        return ecode == Ecode.PIF || ecode == Ecode.PNX || ecode == Ecode.ADEF;
    }

    private void raise(Ecode ecode, int vector) {
        long crmd = get(CRMD);
        put(PRMD, crmd & (IE | PLV) | (crmd & WE) >> WE_TO_PWE);
        put(CRMD, crmd & ~(WE | IE | PLV));
        put(ERA, pc());
        put(ESTAT, get(ESTAT) & IS | (long) ecode.number() << ECODE_SHIFT | (long) ecode.subcode() << ESUBCODE_SHIFT);
        int spacing = (int) (get(ECFG) >>> VS_SHIFT) & 7;
        jump(get(EENTRY) + (spacing == 0 ? 0 : (long) vector << spacing + 2));
        if ((crmd & PLV) != 0) translatesAnew();
    }

    private void raiseRefill(long address) {
        long crmd = get(CRMD);
        put(TLBRPRMD, crmd & (IE | PLV) | (crmd & WE) >> WE_TO_TLBR_PWE);
        put(CRMD, crmd & ~(WE | IE | PLV | PG) | DA);
        put(TLBRERA, pc() & ~3L | IS_TLBR);
        put(TLBRBADV, address);
        put(TLBREHI, extended(address & Tlb.VPPN) | get(TLBREHI) & 0x3f);
        jump(get(TLBRENTRY));
        translatesAnew();
    }

    @Override
    public void ertn() {
        needsPrivilege();
        long crmd = get(CRMD) & ~(WE | IE | PLV);
        if (inRefill()) {
            long before = get(TLBRPRMD);
            put(CRMD, crmd & ~DA | PG | before & (IE | PLV) | before << WE_TO_TLBR_PWE & WE);
            put(TLBRERA, get(TLBRERA) & ~IS_TLBR);
            branch(get(TLBRERA) & ~3L);
            translatesAnew();
        } else {
            long before = get(PRMD);
            put(CRMD, crmd | before & (IE | PLV) | before << WE_TO_PWE & WE);
            branch(get(ERA));
            if ((before & PLV) != 0) translatesAnew();
        }
        if ((get(LLBCTL) & KLO) == 0) llbit = false;
        put(LLBCTL, get(LLBCTL) & ~KLO);
        looksForInterrupts();
    }

    // Address translation

    /// Whatever was known of addresses may be wrong now.
    private void translatesAnew() {
        Arrays.fill(cachedAt, 1);
        if (!isMapped()) {
            window(0, checksAlignment() ? 0 : map.low());
            return;
        }
        for (int i = 0; i < 4; i++) {
            long dmw = csrs[DMW0.ordinal() + i];
            if (isOpen(dmw) && (dmw & 0x30) == 0x10 && !checksAlignment()) {
                window(dmw & 0xfL << 60, map.low());
                return;
            }
        }
        window(0, 0);
    }

    private boolean isMapped() {
        return (get(CRMD) & (DA | PG)) == PG;
    }

    private boolean isOpen(long dmw) {
        return (dmw >>> plv() & 1) != 0;
    }

    private boolean checksAlignment() {
        return (get(MISC) >>> ALCL_SHIFT + plv() & 1) != 0;
    }

    /// The physical address, or -1 if an exception was raised instead, which unwinds except from a fetch.
    private long physical(long address, int kind) {
        int slot = kind * CACHE + ((int) (address >>> 12) & CACHE - 1);
        if (cachedAt[slot] == (address & -PAGE)) return cached[slot] | address & PAGE - 1;
        long found = translated(address, kind);
        if (found >= 0) {
            cachedAt[slot] = address & -PAGE;
            cached[slot] = found & -PAGE;
        }
        return found;
    }

    private long translated(long address, int kind) {
        if (!isMapped()) return address & PHYSICAL;
        for (int i = 0; i < 4; i++) {
            long dmw = csrs[DMW0.ordinal() + i];
            if (isOpen(dmw) && dmw >>> 60 == address >>> 60) return address & PHYSICAL;
        }
        if (extended(address) != address) return faults(kind == FETCH ? Ecode.ADEF : Ecode.ADEM, address);
        int at = tlb.find(address, (int) get(ASID) & ASID_BITS, stlbPageBits());
        if (at < 0) {
            refill = true;
            return faults(invalid(kind), address);
        }
        Ecode ecode = refusal(tlb.low(at, address), kind);
        return ecode == null ? tlb.physical(at, address) : faults(ecode, address);
    }

    private int stlbPageBits() {
        return (int) get(STLBPS);
    }

    private long faults(Ecode ecode, long address) {
        trap(ecode, address);
        return -1;
    }

    private static Ecode invalid(int kind) {
        return switch (kind) {
            case LOAD -> Ecode.PIL;
            case STORE -> Ecode.PIS;
            default -> Ecode.PIF;
        };
    }

    /// What speaks against an access to a page, in the manual's order, or null.
    private Ecode refusal(long low, int kind) {
        int plv = plv();
        int required = (int) (low >>> Tlb.PLV_SHIFT) & 3;
        if ((low & Tlb.V) == 0) return invalid(kind);
        if (kind == FETCH && (low & Tlb.NX) != 0) return Ecode.PNX;
        if (kind == LOAD && (low & Tlb.NR) != 0) return Ecode.PNR;
        if ((low & Tlb.RPLV) != 0 ? plv != required : plv > required) return Ecode.PPI;
        boolean checked = plv == 3 || (get(MISC) >>> DWPL_SHIFT + plv & 1) == 0;
        return kind == STORE && (low & Tlb.D) == 0 && checked ? Ecode.PME : null;
    }

    @Override
    protected int page(long address) {
        long physical = physical(address, FETCH);
        if (physical < 0) return -1;
        int place = map.place(physical & -PAGE);
        if (place < 0) trap(Ecode.ADEF, address);
        return place;
    }

    // Memory

    @Override
    protected long loadSlow(long address, int size) {
        checkAlignment(address, size);
        if (crosses(address, size)) return loadAcross(address, size);
        return loadPhysical(physical(address, LOAD), size);
    }

    private long loadPhysical(long physical, int size) {
        int place = map.place(physical);
        return place >= 0 ? ram.load(place, size) : board.devices().read(physical, size);
    }

    /// From two pages, both of which must be there before anything is read.
    private long loadAcross(long address, int size) {
        int first = PAGE - (int) (address & PAGE - 1);
        long low = physical(address, LOAD);
        long high = physical(address + first, LOAD);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) value = value << 8 | loadPhysical(i < first ? low + i : high + i - first, 1);
        return value;
    }

    @Override
    protected void storeSlow(long address, int size, long value) {
        checkAlignment(address, size);
        if (crosses(address, size)) storeAcross(address, size, value);
        else storePhysical(physical(address, STORE), size, value);
    }

    private void storePhysical(long physical, int size, long value) {
        int place = map.place(physical);
        if (place >= 0) {
            int patches = ram.patches();
            ram.store(place, size, value);
            board.stored(this, place, size);
            if (ram.patches() != patches) leave();
        } else {
            board.devices().write(physical, size, value);
            if (board.isOff()) leave();
        }
    }

    private void storeAcross(long address, int size, long value) {
        int first = PAGE - (int) (address & PAGE - 1);
        long low = physical(address, STORE);
        long high = physical(address + first, STORE);
        for (int i = 0; i < size; i++) storePhysical(i < first ? low + i : high + i - first, 1, value >>> 8 * i & 0xff);
    }

    private static boolean crosses(long address, int size) {
        return (address & PAGE - 1) + size > PAGE;
    }

    private void checkAlignment(long address, int size) {
        if ((address & size - 1) != 0 && checksAlignment()) trap(Ecode.ALE, address);
    }

    // Reservations

    @Override
    public long loadLinked(long address, int size) {
        long value = load(address, size);
        linked = map.place(physical(address, LOAD)) & -RESERVED;
        llbit = linked >= 0;
        return value;
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        if (!reserves(address)) return false;
        store(address, size, value);
        return true;
    }

    @Override
    public boolean storeConditionalQuad(long address, long low, long high) {
        if (!reserves(address)) return false;
        store(address, 8, low);
        store(address + 8, 8, high);
        return true;
    }

    /// Drops the reservation, and says whether it stood for this address.
    private boolean reserves(long address) {
        boolean stands = llbit && (map.place(physical(address, STORE)) & -RESERVED) == linked;
        llbit = false;
        return stands;
    }

    boolean hasReservation() {
        return llbit;
    }

    /// Where in memory the line begins that it has reserved.
    int reservation() {
        return (int) linked;
    }

    /// Another CPU has written there.
    void losesReservation(int place, int size) {
        if (place < linked + RESERVED && place + size > linked) llbit = false;
    }

    // TLB

    @Override
    public void tlbsrch() {
        needsPrivilege();
        long address = get(inRefill() ? TLBREHI : TLBEHI) & Tlb.VPPN;
        int at = tlb.find(address, (int) get(ASID) & ASID_BITS, stlbPageBits());
        put(TLBIDX, at < 0 ? get(TLBIDX) | NOT_FOUND : get(TLBIDX) & ~(NOT_FOUND | INDEX) | at);
    }

    @Override
    public void tlbrd() {
        needsPrivilege();
        int at = (int) get(TLBIDX) & INDEX;
        boolean exists = tlb.exists(at);
        put(TLBIDX, at | (exists ? (long) tlb.pageBits(at) << PS_SHIFT : NOT_FOUND));
        put(TLBEHI, exists ? extended(tlb.pair(at)) : 0);
        put(TLBELO0, exists ? tlb.even(at) : 0);
        put(TLBELO1, exists ? tlb.odd(at) : 0);
        put(ASID, get(ASID) & ~ASID_BITS | (exists ? tlb.asid(at) : 0));
        changesTlb();
    }

    @Override
    public void tlbwr() {
        needsPrivilege();
        int at = (int) get(TLBIDX) & INDEX;
        if (at < Tlb.ENTRIES) {
            if (!inRefill() && (get(TLBIDX) & NOT_FOUND) != 0) tlb.drop(at);
            else if (inRefill()) tlb.write(at, get(TLBREHI), (int) get(TLBREHI) & 0x3f, space(), get(TLBRELO0), get(TLBRELO1));
            else tlb.write(at, get(TLBEHI), indexedPageBits(), space(), get(TLBELO0), get(TLBELO1));
        }
        changesTlb();
    }

    @Override
    public void tlbfill() {
        needsPrivilege();
        if (inRefill()) {
            tlb.fill(get(TLBREHI), (int) get(TLBREHI) & 0x3f, space(), get(TLBRELO0), get(TLBRELO1), stlbPageBits());
        } else {
            tlb.fill(get(TLBEHI), indexedPageBits(), space(), get(TLBELO0), get(TLBELO1), stlbPageBits());
        }
        changesTlb();
    }

    private int space() {
        return (int) get(ASID) & ASID_BITS;
    }

    private int indexedPageBits() {
        return (int) ((get(TLBIDX) & PS) >>> PS_SHIFT);
    }

    private void changesTlb() {
        Arrays.fill(cachedAt, 1);
        forgetPages();
    }

    @Override
    public void tlbclr() {
        dropAround(false);
    }

    @Override
    public void tlbflush() {
        dropAround(true);
    }

    private void dropAround(boolean all) {
        needsPrivilege();
        tlb.dropAround((int) get(TLBIDX) & INDEX, all, space());
        changesTlb();
    }

    @Override
    public void invtlb(int operation, long asid, long address) {
        needsPrivilege();
        tlb.invalidate(operation, (int) asid & ASID_BITS, address);
        changesTlb();
    }

    // Page walks by software

    /// An entry that is a huge page is passed through, with the level that it was met at.
    @Override
    public long lddir(long base, int level) {
        needsPrivilege();
        if ((base & HUGE) != 0) return (base & HUGE_LEVEL) != 0 ? base : base | (long) (level & 3) << HUGE_LEVEL_SHIFT;
        long index = badAddressOfWalk() >>> walkBase(level) & (1L << walkWidth(level)) - 1;
        return loadPhysical((base & PHYSICAL) + (index << entryShift()), 8);
    }

    @Override
    public void ldpte(long base, int seq) {
        needsPrivilege();
        int odd = seq & 1;
        int pageBits;
        long entry;
        if ((base & HUGE) != 0) {
            int level = (int) (base & HUGE_LEVEL) >>> HUGE_LEVEL_SHIFT;
            pageBits = walkBase(level) + walkWidth(level) - 1;
            long global = (base & HUGE_GLOBAL) != 0 ? Tlb.G : 0;
            entry = (base & ~(HUGE | HUGE_GLOBAL | HUGE_LEVEL) | global) + ((long) odd << pageBits);
        } else {
            pageBits = walkBase(0);
            long index = badAddressOfWalk() >>> pageBits & (1L << walkWidth(0)) - 1 & ~1;
            entry = loadPhysical((base & PHYSICAL) + (index + odd << entryShift()), 8);
        }
        put(odd == 0 ? TLBRELO0 : TLBRELO1, entry & Tlb.LOW);
        put(TLBREHI, get(TLBREHI) & ~0x3f | pageBits);
    }

    private long badAddressOfWalk() {
        return get(badAddress());
    }

    /// The lowest bit of an address that a level of page tables is indexed by; level 0 is the last.
    private int walkBase(int level) {
        return level < 3 ? (int) (get(PWCL) >>> 10 * level) & 31 : (int) (get(PWCH) >>> 12 * (level - 3)) & 63;
    }

    private int walkWidth(int level) {
        return level < 3 ? (int) (get(PWCL) >>> 10 * level + 5) & 31 : (int) (get(PWCH) >>> 12 * (level - 3) + 6) & 63;
    }

    private int entryShift() {
        return 3 + (int) (get(PWCL) >>> 30 & 3);
    }

    // The rest

    @Override
    public long counter() {
        int plv = plv();
        if (plv != 0 && (get(MISC) >>> DRDTL_SHIFT + plv & 1) != 0) trap(Ecode.IPE);
        return board.now() + get(CNTC);
    }

    @Override
    public long counterId() {
        return get(TID);
    }

    @Override
    public long cpucfg(long word) {
        return Cpucfg.word(word);
    }

    @Override
    public long iocsrRead(long address, int size) {
        needsPrivilege();
        return board.devices().iocsrRead(number, address, size);
    }

    @Override
    public void iocsrWrite(long address, int size, long value) {
        needsPrivilege();
        board.devices().iocsrWrite(number, address, size, value);
        if (board.isOff()) leave();
    }

    /// Caches hold nothing that memory does not.
    @Override
    public void cacop(int code, long address) {
        needsPrivilege();
    }

    @Override
    public void dbar(int hint) {}

    /// Text that was written is decoded anew anyway.
    @Override
    public void ibar(int hint) {}
}
