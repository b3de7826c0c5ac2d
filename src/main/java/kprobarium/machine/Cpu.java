package kprobarium.machine;

import kprobarium.engine.Core;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;

/// One simulated CPU: its registers, CSRs and reservation, and the stack of [frames][Frames] it is in. All of it lives in the
/// machine's [State]; this is the view.
public final class Cpu implements CpuPort {
    /// CSR numbers (LoongArch Reference Manual, volume 1, chapter 7).
    public static final int CRMD = 0x0, PRMD = 0x1, EUEN = 0x2, ECFG = 0x4, ESTAT = 0x5, ERA = 0x6, BADV = 0x7, BADI = 0x8, EENTRY = 0xc;
    public static final int CPUID = 0x20, LLBCTL = 0x60;
    /// EUEN.FPE.
    public static final long FPE = 1;
    public static final int REGISTERS = 32;
    public static final int RA = 1, SP = 3, A0 = 4;
    /// CRMD.IE and PRMD.PIE.
    public static final long IE = 1 << 2;
    /// CRMD.PLV and PRMD.PPLV: 0 in the kernel, 3 in user mode.
    public static final long PLV = 3;
    private static final long CRMD_PG = 1 << 4, CRMD_WE = 1 << 9;
    private static final int WE_TO_PWE = 6;
    private static final long CRMD_WRITABLE = 0x3ff, PRMD_WRITABLE = 0xf, ESTAT_WRITABLE = 3, ESTAT_IS = 0x1fff;
    private static final long LLBCTL_KLO = 1 << 2, LLBCTL_WCLLB = 1 << 1;
    static final long CRMD_AT_START = CRMD_PG | IE;
    private static final int CSRS = 0x64;
    private static final int CACHE_LINE = 64, INSTRUCTION = 4;
    /// Virtual addresses have 48 bits; two windows of the upper half, as Linux sets them up, are mapped directly.
    private static final int VALEN = 48, DMW_SHIFT = 48, DMW0 = 0x8000, DMW1 = 0x9000;
    private static final int ECODE_SHIFT = 16, ESUBCODE_SHIFT = 22;

    private final Machine machine;
    private final State state;
    private final int number;
    private final TaskStates tasks;
    private final boolean several;
    private final Frames own;
    private final int task;
    private final int gprs;
    private final int pc;
    private final int csrs;
    private final int llbit;
    private final int linked;
    private final int retired;
    private CpuPort port = this;
    private GuestCore core;
    private long next;
    private int word;

    Cpu(Machine machine, int number) {
        this.machine = machine;
        this.number = number;
        state = machine.state();
        gprs = state.allocate(Core.REGISTERS);
        pc = state.allocate(1);
        csrs = state.allocate(CSRS);
        llbit = state.allocate(1);
        linked = state.allocate(1);
        retired = state.allocate(1);
        tasks = machine.taskStates();
        several = tasks.several();
        own = tasks.frames(number);
        task = state.allocate(1);
        state.set(task, number);
        state.set(csrs + CRMD, CRMD_AT_START);
        state.set(csrs + CPUID, number);
    }

    public int number() {
        return number;
    }

    public Machine machine() {
        return machine;
    }

    Frames frames() {
        return several ? tasks.frames((int) state.get(task)) : own;
    }

    /// The number of the task that it runs: its own number, unless that is somebody else's.
    public int task() {
        return several ? (int) state.get(task) : number;
    }

    /// Leaves its task for another, which no CPU runs. As after any exception, the reservation of an `ll` is lost.
    void switchTo(int other) {
        tasks.save(task(), this);
        state.set(task, other);
        tasks.restore(other, this);
        state.set(llbit, 0);
    }

    @Override
    public long get(int gpr) {
        return state.get(gprs + gpr);
    }

    @Override
    public void set(int gpr, long value) {
        if (gpr != 0) state.set(gprs + gpr, value);
    }

    /// [Puts][Memory.Struct#put] the general registers at the beginning of a struct, one after another, as an exception's entry code does.
    public void putRegisters(Memory.Struct to) {
        state.putCells(gprs, REGISTERS, to.place(0));
    }

    /// Loads the general registers from where they were [put][#putRegisters].
    public void loadRegisters(Memory.Struct from) {
        state.getCells(gprs + 1, REGISTERS - 1, from.place(8));
    }

    @Override
    public long pc() {
        return state.get(pc);
    }

    /// Goes on at `address`, outside any instruction.
    public void jump(long address) {
        state.set(pc, address);
    }

    @Override
    public void branch(long target) {
        next = target;
    }

    /// From now on instructions see this CPU through `watcher`.
    void executesThrough(CpuPort watcher) {
        port = watcher;
    }

    /// The instructions that this CPU has executed to their end.
    public long retired() {
        return core == null ? state.get(retired) : core.retired();
    }

    /// The engine that executes its guest code, when the machine is [plain][State#makePlain()].
    GuestCore core() {
        if (core == null) core = new GuestCore(machine, this, gprs);
        return core;
    }

