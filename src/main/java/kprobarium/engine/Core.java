package kprobarium.engine;

import java.util.Arrays;
import java.util.List;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Decoder;
import kprobarium.isa.Ecode;
import kprobarium.isa.Operands;

/// A CPU as the tiers execute it: registers, pc and a window of memory at hand, and everything else behind methods that a subclass has.
///
/// Time passes in one place: [#run] retires at most as many instructions as it is given, and says why it stopped; registers, pc and the
/// count are exact then, at every budget and in both tiers. An instruction that raises an exception does not retire.
///
/// Memory is reached in two ways. The *window* is a range of virtual addresses that is memory pure and simple: a program's address space,
/// or the kernel's direct-mapped one. Elsewhere, and where a store touches a [flagged][Ram] granule, [#loadSlow] and [#storeSlow] are
/// asked: they translate, reach devices, or raise.
///
/// Exceptions are raised by [#trap]: noted, and entered by [#enter] once pc, registers and count are those of the instruction.
public abstract class Core implements CpuPort {
    /// Registers that a CPU needs in the array that it is given: the 32, and one that is written where `r0` is meant.
    public static final int REGISTERS = 33;
    /// How much [#save] writes.
    static final int SAVED = 32 + 32 + 4;
    private static final int PAGES = 64, DEEPEST = 100;
    /// No address that anything has.
    private static final long NOWHERE = 1L << 62;
    /// A longer budget is spent in pieces: what is left of one is an `int`.
    private static final int SLICE = 1 << 30;

    Ram ram;
    byte[] bytes;
    byte[] flags;
    final long[] regs;
    final int gpr;
    final long[] fprs = new long[32];
    private final boolean[] fccs = new boolean[8];
    private int fcsr;
    long pc;
    private long next;
    private long retired;
    /// Of the budget in hand, where it is not in a local variable of the loop.
    int left;

    private long base;
    private int windowSize;
    /// Of the distance from [#base], the bits that may be set in the part of the window that accesses reach at once: a power of two, less
    /// 1.
    private int mask;

    /// Whether floating point instructions are executed, and not refused with [Ecode#FPD].
    boolean floats;

    private Ecode pending;
    private boolean addressed;
    private long badAddress;
    /// Exceptions are noted and do not unwind: the instruction is over anyway.
    private boolean quiet;
    /// Nor does [#leave]: the instruction is not over.
    private boolean whole;
    private boolean leaving;
    /// 1 while the second instruction of a [Pair] is executed that may unwind.
    int second;

    private final long[] pageAt = new long[PAGES];
    private final Text[] pageText = new Text[PAGES];
    private long page;
    private Text text;
    private boolean compiles = true;
    /// Where compiled code has come from when it could not follow a jump or a call by pointer; 0 else.
    long jumpedFrom;
    /// How many regions wait for a [#call] to return.
    private int depth;
    private Regions compiled;

    /// `registers` from `first` on are this CPU's [#REGISTERS].
    protected Core(Ram ram, long[] registers, int first) {
        memory(ram);
        regs = registers;
        gpr = first;
    }

    /// From now on this is the memory, and nothing of it is reached directly until there is a [window][#window] again. Between
    /// instructions.
    protected final void memory(Ram now) {
        ram = now;
        bytes = now.bytes;
        flags = now.flags;
        window(0, 0);
    }

    /// From now on the first `size` bytes of memory are reached directly at virtual address `virtual`, a multiple of 4096. Whether the text
    /// in the window may be executed is still [asked][#page].
    protected final void window(long virtual, int size) {
        base = size == 0 ? NOWHERE : virtual;
        windowSize = size;
        mask = Math.max(0, Integer.highestOneBit(size) - 1);
        compiled = ram.compiled(base, size);
        forgetPages();
    }

    /// Whether hot text is compiled; else everything is executed word by word. Nothing but speed depends on it.
    public final void compiles(boolean now) {
        compiles = now;
    }

