package kprobarium.experiment;

/// What a predicate may read of one CPU besides its registers, as in `cpu0.current_kprobe`.
public enum CpuField implements Word {
    CURRENT_KPROBE("current_kprobe", "The probe this CPU is handling, or NULL.", true),
    KPROBE_STATUS("kprobe_status", "kprobe_ctlblk's status; never cleared, so stale outside a hit.", false),
    PREEMPT_COUNT("preempt_count", "How often preemption is disabled; 0 is preemptible.", false),
    CRMD_IE("crmd.ie", "CRMD.IE: 1 when interrupts are on.", false),
    SIGNAL("signal", "The signal that this CPU's own task got last, or 0.", false);

    private final String word;
    private final String doc;
    private final boolean address;

    CpuField(String word, String doc, boolean address) {
        this.word = word;
        this.doc = doc;
        this.address = address;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String doc() {
        return doc;
    }

    /// Whether the value is a pointer, which orders as unsigned.
    boolean isAddress() {
        return address;
    }
}
