package kprobarium.kernel;

import static kprobarium.kernel.LoongarchInstruction.LOONGARCH_INSN_SIZE;

import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.Strand;

/// The slots in which probed instructions are stepped: `kprobe_insn_slots` of kernel/kprobes.c, pages of slots that come and go.
///
/// A slot has MAX_INSN_SIZE words: the instruction, and the break that ends the step. Freed clean, a slot can be taken again at once; freed
/// dirty, only after the garbage of all pages has been collected, for which nobody may be left in it. A page without used slots is given
/// back after a grace period, but for the last one. There are [#PAGES] places for pages, which stay mapped while no page is there.
public final class InsnSlots {
    public static final int MAX_INSN_SIZE = 2;
    public static final int PAGES = 4;
    static final int SLOT_SIZE = MAX_INSN_SIZE * LOONGARCH_INSN_SIZE;
    static final int SLOTS_PER_PAGE = Layout.PAGE_SIZE / SLOT_SIZE;
    private static final long SLOT_CLEAN = 0, SLOT_DIRTY = 1, SLOT_USED = 2;

    /// `struct kprobe_insn_cache`: its newest page, and how many slots are dirty.
    static final long FIRST_PAGE = Layout.KPROBE_INSN_SLOTS, NR_GARBAGE = FIRST_PAGE + 8;
    /// `struct kprobe_insn_page`: the next older page, its counts, whether the page exists, and a word for each slot.
    static final int NEXT = 0, NUSED = 8, NGARBAGE = 16, ALLOCATED = 24, SLOT_STATES = 32;
    static final int KIP_SIZE = SLOT_STATES + 8 * SLOTS_PER_PAGE;

    private final Kernel k;
    private final Strand strand;

    InsnSlots(Kernel k) {
        this.k = k;
        strand = k.strand;
    }

    /// The address of a slot that nobody uses, or 0.
    public long getInsnSlot() {
        strand.lock(Layout.KPROBE_INSN_MUTEX);
        long slot = cleanSlot();
        if (slot == 0 && strand.local(NR_GARBAGE) != 0) {
            collectGarbageSlots();
            slot = cleanSlot();
        }
        if (slot == 0) slot = strand.own(this::newPage);
        strand.unlock(Layout.KPROBE_INSN_MUTEX);
        return slot;
    }

    /// `free_insn_slot(slot, 0)`, as this architecture frees every slot.
    public void freeInsnSlot(long slot) {
        freeInsnSlot(slot, false);
    }

    /// Frees a slot; `dirty`: a CPU may still be in it.
    public void freeInsnSlot(long slot, boolean dirty) {
        strand.lock(Layout.KPROBE_INSN_MUTEX);
        long kip = kip((int) ((slot - Layout.SLOTS) / Layout.PAGE_SIZE));
        int idx = (int) ((slot - Layout.SLOTS) % Layout.PAGE_SIZE / SLOT_SIZE);
        if (!dirty) {
            collectOneSlot(kip, idx);
        } else {
            strand.local(state(kip, idx), SLOT_DIRTY);
            strand.local(kip + NGARBAGE, strand.local(kip + NGARBAGE) + 1);
            long garbage = strand.local(NR_GARBAGE) + 1;
            strand.local(NR_GARBAGE, garbage);
            if (garbage > SLOTS_PER_PAGE) collectGarbageSlots();
        }
        strand.unlock(Layout.KPROBE_INSN_MUTEX);
    }

    /// The lowest clean slot of the newest page that has one, used from now on; or 0.
    private long cleanSlot() {
        return strand.own(this::takeCleanSlot);
    }

    private long takeCleanSlot(Cpu cpu) {
        Memory memory = cpu.machine().memory();
        for (long kip = memory.load(FIRST_PAGE, 8); kip != 0; kip = memory.load(kip + NEXT, 8)) {
            if (memory.load(kip + NUSED, 8) == SLOTS_PER_PAGE) continue;
            for (int idx = 0; idx < SLOTS_PER_PAGE; idx++) {
                if (memory.load(state(kip, idx), 8) == SLOT_CLEAN) return take(memory, kip, idx);
            }
        }
        return 0;
    }

