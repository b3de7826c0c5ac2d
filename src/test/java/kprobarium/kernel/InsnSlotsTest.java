package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import kprobarium.machine.Cpu;
import org.junit.jupiter.api.Test;

/// The pages of slots. A probe's pre_handler is made to be what the test has the kernel do.
final class InsnSlotsTest {
    private static final int SLOTS = Layout.PAGE_SIZE / 8;

    /// Runs `what` as kernel code, in one call.
    private static long run(KernelRig rig, LongSupplier what) {
        Cpu cpu = rig.machine.cpu(0);
        rig.k.traceHandlers(new TraceHandlers() {
            @Override
            public int kprobe(Kprobe p, PtRegs regs) {
                rig.machine.memory().store(rig.address("result"), 8, what.getAsLong());
                return 0;
            }
        });
        rig.guest("foo");
        assertEquals(0, rig.k.preemptCount(cpu));
        return rig.at("result");
    }

    private static KernelRig rig() {
        KernelRig rig = new KernelRig("mainline", "foo: b .Lend\n.Lend: jr $ra", "result: .dword 0");
        Kprobe p = rig.k.kprobe("p", rig.address("foo"), Kprobe.TRACE, 0, false);
        assertEquals(0, rig.register(p));
        return rig;
    }

    private static List<Long> take(KernelRig rig, int n) {
        List<Long> slots = new ArrayList<>();
        while (slots.size() < n) slots.add(run(rig, rig.k.insnSlots::getInsnSlot));
        return slots;
    }

    private static void fill(KernelRig rig, int slots) {
        for (int taken = 0; taken < slots;) {
            int some = Math.min(512, slots - taken);
            run(rig, () -> {
                for (int i = 0; i < some; i++) rig.k.insnSlots.getInsnSlot();
                return 0;
            });
            taken += some;
        }
    }

    private static void free(KernelRig rig, long slot, boolean dirty) {
        run(rig, () -> {
            rig.k.insnSlots.freeInsnSlot(slot, dirty);
            return 0;
        });
    }

    @Test
    void a_full_page_is_followed_by_another_which_is_given_back_when_it_is_empty() {
        KernelRig rig = rig();
        fill(rig, SLOTS);
        assertEquals(1, rig.k.insnSlots.pagesNow());
        long first = take(rig, 1).getFirst();
        assertEquals(Layout.SLOTS + Layout.PAGE_SIZE, first);
        assertEquals(List.of(2L, SLOTS + 1L), List.of(rig.k.insnSlots.pagesNow(), rig.k.slotsUsed()));
        free(rig, first, false);
        assertEquals(List.of(1L, (long) SLOTS), List.of(rig.k.insnSlots.pagesNow(), rig.k.slotsUsed()));
    }

    @Test
    void the_only_page_stays_without_a_slot_in_use() {
        KernelRig rig = rig();
        free(rig, take(rig, 1).getFirst(), false);
        assertEquals(List.of(1L, 0L), List.of(rig.k.insnSlots.pagesNow(), rig.k.slotsUsed()));
    }

    @Test
    void a_dirty_slot_is_taken_again_only_when_no_clean_one_is_left() {
        KernelRig rig = rig();
        long dirty = take(rig, 3).get(1);
        free(rig, dirty, true);
        assertEquals(2, rig.k.slotsUsed());
        assertEquals(Layout.SLOTS + 3 * InsnSlots.SLOT_SIZE, take(rig, 1).getFirst());
        fill(rig, SLOTS - 4);
        assertEquals(dirty, take(rig, 1).getFirst());
        assertEquals(List.of(1L, (long) SLOTS), List.of(rig.k.insnSlots.pagesNow(), rig.k.slotsUsed()));
    }

    @Test
    void there_are_as_many_slots_as_there_is_room_for_pages() {
        KernelRig rig = rig();
        fill(rig, InsnSlots.PAGES * SLOTS);
        assertEquals(List.of(0L), take(rig, 1));
    }
}
