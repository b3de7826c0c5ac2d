package kprobarium.experiment;

/// The functions of `kernel/kprobes.c` that a CPU's program may call, as in `unregister_kprobe(p)`.
public enum KprobesFunction implements Word {
    REGISTER_KPROBE("register_kprobe", Takes.KPROBE, "Checks, prepares, inserts and arms the probe; returns 0 or an errno."),
    UNREGISTER_KPROBE("unregister_kprobe", Takes.KPROBE,
            "Disarms, unhashes, waits for synchronize_rcu and frees the slot; returns nothing, read as 0."),
    ENABLE_KPROBE("enable_kprobe", Takes.PROBE, "Arms a registered, disabled probe; returns 0 or an errno. A kretprobe too."),
    DISABLE_KPROBE("disable_kprobe", Takes.PROBE, "Disarms a registered probe and keeps it; returns 0 or an errno. A kretprobe too."),
    REGISTER_KPROBES("register_kprobes", Takes.KPROBES, "Registers several, `(p, q)`; where one fails, takes back those before it."),
    UNREGISTER_KPROBES("unregister_kprobes", Takes.KPROBES, "Unregisters several in one grace period; returns nothing, read as 0."),
    REGISTER_KRETPROBE("register_kretprobe", Takes.KRETPROBE, "Registers a kretprobe; returns 0 or an errno."),
    UNREGISTER_KRETPROBE("unregister_kretprobe", Takes.KRETPROBE,
            "Unregisters it; calls that are hooked return without its handler. Returns nothing, read as 0."),
    ARM_ALL_KPROBES("arm_all_kprobes", Takes.NOTHING, "What `echo 1 > kprobes/enabled` does, `()`; returns 0."),
    DISARM_ALL_KPROBES("disarm_all_kprobes", Takes.NOTHING, "What `echo 0 > kprobes/enabled` does, `()`; returns 0.");

    /// What stands in the parentheses.
    public enum Takes {
        KPROBE("a kprobe"), KRETPROBE("a kretprobe"), PROBE("a probe"), KPROBES("kprobes"), NOTHING("nothing");

        private final String words;

        Takes(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private final String word;
    private final Takes takes;
    private final String doc;

    KprobesFunction(String word, Takes takes, String doc) {
        this.word = word;
        this.takes = takes;
        this.doc = doc;
    }

    @Override
    public String word() {
        return word;
    }

    public Takes takes() {
        return takes;
    }

    @Override
    public String doc() {
        return doc;
    }
}
