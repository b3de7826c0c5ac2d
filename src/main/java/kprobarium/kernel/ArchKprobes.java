package kprobarium.kernel;

import java.util.List;

/// arch/loongarch/kernel/kprobes.c: every function that the file has in any version. A version has its own; calling one that it
/// has not is a bug in this project, and says so.
public interface ArchKprobes {
    /// The words that the file writes to text.
    int breakpointInsn();

    int singlestepInsn();

    int archPrepareKprobe(Kprobe p);

    void archArmKprobe(Kprobe p);

    void archDisarmKprobe(Kprobe p);

    void archRemoveKprobe(Kprobe p);

    void savePreviousKprobe(KprobeCtlblk kcb);

    void restorePreviousKprobe(KprobeCtlblk kcb);

    void setCurrentKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb);

    void setupSinglestep(Kprobe p, PtRegs regs, KprobeCtlblk kcb, int reenter);

    boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb);

    boolean kprobeFaultHandler(PtRegs regs, int trapnr);

    /// `arch_populate_kprobe_blacklist()`: forbids the functions of irqentry text, `irqentry`. Without the architecture's own it does
    /// nothing.
    default void archPopulateKprobeBlacklist(List<String> irqentry) {}

    /// The return probes that the architecture has.
    Kretprobes kretprobes();

    /// Whether the trampoline of return probes saves this register and puts it back.
    default boolean trampolineRestores(int gpr) {
        return true;
    }

    default boolean insnsAreNotSupported(int insn) {
        throw Hunk.absent("insns_are_not_supported");
    }

    default boolean insnsAreNotSimulated(Kprobe p, PtRegs regs) {
        throw Hunk.absent("insns_are_not_simulated");
    }

    default boolean kprobePreHandler(PtRegs regs) {
        throw Hunk.absent("kprobe_pre_handler");
    }

    default boolean kprobePostHandler(PtRegs regs) {
        throw Hunk.absent("kprobe_post_handler");
    }

    default int kprobeExceptionsNotify(int val, PtRegs regs, int trapnr) {
        throw Hunk.absent("kprobe_exceptions_notify");
    }

    default void archPrepareSsSlot(Kprobe p) {
        throw Hunk.absent("arch_prepare_ss_slot");
    }

    default void archPrepareSimulate(Kprobe p) {
        throw Hunk.absent("arch_prepare_simulate");
    }

    default void saveLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        throw Hunk.absent("save_local_irqflag");
    }

    default void restoreLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        throw Hunk.absent("restore_local_irqflag");
    }

    default void postKprobeHandler(Kprobe cur, KprobeCtlblk kcb, PtRegs regs) {
        throw Hunk.absent("post_kprobe_handler");
    }

    default boolean kprobeBreakpointHandler(PtRegs regs) {
        throw Hunk.absent("kprobe_breakpoint_handler");
    }

    default boolean kprobeSinglestepHandler(PtRegs regs) {
        throw Hunk.absent("kprobe_singlestep_handler");
    }

    default void flushInsnSlot(Kprobe p) {
        throw Hunk.absent("flush_insn_slot");
    }
}