    private long newPage(Cpu cpu) {
        Memory memory = cpu.machine().memory();
        for (int page = 0; page < PAGES; page++) {
            long kip = kip(page);
            if (memory.load(kip + ALLOCATED, 8) != 0) continue;
            memory.store(kip + ALLOCATED, 8, 1);
            memory.store(kip + NEXT, 8, memory.load(FIRST_PAGE, 8));
            memory.store(FIRST_PAGE, 8, kip);
            return take(memory, kip, 0);
        }
        return 0;
    }

    private static long take(Memory memory, long kip, int idx) {
        memory.store(state(kip, idx), 8, SLOT_USED);
        memory.store(kip + NUSED, 8, memory.load(kip + NUSED, 8) + 1);
        return Layout.SLOTS + (kip - Layout.KPROBE_INSN_PAGES) / KIP_SIZE * Layout.PAGE_SIZE + (long) idx * SLOT_SIZE;
    }

    /// Makes every dirty slot clean; before that nobody is in one any more.
    private void collectGarbageSlots() {
        k.rcu.synchronizeRcu();
        for (long kip = strand.local(FIRST_PAGE), next; kip != 0; kip = next) {
            next = strand.local(kip + NEXT);
            if (strand.local(kip + NGARBAGE) == 0) continue;
            strand.local(kip + NGARBAGE, 0);
            long page = kip;
            strand.own(cpu -> clean(cpu, page));
            if (strand.local(kip + NUSED) == 0) freePage(kip);
        }
        strand.local(NR_GARBAGE, 0);
    }

    private static long clean(Cpu cpu, long kip) {
        Memory memory = cpu.machine().memory();
        long cleaned = 0;
        for (int idx = 0; idx < SLOTS_PER_PAGE; idx++) {
            if (memory.load(state(kip, idx), 8) != SLOT_DIRTY) continue;
            memory.store(state(kip, idx), 8, SLOT_CLEAN);
            cleaned++;
        }
        memory.store(kip + NUSED, 8, memory.load(kip + NUSED, 8) - cleaned);
        return cleaned;
    }

    private void collectOneSlot(long kip, int idx) {
        strand.local(state(kip, idx), SLOT_CLEAN);
        long nused = strand.local(kip + NUSED) - 1;
        strand.local(kip + NUSED, nused);
        if (nused == 0) freePage(kip);
    }

    /// Gives a page back that is no longer in use, unless it is the only one: the next probe would need it again.
    private void freePage(long kip) {
        if (strand.local(FIRST_PAGE) == kip && strand.local(kip + NEXT) == 0) return;
        strand.own(cpu -> unlink(cpu, kip));
        k.rcu.synchronizeRcu();
        strand.local(kip + ALLOCATED, 0);
    }

    private static long unlink(Cpu cpu, long kip) {
        Memory memory = cpu.machine().memory();
        long at = FIRST_PAGE;
        while (memory.load(at, 8) != kip) at = memory.load(at, 8) + NEXT;
        memory.store(at, 8, memory.load(kip + NEXT, 8));
        return 0;
    }

    /// All of this is read and written under the mutex only.
    private static long kip(int page) {
        return Layout.KPROBE_INSN_PAGES + (long) page * KIP_SIZE;
    }

    private static long state(long kip, int idx) {
        return kip + SLOT_STATES + 8L * idx;
    }

    static long address(int slot) {
        return Layout.SLOTS + (long) slot * SLOT_SIZE;
    }

    static boolean isSlot(long address) {
        return address >= Layout.SLOTS && address < Layout.SLOTS + (long) PAGES * Layout.PAGE_SIZE;
    }

    /// How many slots are in use, while nothing runs.
    long usedNow() {
        long n = 0;
        for (int page = 0; page < PAGES; page++) {
            n += k.machine.memory().load(kip(page) + NUSED, 8) - k.machine.memory().load(kip(page) + NGARBAGE, 8);
        }
        return n;
    }

    /// How many pages there are, while nothing runs.
    long pagesNow() {
        long n = 0;
        for (int page = 0; page < PAGES; page++) n += k.machine.memory().load(kip(page) + ALLOCATED, 8);
        return n;
    }
}
