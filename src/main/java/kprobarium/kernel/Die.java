package kprobarium.kernel;

/// `enum die_val` (arch/loongarch/include/asm/kdebug.h) and what a notifier answers (include/linux/notifier.h).
public final class Die {
    public static final int DIE_OOPS = 1, DIE_RI = 2, DIE_FP = 3, DIE_SIMD = 4, DIE_TRAP = 5;
    public static final int DIE_PAGE_FAULT = 6, DIE_BREAK = 7, DIE_SSTEPBP = 8, DIE_UPROBE = 9, DIE_UPROBE_XOL = 10;
    public static final int NOTIFY_DONE = 0x0000, NOTIFY_STOP = 0x8001;

    private Die() {}
}