    @Override
    public final long get(int number) {
        return regs[gpr + number];
    }

    @Override
    public final void set(int number, long value) {
        if (number != 0) regs[gpr + number] = value;
    }

    @Override
    public final long pc() {
        return pc;
    }

    /// Goes on at `address`, outside any instruction.
    public final void jump(long address) {
        pc = address;
    }

    @Override
    public final void branch(long target) {
        next = target;
    }

    /// The instructions that this CPU has executed to their end. In the middle of one it does not count.
    public final long retired() {
        return retired - left;
    }

    // Memory

    @Override
    public final long load(long address, int size) {
        return switch (size) {
            case 1 -> load1(this, address);
            case 2 -> load2(this, address);
            case 4 -> load4(this, address);
            default -> load8(this, address);
        };
    }

    @Override
    public final void store(long address, int size, long value) {
        switch (size) {
            case 1 -> store1(this, address, value);
            case 2 -> store2(this, address, value);
            case 4 -> store4(this, address, value);
            default -> store8(this, address, value);
        }
    }

    /// Writes all that it has to `to`, from `at` on; answers what follows it there.
    int save(long[] to, int at) {
        System.arraycopy(regs, gpr, to, at, 32);
        System.arraycopy(fprs, 0, to, at + 32, 32);
        int rest = at + 64;
        int flags = 0;
        for (int number = 0; number < fccs.length; number++) if (fccs[number]) flags |= 1 << number;
        to[rest] = flags;
        to[rest + 1] = fcsr;
        to[rest + 2] = pc;
        to[rest + 3] = retired;
        return at + SAVED;
    }

    /// The reverse of [#save].
    int restore(long[] from, int at) {
        System.arraycopy(from, at, regs, gpr, 32);
        System.arraycopy(from, at + 32, fprs, 0, 32);
        int rest = at + 64;
        for (int number = 0; number < fccs.length; number++) fccs[number] = (from[rest] >> number & 1) != 0;
        fcsr = (int) from[rest + 1];
        pc = from[rest + 2];
        retired = from[rest + 3];
        return at + SAVED;
    }

    // What the tiers call. `at` is the distance from the start of the window; in compiled code the arrays and `mask` are constants, so
    // HotSpot needs no check but the one for the window. Each is less than 35 bytecodes long, so that HotSpot takes it in wherever it is
    // called (`MaxInlineSize`).

    static long load1(Core c, long address) {
        return load1(c, c.bytes, address - c.base, c.mask);
    }

    static void store1(Core c, long address, long value) {
        store1(c, c.bytes, c.flags, address - c.base, value, c.mask);
    }

    static long load2(Core c, long address) {
        return load2(c, c.bytes, address - c.base, c.mask);
    }

    static void store2(Core c, long address, long value) {
        store2(c, c.bytes, c.flags, address - c.base, value, c.mask);
    }

    static long load4(Core c, long address) {
        return load4(c, c.bytes, address - c.base, c.mask);
    }

    static void store4(Core c, long address, long value) {
        store4(c, c.bytes, c.flags, address - c.base, value, c.mask);
    }

    static long load8(Core c, long address) {
        return load8(c, c.bytes, address - c.base, c.mask);
    }

    static void store8(Core c, long address, long value) {
        store8(c, c.bytes, c.flags, address - c.base, value, c.mask);
    }

    static long load1(Core c, byte[] ram, long at, int mask) {
        return (at & ~(long) mask) == 0 ? Ram.get1(ram, (int) at & mask) : c.far1(at);
    }

    static void store1(Core c, byte[] ram, byte[] flags, long at, long value, int mask) {
        if (obstacle(flags, at, 0, mask) == 0) Ram.put1(ram, (int) at & mask, value);
        else c.far1(at, value);
    }

    static long load2(Core c, byte[] ram, long at, int mask) {
        return (at & ~(long) mask) == 0 ? Ram.get2(ram, (int) at & mask) : c.far2(at);
    }

