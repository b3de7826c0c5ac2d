package kprobarium.experiment;

/// The functions of `kernel/kprobes.c` that a CPU's program may call, as in `unregister_kprobe(p)`.
public enum KprobesFunction implements Word {
    REGISTER_KPROBE("register_kprobe", "Checks, prepares, inserts and arms the probe; returns 0 or an errno."),
    UNREGISTER_KPROBE("unregister_kprobe", "Disarms, unhashes, waits for synchronize_rcu and frees the slot; returns nothing, read as 0."),
    ENABLE_KPROBE("enable_kprobe", "Arms a registered, disabled probe; returns 0 or an errno."),
    DISABLE_KPROBE("disable_kprobe", "Disarms a registered probe and keeps it; returns 0 or an errno.");

    private final String word;
    private final String doc;

    KprobesFunction(String word, String doc) {
        this.word = word;
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
}
