package kprobarium.experiment;

/// A number that the kernel has a name for.
public enum Constant implements Word {
    NULL("NULL", 0, "No probe, no address."),
    EPERM("-EPERM", -1, "Operation not permitted."),
    ENOENT("-ENOENT", -2, "No such symbol."),
    E2BIG("-E2BIG", -7, "Too long."),
    ENOMEM("-ENOMEM", -12, "No instruction slot, or no memory."),
    EBUSY("-EBUSY", -16, "In use."),
    EEXIST("-EEXIST", -17, "Exists already."),
    ENODEV("-ENODEV", -19, "No such device."),
    EINVAL("-EINVAL", -22, "An instruction, an address or a probe that kprobes refuses."),
    EILSEQ("-EILSEQ", -84, "The address is not at an instruction."),
    EOPNOTSUPP("-EOPNOTSUPP", -95, "Not supported by this kernel."),
    EADDRNOTAVAIL("-EADDRNOTAVAIL", -99, "The symbol has more than one address."),
    EFAULT("-EFAULT", -14, "An access to user memory has failed."),
    SIGILL("SIGILL", 4, "The signal for an instruction that is none."),
    SIGTRAP("SIGTRAP", 5, "The signal for a breakpoint."),
    SIGBUS("SIGBUS", 7, "The signal for an address error."),
    SIGFPE("SIGFPE", 8, "The signal for `break 6` and `break 7`, an arithmetic error."),
    SIGSEGV("SIGSEGV", 11, "The signal for an access to where nothing is."),
    KPROBE_HIT_ACTIVE("KPROBE_HIT_ACTIVE", 1, "kprobe_status: in or before pre_handler."),
    KPROBE_HIT_SS("KPROBE_HIT_SS", 2, "kprobe_status: single-stepping."),
    KPROBE_REENTER("KPROBE_REENTER", 4, "kprobe_status: single-stepping a nested hit."),
    KPROBE_HIT_SSDONE("KPROBE_HIT_SSDONE", 8, "kprobe_status: stepped; in or after post_handler."),
    KPROBE_BP_INSN("KPROBE_BP_INSN", 0x002a000a, "The word of `break 10`, which arms a probe."),
    KPROBE_SSTEPBP_INSN("KPROBE_SSTEPBP_INSN", 0x002a000b, "The word of `break 11`, which ends a slot.");

    private final String word;
    private final long value;
    private final String doc;

    Constant(String word, long value, String doc) {
        this.word = word;
        this.value = value;
        this.doc = doc;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    public long value() {
        return value;
    }
}