    static void store2(Core c, byte[] ram, byte[] flags, long at, long value, int mask) {
        if (obstacle(flags, at, 1, mask) == 0) Ram.put2(ram, (int) at & mask, value);
        else c.far2(at, value);
    }

    static long load4(Core c, byte[] ram, long at, int mask) {
        return (at & ~(long) mask) == 0 ? Ram.get4(ram, (int) at & mask) : c.far4(at);
    }

    static void store4(Core c, byte[] ram, byte[] flags, long at, long value, int mask) {
        if (obstacle(flags, at, 3, mask) == 0) Ram.put4(ram, (int) at & mask, value);
        else c.far4(at, value);
    }

    static long load8(Core c, byte[] ram, long at, int mask) {
        return (at & ~(long) mask) == 0 ? Ram.get8(ram, (int) at & mask) : c.far8(at);
    }

    static void store8(Core c, byte[] ram, byte[] flags, long at, long value, int mask) {
        if (obstacle8(flags, at, mask) == 0) Ram.put8(ram, (int) at & mask, value);
        else c.far8(at, value);
    }

    private long far1(long at) {
        return loadElsewhere(at, 1);
    }

    private long far2(long at) {
        return loadElsewhere(at, 2);
    }

    private long far4(long at) {
        return loadElsewhere(at, 4);
    }

    private long far8(long at) {
        return loadElsewhere(at, 8);
    }

    private void far1(long at, long value) {
        storeElsewhere(at, 1, value);
    }

    private void far2(long at, long value) {
        storeElsewhere(at, 2, value);
    }

    private void far4(long at, long value) {
        storeElsewhere(at, 4, value);
    }

    private void far8(long at, long value) {
        storeElsewhere(at, 8, value);
    }

    /// What is in the way of a store that is a store and nothing else, or 0: a place outside the window, a flag, or a bit of `unaligned`,
    /// those that are 0 in an address that is a multiple of its size.
    private static long obstacle(byte[] flags, long at, int unaligned, int mask) {
        int place = (int) at & mask;
        return at ^ place | flags[place >>> Ram.GRANULE_BITS] | place & unaligned;
    }

    private static long obstacle8(byte[] flags, long at, int mask) {
        return obstacle(flags, at, 7, mask);
    }

    private long loadElsewhere(long at, int size) {
        return isInWindow(at, size) ? ram.load((int) at, size) : loadSlow(at + base, size);
    }

    private boolean isInWindow(long at, int size) {
        return at >= 0 && at <= windowSize - size;
    }

    private void storeElsewhere(long at, int size, long value) {
        int place = (int) at;
        if (isInWindow(at, size) && !ram.isGuarded(place, size)) {
            int patches = ram.patches();
            ram.store(place, size, value);
            if (ram.patches() != patches) leaving = true;
        } else {
            storeSlow(at + base, size, value);
        }
        if (leaving && !whole) throw Unwind.LEAVING;
    }

    /// Reads where the window is not, 1, 2, 4 or 8 bytes, zero-extended; or raises.
    protected abstract long loadSlow(long address, int size);

    /// Writes where the window is not, or where it is [guarded][Ram#guard]; or raises.
    protected abstract void storeSlow(long address, int size, long value);

    /// The offset in memory of the page of 4096 bytes that holds the text at `address`, or -1 when it raised an exception instead.
    protected abstract int page(long address);

    /// Whether the word of text at `address`, whose page was [found][#page], may be executed; else it has raised an exception.
    protected boolean fetches(long address) {
        return true;
    }

    /// Which page lies where has changed: all are asked for anew.
    public final void forgetPages() {
        Arrays.fill(pageAt, 1);
        page = 1;
    }

    /// What follows must not be executed before [#due] has been asked: a store has reached a device, an interrupt has been let in.
    protected final void leave() {
        leaving = true;
    }

    // Floating point registers

