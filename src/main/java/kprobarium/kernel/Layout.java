package kprobarium.kernel;

/// Where things are in guest memory. Kernel text and data lie in the cached direct-mapped window, slots in the module area, as Linux
/// has them.
public final class Layout {
    public static final long TEXT = 0x9000_0000_0020_0000L;
    public static final long DATA = 0x9000_0000_0100_0000L;
    static final long KERNEL_DATA = 0x9000_0000_0200_0000L;
    static final long STACKS = 0x9000_0000_0300_0000L;
    static final long SLOTS = 0xffff_8000_0200_0000L;

    static final int STACK_SIZE = 16 << 10;
    static final int PAGE_SIZE = 16 << 10;
    static final int KPROBE_TABLE_SIZE = 64;

    static final long KPROBE_TABLE = KERNEL_DATA;
    static final long KPROBE_MUTEX = KPROBE_TABLE + 8 * KPROBE_TABLE_SIZE;
    static final long TEXT_MUTEX = KPROBE_MUTEX + 8;
    static final long KPROBE_INSN_MUTEX = TEXT_MUTEX + 8;
    static final long STOP_CPUS_MUTEX = KPROBE_INSN_MUTEX + 8;
    static final long MULTI_STOP = STOP_CPUS_MUTEX + 8;
    static final int MULTI_STOP_SIZE = 8 * 8;
    static final long KPROBES_ALL_DISARMED = MULTI_STOP + MULTI_STOP_SIZE;
    static final long AGGR_KPROBES_IN_USE = KPROBES_ALL_DISARMED + 8;
    static final long KPROBE_INSN_SLOTS = AGGR_KPROBES_IN_USE + 8;
    /// `event_mutex` of kernel/trace.
    public static final long EVENT_MUTEX = KERNEL_DATA + 0xfff8;
    static final long PER_CPU = KERNEL_DATA + 0x1_0000;
    static final int PER_CPU_SIZE = 0x100;
    static final long TASKS = KERNEL_DATA + 0x1_8000;
    static final int TASK_SIZE = 0x40;
    /// Code that only the entry of an exception has, rather than the guest: `ertn` at its end.
    static final long ENTRY = 0x9000_0000_0010_0000L;
    static final long KPROBES = KERNEL_DATA + 0x2_0000;
    static final long DIE_LOCK = EVENT_MUTEX - 8, PANIC = DIE_LOCK - 8;
    static final int KERNEL_DATA_SIZE = 0x2_0000;
    static final long KPROBE_INSN_PAGES = KERNEL_DATA + 0x4_0000;
    static final long KRETPROBE_INSTANCES = KERNEL_DATA + 0x10_0000;

    /// Kernel code that guest code can run into: nothing is mapped there.
    static final long KRETPROBE_TRAMPOLINE = 0x9000_0000_0000_0f00L;

    /// Offsets in a CPU's own area.
    static final int CURRENT_KPROBE = 0x00, KPROBE_CTLBLK = 0x08, STOPPER_SEEN = 0x78, KPROBE_INSTANCE = 0x80,
            IPI_STATUS = 0x88;

    /// Offsets in a task's own area.
    static final int PREEMPT_COUNT = 0x00, RCU_NESTING = 0x08, RCU_SECTION = 0x10, LIST_ENDED = 0x18, ASLEEP = 0x20, RETHOOKS = 0x28;

    static long perCpu(int cpu, int offset) {
        return PER_CPU + (long) cpu * PER_CPU_SIZE + offset;
    }

    static long perTask(int task, int offset) {
        return TASKS + (long) task * TASK_SIZE + offset;
    }

    static long stackTop(int task) {
        return STACKS + (long) (task + 1) * STACK_SIZE;
    }

    /// The access that `__get_inst()` makes, and where it goes on when that fails: kernel text without instructions.
    static final long GET_INST = 0x9000_0000_0000_0c00L, GET_INST_FIXUP = GET_INST + 8;

    /// Where pages lie that an experiment has besides its text and data, each a page of its own: the kernel's, and in the lower half of
    /// the addresses the user's.
    public static final long KERNEL_PAGES = 0x9000_0000_0400_0000L, USER_PAGES = 0x0000_0001_2000_0000L;
    /// From one such page to the next.
    public static final long PAGE_STRIDE = 0x1_0000;

    private Layout() {}
}