    /// Whether hot text is compiled, when the machine is [plain][State#makePlain()]. Nothing but speed depends on it.
    public void compiles(boolean now) {
        core().compiles(now);
    }

    /// Switches interrupts on or off: CRMD.IE.
    public void interrupts(boolean on) {
        long crmd = state.get(csrs + CRMD);
        state.set(csrs + CRMD, on ? crmd | IE : crmd & ~IE);
    }

    public boolean interruptsOn() {
        return (state.get(csrs + CRMD) & IE) != 0;
    }

    /// The cell of CRMD.
    int mode() {
        return csrs + CRMD;
    }

    /// The cell that says whether an `ll` has a reservation.
    int reservation() {
        return llbit;
    }

    @Override
    public long readCsr(int csr) {
        if (csr == LLBCTL) return state.get(csrs + LLBCTL) & LLBCTL_KLO | state.get(llbit);
        return csr < CSRS ? state.get(csrs + csr) : 0;
    }

    /// Writes what can be written of it; a CSR that this machine has not is written without effect.
    @Override
    public void writeCsr(int csr, long value) {
        switch (csr) {
            case CRMD -> state.set(csrs + CRMD, value & CRMD_WRITABLE);
            case PRMD -> state.set(csrs + PRMD, value & PRMD_WRITABLE);
            case ESTAT -> state.set(csrs + ESTAT, state.get(csrs + ESTAT) & ~ESTAT_WRITABLE | value & ESTAT_WRITABLE);
            case BADI, CPUID -> {}
            case LLBCTL -> {
                if ((value & LLBCTL_WCLLB) != 0) state.set(llbit, 0);
                state.set(csrs + LLBCTL, value & LLBCTL_KLO);
            }
            default -> {
                if (csr < CSRS) state.set(csrs + csr, value);
            }
        }
    }

    /// Executes the instruction at [#pc()]; false if it raised an exception instead, and the kernel has been entered.
    boolean execute(Operands instruction) {
        next = pc() + 4;
        word = instruction.word();
        try {
            instruction.execute(port);
        } catch (Stop trapped) {
            return false;
        }
        state.set(pc, next);
        state.note(retired, state.get(retired) + 1);
        return true;
    }

    @Override
    public long load(long address, int size) {
        if (isForbidden(address)) throw fault(Ecode.ADEM, address);
        if (!machine.memory().mapped(address, size)) throw fault(Ecode.PIL, address);
        DataPath path = machine.dataPath();
        return path == null ? machine.memory().load(address, size) : path.load(this, address, size);
    }

    @Override
    public void store(long address, int size, long value) {
        if (isForbidden(address)) throw fault(Ecode.ADEM, address);
        Memory.Region region = machine.memory().find(address, size);
        if (region == null || !machine.memory().isPresent(region)) throw fault(Ecode.PIS, address);
        if (region.text() && !machine.isWritable(address, size)) throw fault(Ecode.PME, address);
        if (machine.dataPath() != null) {
            machine.dataPath().store(this, address, size, value);
            return;
        }
        if (region.text()) machine.storeText(this, address, size, value);
        else machine.memory().store(address, size, value);
        machine.losesReservations(this, address, size);
    }

    /// Whether it is no address at all, or one of the kernel's in user mode: an address error, and no page is looked for. The kernel's are
    /// the two direct-mapped windows and the upper half of the mapped space.
    boolean isForbidden(long address) {
        if (address >>> VALEN - 1 == 0) return false;
        boolean kernel = address >>> DMW_SHIFT == DMW0 || address >>> DMW_SHIFT == DMW1 || address >> VALEN - 1 == -1;
        return !kernel || inUserMode();
    }

    /// CRMD.PLV is not 0.
    public boolean inUserMode() {
        return (state.get(csrs + CRMD) & PLV) != 0;
    }

    @Override
    public long loadLinked(long address, int size) {
        if ((address & size - 1) != 0) throw fault(Ecode.ALE, address);
        long value = load(address, size);
        reserve(address);
        return value;
    }

    void reserve(long address) {
        state.set(linked, address);
        state.set(llbit, 1);
    }

    /// Drops the reservation, and says whether it stood.
    boolean takeReservation() {
        boolean stands = state.get(llbit) != 0;
        state.set(llbit, 0);
        return stands;
    }

    @Override
    public boolean storeConditional(long address, int size, long value) {
        if ((address & size - 1) != 0) throw fault(Ecode.ALE, address);
        boolean stores = takeReservation();
        if (stores && machine.dataPath() != null) machine.dataPath().storeConditional(this, address, size, value);
        else if (stores) store(address, size, value);
        return stores;
    }

    /// Another CPU has written to `address`: a reservation of the same cache line is gone.
    void loseReservation(long address, int size) {
        if (state.get(llbit) == 0) return;
        long line = state.get(linked) & -CACHE_LINE;
        if ((address & -CACHE_LINE) == line || (address + size - 1 & -CACHE_LINE) == line) state.set(llbit, 0);
    }