    @Override
    public final long fpr(int number) {
        return fprs[number];
    }

    @Override
    public final void fpr(int number, long value) {
        fprs[number] = value;
    }

    @Override
    public final int fcsr() {
        return fcsr;
    }

    @Override
    public final void fcsr(int value) {
        fcsr = value;
    }

    @Override
    public final boolean fcc(int number) {
        return fccs[number];
    }

    @Override
    public final void fcc(int number, boolean value) {
        fccs[number] = value;
    }

    /// Switches the floating point unit on or off; off, its instructions raise [Ecode#FPD].
    protected final void floats(boolean on) {
        floats = on;
    }

    // Exceptions

    /// Notes an exception at this instruction. A row that raises one on purpose does nothing after it; from anywhere else this unwinds.
    @Override
    public final void trap(Ecode ecode) {
        pending = ecode;
        addressed = false;
        if (!quiet) throw Unwind.TRAPPED;
    }

    @Override
    public final void trap(Ecode ecode, long address) {
        pending = ecode;
        addressed = true;
        badAddress = address;
        if (!quiet) throw Unwind.TRAPPED;
    }

    /// An exception at pc, where `word` was to be executed: what the hardware does, and whoever is to handle it. `badAddress` means
    /// something if `addressed`. Answers why the run ends here, or null to go on at pc.
    protected abstract Halt enter(Ecode ecode, int word, boolean addressed, long badAddress);

    /// The instruction at pc, which raised an exception, has been executed by whoever [handles][#enter] that: it retires.
    protected final void retire() {
        pc += 4;
        left--;
    }

    /// Asked between two instructions, at the start of a run and after what may have changed it: takes an interrupt if one is due, by
    /// setting pc. Answers why the run ends here, or null to go on at pc.
    protected Halt due() {
        return null;
    }

    // Running

    /// Retires at most `budget` instructions; answers why it stopped.
    public final Halt run(long budget) {
        long end = retired + budget;
        Halt why = due();
        while (why == null && retired < end) {
            int slice = (int) Math.min(end - retired, SLICE);
            retired += slice;
            left = slice;
            why = run();
            retired -= left;
            left = 0;
        }
        return why == null ? Halt.BUDGET : why;
    }

    /// The same as a [#run] of one instruction, for whoever chooses anew after each: in tier 0 always.
    public final Halt step() {
        long at = pc - page;
        if (Long.compareUnsigned(at, Ram.PAGE) >= 0 || (at & 3) != 0) return run(1);
        Halt why = due();
        if (why != null) return why;
        if (pc - page != at) return run(1);
        retired++;
        left = 1;
        int to;
        try {
            to = text.ops[(int) at >> 2].exec(this, (int) at >> 2, 1);
        } catch (Unwind unwind) {
            quiet = false;
            whole = false;
            return ended(unwound(unwind, pc, 1), (int) at >> 2);
        }
        if (to < 0) return ended(to, (int) at >> 2);
        left = 0;
        pc = pcAt(to);
        return Halt.BUDGET;
    }

    /// A [#step] has not come to another instruction of its page.
    private Halt ended(int how, int at) {
        if (how == Op.TRAPPED) pc = pcAt(at);
        if (how == Op.LEFT_PAGE || how == Op.STOPPED) left = 0;
        Halt why = switch (how) {
            case Op.TRAPPED -> raise();
            case Op.STOPPED -> halted();
            default -> null;
        };
        if (why == null && left > 0) why = run();
        retired -= left;
        left = 0;
        return why == null ? Halt.BUDGET : why;
    }

