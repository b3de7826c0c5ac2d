package kprobarium.kernel;

import static kprobarium.kernel.LoongarchInstruction.LOONGARCH_INSN_SIZE;

import kprobarium.machine.Strand;

/// The slots in which probed instructions are stepped: `get_insn_slot()` and `free_insn_slot()` of kernel/kprobes.c, on one page.
///
/// A slot has MAX_INSN_SIZE words: the instruction, and the break that ends the step. A freed slot is clean at once, and the
/// lowest clean one is used first.
public final class InsnSlots {
    public static final int MAX_INSN_SIZE = 2;
    static final int SLOT_SIZE = MAX_INSN_SIZE * LOONGARCH_INSN_SIZE;

    private final Kernel k;
    private final Strand strand;

    InsnSlots(Kernel k) {
        this.k = k;
        strand = k.strand;
    }

    /// The address of a slot that nobody uses, or 0.
    public long getInsnSlot() {
        strand.lock(Layout.KPROBE_INSN_MUTEX);
        int slot = 0;
        while (slot < Layout.SLOT_COUNT && strand.local(used(slot)) != 0) slot++;
        if (slot < Layout.SLOT_COUNT) strand.local(used(slot), 1);
        strand.unlock(Layout.KPROBE_INSN_MUTEX);
        return slot < Layout.SLOT_COUNT ? address(slot) : 0;
    }

    public void freeInsnSlot(long slot) {
        strand.lock(Layout.KPROBE_INSN_MUTEX);
        strand.local(used((int) ((slot - Layout.SLOTS) / SLOT_SIZE)), 0);
        strand.unlock(Layout.KPROBE_INSN_MUTEX);
    }

    /// Read and written under the mutex only.
    private static long used(int slot) {
        return Layout.SLOT_USED + 8L * slot;
    }

    static long address(int slot) {
        return Layout.SLOTS + (long) slot * SLOT_SIZE;
    }

    static boolean isSlot(long address) {
        return address >= Layout.SLOTS && address < Layout.SLOTS + Layout.PAGE_SIZE;
    }

    /// How many slots are in use, while nothing runs.
    long usedNow() {
        long n = 0;
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) n += k.machine.memory().load(used(slot), 8);
        return n;
    }
}