    @Override
    public void trap(Ecode exception) {
        raise(exception);
        throw Stop.TRAPPED;
    }

    @Override
    public void trap(Ecode exception, long badAddress) {
        throw fault(exception, badAddress);
    }

    private Stop fault(Ecode exception, long address) {
        state.set(csrs + BADV, address);
        raise(exception);
        return Stop.TRAPPED;
    }

    /// The fetch at [#pc()] found nothing.
    void fetchFault(Ecode exception) {
        raise(exception, 0, true, pc());
    }

    /// An exception at [#pc()], where `executed` was to be; of no access that the CPU makes otherwise.
    void raise(Ecode exception, int executed, boolean addressed, long badAddress) {
        if (addressed) state.set(csrs + BADV, badAddress);
        word = executed;
        raise(exception);
    }

    /// What the hardware does on an exception (LoongArch Reference Manual, volume 1, section 6.2.2), and then the kernel's entry.
    private void raise(Ecode exception) {
        long crmd = state.get(csrs + CRMD);
        long prmd = crmd & (IE | PLV) | (crmd & CRMD_WE) >> WE_TO_PWE;
        long code = (long) exception.number() << ECODE_SHIFT | (long) exception.subcode() << ESUBCODE_SHIFT;
        latch(crmd & ~(CRMD_WE | IE | PLV), prmd, state.get(csrs + ESTAT) & ESTAT_IS | code, pc(), word & 0xffff_ffffL);
        machine.trapped(this, exception, word);
    }

    private void latch(long crmd, long prmd, long estat, long era, long badi) {
        if (state.isPlain()) {
            long[] cells = state.cells();
            cells[csrs + CRMD] = crmd;
            cells[csrs + PRMD] = prmd;
            cells[csrs + ESTAT] = estat;
            cells[csrs + ERA] = era;
            cells[csrs + BADI] = badi;
        } else {
            state.set(csrs + CRMD, crmd);
            state.set(csrs + PRMD, prmd);
            state.set(csrs + ESTAT, estat);
            state.set(csrs + ERA, era);
            state.set(csrs + BADI, badi);
        }
    }

    /// The interrupt of line `line` (bit of ESTAT.IS) is taken here, before what comes next. The kernel's own code has no addresses: of it
    /// ERA says `entry`, where the kernel keeps the code that leaves an exception.
    void interrupted(int line, boolean inKernel, long entry) {
        if (inKernel) state.set(pc, entry);
        state.set(csrs + ESTAT, 1L << line);
        word = 0;
        raise(Ecode.INT);
        state.set(csrs + ESTAT, 0);
    }

    @Override
    public void ertn() {
        returnFromException();
        machine.fetchUnit().cross(this, FetchConfig.Barrier.ERTN);
        next = state.get(csrs + ERA);
    }

    /// `ertn` as the kernel's exit code executes it: back to the interrupted context.
    public void returnFromException() {
        long prmd = state.get(csrs + PRMD);
        long crmd = state.get(csrs + CRMD) & ~(CRMD_WE | IE | PLV) | prmd & (IE | PLV) | prmd << WE_TO_PWE & CRMD_WE;
        long llbctl = state.get(csrs + LLBCTL);
        long era = state.get(csrs + ERA);
        if (state.isPlain()) {
            long[] cells = state.cells();
            cells[csrs + CRMD] = crmd;
            if ((llbctl & LLBCTL_KLO) == 0) cells[llbit] = 0;
            cells[csrs + LLBCTL] = llbctl & ~LLBCTL_KLO;
            cells[pc] = era;
        } else {
            state.set(csrs + CRMD, crmd);
            if ((llbctl & LLBCTL_KLO) == 0) state.set(llbit, 0);
            state.set(csrs + LLBCTL, llbctl & ~LLBCTL_KLO);
            state.set(pc, era);
        }
        if (machine.dataPath() != null) machine.dataPath().crossed(this);
    }

    /// Returns behind the instruction that raised the exception: whoever has handled it has executed that, so it retires.
    public void returnBehind() {
        state.set(csrs + ERA, state.get(csrs + ERA) + INSTRUCTION);
        returnFromException();
        if (core == null) state.note(retired, state.get(retired) + 1);
        else core.retireTrapped();
    }

    @Override
    public void idle(int level) {}

    @Override
    public void dbar(int hint) {
        if (machine.dataPath() != null) machine.dataPath().dbar(this, hint);
    }

    @Override
    public void ibar(int hint) {
        machine.fetchUnit().ibar(this);
    }

    @Override
    public void cacop(int code, long address) {
        machine.fetchUnit().cacop(code, address);
    }

    /// The stable counter: one tick an instruction.
    @Override
    public long counter() {
        return retired();
    }

    @Override
    public long cpucfg(long word) {
        return 0;
    }
}