    /// Executes until nothing is left, or something halts.
    private Halt run() {
        // Where a budget or a page ends has nothing to do with where the text is hot.
        boolean jumped = false;
        while (left > 0) {
            int before = left;
            Regions.Entry entry = !compiles ? null : jumped ? compiled.at(this, pc) : compiled.find(pc);
            int result = entry == null ? Op.LEFT_PAGE : runCompiled(entry);
            if (left == before && result == Op.LEFT_PAGE) {
                int at = findPage();
                result = at < 0 ? at : execute(at);
            }
            jumped = result == Op.LEFT_PAGE;
            if (result < Op.LEFT_PAGE) {
                Halt why = switch (result) {
                    case Op.TRAPPED -> raise();
                    case Op.STOPPED -> halted();
                    default -> null;
                };
                if (why != null) return why;
            }
        }
        return null;
    }

    /// Executes compiled regions, one after another, as long as pc leads from one to the next.
    private int runCompiled(Regions.Entry first) {
        for (Regions.Entry entry = first; entry != null; entry = next()) {
            int before = left;
            int result = entry.region().run(this, entry.number(), before);
            if (result != Op.LEFT_PAGE || left == before) return result;
        }
        return Op.LEFT_PAGE;
    }

    private Regions.Entry next() {
        if (jumpedFrom != 0) {
            compiled.jumped(jumpedFrom, pc);
            jumpedFrom = 0;
        }
        return compiled.at(this, pc);
    }

    /// Executes compiled regions from pc on until control is at `returnTo`, or leaves compiled code, or calls go too deep.
    int call(long returnTo) {
        if (depth == DEEPEST) return Op.LEFT_PAGE;
        depth++;
        int result = Op.LEFT_PAGE;
        for (Regions.Entry entry = next(); entry != null; entry = next()) {
            int before = left;
            result = entry.region().run(this, entry.number(), before);
            if (result != Op.LEFT_PAGE || left == before) break;
            if (pc == returnTo) {
                result = Op.RETURNED;
                break;
            }
        }
        depth--;
        return result;
    }

    private Halt halted() {
        leaving = false;
        return due();
    }

    private Halt raise() {
        Ecode ecode = pending;
        pending = null;
        boolean fetched = (pc & -Ram.PAGE) == page && (pc & 3) == 0;
        Halt why = enter(ecode, fetched ? text.word((int) (pc - page)) : 0, addressed, badAddress);
        return why != null ? why : due();
    }

    /// Makes the page of pc the current one. Answers the index of pc in it, or [Op#TRAPPED].
    private int findPage() {
        long wanted = pc & -Ram.PAGE;
        if (wanted != page) {
            int slot = (int) (pc >>> Ram.PAGE_BITS ^ pc >>> 2 * Ram.PAGE_BITS) & PAGES - 1;
            if (pageAt[slot] != wanted) {
                quiet = true;
                int found = page(pc);
                quiet = false;
                if (found < 0) return Op.TRAPPED;
                pageAt[slot] = wanted;
                pageText[slot] = ram.text(found);
            }
            page = wanted;
            text = pageText[slot];
        }
        if ((pc & 3) != 0) {
            pending = Ecode.ADEF;
            addressed = true;
            badAddress = pc;
            return Op.TRAPPED;
        }
        return (int) (pc - page) >> 2;
    }

    // For the cells

    /// Decodes the word at `at` of the current page; null if it may not be fetched.
    Op decode(int at, int rest) {
        quiet = true;
        left = rest;
        boolean fetched = fetches(pcAt(at));
        quiet = false;
        return fetched ? text.decode(at) : null;
    }

    long pcAt(int at) {
        return page + ((long) at << 2);
    }

    /// Where a branch goes, as [Op#exec] answers it.
    int go(long target) {
        long to = target - page;
        if (Long.compareUnsigned(to, Ram.PAGE) < 0 && (to & 3) == 0) return (int) to >> 2;
        pc = target;
        return Op.LEFT_PAGE;
    }

    int goSecond(long target) {
        int to = go(target);
        return to < 0 ? Op.SECOND_LEFT_PAGE : to | Op.SECOND;
    }

    int nextPage() {
        pc = page + Ram.PAGE;
        return Op.MOVED;
    }

