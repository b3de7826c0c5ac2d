package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.State;

/// The address space and the exception table: which pages there are, which come when they are touched, and where kernel code goes on
/// whose access finds none (mm/memory.c and lib/extable.c as far as a page fault goes).
public final class Mm {
    /// What a page is before anything has run.
    public enum Paging {
        /// There, and in a VMA.
        PRESENT,
        /// In a VMA, and not there before the first fault.
        DEMAND,
        /// The same, and bringing it takes so long that the task sleeps.
        SLEEPING,
        /// In no VMA: nothing brings it.
        ABSENT
    }

    private final class Page {
        final Memory.Region region;
        private final int vma;
        final boolean slow;
        final ToLongFunction<Cpu> missing = this::missing;
        final ToLongFunction<Cpu> in = this::in;
        final ToLongFunction<Cpu> out = this::out;

        Page(Memory.Region region, Paging paging) {
            this.region = region;
            slow = paging == Paging.SLEEPING;
            vma = state.allocate(1);
            state.set(vma, paging == Paging.ABSENT ? 0 : 1);
            if (paging != Paging.PRESENT) k.machine.memory().setPresent(region, false);
        }

        private long missing(Cpu cpu) {
            return state.get(vma) != 0 && !k.machine.memory().isPresent(region) ? 1 : 0;
        }

        private long in(Cpu cpu) {
            boolean there = state.get(vma) != 0;
            k.machine.memory().setPresent(region, there);
            return there ? 1 : 0;
        }

        private long out(Cpu cpu) {
            state.set(vma, 0);
            k.machine.memory().setPresent(region, false);
            return 0;
        }
    }

    /// An entry of the exception table: an access at `insn` that fails goes on at `fixup`, with -EFAULT in register `error`.
    private record Entry(long insn, long fixup, int error) {}

    /// In place of a register: none is told of the error (EX_TYPE_FIXUP; with one it is EX_TYPE_UACCESS_ERR_ZERO).
    public static final int NO_REGISTER = 0;

    private final Kernel k;
    private final State state;
    private final List<Page> pages = new ArrayList<>();
    private final List<Entry> extable = new ArrayList<>();
    private boolean setMemoryRwFails;

    Mm(Kernel k) {
        this.k = k;
        state = k.machine.state();
        extable.add(new Entry(Layout.GET_INST, Layout.GET_INST_FIXUP, NO_REGISTER));
    }

    /// Maps a page at `base`; while the machine is being built. Who fetches from it must stop, for it may go.
    public void map(String name, long base, int size, boolean text, Paging paging) {
        Memory.Region region = k.machine.memory().mapPage(name, base, size, text);
        for (int at = 0; text && at < size; at += LoongarchInstruction.LOONGARCH_INSN_SIZE) k.machine.watch(base + at);
        pages.add(new Page(region, paging));
    }

    /// Adds an entry to the exception table; while the machine is being built.
    public void fixup(long insn, long fixup, int error) {
        extable.add(new Entry(insn, fixup, error));
    }

    private Page page(long address) {
        for (Page page : pages) if (address >= page.region.base() && address < page.region.base() + page.region.size()) return page;
        return null;
    }

    /// `handle_mm_fault()` of the VMA that `address` is in: brings its page. False if it is in none.
    boolean handleMmFault(long address) {
        Page page = page(address);
        if (page == null) return false;
        k.mightSleep();
        if (page.slow && k.strand.own(page.missing) != 0) k.tasks.sleep();
        return k.strand.updateOther(address, page.in) != 0;
    }

    /// From now on text cannot be made writable.
    public void setMemoryRwFails(boolean fails) {
        setMemoryRwFails = fails;
    }

    /// `set_memory_rw()` of text: 0, or why not as a negative errno. Making it writable is nobody's business but the writer's.
    public int setMemoryRw() {
        return setMemoryRwFails ? Errno.ENOMEM.negative() : 0;
    }

    /// `munmap()`: from now on nothing is at `address`, nor comes there.
    void munmap(long address) {
        k.strand.updateOther(address, page(address).out);
    }

    /// `fixup_exception()`: sends the interrupted code to its fixup, if it has one.
    boolean fixupException(PtRegs regs) {
        long era = regs.csrEra();
        for (Entry entry : extable) {
            if (entry.insn != era) continue;
            if (entry.error != NO_REGISTER) regs.regs(entry.error, Errno.EFAULT.negative());
            regs.csrEra(entry.fixup);
            return true;
        }
        return false;
    }
}