    int raises(Ecode ecode) {
        pending = ecode;
        addressed = false;
        return Op.TRAPPED;
    }

    int refuseFloats() {
        return raises(Ecode.FPD);
    }

    Op replace(int at, Op op) {
        text.ops[at] = op;
        return op;
    }

    /// Executes an instruction of the current page by the table, as a cell of its own would.
    int interpret(Operands decoded, int at) {
        if (!floats && Ops.isFloat(decoded.row())) return refuseFloats();
        pc = pcAt(at);
        next = pc + 4;
        decoded.execute(this);
        return go(next);
    }

    /// Executes an instruction that needs all of the CPU. `trapsLast`: when it raises an exception on purpose, it does nothing after.
    int callOut(Operands decoded, boolean trapsLast, int at, int rest) {
        pc = pcAt(at);
        next = pc + 4;
        left = rest;
        quiet = trapsLast;
        whole = true;
        decoded.execute(this);
        quiet = false;
        whole = false;
        if (pending != null) return Op.TRAPPED;
        pc = next;
        return leaving ? Op.STOPPED : Op.LEFT_PAGE;
    }

    /// Executes words of the current page from `first` on, until the text is left or looks compiled.
    private int execute(int first) {
        Op[] ops = text.ops;
        int at = first;
        int rest = left;
        try {
            while (true) {
                int to = ops[at].exec(this, at, rest);
                if (to < 0) return left(to, at, rest);
                rest -= to < Op.SECOND ? 1 : 2;
                to &= Op.SECOND - 1;
                if (rest == 0 || to <= at && compiles) {
                    pc = pcAt(to);
                    left = rest;
                    return Op.LEFT_PAGE;
                }
                if (to <= at) text.loops();
                at = to;
            }
        } catch (Unwind unwind) {
            quiet = false;
            whole = false;
            at += second;
            rest -= second;
            second = 0;
            return unwound(unwind, pcAt(at), rest);
        }
    }

    /// Text is left, for reason `how`: the word at `at` was executed, or was to be, with `rest` instructions left before it.
    private int left(int how, int at, int rest) {
        if (how == Op.TRAPPED) pc = pcAt(at);
        left = switch (how) {
            case Op.LEFT_PAGE, Op.STOPPED -> rest - 1;
            case Op.SECOND_LEFT_PAGE -> rest - 2;
            default -> rest;
        };
        return how == Op.SECOND_LEFT_PAGE ? Op.LEFT_PAGE : how;
    }

    /// The instruction at `at` has unwound, with `rest` instructions left before it.
    int unwound(Unwind unwind, long at, int rest) {
        boolean done = unwind.isDone();
        pc = done ? at + 4 : at;
        left = done ? rest - 1 : rest;
        return done ? Op.STOPPED : Op.TRAPPED;
    }

    // For the compiler

    /// The instruction at an address, if it may be fetched from the window; else null.
    Operands compilable(long address) {
        if ((address & 3) != 0 || Long.compareUnsigned(address - base, windowSize) >= 0) return null;
        quiet = true;
        boolean found = page(address) == (placeOf(address) & -Ram.PAGE) && fetches(address);
        quiet = false;
        pending = null;
        return found ? Decoder.decode(ram.word(placeOf(address))) : null;
    }

    /// Whether the instruction at an address of the window has been executed word by word, since it was written.
    boolean isDecoded(long address) {
        return ram.isDecoded(placeOf(address));
    }

    /// Where the jump at `pc` was seen to go.
    List<Long> targets(long pc) {
        return compiled.targets(pc);
    }

    /// Where in memory an address of the window is.
    int placeOf(long address) {
        return (int) (address - base);
    }

    /// How often the page of text at `pc` was patched after it had been executed.
    int patches(long pc) {
        return Long.compareUnsigned(pc - base, windowSize) < 0 ? ram.patches(placeOf(pc)) : 0;
    }

    long base() {
        return base;
    }

    int mask() {
        return mask;
    }
}
